package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
)

// Changes is what a landing would do before it does.
type Changes struct {
	Dataset     string     `json:"dataset"`
	Part        string     `json:"part"`
	File        string     `json:"file"`    // or the address
	Outcome     Outcome    `json:"outcome"` // that it would have
	Why         string     `json:"why"`     // it would be refused or held
	SHA256      string     `json:"sha256"`
	KnownAt     *time.Time `json:"known_at"`
	Base        string     `json:"base"` // what it is compared with
	Read        int64      `json:"rows_read"`
	Kept        int64      `json:"rows_kept"`
	Quarantined int64      `json:"rows_quarantined"`
	Note        string     `json:"note,omitempty"`
	warehouse.Change
}

// ChangesOf says what to look at, and how.
type ChangesOf struct {
	Dataset string
	Files   []string // loaded as [Runner.LoadFile] would
	Part    string   // of the files
	At      time.Time
	Mirror  fs.FS // looked at as [Runner.Run] would, where there are no files
	Limit   int   // of every list
}

// PlanChanges tells what landings would do. Everything runs as it would, but on
// a copy in a temporary folder: the data folder is only read. Where another
// process works in it, the published snapshot is what they are compared with.
func PlanChanges(ctx context.Context, cfg Config, of ChangesOf) (out []Changes, err error) {
	scratch, err := os.MkdirTemp("", "jevons-plan-")
	if err != nil {
		return nil, fmt.Errorf("make a scratch folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	base, err := copyState(cfg.Dir, scratch, of.Dataset)
	if err != nil {
		return nil, err
	}
	s := &scout{of: of, base: base, seen: map[tried]warehouse.Change{}}
	cfg.fs = landing.Below{Dir: filepath.Join(scratch, "archive", "objects"), Under: filepath.Join(cfg.Dir, "archive", "objects")}
	cfg.Dir = scratch
	for _, d := range cfg.Datasets {
		if d.Name == of.Dataset {
			cfg.Datasets = []*sources.Dataset{d}
		}
	}
	r, err := Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s.r, r.cfg.seen = r, s.see
	return s.look(ctx)
}

// scout collects what landings would do.
type scout struct {
	r    *Runner
	of   ChangesOf
	base string
	seen map[tried]warehouse.Change
}

// tried names a landing by what a [Run] tells of it.
type tried struct {
	part, sha string
	knownAt   time.Time
}

func (s *scout) look(ctx context.Context) (out []Changes, err error) {
	if len(s.of.Files) == 0 {
		runs, err := s.r.Run(ctx, Source{Mirror: s.of.Mirror}, s.of.Dataset)
		for _, run := range runs {
			out = append(out, s.told(run, ""))
		}
		return out, err
	}
	for _, path := range s.of.Files {
		run, err := s.r.LoadFile(ctx, s.of.Dataset, path, s.of.Part, s.of.At)
		if err != nil {
			return out, err
		}
		out = append(out, s.told(run, filepath.Base(path)))
	}
	return out, nil
}

// see is told of every landing right after it was tried, when nothing later
// has changed the tables yet.
func (s *scout) see(ctx context.Context, d *sources.Dataset, l sources.Landing, files warehouse.Files, run Run) error {
	k := tried{l.Part, l.SHA256, l.KnownAt.UTC()}
	if _, ok := s.seen[k]; ok || run.Outcome == Failed {
		return nil
	}
	c, err := s.r.wh.Preview(ctx, d, l, files, s.of.Limit)
	s.seen[k] = c
	return err
}

func (s *scout) told(run Run, file string) Changes {
	c := run.Counts
	x := Changes{Dataset: run.Dataset, Part: run.Part, File: file, Outcome: run.Outcome, Why: run.Error, SHA256: run.SHA256, KnownAt: run.KnownAt,
		Base: s.base, Read: c.Read, Kept: c.Kept, Quarantined: c.Quarantined, Note: run.Note}
	if run.KnownAt != nil && run.Outcome != Unchanged {
		x.Change = s.seen[tried{run.Part, run.SHA256, run.KnownAt.UTC()}]
	}
	return x
}

// copyState copies what a start needs of a data folder, and says what it is.
// The archive's objects are read where they are.
func copyState(dir, scratch, dataset string) (base string, err error) {
	from, to := Folder(dir), Folder(scratch)
	if _, err := os.Stat(from.path("archive")); errors.Is(err, fs.ErrNotExist) {
		return "nothing: the folder holds no data yet", nil
	} else if err != nil {
		return "", fmt.Errorf("look into the data folder: %w", err)
	}
	release, busy, err := landing.Share(from.path("lock"))
	if err != nil {
		return "", err
	}
	working, base := from.Working(), "the working file"
	if busy {
		working, base = from.Published(), "the published snapshot, since another jevons works in the folder"
	} else {
		defer release()
	}
	if err := to.room(working); err != nil {
		return "", err
	}
	for _, x := range [][2]string{
		{from.path("archive", "journal", dataset+".jsonl"), to.path("archive", "journal", dataset+".jsonl")},
		{from.path("archive", "ledger.jsonl"), to.path("archive", "ledger.jsonl")},
		{from.path("archive", "decisions.jsonl"), to.path("archive", "decisions.jsonl")},
		{from.path("archive", "verdicts.jsonl"), to.path("archive", "verdicts.jsonl")},
		{working, to.Working()},
		{from.Working() + ".wal", to.Working() + ".wal"},
	} {
		if busy && filepath.Ext(x[0]) == ".wal" {
			continue // it belongs to the working file
		}
		if err := copyFile(x[0], x[1]); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("copy the state of the data folder: %w", err)
		}
	}
	return base, nil
}

// room refuses a copy that its disk has no room for.
func (f Folder) room(working string) error {
	st, err := os.Stat(working)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return landing.Need(string(f), uint64(st.Size()))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
