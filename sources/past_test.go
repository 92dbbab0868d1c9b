package sources_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jevons/sources"
)

func TestThePastOfFilesInARepository(t *testing.T) {
	now := day("2026-01-01")
	d := &sources.Dataset{Name: "made.up", Fetch: sources.Each(
		sources.Request{URL: "https://raw.githubusercontent.com/o/r/main/a/x.csv", Part: "x"},
		sources.Request{URL: "https://raw.githubusercontent.com/o/r/refs/heads/main/a/y.csv", Part: "y"})}
	past := d.PastOf(now)
	if past == nil {
		t.Fatal("files in a repository have a past")
	}
	ask := past.Index(day("2025-01-01"), now)
	if len(ask) != 2 || ask[1].Part != "y" || ask[1].Query.Get("path") != "a/y.csv" || ask[1].Query.Get("since") != "2025-01-01T00:00:00Z" {
		t.Fatalf("%+v", ask)
	}
	var commits []string
	for i := range 100 {
		commits = append(commits, fmt.Sprintf(`{"sha": "%040x", "commit": {"committer": {"date": "2025-06-01T10:00:%02d+02:00"}}}`, i, i%60))
	}
	states, more, err := past.States(ask[1], []byte("["+strings.Join(commits, ",")+"]"))
	if err != nil || len(states) != 100 || len(more) != 1 || more[0].Query.Get("page") != "2" || ask[1].Query.Get("page") != "1" {
		t.Fatal(len(states), more, err)
	}
	if s := states[0]; s.Request.URL != "https://raw.githubusercontent.com/o/r/"+strings.Repeat("0", 40)+"/a/y.csv" || s.Request.Part != "y" || !s.Request.MayLack ||
		!s.KnownAt.Equal(time.Date(2025, 6, 1, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", s)
	}
	if _, more, err = past.States(more[0], []byte("[]")); err != nil || len(more) > 0 {
		t.Error(more, err)
	}
	for _, body := range []string{`{"message": "API rate limit exceeded"}`, `[{"sha": "main", "commit": {"committer": {"date": "2025-06-01T10:00:00Z"}}}]`,
		`[{"sha": "` + strings.Repeat("a", 40) + `"}]`, ``} {
		if _, _, err := past.States(ask[0], []byte(body)); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
	for _, url := range []string{"https://example.org/o/r/main/x.csv", "https://raw.githubusercontent.com/o/r/main", "https://raw.githubusercontent.com/o//main/x"} {
		if p := (&sources.Dataset{Fetch: sources.Get(url)}).PastOf(now); p != nil {
			t.Errorf("%s has a past", url)
		}
	}
}
