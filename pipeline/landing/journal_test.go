package landing_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline/landing"
	"jevons/sources"
)

func TestIDDependsOnContentOnly(t *testing.T) {
	base := landing.Landing{Dataset: "bls.ces", Part: "00a", SHA256: sum("x"), KnownAt: day, SeenAt: day}
	id := base.Numbered().ID
	if id <= 0 {
		t.Fatalf("ID %d", id)
	}
	same := base
	same.SeenAt, same.ETag, same.URL = day.AddDate(1, 0, 0), "other", "https://example.org/"
	same.KnownAt = day.In(time.FixedZone("", 3600))
	if got := same.Numbered().ID; got != id {
		t.Errorf("ID is %d after changes that do not count, was %d", got, id)
	}
	for name, change := range map[string]func(*landing.Landing){
		"dataset": func(l *landing.Landing) { l.Dataset = "bls.cps" },
		"part":    func(l *landing.Landing) { l.Part = "00b" },
		"time":    func(l *landing.Landing) { l.KnownAt = day.Add(time.Microsecond) },
		"hash":    func(l *landing.Landing) { l.SHA256 = sum("y") },
	} {
		l := base
		change(&l)
		if l.Numbered().ID == id {
			t.Errorf("another %s gives the same ID", name)
		}
	}
}

func TestHistoryIsTheSameInWhateverOrderLandingsArrive(t *testing.T) {
	var facts []*landing.Landing
	for i := range 12 {
		facts = append(facts, fact(landing.Object{SHA256: sum(fmt.Sprint(i % 5))}, fmt.Sprint("p", i%2), day.AddDate(0, 0, i%4)))
	}
	var first []landing.Landing
	for seed := range uint64(5) {
		// In memory, since some hundred real syncs would only cost time.
		fsys := newCrashFS()
		fsys.root.kids["data"] = newDir()
		a, err := landing.Open("/data", landing.Options{FS: fsys})
		if err != nil {
			t.Fatal(err)
		}
		order := rand.New(rand.NewPCG(seed, 1)).Perm(len(facts))
		for _, i := range append(order, order...) {
			if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", Part: facts[i].Part, Outcome: landing.Landed, Landing: facts[i]}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := a.History("bls.ces")
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if d := cmp.Diff(first, got); d != "" {
			t.Fatal(d)
		}
	}
	if len(first) != 12 {
		t.Errorf("%d landings, want 12", len(first))
	}
}

func TestLooksGivesTheNewest(t *testing.T) {
	a, _ := open(t)
	for i := range 5 {
		if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Failed, Error: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int]string{-1: "01234", 0: "", 1: "4", 3: "234", 5: "01234", 9: "01234"} {
		looks, err := a.Looks("bls.ces", n)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, l := range looks {
			got += l.Error
		}
		if got != want {
			t.Errorf("newest %d: %q, want %q", n, got, want)
		}
	}
	if looks, err := a.Looks("bls.cps", -1); err != nil || len(looks) != 0 {
		t.Errorf("a dataset never looked at: %v, %v", looks, err)
	}
	names, err := a.Datasets()
	if err != nil || !cmp.Equal(names, []string{"bls.ces"}) {
		t.Errorf("datasets %v, %v", names, err)
	}
}

func TestATornLastLineIsIgnoredAndCutOff(t *testing.T) {
	a, dir := open(t)
	path := filepath.Join(dir, "archive", "journal", "bls.ces.jsonl")
	if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Failed, Error: "first"}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	second := append(bytes.Clone(whole), []byte(strings.Replace(string(whole), "first", strings.Repeat("second", 2000), 1))...)
	for cut := len(whole); cut < len(second); cut += 1 + len(second)/31 {
		if err := os.WriteFile(path, second[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		if looks, err := a.Looks("bls.ces", -1); err != nil || len(looks) != 1 {
			t.Fatalf("cut at %d: %d looks, %v", cut, len(looks), err)
		}
		if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Failed, Error: "third"}); err != nil {
			t.Fatal(err)
		}
		looks, err := a.Looks("bls.ces", -1)
		if err != nil || len(looks) != 2 || looks[1].Error != "third" {
			t.Fatalf("cut at %d, after the next append: %v, %v", cut, looks, err)
		}
	}
}

