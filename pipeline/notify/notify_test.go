package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline/watch"
)

const anywhere = "https://hooks.example.org/services/abcdefghijkl"

// running starts deliveries, which end with the test.
func running(t *testing.T, n *Notifier) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { n.Run(ctx); close(done) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

// kinds are what the bodies say, as dataset:kind.
func kinds(t *testing.T, bodies []string) (out []string) {
	for _, b := range bodies {
		var n Notice
		if err := json.Unmarshal([]byte(b), &n); err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		out = append(out, n.Dataset+":"+string(n.Kind))
	}
	return out
}

func TestOneNoticeForAChangeOfStanding(t *testing.T) {
	for name, c := range map[string]struct {
		events string // dataset kind run, parted by commas
		want   string
	}{
		"nothing to tell":          {"a started r, a loaded r, a unchanged r, a skipped r, a moved r, a cancelled r,  published ", ""},
		"twenty failures":          {strings.Repeat("a failed r,", 20) + "a loaded s, a recovered s, a recovered s", "a:failed a:recovered"},
		"again after it was well":  {"a failed r, a recovered s, a failed t", "a:failed a:recovered a:failed"},
		"two troubles in turn":     {"a failed r, a refused s, a failed t, a refused u, a recovered v", "a:failed a:refused a:recovered"},
		"each dataset by itself":   {"a failed r, b failed s, a failed t, b recovered u", "a:failed b:failed b:recovered"},
		"well without a trouble":   {"a recovered r", ""},
		"late stays over failures": {"a late , a failed r, a recovered s, a late , a recovered ", "a:late a:failed a:recovered a:recovered"},
		"late is not failed":       {"a late , a recovered r", "a:late"},
		"held until somebody says": {"a held r, a held s, a approved t, a held u", "a:held a:held"},
		"held, then another":       {"a held r, a unchanged s, a held t", "a:held a:held"},
		"publication":              {" failed ,  failed ,  published ,  published ", ":failed :published"},
	} {
		synctest.Test(t, func(t *testing.T) {
			cfg, _ := config(t)
			r := &receiver{}
			cfg.Address, cfg.Transport = address(t, anywhere), r
			n := notifier(t, cfg)
			running(t, n)
			for _, e := range strings.Split(c.events, ",") {
				f := strings.Split(strings.TrimPrefix(e, " "), " ")
				if len(f) == 3 {
					n.Tell(event(f[0], watch.Kind(f[1]), f[2]))
					synctest.Wait()
				}
			}
			if got := strings.Join(kinds(t, r.got()), " "); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		})
	}
}

func TestStandingIsKnownAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, _ := config(t)
		r := &receiver{}
		cfg.Address, cfg.Transport = address(t, anywhere), r
		for range 3 {
			n := notifier(t, cfg)
			stop := running(t, n)
			n.Tell(event("a", "failed", "r"))
			n.Tell(event("b", "late", ""))
			synctest.Wait()
			stop()
		}
		n := notifier(t, cfg)
		running(t, n)
		n.Tell(event("a", "recovered", "s"))
		synctest.Wait()
		if d := cmp.Diff([]string{"a:failed", "b:late", "a:recovered"}, kinds(t, r.got())); d != "" {
			t.Error(d)
		}
	})
}

func TestDeliveryIsTriedFiveTimesInAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, log := config(t)
		r := &receiver{answer: func(try int) int { return []int{500, 0, 404, 429, 503, 200}[try-1] }}
		cfg.Address, cfg.Transport = address(t, anywhere), r
		n := notifier(t, cfg)
		running(t, n)
		began := time.Now()
		n.Tell(event("a", "failed", "r"))
		time.Sleep(3 * time.Hour) // of the bubble
		var after []string
		for _, at := range r.times() {
			after = append(after, at.Sub(began).String())
		}
		if got := strings.Join(after, " "); got != "0s 1m0s 5m0s 20m0s 1h0m0s" {
			t.Errorf("tried after %s", got)
		}
		if s := n.Stats(); s != (Stats{GivenUp: 1}) {
			t.Errorf("stats %+v", s)
		}
		if ids := slices.Compact(r.got()); len(ids) != 1 {
			t.Errorf("tries differ: %q", ids)
		}
		if !strings.Contains(log.String(), "given up") || !strings.Contains(log.String(), "status 503") {
			t.Errorf("log: %s", log)
		}
		n.Tell(event("a", "refused", "s"))
		synctest.Wait()
		if s := n.Stats(); s.Delivered != 1 {
			t.Errorf("the next one: %+v", s)
		}
	})
}

// TestTheEndOfTheProcessIsNoFailedTry: what was on its way then goes out by the
// next process, under the same ID.
func TestTheEndOfTheProcessIsNoFailedTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, log := config(t)
		r := &receiver{}
		cfg.Address, cfg.Transport = address(t, anywhere), hanging{r}
		n := notifier(t, cfg)
		stop := running(t, n)
		n.Tell(event("a", "failed", "r"))
		synctest.Wait()
		stop()
		if s := n.Stats(); s != (Stats{Waiting: 1}) || log.String() != "" {
			t.Errorf("%+v; log: %s", s, log)
		}
		cfg.Transport = r
		running(t, notifier(t, cfg))
		synctest.Wait()
		if got := r.got(); len(got) != 2 || got[0] != got[1] {
			t.Errorf("%q", got)
		}
	})
}

