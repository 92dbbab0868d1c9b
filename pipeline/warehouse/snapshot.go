package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/fault"
)

// StableName is the name under which analysts open the published database.
const StableName = "jevons.duckdb"

// keepSnapshots is how many published files stay on disk: a reader that opens
// by the content's name has two publications' time to finish.
const keepSnapshots = 3

// Snapshot describes one published file. It is written beside the file as
// snapshot.json, and its first fields are the row of meta.snapshot inside it.
type Snapshot struct {
	ID        string           `json:"id"` // made of the ledger and the models: equal inputs, equal id
	CreatedAt time.Time        `json:"created_at"`
	Version   string           `json:"version"`  // of the program
	KnownAt   time.Time        `json:"known_at"` // newest vintage in it
	Sample    bool             `json:"is_sample"`
	File      string           `json:"file"` // under snapshots/
	SHA256    string           `json:"sha256"`
	Size      int64            `json:"size"`
	Rows      map[string]int64 `json:"rows"` // of every table and view that analysts read
	// Newest is the first day of the newest period of each dataset whose rows have
	// periods, such as 2026-10-01. Periods that had not begun at CreatedAt are
	// projections and do not count.
	Newest map[string]string `json:"newest_periods,omitempty"`
}

// Build fills the file that is about to be published: the models, and a hash
// of everything they depend on beside the data.
type Build struct {
	Version string
	Hash    string // of the models' SQL and reference tables
	// Run builds the models; known is the instant of which the file knows.
	// beside are further connections, for models that do not wait for each other.
	Run func(ctx context.Context, conn *sql.Conn, beside []*sql.Conn, known time.Time) error
}

// Publish makes a snapshot of the warehouse and puts it under its stable name
// in dir. The file is a copy of the closed working file, in which the models
// are built; it is checkpointed, closed, synced, opened again read-only and
// counted before it gets a name that anybody reads. An error leaves the
// published file as it is. When nothing has changed since the last publication
// it returns that one and isNew false.
//
// The working file is closed meanwhile and opened again.
func (w *Warehouse) Publish(ctx context.Context, dir string, b Build) (s Snapshot, isNew bool, err error) {
	if w.fatal != nil {
		return s, false, fmt.Errorf("the working file is not to be trusted after %w; the next start mends it", w.fatal)
	}
	if err := Sweep(dir); err != nil {
		return s, false, err
	}
	if err := refuseWAL(dir); err != nil {
		return s, false, err
	}
	id, known, sample, err := w.inputs(ctx, b)
	if err != nil {
		return s, false, err
	}
	if last, err := ReadSnapshot(dir); err == nil && last.ID == id && last.intact(dir) {
		return last, false, nil
	}
	if err := os.MkdirAll(filepath.Join(dir, "snapshots"), 0o755); err != nil {
		return s, false, err
	}
	next := filepath.Join(dir, "snapshots", ".next-"+id+".duckdb")
	defer removeDB(next)
	if err := w.copyTo(ctx, next); err != nil {
		return s, false, fmt.Errorf("copy the warehouse: %w", err)
	}
	if err := fault.Point(fault.SnapshotCopy); err != nil {
		return s, false, err
	}
	s = Snapshot{ID: id, CreatedAt: w.opt.Now().UTC(), Version: b.Version, KnownAt: known, Sample: sample,
		File: "jevons-" + id + ".duckdb"}
	if err := w.fill(ctx, next, s, b); err != nil {
		return s, false, err
	}
	if err := fault.Point(fault.SnapshotCopy); err != nil {
		return s, false, err
	}
	if err := w.verify(ctx, next, &s); err != nil {
		return s, false, fmt.Errorf("check the new snapshot: %w", err)
	}
	if err := w.putInPlace(dir, next, &s); err != nil {
		return s, false, fmt.Errorf("put the new snapshot in place: %w", err)
	}
	return s, true, prune(dir, s.File)
}

