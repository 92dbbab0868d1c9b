package landing

import (
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
	"sync"
	"time"

	"jevons/pipeline/fault"
	"jevons/sources"
)

const (
	maxLine  = 1 << 20 // bytes of one journal line
	maxError = 2000    // bytes of an error's text that are kept
)

// Append writes a look to its dataset's journal and returns when it is durable.
func (a *Archive) Append(l Look) error {
	if !validDataset(l.Dataset) {
		return fmt.Errorf("write a look at dataset %q: a dataset's name is provider.table in lower case", l.Dataset)
	}
	switch l.Outcome {
	case Landed, Unchanged, Refused, Failed, Held:
	default:
		return fmt.Errorf("write a look at %s: unknown outcome %q", l.Dataset, l.Outcome)
	}
	if (l.Outcome == Landed || l.Outcome == Held) && l.Landing == nil {
		return fmt.Errorf("write a look at %s: it is %s, but no landing is given", l.Dataset, l.Outcome)
	}
	l.At, l.URL, l.Error = l.At.UTC(), sources.PublicURL(l.URL), inertText(l.Error, maxError)
	if l.Landing != nil {
		n := l.Landing.Numbered()
		if err := validate(n); err != nil {
			return err
		}
		if n.Dataset != l.Dataset || n.Part != l.Part {
			return fmt.Errorf("write a look at %s part %q: its landing is of %s part %q", l.Dataset, l.Part, n.Dataset, n.Part)
		}
		l.Landing = &n
	}
	if err := a.appendLine(a.journal(l.Dataset), l); err != nil {
		return fmt.Errorf("write to the journal of %s: %w", l.Dataset, err)
	}
	return nil
}

// AppendLoad writes a line of the ledger and returns when it is durable.
func (a *Archive) AppendLoad(r LoadRecord) error {
	r.At, r.Error = r.At.UTC(), inertText(r.Error, maxError)
	if err := a.appendLine(a.path("ledger.jsonl"), r); err != nil {
		return fmt.Errorf("write to the load ledger: %w", err)
	}
	return nil
}

// Loads are all lines of the ledger, in the order of writing.
func (a *Archive) Loads() ([]LoadRecord, error) {
	return readLines[LoadRecord](a.fs, a.path("ledger.jsonl"), -1)
}

// Looks are the newest n looks at a dataset, oldest first; all when n < 0.
func (a *Archive) Looks(dataset string, n int) ([]Look, error) {
	if !validDataset(dataset) {
		return nil, fmt.Errorf("read the journal of %q: a dataset's name is provider.table in lower case", dataset)
	}
	return readLines[Look](a.fs, a.journal(dataset), n)
}