// hanging takes notices and does not answer.
type hanging struct{ *receiver }

func (h hanging) RoundTrip(req *http.Request) (*http.Response, error) {
	if _, err := h.receiver.RoundTrip(req); err != nil {
		return nil, err
	}
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func TestANoticeThatWaitsDoesNotHoldUpAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, _ := config(t)
		r := &receiver{answer: func(try int) int { return map[bool]int{true: 500, false: 200}[try == 1] }}
		cfg.Address, cfg.Transport = address(t, anywhere), r
		n := notifier(t, cfg)
		running(t, n)
		n.Tell(event("a", "failed", "r"))
		synctest.Wait()
		n.Tell(event("b", "failed", "s"))
		synctest.Wait()
		if got := kinds(t, r.got()); len(got) != 2 || got[1] != "b:failed" {
			t.Errorf("%v", got)
		}
		time.Sleep(2 * time.Minute)
		if got := kinds(t, r.got()); len(got) != 3 || got[2] != "a:failed" || n.Stats() != (Stats{Delivered: 2}) {
			t.Errorf("%v, %+v", got, n.Stats())
		}
	})
}

func TestTheClockMayBeSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, _ := config(t)
		var back atomic.Int64
		cfg.Now = func() time.Time { return time.Now().Add(-time.Duration(back.Load())) }
		r := &receiver{answer: func(try int) int { return map[bool]int{true: 500, false: 200}[try == 1] }}
		cfg.Address, cfg.Transport = address(t, anywhere), r
		n := notifier(t, cfg)
		running(t, n)
		n.Tell(event("a", "failed", "r"))
		synctest.Wait()
		back.Store(int64(30 * 24 * time.Hour))
		time.Sleep(2 * time.Minute)
		if len(r.got()) != 2 {
			t.Errorf("tried %d times", len(r.got()))
		}
	})
}

// TestTellNeverWaits: a receiver that never answers holds nothing up, and of
// what piles up the oldest goes and is counted.
func TestTellNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, _ := config(t)
		r := &receiver{}
		release := make(chan struct{})
		r.answer = func(int) int { <-release; return 200 }
		cfg.Address, cfg.Transport = address(t, anywhere), r
		cfg.Sleep = func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() } // no try takes too long
		n := notifier(t, cfg)
		running(t, n)
		n.Tell(event("d0", "failed", "r"))
		synctest.Wait()
		for i := 1; i < maxQueue+45; i++ {
			n.Tell(event(fmt.Sprint("d", i), "failed", "r"))
		}
		if s := n.Stats(); s != (Stats{Waiting: maxQueue, Dropped: 45}) {
			t.Errorf("while nothing is answered: %+v", s)
		}
		if s, err := openSpool(cfg.Dir); err != nil || len(s.waiting) != maxQueue || s.waiting[1].Notice.Dataset != "d46" {
			t.Errorf("a restart would find %d notices, %v", len(s.waiting), err)
		}
		close(release)
		synctest.Wait()
		if s := n.Stats(); s != (Stats{Delivered: maxQueue, Dropped: 45}) {
			t.Errorf("in the end: %+v", s)
		}
		// The one that was on its way stays, the oldest after it went.
		if got := kinds(t, r.got()); got[0] != "d0:failed" || got[1] != "d46:failed" {
			t.Errorf("%v", got[:2])
		}
	})
}

// TestEveryPrefixOfTheSpoolIsTakenUp cuts the spool anywhere, as a crash could: what was written down and not delivered is delivered, once.
func TestEveryPrefixOfTheSpoolIsTakenUp(t *testing.T) {
	cfg, _ := config(t)
	cfg.Address, cfg.Transport = address(t, anywhere), &receiver{}
	n := notifier(t, cfg)
	for i := range 6 {
		n.Tell(event(fmt.Sprint("d", i%4), []watch.Kind{"failed", "refused"}[i/4], "r"))
		if i%2 == 1 {
			l := n.lanes[0]
			it, _ := n.pick(l)
			n.settle(context.Background(), l, it, nil)
		}
	}
	whole, err := os.ReadFile(filepath.Join(cfg.Dir, spoolName))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) + 1 {
		atEnd := cut > 0 && whole[cut-1] == '\n' || cut < len(whole) && whole[cut] == '\n'
		if !atEnd && cut%23 != 0 {
			continue
		}
		told, waits := map[string][]watch.Kind{}, []string{}
		for line := range strings.Lines(string(whole[:cut])) {
			var r record
			if !strings.HasSuffix(line, "\n") || json.Unmarshal([]byte(line), &r) != nil {
				continue
			}
			if r.Notice != nil {
				told[*r.Dataset] = r.Told
				waits = append(waits, r.Notice.ID)
			} else {
				waits = slices.DeleteFunc(waits, func(id string) bool { return id == r.Done })
			}
		}
		cfg.Dir = t.TempDir()
		if err := os.WriteFile(filepath.Join(cfg.Dir, spoolName), whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the file as it is, and as the first start wrote it anew
			again := notifier(t, cfg)
			var got []string
			for _, it := range again.lanes[0].queue {
				got = append(got, it.notice.ID)
			}
			if !slices.Equal(got, waits) || fmt.Sprint(again.told) != fmt.Sprint(told) {
				t.Fatalf("cut at %d: %v wait and %v is told, want %v and %v", cut, got, again.told, waits, told)
			}
		}
	}
}

func TestTheSpoolStaysSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, _ := config(t)
		cfg.Address, cfg.Transport = address(t, anywhere), &receiver{}
		n := notifier(t, cfg)
		running(t, n)
		for range maxLines {
			n.Tell(event("a", "failed", "r"))
			n.Tell(event("a", "recovered", "s"))
			synctest.Wait()
		}
		text, err := os.ReadFile(filepath.Join(cfg.Dir, spoolName))
		if lines := strings.Count(string(text), "\n"); err != nil || lines > maxLines {
			t.Errorf("%d lines, %v", lines, err)
		}
	})
}

// TestTheSpoolWrittenAnewKeepsTheNewestNotice: the file is written anew after one
// of its lines, whichever that is, and a process that is killed then loses nothing.
func TestTheSpoolWrittenAnewKeepsTheNewestNotice(t *testing.T) {
	cfg, _ := config(t)
	cfg.Address, cfg.Transport = address(t, anywhere), &receiver{}
	n := notifier(t, cfg)
	n.spool.lines = maxLines - 1
	n.Tell(event("a", "failed", "r"))
	if n.spool.lines >= maxLines-1 {
		t.Fatalf("it was not written anew: %d lines", n.spool.lines)
	}
	if got := notifier(t, cfg).Stats().Waiting; got != 1 {
		t.Errorf("%d notices wait after a restart, want 1", got)
	}
}

// TestWhatADiskRefusedIsKeptLater: once the disk takes lines again, what it
// refused meanwhile is written as well.
func TestWhatADiskRefusedIsKeptLater(t *testing.T) {
	cfg, _ := config(t)
	cfg.Address, cfg.Transport = address(t, anywhere), &receiver{}
	n := notifier(t, cfg)
	path := filepath.Join(cfg.Dir, spoolName)
	if err := os.Symlink("nowhere", path); err != nil { // which is not followed
		t.Fatal(err)
	}
	n.Tell(event("a", "failed", "r"))
	if !n.failed {
		t.Fatal("the line was written")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	n.Tell(event("b", "failed", "s"))
	again := notifier(t, cfg)
	if got := again.Stats().Waiting; got != 2 || len(again.told) != 2 {
		t.Errorf("%d notices wait and %v is told after a restart, want both", got, again.told)
	}
}

// TestAFullDiskStopsNothing: the folder is gone, and notices go out all the same.
func TestAFullDiskStopsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, log := config(t)
		cfg.Dir = filepath.Join(cfg.Dir, "sub")
		if err := os.Mkdir(cfg.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
		r := &receiver{}
		cfg.Address, cfg.Transport = address(t, anywhere), r
		n := notifier(t, cfg)
		running(t, n)
		if err := os.RemoveAll(cfg.Dir); err != nil {
			t.Fatal(err)
		}
		n.Tell(event("a", "failed", "r"))
		n.Tell(event("b", "failed", "s"))
		synctest.Wait()
		if len(r.got()) != 2 || strings.Count(log.String(), "not kept on disk") != 1 {
			t.Errorf("%d notices; log: %s", len(r.got()), log)
		}
	})
}

func TestNoticesAreInert(t *testing.T) {
	cfg, _ := config(t)
	cfg.Address = address(t, anywhere)
	n := notifier(t, cfg)
	e := event("a", "failed", "r")
	e.Text = "one\ntwo \x1b[31mred\u202e\u2066 <script>\x00\xff " + strings.Repeat("long ", 1000)
	n.Tell(e)
	x := n.lanes[0].queue[0].notice
	if !strings.HasPrefix(x.Text, `one two \x1b[31mred\u202e\u2066 <script>\x00? long`) || len(x.Text) > maxText+10 {
		t.Errorf("%d bytes: %.100q", len(x.Text), x.Text)
	}
	b, err := x.body()
	if err != nil || strings.Count(string(b), "\n") != 1 || strings.Contains(string(b), "<script>") {
		t.Errorf("%.200q, %v", b, err)
	}
}

func TestWithoutReceiversNothingWaits(t *testing.T) {
	cfg, _ := config(t)
	n := notifier(t, cfg)
	n.Tell(event("a", "failed", "r"))
	if s := n.Stats(); s != (Stats{}) {
		t.Errorf("%+v", s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	n.Run(ctx)
	if _, err := New(Config{}); err == nil {
		t.Error("a notifier without a clock")
	}
}
