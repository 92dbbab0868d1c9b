package landing_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/landing"
	"jevons/sources"
)

var ctx = context.Background()

func TestMain(m *testing.M) {
	faulttest.Main(m, map[string]func() error{"work": workJob, "lock": lockJob})
}

// workJob is what the kill tests run in a child.
func workJob() error {
	a, err := landing.Open(os.Getenv("DIR"), landing.Options{})
	if err != nil {
		return err
	}
	o, _, err := a.PutFile(ctx, strings.NewReader(childBody), nil)
	if err != nil {
		return err
	}
	return a.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Landed, Landing: fact(o, "", day)})
}

const childBody = "one\ntwo\nthree"

func lockJob() error {
	l, err := landing.Acquire(os.Getenv("DIR")+"/jevons.lock", "run \x1b[2J all", day)
	if err != nil {
		return err
	}
	defer l.Close()
	return fault.Point(fault.StateBefore)
}

func fact(o landing.Object, part string, at time.Time) *landing.Landing {
	return &landing.Landing{Dataset: "bls.ces", Part: part, SHA256: o.SHA256, Size: o.Size, Lines: o.Lines,
		KnownAt: at, SeenAt: day, KnownBy: sources.BySource}
}

func open(t *testing.T) (*landing.Archive, string) {
	t.Helper()
	dir := t.TempDir()
	a, err := landing.Open(dir, landing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a, dir
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func TestPutFileCountsHashesAndKeepsOneCopy(t *testing.T) {
	a, _ := open(t)
	large := strings.Repeat("0123456789abcde\n", 100_000)
	for _, c := range []struct {
		name, body string
		lines      int64
	}{
		{"empty", "", 0},
		{"one line", "a\n", 1},
		{"no last line end", "a\nb", 2},
		{"blank lines", "\n\n", 2},
		{"a block and a bit", large, 100_000},
		{"binary", "\x00\xff\n\x00", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told int64
			o, isNew, err := a.PutFile(ctx, iotest.HalfReader(strings.NewReader(c.body)), func(n int64) { told += n })
			want := landing.Object{SHA256: sum(c.body), Size: int64(len(c.body)), Lines: c.lines}
			if err != nil || !isNew || o != want || told != want.Size {
				t.Fatalf("got %+v, new %v, %v, progress %d; want %+v", o, isNew, err, told, want)
			}
			if got, err := readObject(a, o.SHA256); err != nil || got != c.body {
				t.Fatalf("read back %d bytes, %v", len(got), err)
			}
			fi, err := os.Stat(a.Path(o.SHA256))
			if err != nil || fi.Mode().Perm()&0o222 != 0 {
				t.Errorf("mode %v, %v; nobody may write an object", fi.Mode(), err)
			}
			if _, isNew, err := a.PutFile(ctx, strings.NewReader(c.body), nil); err != nil || isNew {
				t.Errorf("again: new %v, %v", isNew, err)
			}
		})
	}
}

func TestABodyThatEndsInErrorLeavesNothing(t *testing.T) {
	a, dir := open(t)
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, _, err := a.PutFile(ctx, broken, nil); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := a.PutFile(cancelled, strings.NewReader("whole"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if files := listFiles(t, dir); len(files) != 0 {
		t.Errorf("files left: %v", files)
	}
}

func listFiles(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestResetDropsWhatWasWritten(t *testing.T) {
	a, _ := open(t)
	in, err := a.New()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Abort()
	for _, step := range []func() error{
		func() error { _, err := io.WriteString(in, "first try, line\n"); return err },
		in.Reset,
		func() error { _, err := io.WriteString(in, "second"); return err },
		func() error { _, err := in.Commit(sum("second")); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := readObject(a, sum("second")); err != nil || got != "second" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestCommitRefusesOtherBytesThanAnnounced(t *testing.T) {
	a, dir := open(t)
	in, err := a.New()
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, "these")
	if _, err := in.Commit(sum("those")); err == nil || !strings.Contains(err.Error(), "changed on the way") {
		t.Errorf("got %v", err)
	}
	if _, err := in.Commit(""); err == nil {
		t.Error("a second commit succeeded")
	}
	if files := listFiles(t, dir); len(files) != 0 {
		t.Errorf("files left: %v", files)
	}
}

func TestDamageIsFoundOnReadingAndByVerifyAndHealedByCommit(t *testing.T) {
	a, dir := open(t)
	good, _, err := a.PutFile(ctx, strings.NewReader("good"), nil)
	if err != nil {
		t.Fatal(err)
	}
	bad, _, err := a.PutFile(ctx, strings.NewReader("will be damaged"), nil)
	if err != nil {
		t.Fatal(err)
	}
	path := a.Path(bad.SHA256)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("was damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	stray := filepath.Join(dir, "archive", "objects", good.SHA256[:2], "notes.txt")
	if err := os.WriteFile(stray, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var damage *landing.DamageError
	if _, err := readObject(a, bad.SHA256); !errors.As(err, &damage) || damage.SHA256 != bad.SHA256 {
		t.Errorf("reading gave %v", err)
	}
	found, err := a.Verify(ctx, nil)
	if err != nil || len(found) != 2 {
		t.Errorf("verify found %v, %v; want the damaged object and the stray file", found, err)
	}
	if _, isNew, err := a.PutFile(ctx, strings.NewReader("will be damaged"), nil); err != nil || !isNew {
		t.Errorf("storing it again: new %v, %v", isNew, err)
	}
	if got, err := readObject(a, bad.SHA256); err != nil || got != "will be damaged" {
		t.Errorf("after healing %q, %v", got, err)
	}
}

func TestNamesThatAreNoHashesReachNoFile(t *testing.T) {
	a, _ := open(t)
	for _, sha := range []string{"", "../../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("a", 62) + "/x"} {
		if _, err := a.Open(sha); err == nil {
			t.Errorf("opened %q", sha)
		}
		if _, _, err := a.OpenAt(sha); err == nil {
			t.Errorf("opened %q for random access", sha)
		}
		if _, ok := a.Has(sha); ok {
			t.Errorf("has %q", sha)
		}
	}
	for _, dataset := range []string{"", "../x.y", "bls", "BLS.ces", "bls.ces/../x", strings.Repeat("a", 200) + ".b"} {
		if err := a.Append(landing.Look{Dataset: dataset, Outcome: landing.Failed}); err == nil {
			t.Errorf("wrote a journal for %q", dataset)
		}
		if _, err := a.Looks(dataset, 1); err == nil {
			t.Errorf("read a journal of %q", dataset)
		}
	}
}

func TestSymbolicLinksAreNotFollowed(t *testing.T) {
	a, dir := open(t)
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("{}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "archive", "journal", "bls.ces.jsonl")); err != nil {
		t.Fatal(err)
	}
	if err := a.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Failed}); err == nil {
		t.Error("wrote through a link")
	}
	if text, _ := os.ReadFile(outside); string(text) != "{}\n" {
		t.Errorf("the file outside is now %q", text)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "jevons.lock")); err != nil {
		t.Fatal(err)
	}
	if _, err := landing.Acquire(filepath.Join(dir, "jevons.lock"), "run", day); err == nil {
		t.Error("locked through a link")
	}
}

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
		a, _ := open(t)
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
	for cut := len(whole); cut < len(second); cut += 1 + len(second)/97 {
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

func TestReadOnlyChangesNothing(t *testing.T) {
	a, dir := open(t)
	o, _, err := a.PutFile(ctx, strings.NewReader("x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	in, err := a.New() // another process is writing
	if err != nil {
		t.Fatal(err)
	}
	defer in.Abort()
	before := listFiles(t, dir)
	r, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readObject(r, o.SHA256); err != nil {
		t.Error(err)
	}
	if _, err := r.New(); err == nil {
		t.Error("began an object")
	}
	if err := r.Append(landing.Look{At: day, Dataset: "bls.ces", Outcome: landing.Failed}); err == nil {
		t.Error("wrote a look")
	}
	if d := cmp.Diff(before, listFiles(t, dir)); d != "" {
		t.Error(d)
	}
	if _, err := landing.Open(t.TempDir(), landing.Options{ReadOnly: true}); err == nil {
		t.Error("opened an archive that does not exist")
	}
}

func TestKilledAtAnyPointTheArchiveIsWhole(t *testing.T) {
	for _, point := range []string{fault.TempWritten, fault.BeforeRename, fault.AfterRename, fault.StateBefore, fault.StateAfter} {
		dir, hits := t.TempDir(), 0
		for n := 1; faulttest.Kill(t, "work", point, n, "DIR="+dir); n++ {
			hits++
			a, err := landing.Open(dir, landing.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if damaged, err := a.Verify(ctx, nil); err != nil || len(damaged) > 0 {
				t.Errorf("%s hit %d: %v, %v", point, n, damaged, err)
			}
			if left, _ := os.ReadDir(filepath.Join(dir, "archive", "tmp")); len(left) > 0 {
				t.Errorf("%s hit %d: temporary files left: %v", point, n, left)
			}
			history, err := a.History("bls.ces")
			if err != nil || point == fault.StateAfter && len(history) != 1 {
				t.Errorf("%s hit %d: %v, %v", point, n, history, err)
			}
			for _, l := range history {
				if got, err := readObject(a, l.SHA256); err != nil || got != childBody {
					t.Errorf("%s hit %d: %q, %v", point, n, got, err)
				}
			}
			dir = t.TempDir()
		}
		if hits == 0 {
			t.Errorf("%s was never reached", point)
		}
	}
}

func TestOnlyOneHolds(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "jevons.lock")
	var wg sync.WaitGroup
	won := make(chan *landing.Lock, 20)
	for range 20 {
		wg.Go(func() {
			l, err := landing.Acquire(path, "run", day)
			var locked *landing.LockedError
			switch {
			case err == nil:
				won <- l
			case !errors.As(err, &locked):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Fatalf("%d hold the lock", len(won))
	}
	if err := (<-won).Close(); err != nil {
		t.Fatal(err)
	}
	child := faulttest.Start(t, "lock", fault.StateBefore, 1, "DIR="+dir)
	if child == nil {
		t.Fatal("the child did not take the lock")
	}
	_, err := landing.Acquire(path, "load", day)
	for _, want := range []string{fmt.Sprintf("pid %d", child.PID()), "2026-09-04T12:30:00Z", "`run", dir} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
		t.Errorf("the error holds a terminal escape: %q", err)
	}
	child.Kill()
	l, err := landing.Acquire(path, "load", day)
	if err != nil {
		t.Fatalf("after the holder was killed: %v", err)
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Error(err)
	}
}

func TestNeedNamesTheFigures(t *testing.T) {
	dir := t.TempDir()
	free, err := landing.Free(dir)
	if err != nil || free == 0 {
		t.Fatalf("free %d, %v", free, err)
	}
	if err := landing.Need(dir, 0); err != nil {
		t.Error(err)
	}
	var space *landing.SpaceError
	if err := landing.Need(dir, 1<<62); !errors.As(err, &space) || !strings.Contains(err.Error(), "GB free") {
		t.Errorf("got %v", err)
	}
	if _, err := landing.Free(filepath.Join(dir, "missing")); err == nil {
		t.Error("free space of a missing folder")
	}
}