// Datasets are the names of the datasets that have a journal, sorted.
func (a *Archive) Datasets() ([]string, error) {
	entries, err := a.fs.ReadDir(a.path("journal"))
	if err != nil {
		return nil, fmt.Errorf("list the journals: %w", err)
	}
	var out []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".jsonl"); ok && validDataset(name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// History is every landing of a dataset once, sorted by KnownAt, then SHA256,
// then Part. Of two records of one landing the first written counts. A journal
// only grows, so what was read before is not read again.
func (a *Archive) History(dataset string) ([]Landing, error) {
	if !validDataset(dataset) {
		return nil, fmt.Errorf("read the journal of %q: a dataset's name is provider.table in lower case", dataset)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	path := a.journal(dataset)
	h := a.history[dataset]
	if h == nil {
		h = &history{seen: map[int64]bool{}}
	}
	tail, err := readFrom(a.fs, path, h.read)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var looks []Look
	if err == nil {
		looks, err = parseLines[Look](tail)
	}
	if err != nil { // read as a whole, the error has its line
		h = &history{seen: map[int64]bool{}}
		if looks, err = readLines[Look](a.fs, path, -1); err != nil {
			return nil, err
		}
		tail = nil
	}
	h.add(looks, int64(len(tail)))
	if tail != nil {
		a.history[dataset] = h
	} else {
		delete(a.history, dataset)
	}
	return slices.Clone(h.landings), nil
}

// history is what was read of a journal.
type history struct {
	read     int64 // bytes, up to a line's end
	landings []Landing
	seen     map[int64]bool
}

func (h *history) add(looks []Look, n int64) {
	h.read += n
	before := len(h.landings)
	for _, l := range looks {
		if l.Outcome != Landed || l.Landing == nil || h.seen[l.Landing.ID] {
			continue
		}
		h.seen[l.Landing.ID] = true
		h.landings = append(h.landings, *l.Landing)
	}
	if len(h.landings) == before {
		return
	}
	slices.SortStableFunc(h.landings, func(x, y Landing) int {
		if c := x.KnownAt.Compare(y.KnownAt); c != 0 {
			return c
		}
		if c := strings.Compare(x.SHA256, y.SHA256); c != 0 {
			return c
		}
		return strings.Compare(x.Part, y.Part)
	})
}

// Standing is the landing that the newest look at each part found in force,
// with the validators of the newest answer, by part. A landing whose object is
// gone is left out, since "not modified" would then leave nothing to read;
// so are landings from the sample.
func (a *Archive) Standing(dataset string) (map[string]Landing, error) {
	looks, err := a.Looks(dataset, -1)
	if err != nil {
		return nil, err
	}
	out := map[string]Landing{}
	for _, l := range looks {
		if l.Landing == nil || l.Landing.Sample || l.Outcome != Landed && l.Outcome != Unchanged {
			continue
		}
		out[l.Part] = *l.Landing
	}
	for part, l := range out {
		if size, ok := a.Has(l.SHA256); !ok || size != l.Size {
			delete(out, part)
		}
	}
	return out, nil
}

func (a *Archive) journal(dataset string) string { return a.path("journal", dataset+".jsonl") }

// lineLock is the lock of one line file.
func (a *Archive) lineLock(path string) *sync.Mutex {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.lines[path] == nil {
		a.lines[path] = new(sync.Mutex)
	}
	return a.lines[path]
}

// appendLine adds one durable line of JSON. Whatever fails, the file holds
// whole lines and at most one torn one at its end, which readers ignore and the
// next append cuts off.
func (a *Archive) appendLine(path string, v any) error {
	if a.readOnly {
		return errors.New("the archive is open read-only")
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if len(text) > maxLine {
		return fmt.Errorf("the line has %d bytes and at most %d are kept", len(text), maxLine)
	}
	mu := a.lineLock(path)
	mu.Lock()
	defer mu.Unlock()
	if err := fault.Point(fault.StateBefore); err != nil {
		return err
	}
	f, err := a.fs.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	size, err := repair(f)
	if err == nil && size == 0 {
		err = a.fs.SyncDir(filepath.Dir(path))
	}
	if err == nil {
		if _, err = f.Write(text); err == nil {
			err = f.Sync()
		}
		if err != nil {
			// The caller is told that nothing was written, so nothing should be.
			err = errors.Join(err, f.Truncate(size))
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return fault.Point(fault.StateAfter)
}

// repair cuts a torn last line off and returns the length that is left.
func repair(f File) (int64, error) {
	fi, err := f.Stat()
	if err != nil {
		return 0, err
	}
	size := fi.Size()
	buf := make([]byte, 4096)
	for end := size; end > 0; {
		p := buf[:min(end, int64(len(buf)))]
		if _, err := f.ReadAt(p, end-int64(len(p))); err != nil && err != io.EOF {
			return 0, err
		}
		if i := bytes.LastIndexByte(p, '\n'); i >= 0 {
			whole := end - int64(len(p)) + int64(i) + 1
			if whole == size {
				return size, nil
			}
			return whole, f.Truncate(whole)
		}
		end -= int64(len(p))
	}
	if size == 0 {
		return 0, nil
	}
	return 0, f.Truncate(0)
}

// readLines parses the newest n lines of a file, all when n < 0. A last line
// without its end was never acknowledged and is ignored.
func readLines[T any](fsys FS, path string, n int) ([]T, error) {
	text, err := readAll(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	from := 0
	if n >= 0 {
		from = len(text)
		for ; n > 0 && from > 0; n-- {
			from = bytes.LastIndexByte(text[:from-1], '\n') + 1
		}
	}
	out, err := parseLines[T](text[from:])
	if err != nil {
		line := 1 + bytes.Count(text[:from], []byte{'\n'}) + len(out)
		return nil, fmt.Errorf("%s line %d is damaged: %w; restore the file from a backup, or delete that line and look again", path, line, err)
	}
	return out, nil
}

// parseLines parses whole lines up to the first that is damaged.
func parseLines[T any](text []byte) ([]T, error) {
	out := make([]T, 0, bytes.Count(text, []byte{'\n'}))
	for p := range bytes.Lines(text) {
		var v T
		if err := json.Unmarshal(p, &v); err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

// readFrom reads the whole lines of a file from a line's start on. It fails
// when the file does not reach that far, or does not have a line's end there.
func readFrom(fsys FS, path string, from int64) ([]byte, error) {
	f, err := fsys.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return nil, err
	}
	back := min(from, 1) // the byte before, which must end a line
	if fi.Size() < from {
		return nil, errors.New("the file has become shorter")
	}
	text := make([]byte, fi.Size()-from+back)
	if n, err := f.ReadAt(text, from-back); err != nil && (err != io.EOF || n < len(text)) {
		return nil, err
	}
	if back == 1 && text[0] != '\n' {
		return nil, errors.New("the file was written anew")
	}
	text = text[back:]
	return text[:bytes.LastIndexByte(text, '\n')+1], nil
}

func readAll(fsys FS, path string) ([]byte, error) {
	f, err := fsys.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(int(fi.Size()) + bytes.MinRead)
	_, err = b.ReadFrom(f)
	return b.Bytes(), err
}

// LastLook is when somebody last looked at a dataset with any outcome but
// Failed; the zero time when nobody did.
func (a *Archive) LastLook(dataset string) (time.Time, error) {
	looks, err := a.Looks(dataset, -1)
	if err != nil {
		return time.Time{}, err
	}
	for _, l := range slices.Backward(looks) {
		if l.Outcome != Failed {
			return l.At, nil
		}
	}
	return time.Time{}, nil
}
