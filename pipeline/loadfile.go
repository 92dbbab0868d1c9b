package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jevons/sources"
)

// LoadFile brings a file from disk into the warehouse. part may be empty when
// the dataset has one part or the path tells; at is the vintage that the
// caller states, zero when it is not known.
func (r *Runner) LoadFile(ctx context.Context, name, path, part string, at time.Time) (run Run, err error) {
	d, err := r.dataset(name)
	if err != nil {
		return Run{}, err
	}
	run = Run{Dataset: d.Name, Part: part}
	if part == "" && d.PartOf != nil {
		abs, err := filepath.Abs(path)
		if err != nil {
			return run, err
		}
		if part = d.PartOf(filepath.ToSlash(abs)); part == "" {
			return run, fmt.Errorf("the path %s does not tell which part of %s it is; say it with --part, one of %s", path, d.Name, partsOf(d, r.cfg.Env.Now()))
		}
		run.Part = part
	}
	f, err := os.Open(path)
	if err != nil {
		return run, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return run, err
	}
	if !st.Mode().IsRegular() {
		return run, fmt.Errorf("%s is not a regular file", path)
	}
	head := make([]byte, sources.SniffLen)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return run, err
	}
	if err := d.Recognize(head[:n]); err != nil {
		run = run.failed(fmt.Errorf("%s: %s is not this dataset: %w; nothing was loaded", d.Name, filepath.Base(path), err))
		run.Outcome = Refused
		return run, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return run, err
	}
	return r.loadBody(ctx, d, part, path, at, f, st.Size()), nil
}

func (r *Runner) loadBody(ctx context.Context, d *sources.Dataset, part, path string, at time.Time, f io.Reader, size int64) Run {
	run := Run{Dataset: d.Name, Part: part}
	began := r.cfg.Env.Now()
	in, err := r.archive.New()
	if err != nil {
		return run.failed(err)
	}
	defer in.Abort()
	// The bytes are read twice: into the archive, and out of it.
	add, end := r.cfg.Progress.Begin(d.Name+" "+part, 2*size)
	defer end()
	if err := in.Fill(ctx, f, add); err != nil {
		return run.failed(err)
	}
	o := in.Object()
	got := sources.Landing{Dataset: d.Name, Part: part, File: filepath.Base(path), SHA256: o.SHA256, Size: o.Size, Lines: o.Lines, SeenAt: began}
	if !at.IsZero() {
		got.KnownAt, got.KnownBy = at, sources.ByStated
	}
	newest, err := r.wh.Newest(ctx, d.Name, part)
	if err != nil {
		return run.failed(err)
	}
	l, same, err := r.identify(d, got, newest, false)
	if err != nil {
		return run.failed(err)
	}
	if same {
		run.SHA256, run.KnownAt, run.Outcome = l.SHA256, &l.KnownAt, Unchanged
		if err := r.putBack(l, in); err != nil {
			return run.failed(err)
		}
		run = r.again(ctx, d, l, run)
		if run.Outcome == Unchanged && at.IsZero() && newest != nil && newest.ID != l.ID {
			run.Note = fmt.Sprintf("these bytes were first seen at %s and newer ones followed; state a later vintage with --at if they came back", l.KnownAt.Format(time.RFC3339))
		}
	} else {
		run = r.land(ctx, d, l, in, add)
	}
	run.Seconds = r.cfg.Env.Now().Sub(began).Seconds()
	return run
}

// partsOf lists the parts that a dataset's own requests name.
func partsOf(d *sources.Dataset, now time.Time) string {
	var out []string
	for _, q := range d.Fetch.First(now) {
		out = append(out, q.Part)
	}
	return strings.Join(out, ", ")
}
