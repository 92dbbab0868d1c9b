package fred_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/fred"
	"jevons/sources/sourcetest"
)

func dataset(t testing.TB, name string) *sources.Dataset {
	t.Helper()
	for _, d := range fred.Datasets() {
		if d.Name == name {
			return d
		}
	}
	t.Fatalf("no dataset %s", name)
	return nil
}

// span is a value with the days between which it was the published one.
type span struct {
	Date   string `json:"date"`
	Start  string `json:"realtime_start"`
	End    string `json:"realtime_end"`
	Figure string `json:"value"`
}

// archive answers as ALFRED does: it refuses a question about more than 2,000
// vintage dates and clips each row to the period asked for.
type archive struct {
	spans []span
	page  int // rows an answer
	asked []string
}

func (a *archive) dates(from, to string) []string {
	days := map[string]bool{}
	for _, s := range a.spans {
		days[s.Start] = s.Start >= from && s.Start <= to
	}
	maps.DeleteFunc(days, func(_ string, in bool) bool { return !in })
	return slices.Sorted(maps.Keys(days))
}

func (a *archive) answer(t *testing.T, r sources.Request) []byte {
	t.Helper()
	q := r.Query
	number := func(name string) int {
		n, err := strconv.Atoi(q.Get(name))
		if err != nil {
			t.Fatalf("%s is %q", name, q.Get(name))
		}
		return n
	}
	method := r.URL[strings.LastIndex(r.URL, "/")+1:]
	a.asked = append(a.asked, method)
	start, end := q.Get("realtime_start"), q.Get("realtime_end")
	dates := a.dates(start, end)
	doc := map[string]any{"realtime_start": start, "realtime_end": end, "offset": number("offset"), "limit": number("limit"), "output_type": 1, "units": "lin"}
	if method == "vintagedates" {
		doc["count"], doc["vintage_dates"] = len(dates), dates[:min(len(dates), number("limit"))]
	} else if len(dates) > 2000 {
		return []byte(`{"error_code":400,"error_message":"Bad Request.  Too many vintage dates."}`)
	} else {
		rows := []span{}
		for _, s := range a.spans {
			if s.Start <= end && s.End >= start {
				s.Start, s.End = max(s.Start, start), min(s.End, end)
				rows = append(rows, s)
			}
		}
		from := min(len(rows), number("offset"))
		doc["count"], doc["observations"] = len(rows), rows[from:min(len(rows), from+a.page)]
	}
	body, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// fetch follows a part as the runner does, and gives the landing.
func fetch(t *testing.T, d *sources.Dataset, r sources.Request, answer func(sources.Request) []byte) ([]byte, error) {
	t.Helper()
	var landing []byte
	for range 100 {
		if r.Replaces {
			landing = nil
		}
		body := answer(r)
		next, err := d.Fetch.Next(r, body)
		if err != nil {
			return nil, err
		}
		landing = append(append(landing, body...), '\n')
		if len(next) == 0 {
			return landing, nil
		}
		r = next[0]
	}
	t.Fatal("the pages do not end")
	return nil, nil
}

// TestHistoryHasNoRevisionAtABorder: what comes out of periods of real time
// and pages is the history that went in.
func TestHistoryHasNoRevisionAtABorder(t *testing.T) {
	const days = 5_000
	a := &archive{page: 1_700}
	day := func(n int) string { return time.Date(2000, 1, 1+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) }
	for date, every := range []int{1, 2, 3, 1_000, days} { // how often a month's value is revised
		for n := date; n < days; n += every {
			s := span{day(-30 * (date + 1)), day(n), day(min(n+every, days) - 1), fmt.Sprintf("%d.5", n)}
			if n+every >= days {
				s.End = "9999-12-31"
			}
			a.spans = append(a.spans, s)
		}
	}
	d := dataset(t, "fred.observations")
	first := d.Fetch.First(time.Time{})[0]
	landing, err := fetch(t, d, first, func(r sources.Request) []byte { return a.answer(t, r) })
	if err != nil {
		t.Fatal(err)
	}
	got, err := sourcetest.Decode(d, sourcetest.Body{Part: first.Part, Bytes: landing}, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var want, have []string
	for _, s := range a.spans {
		end := s.End
		if end == "9999-12-31" {
			end = sourcetest.Null
		}
		want = append(want, strings.Join([]string{s.Date, s.Start, end, s.Figure}, " "))
	}
	for _, r := range got.Rows {
		have = append(have, strings.Join(r[2:6], " "))
	}
	slices.Sort(want)
	slices.Sort(have)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("history changed (-went in +came out):\n%.2000s", diff)
	}
	if n := strings.Count(strings.Join(a.asked, " "), "vintagedates"); n != 3 || got.Ledger.Ignored["vintage dates"] != 2 {
		t.Errorf("asked for vintage dates %d times, want 3; %s", n, got.LedgerText())
	}
}

func TestHistoryFetchRefuses(t *testing.T) {
	d := dataset(t, "fred.observations")
	first := d.Fetch.First(time.Time{})[0]
	rows := sources.Request{URL: "https://api.stlouisfed.org/fred/series/observations", Part: "UNRATE",
		Query: url.Values{"series_id": {"UNRATE"}, "realtime_start": {"1776-07-04"}, "realtime_end": {"9999-12-31"}, "offset": {"2"}}}
	for _, c := range []struct {
		r          sources.Request
		body, want string
	}{
		{first, `{"count":0,"vintage_dates":[]}`, "no vintage dates"},
		{first, `{"error_code":400,"error_message":"Bad Request.  The series does not exist."}`, "does not exist"},
		{first, `<?xml version="1.0"?><error code="400"/>`, "XML"},
		{first, `{"count":`, "read FRED's answer"},
		{rows, `{"count":5,"observations":[]}`, "counts 5 rows and sent 2"},
	} {
		if next, err := d.Fetch.Next(c.r, []byte(c.body)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, error %v, want %q", c.body, next, err, c.want)
		}
	}
	if next, err := d.Fetch.Next(rows, []byte(`{"count":5,"observations":[{},{},{}]}`)); err != nil || next != nil {
		t.Errorf("after the last page come %v, error %v", next, err)
	}
}

func TestCalendarIsReadToItsEnd(t *testing.T) {
	d := dataset(t, "fred.release_dates")
	pages := []string{`{"count":3,"release_dates":[{"release_id":10,"date":"2026-01-13"},{"release_id":10,"date":"2026-02-13"}]}`,
		`{"count":3,"release_dates":[{"release_id":10,"date":"2026-03-11"}]}`}
	n := 0
	first := d.Fetch.First(time.Time{})[0]
	landing, err := fetch(t, d, first, func(r sources.Request) []byte {
		if want := []string{"0", "2"}[n]; r.Query.Get("offset") != want || r.Part != "10" {
			t.Errorf("page %d is asked for at %s", n, r.Query.Get("offset"))
		}
		n++
		return []byte(pages[n-1])
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := sourcetest.Decode(d, sourcetest.Body{Part: "10", Bytes: landing}, sourcetest.Options{})
	if err != nil || len(got.Rows) != 3 {
		t.Errorf("%v, error %v", got, err)
	}
	if _, err := d.Fetch.Next(first, []byte(`{"count":3,"release_dates":[]}`)); err == nil || !strings.Contains(err.Error(), "counts 3 days") {
		t.Errorf("an empty page is taken: %v", err)
	}
}

func FuzzObservations(f *testing.F) {
	const head = `{"realtime_start":"1776-07-04","realtime_end":`
	for _, in := range []string{
		head + `"9999-12-31","count":1,"offset":0,"observations":[{"realtime_start":"2026-01-09","realtime_end":"9999-12-31","date":"2025-12-01","value":"."}]}`,
		head + `"2026-01-08","count":1,"offset":0,"observations":[{"realtime_start":"2026-01-01","realtime_end":"2026-01-08","date":"2025-12-01","value":"1"}]}
		{"vintage_dates":[]}{"realtime_start":"2026-01-09","realtime_end":"9999-12-31","count":1,"offset":0,"observations":[{"realtime_start":"2026-01-09","realtime_end":"9999-12-31","date":"2025-12-01","value":"1"}]}`,
		head + `"9999-12-31","count":2,"offset":0,"observations":[7]}` + head + `"9999-12-31","count":2,"offset":1,"observations":[{}]}`,
		head + `null,"count":"99999999999","observations":[]}`,
	} {
		f.Add([]byte(in), "X")
		f.Add([]byte(in), "X@1776-07-04")
	}
	d := dataset(f, "fred.observations")
	f.Fuzz(func(t *testing.T, in []byte, part string) {
		sourcetest.Hostile(t, d, sourcetest.Body{Name: "answer.json", Part: part, Bytes: in})
	})
}