func TestADamagedLineIsAnErrorWithItsNumber(t *testing.T) {
	a, dir := open(t)
	for i := range 3 {
		if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Failed, Error: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "archive", "journal", "bls.ces.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines[1][0] = 'x'
	if err := os.WriteFile(path, bytes.Join(lines, nil), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := a.History("bls.ces"); err == nil || !strings.Contains(err.Error(), "bls.ces.jsonl line 2") {
		t.Errorf("got %v", err)
	}
	if looks, err := a.Looks("bls.ces", 1); err != nil || len(looks) != 1 {
		t.Errorf("the newest look alone: %v, %v", looks, err)
	}
}

func TestNoSecretIsStored(t *testing.T) {
	const canary = "CANARY123"
	a, dir := open(t)
	l := fact(landing.Object{SHA256: sum("x")}, "", day)
	for _, raw := range []string{
		"https://user:" + canary + "@example.org/x",
		"https://example.org/x?api_key=" + canary + "&a=b",
		"https://example.org/x?registrationkey=" + canary,
		"https://example.org/x?a=b&%61pikey=" + canary,
		"https://example.org/x?X-Amz-Signature=" + canary,
		"https://example.org/x?access_token=" + canary + "#" + canary,
		"https://example.org/x?KEY=" + canary,
		"https://example.org/\x7f" + canary,
	} {
		l.URL = raw
		if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", URL: raw, Outcome: landing.Landed, Landing: l}); err != nil {
			t.Fatal(err)
		}
	}
	kept := "https://example.org/x?monkey=1&keyword=2"
	if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", URL: kept, Outcome: landing.Failed}); err != nil {
		t.Fatal(err)
	}
	for _, path := range listFiles(t, dir) {
		if text, err := os.ReadFile(path); err != nil || bytes.Contains(text, []byte(canary)) {
			t.Errorf("%s holds the secret (%v):\n%s", path, err, text)
		}
	}
	if looks, err := a.Looks("bls.ces", 1); err != nil || looks[0].URL != kept {
		t.Errorf("stored %v, %v; want %s", looks, err, kept)
	}
}

func TestStandingFollowsTheNewestAnswer(t *testing.T) {
	a, _ := open(t)
	x, _, err := a.PutFile(ctx, strings.NewReader("x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	y, _, err := a.PutFile(ctx, strings.NewReader("y"), nil)
	if err != nil {
		t.Fatal(err)
	}
	look := func(outcome landing.Outcome, l *landing.Landing) {
		t.Helper()
		look := landing.Look{At: day, Dataset: "bls.ces", Outcome: outcome, Landing: l}
		if l != nil {
			look.Part = l.Part
		}
		if err := a.Append(look); err != nil {
			t.Fatal(err)
		}
	}
	look(landing.Landed, fact(x, "p", day))
	newer := fact(x, "p", day)
	newer.ETag = `"2"`
	look(landing.Unchanged, newer)
	look(landing.Failed, nil)
	look(landing.Landed, fact(y, "q", day))
	sample := fact(y, "r", day)
	sample.Sample = true
	look(landing.Landed, sample)
	got, err := a.Standing("bls.ces")
	if err != nil || len(got) != 2 || got["p"].ETag != `"2"` || got["q"].SHA256 != y.SHA256 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if err := os.Remove(a.Path(y.SHA256)); err != nil {
		t.Fatal(err)
	}
	if got, err = a.Standing("bls.ces"); err != nil || len(got) != 1 {
		t.Errorf("with an object gone %+v, %v; only p still stands", got, err)
	}
}

// TestHistoryFollowsTheJournal asks for the history between appends, and after
// somebody else has written the journal anew.
func TestHistoryFollowsTheJournal(t *testing.T) {
	dir := t.TempDir()
	a, err := landing.Open(dir, landing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	check := func(what string) {
		t.Helper()
		got, err := a.History("made.up")
		if err != nil || len(got) != want {
			t.Fatalf("%s: %d landings, want %d; %v", what, len(got), want, err)
		}
		for i := 1; i < len(got); i++ {
			if got[i].Before(got[i-1]) {
				t.Fatalf("%s: out of order", what)
			}
		}
		if len(got) > 0 {
			got[0].Dataset = "spoilt" // what is returned is the caller's
		}
	}
	put := func(n int) {
		t.Helper()
		l := sources.Landing{Dataset: "made.up", SHA256: fmt.Sprintf("%064x", n), Size: 1, Lines: 1, KnownBy: sources.BySeen,
			KnownAt: time.Date(2026, 1, 30-n, 0, 0, 0, 0, time.UTC), SeenAt: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}.Numbered()
		if err := a.Append(landing.Look{At: l.SeenAt, Dataset: l.Dataset, Outcome: landing.Landed, Landing: &l}); err != nil {
			t.Fatal(err)
		}
	}
	check("nothing yet")
	for n := range 5 {
		put(n)
		want++
		check("after an append")
	}
	put(4)
	check("a landing written twice")
	journal := filepath.Join(dir, "archive", "journal", "made.up.jsonl")
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	rewrite := func(b []byte) {
		t.Helper()
		if err := os.WriteFile(journal, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	rewrite(bytes.Join(lines[:2], nil))
	want = 2
	check("an older copy was put back")
	rewrite(append(bytes.Clone(text), `{"torn`...))
	want = 5
	check("a torn last line")
	rewrite(append(bytes.Join(lines[:3], nil), "not a line\n"...))
	if _, err := a.History("made.up"); err == nil || !strings.Contains(err.Error(), "line 4 is damaged") {
		t.Error(err)
	}
	rewrite(append(bytes.Clone(text), "not a line\n"...))
	if _, err := a.History("made.up"); err == nil || !strings.Contains(err.Error(), "line 7 is damaged") {
		t.Error(err)
	}
}
