package daemon

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/watch"
)

const (
	maxRuns  = 10_000 // that are kept
	maxLines = 40_000 // of the file before it is written anew; a run takes two or three
	maxParts = 500    // of one run
	maxLine  = 1 << 20
)

// kept is a line of runs.jsonl: a run as it stands, and what its dataset goes on
// from. A run has a line when it begins, one when it ends, and one when it is
// published; the last one counts. A run without an end was cut short.
type kept struct {
	watch.Run
	Cursor   time.Time   `json:"cursor"`            // ticks up to here are accounted for
	Pending  []time.Time `json:"pending,omitempty"` // ticks to be made up
	Failures int         `json:"failures,omitempty"`
	Redo     *time.Time  `json:"redo,omitempty"` // when it is done again, nil for not
	RedoWhy  string      `json:"redo_why,omitempty"`
}

// reason is the first error of the parts that are as bad as the whole.
func (k kept) reason() string {
	for _, p := range k.Parts {
		if p.Outcome == k.Outcome && p.Error != "" {
			return p.Error
		}
	}
	return ""
}

// history is the file of runs. Whoever holds the data folder's lock owns it.
type history struct {
	path  string
	f     *os.File
	sync  func(*os.File) error
	size  int64
	lines int
}

// openHistory reads the runs that are kept, oldest first. Lines that cannot be
// read are counted and passed over: a torn one at the end was never
// acknowledged, and others are no reason not to schedule.
func openHistory(dir string, sync func(*os.File) error) (h *history, runs []kept, damaged int, err error) {
	h = &history{path: filepath.Join(dir, "runs.jsonl"), sync: sync}
	defer func() {
		if err != nil {
			err = fmt.Errorf("open the runs' history %s: %w", h.path, err)
		}
	}()
	if h.f, err = os.OpenFile(h.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o640); err != nil {
		return nil, nil, 0, err
	}
	if runs, damaged, err = h.read(h.f); err != nil {
		return nil, nil, 0, errors.Join(err, h.f.Close())
	}
	if err := h.f.Truncate(h.size); err != nil {
		return nil, nil, 0, errors.Join(err, h.f.Close())
	}
	if h.lines > maxLines {
		err = h.rewrite(runs)
	} else {
		err = syncDir(dir)
	}
	if err != nil {
		return nil, nil, 0, errors.Join(err, h.f.Close())
	}
	return h, runs, damaged, nil
}

// read takes the lines in and counts them.
func (h *history) read(from io.Reader) (runs []kept, damaged int, err error) {
	byID, order := map[string]kept{}, []string{}
	r := bufio.NewReaderSize(from, 1<<16)
	for {
		line, err := readLine(r)
		if errors.Is(err, io.EOF) {
			break // what has no line end was never acknowledged
		}
		if err != nil {
			return nil, 0, err
		}
		h.size += line.size
		h.lines++
		var k kept
		if line.text == nil || json.Unmarshal(line.text, &k) != nil || k.ID == "" || k.Dataset == "" {
			damaged++
			continue
		}
		if _, ok := byID[k.ID]; !ok {
			order = append(order, k.ID)
		}
		byID[k.ID] = k
	}
	slices.Sort(order)
	for _, id := range order[max(len(order)-maxRuns, 0):] {
		k := byID[id]
		if k.Ended == nil {
			k.Outcome = CutShort
		}
		runs = append(runs, k)
	}
	return runs, damaged, nil
}

type fileLine struct {
	text []byte // nil for one that is too long
	size int64
}

// readLine reads one line that has its end. The error is io.EOF when there is
// none.
func readLine(r *bufio.Reader) (l fileLine, err error) {
	for {
		piece, err := r.ReadSlice('\n')
		l.size += int64(len(piece))
		if l.size <= maxLine {
			l.text = append(l.text, piece...)
		} else {
			l.text = nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l, err
		}
	}
}

// append adds a line and returns when it is durable. What a failure left of it
// is cut off.
func (h *history) append(k kept) error {
	text, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("write down a run: %w", err)
	}
	text = append(text, '\n')
	if len(text) > maxLine { // parts are what grows
		k.Parts, k.Steps = nil, nil
		k.Log = []string{"the run's parts and steps are too long to be kept"}
		if text, err = json.Marshal(k); err != nil {
			return fmt.Errorf("write down a run: %w", err)
		}
		text = append(text, '\n')
	}
	if _, err = h.f.Write(text); err == nil {
		err = h.sync(h.f)
	}
	if err != nil {
		return fmt.Errorf("write down a run in %s: %w; see that the disk has room", h.path, errors.Join(err, h.f.Truncate(h.size)))
	}
	h.size += int64(len(text))
	h.lines++
	return nil
}

