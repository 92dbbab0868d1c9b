package landing_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
	faulttest.Main(m, os.Getenv, map[string]func() error{"work": workJob, "lock": lockJob})
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
