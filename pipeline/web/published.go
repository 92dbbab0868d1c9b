package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
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

// publication finds what is published now. A newer snapshot is opened in the
// background, which takes DuckDB a while, and the one before is shown meanwhile.
type publication struct {
	dir    string
	opt    warehouse.Options
	clock  func() time.Time
	opened func() // is told that a newer one is shown from now on
	log    *slog.Logger

	mu      sync.Mutex
	current *published
	seen    os.FileInfo // of the snapshot.json that current was read from
	opening *opening    // nil while none is
	failed  time.Time   // when a newer one could not be opened
	logged  os.FileInfo // of the snapshot.json of which the log says so
	ended   bool        // none is opened any more
	work    sync.WaitGroup
}

// opening is a snapshot that is being opened.
type opening struct {
	done chan struct{}
	err  error // once done
}

var errEnded = errors.New("the pages have ended")

// openAgain is how long a snapshot that could not be opened is left alone.
const openAgain = time.Second

// now is the newest snapshot that is open, held open until it is released; nil
// where nothing is published. It waits only where none is open yet.
func (p *publication) now(ctx context.Context) (*published, error) {
	for {
		got, o, err := p.look()
		if o == nil {
			return got, err
		}
		select {
		case <-o.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if o.err != nil {
			return nil, o.err
		}
	}
}

// any tells whether a snapshot is open.
func (p *publication) any() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current != nil
}

// look is now without the waiting: what is being opened comes back instead.
func (p *publication) look() (*published, *opening, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	info, err := os.Stat(filepath.Join(p.dir, "snapshot.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look for what is published: %w", err)
	}
	// A snapshot.json is never written over but renamed, so the file tells.
	newer := p.current == nil || !os.SameFile(info, p.seen) || !info.ModTime().Equal(p.seen.ModTime())
	since := p.clock().Sub(p.failed)
	resting := p.current != nil && since >= 0 && since < openAgain
	if newer && !resting && p.opening == nil && !p.ended {
		p.opening = &opening{done: make(chan struct{})}
		o := p.opening
		p.work.Go(func() { p.openNext(o, info) })
	}
	switch {
	case p.current != nil:
		return p.current.hold(), nil, nil
	case p.opening == nil:
		return nil, nil, errEnded
	}
	return nil, p.opening, nil
}

// openNext opens what is published. info may be of an older snapshot than the
// one that it finds, which is then opened once more.
func (p *publication) openNext(o *opening, info os.FileInfo) {
	next, err := p.open()
	p.mu.Lock()
	last := p.current
	if err == nil {
		p.current, p.seen = next, info
	} else {
		p.failed = p.clock() // what was there before is still true of then
		// Where nothing was there, whoever asks is told.
		if last != nil && (p.logged == nil || !os.SameFile(info, p.logged)) {
			p.logged = info
			p.log.Error("the newer published file cannot be read, the one before is shown", "error", err)
		}
	}
	o.err = err
	p.opening = nil
	p.mu.Unlock()
	close(o.done)
	if err == nil && last != nil {
		last.release()
		p.opened()
	}
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

// close lets go of the file.
func (p *publication) close() error {
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	p.work.Wait()
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