// inputs names a snapshot by all it is made of.
func (w *Warehouse) inputs(ctx context.Context, b Build) (id string, known time.Time, sample bool, err error) {
	h := sha256.New()
	fmt.Fprintf(h, "%d|%s|%s\n", metaVersion, b.Version, b.Hash)
	// Refused landings change no row, so they are no reason to publish.
	rows, err := w.conn.QueryContext(ctx, `SELECT CAST(id AS VARCHAR), known_at, is_sample FROM meta.landing
UNION ALL SELECT name || fingerprint, NULL, false FROM meta.dataset ORDER BY 1`)
	if err != nil {
		return "", known, false, w.watch(err)
	}
	defer rows.Close()
	for rows.Next() {
		var what string
		var at sql.NullTime
		var isSample bool
		if err := rows.Scan(&what, &at, &isSample); err != nil {
			return "", known, false, err
		}
		fmt.Fprintln(h, what)
		sample = sample || isSample
		if at.Time.After(known) {
			known = at.Time
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), known.UTC(), sample, w.watch(rows.Err())
}

// copyTo copies the working file. It is closed for that: opening and closing
// it beside DuckDB would drop DuckDB's lock, and only a closed file is whole.
func (w *Warehouse) copyTo(ctx context.Context, path string) (err error) {
	if err := w.needSpace("publish", 0); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	defer func() {
		w.closed, w.mem = false, false
		// Whoever cancels a publication still has a warehouse to work with.
		if err2 := w.open(context.WithoutCancel(ctx)); err2 != nil {
			w.fatal = fmt.Errorf("open the working file again: %w", err2)
			err = errors.Join(err, w.fatal)
		}
	}()
	if _, err := os.Stat(w.opt.Path + ".wal"); err == nil {
		w.fatal = errors.New("closing left a write-ahead log")
		return fmt.Errorf("the working file could not be checkpointed: %s.wal is still there", filepath.Base(w.opt.Path))
	}
	return copyFile(path, w.opt.Path)
}

// fill builds the models inside the copy and closes it.
func (w *Warehouse) fill(ctx context.Context, path string, s Snapshot, b Build) (err error) {
	db, err := openDB(path, w.opt, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TABLE meta.snapshot (id VARCHAR, created_at TIMESTAMP, version VARCHAR, known_at TIMESTAMP, is_sample BOOLEAN)"); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "INSERT INTO meta.snapshot VALUES (?,?,?,?,?)", s.ID, s.CreatedAt, s.Version, s.KnownAt, s.Sample); err != nil {
		return err
	}
	if b.Run != nil {
		// Sums over several threads differ in their last bits from build to build,
		// and with them the bytes of every export.
		// A checkpoint between models writes what the one at the end writes again,
		// and a copy that is cut short is thrown away.
		if _, err := conn.ExecContext(ctx, "SET threads = 1; SET checkpoint_threshold = '1TB'"); err != nil {
			return err
		}
		beside, err := connections(ctx, db, min(runtime.GOMAXPROCS(0), maxBuilders)-1)
		if err != nil {
			return err
		}
		err = b.Run(ctx, conn, beside, s.KnownAt)
		for _, c := range beside {
			err = errors.Join(err, c.Close())
		}
		if err != nil {
			return err
		}
	}
	_, err = conn.ExecContext(ctx, "CHECKPOINT")
	return err
}

// maxBuilders bounds the models that are built at the same time, and with them
// the memory that their sorts and joins share.
const maxBuilders = 4

func connections(ctx context.Context, db *sql.DB, n int) (out []*sql.Conn, err error) {
	for range n {
		c, err := db.Conn(ctx)
		if err != nil {
			for _, c := range out {
				c.Close()
			}
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// putInPlace gives the file its own name and then, by a hard link and a
// rename, the stable one.
func (w *Warehouse) putInPlace(dir, next string, s *Snapshot) error {
	if err := refuseWAL(dir); err != nil {
		return err
	}
	if _, err := os.Stat(next + ".wal"); err == nil {
		return fmt.Errorf("%s.wal was left behind", filepath.Base(next))
	}
	var err error
	if s.SHA256, s.Size, err = hashFile(next); err != nil {
		return err
	}
	if err := os.Chmod(next, 0o444); err != nil {
		return err
	}
	if err := fault.Point(fault.SnapshotName); err != nil {
		return err
	}
	file := filepath.Join(dir, "snapshots", s.File)
	if err := os.Rename(next, file); err != nil {
		return err
	}
	if err := syncFile(filepath.Join(dir, "snapshots")); err != nil {
		return err
	}
	if err := fault.Point(fault.SnapshotDone); err != nil {
		return err
	}
	doc, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := writeAside(filepath.Join(dir, "snapshots", s.ID+".json"), append(doc, '\n')); err != nil {
		return err
	}
	link := filepath.Join(dir, ".link-"+s.ID)
	os.Remove(link)
	if err := os.Link(file, link); err != nil {
		return err
	}
	// Renaming one link over another of the same file does nothing and leaves both.
	defer os.Remove(link)
	if err := os.Rename(link, filepath.Join(dir, StableName)); err != nil {
		return err
	}
	if err := fault.Point(fault.SnapshotDone); err != nil {
		return err
	}
	if err := writeAside(filepath.Join(dir, "snapshot.json"), append(doc, '\n')); err != nil {
		return err
	}
	return syncFile(dir)
}

// ReadSnapshot reads what is published in dir. The error is fs.ErrNotExist
// where nothing is.
func ReadSnapshot(dir string) (s Snapshot, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "snapshot.json"))
	if err != nil {
		return s, err
	}
	err = json.Unmarshal(b, &s)
	return s, err
}

// intact tells whether the snapshot's file is there under both names.
func (s Snapshot) intact(dir string) bool {
	a, err := os.Stat(filepath.Join(dir, StableName))
	if err != nil {
		return false
	}
	b, err := os.Stat(filepath.Join(dir, "snapshots", s.File))
	return err == nil && os.SameFile(a, b) && a.Size() == s.Size
}

// refuseWAL fails where a write-ahead log lies beside a published name: every
// version of DuckDB would replay it onto whatever file has that name next.
func refuseWAL(dir string) error {
	for _, pattern := range []string{"*.wal", "snapshots/*.wal"} {
		found, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil {
			return err
		}
		for _, f := range found {
			if strings.HasPrefix(filepath.Base(f), ".next-") {
				continue // of the file that is being made
			}
			f = filepath.Join(dir, f)
			return fmt.Errorf("%s lies beside the published database: somebody opened it for writing; "+
				"DuckDB would replay that log onto the next published file, so nothing is published; close that program, then remove the .wal file", f)
		}
	}
	return nil
}

// prune removes published files beyond the newest few.
func prune(dir, current string) error {
	dir = filepath.Join(dir, "snapshots")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	type aged struct {
		name string
		at   time.Time
	}
	var all []aged
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "jevons-") || e.Name() == current {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		all = append(all, aged{e.Name(), info.ModTime()})
	}
	slices.SortFunc(all, func(a, b aged) int { return b.at.Compare(a.at) })
	for _, a := range all[min(len(all), keepSnapshots-1):] {
		if err := os.Remove(filepath.Join(dir, a.name)); err != nil {
			return err
		}
		id := strings.TrimSuffix(strings.TrimPrefix(a.name, "jevons-"), ".duckdb")
		if err := os.Remove(filepath.Join(dir, id+".json")); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
