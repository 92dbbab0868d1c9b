package pipeline

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"jevons/sources"
)

// CheckFolder refuses a folder that holds something else than our data: Open
// would empty its tmp folder, whosever that is.
func CheckFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look into the data folder: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "archive", "journal")); err == nil {
		return nil
	}
	// A start that was cut short leaves some of these without a journal.
	ours := []string{"lock", "archive", "warehouse", "tmp", "lost+found"}
	for _, e := range entries {
		if !slices.Contains(ours, e.Name()) {
			return fmt.Errorf("%s is not empty and no data folder of jevons (it holds %s); name a new or an empty folder with --dir",
				dir, sources.Cut(e.Name(), 60))
		}
	}
	return nil
}

// Contents tells of which kinds the landings in the archive are.
func (r *Runner) Contents() (sample, real bool, err error) {
	names, err := r.archive.Datasets()
	if err != nil {
		return false, false, err
	}
	for _, name := range names {
		history, err := r.archive.History(name)
		if err != nil {
			return false, false, err
		}
		for _, l := range history {
			sample = sample || l.Sample
			real = real || !l.Sample
		}
	}
	return sample, real, nil
}

// MixError says that sample data and real data would come to lie in one folder.
type MixError struct {
	Dir    string
	Sample bool // the folder holds the sample
}

func (e *MixError) Error() string {
	if e.Sample {
		return fmt.Sprintf("%s holds the sample, which is made up and must not be mixed with real data; "+
			"name another folder with --dir, or delete this one", e.Dir)
	}
	return fmt.Sprintf("%s holds real data, and the sample, which is made up, must not be mixed into it; name another folder with --dir", e.Dir)
}

// Unmixed returns a [*MixError] when the folder holds the other kind of data.
func (r *Runner) Unmixed(sample bool) error {
	holdsSample, holdsReal, err := r.Contents()
	if err != nil {
		return err
	}
	if sample && holdsReal || !sample && holdsSample {
		return &MixError{Dir: r.cfg.Dir, Sample: !sample}
	}
	return nil
}

// Loaded tells whether the warehouse holds anything at all: an empty one is
// not worth publishing.
func (r *Runner) Loaded(ctx context.Context) (bool, error) {
	known, err := r.wh.Known(ctx)
	for _, merged := range known {
		if merged {
			return true, err
		}
	}
	return false, err
}

// Mended is something that a start found wrong and mended.
type Mended struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// maxMended is how many of them are kept.
const maxMended = 100

func (f Folder) mended() string { return f.path("mended.jsonl") }

// KeepHealed writes what Open mended beside the data, where status finds it.
func (r *Runner) KeepHealed() error {
	if len(r.Healed) == 0 {
		return nil
	}
	all, err := r.dir.Mended()
	if err != nil {
		return err
	}
	for _, text := range r.Healed {
		all = append(all, Mended{At: r.cfg.Env.Now().UTC(), Text: text})
	}
	var b bytes.Buffer
	for _, m := range all[max(len(all)-maxMended, 0):] {
		line, err := json.Marshal(m)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	tmp := r.dir.path(".mended.tmp")
	if err := os.WriteFile(tmp, b.Bytes(), 0o640); err != nil {
		return fmt.Errorf("write down what was mended: %w", err)
	}
	return os.Rename(tmp, r.dir.mended())
}

// Mended is what former starts mended, oldest first. Lines that cannot be read
// are left out: they are a help, not a record.
func (f Folder) Mended() ([]Mended, error) {
	text, err := os.ReadFile(f.mended())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was mended: %w", err)
	}
	var out []Mended
	for s := bufio.NewScanner(strings.NewReader(string(text))); s.Scan(); {
		var m Mended
		if json.Unmarshal(s.Bytes(), &m) == nil && m.Text != "" {
			out = append(out, m)
		}
	}
	return out, nil
}
