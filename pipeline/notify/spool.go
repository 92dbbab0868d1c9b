package notify

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
	"syscall"

	"jevons/pipeline/watch"
)

const (
	spoolName  = "notices.jsonl"
	maxLines   = 500     // then the file is written anew with what still counts
	maxSpool   = 8 << 20 // bytes that are read of it
	maxRecords = 20_000  // lines that are read of it
)

// record is one line of the spool: what is told about a dataset now, with the
// notice about it, or that a notice needs no more delivery.
type record struct {
	Dataset *string      `json:"dataset,omitempty"`
	Told    []watch.Kind `json:"told,omitempty"`
	Notice  *Notice      `json:"notice,omitempty"`
	To      []string     `json:"to,omitempty"`
	Done    string       `json:"done,omitempty"` // a notice's ID
	By      string       `json:"by,omitempty"`
}

// waiting is a notice and the lanes that have to deliver it.
type waiting struct {
	Notice *Notice
	To     []string
}

func (w waiting) wants(lane string) bool { return slices.Contains(w.To, lane) }

// spool keeps notices over a restart. It belongs to whoever holds the data
// folder's lock.
type spool struct {
	path    string
	lines   int
	told    told // what was read
	waiting []waiting
}

// openSpool reads the file. Lines that cannot be read, such as one that a crash
// cut short, are passed over.
func openSpool(dir string) (*spool, error) {
	s := &spool{path: filepath.Join(dir, spoolName), told: told{}}
	f, err := os.OpenFile(s.path, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the notices that wait: %w", err)
	}
	defer f.Close()
	lines := bufio.NewReader(io.LimitReader(f, maxSpool))
	for n := 0; n < maxRecords; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break // the last line has its end, or was cut short
		}
		var r record
		if json.Unmarshal(line, &r) == nil {
			s.take(r)
		}
	}
	return s, nil
}

func (s *spool) take(r record) {
	if r.Dataset != nil {
		s.told[*r.Dataset] = r.Told
		if len(r.Told) == 0 {
			delete(s.told, *r.Dataset)
		}
	}
	if r.Notice != nil && r.Notice.ID != "" {
		s.waiting = append(s.waiting, waiting{r.Notice, r.To})
	}
	if r.Done == "" {
		return
	}
	for i := range s.waiting {
		if w := &s.waiting[i]; w.Notice.ID == r.Done {
			w.To = slices.DeleteFunc(w.To, func(lane string) bool { return lane == r.By })
		}
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiting) bool { return len(w.To) == 0 })
}

// add appends a line and returns when it is durable.
func (s *spool) add(r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write a notice down: %w", err)
	}
	f, err := os.OpenFile(s.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return fmt.Errorf("write a notice down: %w", err)
	}
	s.lines++
	_, err = f.Write(append(line, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write a notice down: %w", err)
	}
	return nil
}

// full tells that most of the file is history.
func (s *spool) full() bool { return s.lines >= maxLines }

// rewrite writes the file anew with what still counts.
func (s *spool) rewrite(t told, left []waiting) error {
	var b bytes.Buffer
	out, n := json.NewEncoder(&b), 0
	for dataset, kinds := range t {
		if err := out.Encode(record{Dataset: &dataset, Told: kinds}); err != nil {
			return err
		}
		n++
	}
	for _, w := range left {
		if err := out.Encode(record{Notice: w.Notice, To: w.To}); err != nil {
			return err
		}
		n++
	}
	s.lines = n
	if n == 0 {
		if _, err := os.Lstat(s.path); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	if err := replace(s.path, b.Bytes()); err != nil {
		return fmt.Errorf("write the notices that wait: %w", err)
	}
	return nil
}

// replace writes a file aside and gives it its name when it is durable.
func replace(path string, b []byte) error {
	tmp := path + ".new"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
