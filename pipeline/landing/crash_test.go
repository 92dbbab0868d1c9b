package landing_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/pipeline/landing"
	"jevons/sources"
)

var day = time.Date(2026, 9, 4, 12, 30, 0, 0, time.UTC)

// acknowledged is what an archive has promised to keep.
type acknowledged struct {
	objects map[string]string // hash to content
	looks   []string          // Error texts, which number them
	loads   []string
}

func newAcknowledged() *acknowledged { return &acknowledged{objects: map[string]string{}} }

// work does a little of everything and notes what was acknowledged. An error
// of one step does not stop the next, as with datasets of one run.
func work(a *landing.Archive, ack *acknowledged) {
	put := func(body string) (landing.Object, bool) {
		in, err := a.New()
		if err != nil {
			return landing.Object{}, false
		}
		defer in.Abort()
		for p := range slices.Chunk([]byte(body), 7) {
			if _, err := in.Write(p); err != nil {
				return landing.Object{}, false
			}
		}
		o := in.Object()
		if _, err := in.Commit(o.SHA256); err != nil {
			return landing.Object{}, false
		}
		ack.objects[o.SHA256] = body
		return o, true
	}
	look := func(n int, outcome landing.Outcome, o landing.Object) {
		l := landing.Look{At: day.AddDate(0, 0, n), Dataset: "bls.ces", Part: "00a", Outcome: outcome, Error: fmt.Sprint("look ", n)}
		if o.SHA256 != "" {
			l.Landing = &landing.Landing{Dataset: "bls.ces", Part: "00a", SHA256: o.SHA256, Size: o.Size, Lines: o.Lines,
				KnownAt: day, SeenAt: l.At, KnownBy: sources.BySeen}
		}
		if a.Append(l) == nil {
			ack.looks = append(ack.looks, l.Error)
		}
	}
	if o, ok := put("series\tyear\n1\t2026\n"); ok {
		look(1, landing.Landed, o)
	}
	look(2, landing.Failed, landing.Object{})
	if o, _, err := a.PutFile(ctx, strings.NewReader("series\tyear\n1\t2027\n2\t2027"), nil); err == nil {
		ack.objects[o.SHA256] = "series\tyear\n1\t2027\n2\t2027"
		look(3, landing.Landed, o)
		if a.AppendLoad(landing.LoadRecord{At: day, Dataset: "bls.ces", SHA256: o.SHA256, Outcome: "loaded", Error: "load 1"}) == nil {
			ack.loads = append(ack.loads, "load 1")
		}
	}
	if o, ok := put("series\tyear\n1\t2026\n"); ok {
		look(4, landing.Unchanged, o)
	}
}

// checkKept opens the archive anew and compares it with what was promised.
func checkKept(t *testing.T, name string, fsys *crashFS, ack *acknowledged) {
	t.Helper()
	a, err := landing.Open("/data", landing.Options{FS: fsys})
	if err != nil {
		t.Fatalf("%s: reopen: %v", name, err)
	}
	if left, err := fsys.ReadDir("/data/archive/tmp"); err != nil || len(left) > 0 {
		t.Errorf("%s: temporary files left: %v %v", name, left, err)
	}
	damaged, err := a.Verify(ctx, nil)
	if err != nil || len(damaged) > 0 {
		t.Errorf("%s: damaged objects %v, %v", name, damaged, err)
	}
	for sha, body := range ack.objects {
		if got, err := readObject(a, sha); err != nil || got != body {
			t.Errorf("%s: acknowledged object is %q, %v; want %q", name, got, err, body)
		}
	}
	looks, err := a.Looks("bls.ces", -1)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var texts []string
	for _, l := range looks {
		texts = append(texts, l.Error)
		if l.Landing != nil {
			if _, ok := a.Has(l.Landing.SHA256); !ok {
				t.Errorf("%s: a look names an object that is not there", name)
			}
		}
	}
	if !subsequence(ack.looks, texts) {
		t.Errorf("%s: acknowledged looks %v, found %v", name, ack.looks, texts)
	}
	loads, err := a.Loads()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	texts = nil
	for _, l := range loads {
		texts = append(texts, l.Error)
	}
	if !subsequence(ack.loads, texts) {
		t.Errorf("%s: acknowledged loads %v, found %v", name, ack.loads, texts)
	}
	// A second run after the fault does everything, and twice is once.
	again := newAcknowledged()
	work(a, again)
	history, err := a.History("bls.ces")
	if err != nil || len(again.looks) != 4 || len(again.objects) != 2 || len(history) != 2 {
		t.Errorf("%s: the run after it: %d looks, %d objects, %d landings, %v; want 4, 2, 2", name, len(again.looks), len(again.objects), len(history), err)
	}
}

func subsequence(want, in []string) bool {
	for _, s := range in {
		if len(want) > 0 && want[0] == s {
			want = want[1:]
		}
	}
	return len(want) == 0
}

func readObject(a *landing.Archive, sha string) (string, error) {
	r, err := a.Open(sha)
	if err != nil {
		return "", err
	}
	defer r.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, r)
	return b.String(), err
}

func TestNothingAcknowledgedIsLostWhateverCallFails(t *testing.T) {
	losses := map[string]loss{"killed": killed, "power lost": powerLost, "power torn": powerTorn, "power zeroed": powerZeroed}
	total := 0
	for _, die := range []bool{false, true} {
		for lossName, l := range losses {
			for n := 1; ; n++ {
				fsys, ack := newCrashFS(), newAcknowledged()
				fsys.root.kids["data"] = newDir()
				fsys.root.safeKids["data"] = fsys.root.kids["data"]
				fsys.failAt, fsys.die = n, die
				if a, err := landing.Open("/data", landing.Options{FS: fsys}); err == nil {
					work(a, ack)
				}
				hit := fsys.hit
				fsys.reboot(l)
				checkKept(t, fmt.Sprintf("call %d, die %v, %s", n, die, lossName), fsys, ack)
				if !hit {
					if len(ack.looks) != 4 || len(ack.loads) != 1 || len(ack.objects) != 2 {
						t.Fatalf("a run without fault acknowledged %+v", ack)
					}
					break
				}
				total++
			}
		}
	}
	if total < 200 {
		t.Errorf("only %d faults were injected", total)
	}
	t.Logf("%d faults", total)
}

func TestAFullDiskLosesNothingThatWasAcknowledged(t *testing.T) {
	for budget := 0; ; budget += 13 {
		fsys, ack := newCrashFS(), newAcknowledged()
		fsys.root.kids["data"] = newDir()
		fsys.root.safeKids["data"] = fsys.root.kids["data"]
		fsys.budget = budget
		if a, err := landing.Open("/data", landing.Options{FS: fsys}); err == nil {
			work(a, ack)
		}
		hit := fsys.hit
		fsys.reboot(powerLost)
		checkKept(t, fmt.Sprintf("disk of %d bytes", budget), fsys, ack)
		if !hit {
			break
		}
	}
}
