package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"jevons/pipeline/cards"
	"jevons/pipeline/report"
	"jevons/pipeline/warehouse"
)

// published is one snapshot, held open while anybody reads it, and the answers
// that were read from it: it never changes, so each is asked for once.
type published struct {
	warehouse.Snapshot
	db *warehouse.Reader

	mu    sync.Mutex // guards users
	users int

	asking sync.Mutex // guards known; an answer is asked for once
	known  map[string]*shelf
}

// publication finds what is published now.
type publication struct {
	dir string
	opt warehouse.Options

	mu      sync.Mutex
	current *published
	seen    os.FileInfo // of the snapshot.json that current was read from
}

// now is the snapshot published now, held open until it is released; nil where
// there is none.
func (p *publication) now() (*published, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	info, err := os.Stat(filepath.Join(p.dir, "snapshot.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for what is published: %w", err)
	}
	// A snapshot.json is never written over but renamed, so the file tells.
	if p.current != nil && os.SameFile(info, p.seen) && info.ModTime().Equal(p.seen.ModTime()) {
		return p.current.hold(), nil
	}
	next, err := p.open()
	if err != nil {
		if p.current != nil {
			return p.current.hold(), nil // what was there before is still true of then
		}
		return nil, err
	}
	if p.current != nil {
		p.current.release()
	}
	p.current, p.seen = next, info
	return next.hold(), nil
}

// open opens the snapshot by the name of its content. The file can be pruned
// between reading the name and opening it, so it looks twice.
func (p *publication) open() (*published, error) {
	var err error
	for range 2 {
		var s warehouse.Snapshot
		if s, err = warehouse.ReadSnapshot(p.dir); err != nil {
			continue
		}
		file := filepath.Join(p.dir, "snapshots", filepath.Base(s.File))
		if _, err = os.Stat(file); err != nil {
			continue
		}
		var db *warehouse.Reader
		if db, err = warehouse.OpenReader(file, p.opt); err == nil {
			return &published{Snapshot: s, db: db, users: 1, known: map[string]*shelf{}}, nil
		}
	}
	return nil, fmt.Errorf("open what is published: %w", err)
}

// stamp is when what is published was published, the zero time for nothing.
func (p *publication) stamp() time.Time {
	info, err := os.Stat(filepath.Join(p.dir, "snapshot.json"))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func (p *publication) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		return nil
	}
	last := p.current
	p.current = nil
	return last.release()
}

func (p *published) hold() *published {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users++
	return p
}

// release lets go; the last to do so closes the file.
func (p *published) release() error {
	p.mu.Lock()
	p.users--
	last := p.users == 0
	p.mu.Unlock()
	if last {
		return p.db.Close()
	}
	return nil
}

// page is the report's content.
func (p *published) page(ctx context.Context) (report.Page, error) {
	return cards.Page(ctx, p.db, cards.Figures())
}

// shelfOf is what the snapshot says of a dataset.
func (p *published) shelfOf(ctx context.Context, dataset string) (*shelf, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	if got := p.known[dataset]; got != nil {
		return got, nil
	}
	got, err := readShelf(ctx, p.db, dataset)
	if err != nil {
		return nil, fmt.Errorf("read %s from the snapshot: %w", dataset, err)
	}
	p.known[dataset] = got
	return got, nil
}