// full tells that the file has more lines than it should.
func (h *history) full() bool { return h.lines > maxLines }

// rewrite leaves only the given runs in the file.
func (h *history) rewrite(runs []kept) error {
	var b bytes.Buffer
	for _, k := range runs {
		text, err := json.Marshal(k)
		if err != nil {
			return err
		}
		b.Write(append(text, '\n'))
	}
	if err := replace(h.path, b.Bytes()); err != nil {
		return err
	}
	f, err := os.OpenFile(h.path, os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	old := h.f
	h.f, h.size, h.lines = f, int64(b.Len()), len(runs)
	return old.Close()
}

func (h *history) close() error {
	if h.f == nil {
		return nil
	}
	f := h.f
	h.f = nil
	return f.Close()
}

// replace puts text under a name, durably, in one step.
func replace(path string, text []byte) error {
	tmp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".tmp")
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// memory is what outlives a process besides runs.
type memory struct {
	Seed uint64              `json:"seed"` // of this machine, for [spread]
	Late map[string]lateness `json:"late"` // what was told to be late, by dataset
	Told []string            `json:"told"` // of [Config.Changes]: kind, dataset and text
}

type lateness struct {
	Period  string `json:"period"`
	Periods int    `json:"periods"`
}

func (d *Daemon) memoPath() string { return filepath.Join(d.cfg.Dir, "daemon.json") }

// remember reads the memory, or begins one. A damaged one is begun anew: it
// costs a repeated notice.
func (d *Daemon) remember() (m memory, err error) {
	text, err := os.ReadFile(d.memoPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("read what the scheduler remembers: %w", err)
	}
	if err == nil && json.Unmarshal(text, &m) == nil && m.Seed != 0 {
		if m.Late == nil {
			m.Late = map[string]lateness{}
		}
		return m, nil
	}
	m = memory{Seed: uint64(d.cfg.Jitter()*(1<<53)) + 1, Late: map[string]lateness{}}
	return m, m.keep(d.memoPath())
}

func (m memory) keep(path string) error {
	text, err := json.Marshal(m)
	if err == nil {
		err = replace(path, append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("keep what the scheduler remembers: %w", err)
	}
	return nil
}

// keeper has the newest runs at hand. The daemon's mu guards it.
type keeper struct {
	runs  map[string]kept
	order []string // IDs, oldest first
	last  time.Time
}

func newKeeper() *keeper { return &keeper{runs: map[string]kept{}} }

const idLayout = "20060102T150405.000000Z"

// id makes a run's ID of the time. IDs grow, also while the clock goes back.
func (k *keeper) id(now time.Time) string {
	now = now.Truncate(time.Microsecond)
	if !now.After(k.last) {
		now = k.last.Add(time.Microsecond)
	}
	k.last = now
	return now.Format(idLayout)
}

func (k *keeper) restore(runs []kept) {
	for _, r := range runs {
		k.put(r)
		if t, err := time.Parse(idLayout, r.ID); err == nil {
			k.last = latest(k.last, t)
		}
	}
}

// put adds a run, or what became of it.
func (k *keeper) put(r kept) {
	if _, ok := k.runs[r.ID]; !ok {
		k.order = append(k.order, r.ID)
	}
	k.runs[r.ID] = r
	for len(k.order) > maxRuns {
		delete(k.runs, k.order[0])
		k.order = k.order[1:]
	}
}

func (k *keeper) get(id string) (kept, bool) {
	r, ok := k.runs[id]
	return r, ok
}

// of are a dataset's runs, newest first.
func (k *keeper) of(dataset string) []kept {
	var out []kept
	for _, id := range slices.Backward(k.order) {
		if r := k.runs[id]; r.Dataset == dataset {
			out = append(out, r)
		}
	}
	return out
}

// all are the runs that are kept, oldest first.
func (k *keeper) all() []kept {
	out := make([]kept, 0, len(k.order))
	for _, id := range k.order {
		out = append(out, k.runs[id])
	}
	return out
}

// trimmed is one line of at most n bytes that no terminal or page takes for
// more than text.
func trimmed(s string, n int) string { return inert(strings.TrimSpace(s), n) }
