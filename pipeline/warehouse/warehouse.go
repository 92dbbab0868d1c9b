// Package warehouse keeps every vintage of every dataset in one DuckDB file
// and publishes from it. It is the only package that knows DuckDB.
//
// The working file is a cache: everything in it can be computed again from the
// archive, and Problems tells when that is due. It is opened by one process
// only (the caller holds a lock of its own) and never shown to readers; they
// get snapshots, see Publish.
//
// # What a table looks like
//
// Dataset a.b is stored as store.a_b: its columns (repeating texts as numbers
// into store.a_b_text), then
//
//	_line  line of the landing that the row came from
//	_load  number of the landing in meta.ledger.load
//	_rev   0 for the first vintage of the key, 1 for the next, ...
//	_gone  the source withdrew the key with this landing
//
// Rows are only ever appended. Analysts read raw.a_b (every vintage, with
// _known_at and _landing), latest.a_b (the newest state) and the macro
// raw.a_b_asof(t) (the state as it was known at t).
package warehouse

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/marcboeker/go-duckdb"

	"jevons/pipeline/fault"
)

//go:embed meta.sql
var metaSQL string

// metaVersion changes with meta.sql or with how store tables are laid out.
const metaVersion = 2

// Options say where the working file is and what it may use.
type Options struct {
	Path     string // the working file; its folder is made
	TempDir  string // where DuckDB spills; emptied at Open
	MemoryMB int    // DuckDB's memory limit; 0 is 512
	Threads  int    // 0 is one a core
	// Free tells the bytes free in a folder; nil skips the check. MinFree is the
	// least that a load or a publication asks for; 0 is 1 GiB.
	Free    func(dir string) (uint64, error)
	MinFree uint64
	Now     func() time.Time
	Log     *slog.Logger
	Mem     memory.Allocator // nil is the Go allocator
}

func (o Options) withDefaults() Options {
	if o.MemoryMB == 0 {
		o.MemoryMB = 512
	}
	if o.Threads == 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.MinFree == 0 {
		o.MinFree = 1 << 30
	}
	if o.Mem == nil {
		o.Mem = memory.NewGoAllocator()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Warehouse is the one owner of a working file in this process.
type Warehouse struct {
	opt      Options
	db       *sql.DB
	conn     *sql.Conn
	cat      string          // the file's catalog
	mem      bool            // the catalog mem, for staging, is attached
	ledger   *ledgerState    // nil: to be read again
	ready    map[string]bool // datasets whose tables were ensured
	lastLoad int             // highest load number given since Open
	fatal    error           // set by an error after which the file must not be trusted
	closed   bool
}

// ErrOutdated says that the working file was made by another version and has
// to be rebuilt.
var ErrOutdated = errors.New("the working file has another layout")

// Open opens or makes the working file. ErrOutdated, and any error of DuckDB
// itself, mean that the file should be removed and rebuilt from the archive.
func Open(ctx context.Context, opt Options) (*Warehouse, error) {
	opt = opt.withDefaults()
	if err := os.MkdirAll(filepath.Dir(opt.Path), 0o750); err != nil {
		return nil, fmt.Errorf("open warehouse: %w", err)
	}
	if err := emptyDir(opt.TempDir); err != nil {
		return nil, fmt.Errorf("open warehouse: %w", err)
	}
	w := &Warehouse{opt: opt, ready: map[string]bool{}}
	if err := w.open(ctx); err != nil {
		w.Close()
		return nil, fmt.Errorf("open warehouse %s: %w", filepath.Base(opt.Path), err)
	}
	return w, nil
}

func (w *Warehouse) open(ctx context.Context) error {
	db, err := openDB(w.opt.Path, w.opt, false)
	if err != nil {
		return err
	}
	w.db = db
	conn, err := db.Conn(ctx)
	if err != nil {
		return err // whoever goes on meets the old connection, which is closed
	}
	w.conn = conn
	if err := w.conn.QueryRowContext(ctx, "SELECT current_catalog()").Scan(&w.cat); err != nil {
		return err
	}
	var n, version int
	err = w.conn.QueryRowContext(ctx, "SELECT count(*), coalesce(max(version), 0) FROM meta.info").Scan(&n, &version)
	if err != nil && strings.Contains(err.Error(), "Catalog Error") {
		// A new file. In one transaction, so that a kill leaves no half of it.
		return w.tx(ctx, func(tx *txn) error {
			if _, err := tx.exec(ctx, metaSQL); err != nil {
				return err
			}
			_, err := tx.exec(ctx, "INSERT INTO meta.info VALUES (?)", metaVersion)
			return err
		})
	}
	if err != nil {
		return err
	}
	if n != 1 || version != metaVersion {
		return ErrOutdated
	}
	return nil
}

// openDB opens one DuckDB file with every setting that must not be left to its
// defaults: memory, spill folder, and no downloads of extensions.
func openDB(path string, opt Options, readOnly bool) (*sql.DB, error) {
	if strings.ContainsAny(path, "?#") {
		return nil, fmt.Errorf("the path %q holds ? or #, which DuckDB's connection string cannot carry; choose another folder", path)
	}
	opt = opt.withDefaults()
	q := url.Values{
		"memory_limit":                 {strconv.Itoa(opt.MemoryMB) + "MB"},
		"threads":                      {strconv.Itoa(opt.Threads)},
		"temp_directory":               {opt.TempDir},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
	}
	if readOnly {
		q.Set("access_mode", "read_only")
	}
	c, err := duckdb.NewConnector(path+"?"+q.Encode(), nil)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// Close checkpoints and closes the file. It may be called twice.
func (w *Warehouse) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	var errs []error
	if w.conn != nil {
		if err := w.conn.Close(); !errors.Is(err, sql.ErrConnDone) {
			errs = append(errs, err)
		}
	}
	if w.db != nil {
		errs = append(errs, w.db.Close())
	}
	return errors.Join(errs...)
}

// Broken tells why the open file must not be trusted any more, nil if it may.
// After a full disk DuckDB 1.1.2 can lose committed rows in silence, so the
// file has to be thrown away and rebuilt.
func (w *Warehouse) Broken() error { return w.fatal }

// exec runs one statement outside a transaction of ours. A cancelled context
// is looked at first: the driver would run the statement all the same.
func (w *Warehouse) exec(ctx context.Context, q string, args ...any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := w.conn.ExecContext(ctx, q, args...)
	return w.watch(err)
}

// watch remembers errors after which the file is not to be trusted.
func (w *Warehouse) watch(err error) error {
	if err == nil {
		return nil
	}
	for _, s := range []string{"FATAL", "No space left", "Could not write"} {
		if strings.Contains(err.Error(), s) {
			w.fatal = err
		}
	}
	return err
}

// txn is a transaction that cannot be committed after an error: DuckDB 1.1.2
// answers COMMIT of an aborted transaction with success and rolls back.
type txn struct {
	w   *Warehouse
	err error
}

func (t *txn) exec(ctx context.Context, q string, args ...any) (int64, error) {
	if t.err == nil {
		t.err = ctx.Err()
	}
	if t.err != nil {
		return 0, t.err
	}
	res, err := t.w.conn.ExecContext(ctx, q, args...)
	if err != nil {
		t.err = t.w.watch(err)
		return 0, t.err
	}
	n, _ := res.RowsAffected()
	return n, nil
}

func (t *txn) scan(ctx context.Context, dest any, q string, args ...any) error {
	if t.err == nil {
		t.err = ctx.Err()
	}
	if t.err == nil {
		t.err = t.w.watch(t.w.conn.QueryRowContext(ctx, q, args...).Scan(dest))
	}
	return t.err
}

// tx runs f between BEGIN and COMMIT. Any error, f's own included, rolls back.
// The rollback does not use ctx, which may be the reason for it.
func (w *Warehouse) tx(ctx context.Context, f func(*txn) error) (err error) {
	w.ledger = nil
	if err := w.exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	t := &txn{w: w}
	done := false
	defer func() {
		if !done {
			_, rerr := w.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			// An aborted transaction may already be gone; that is what we wanted.
			if rerr != nil && !strings.Contains(rerr.Error(), "no transaction is active") {
				err = errors.Join(err, w.watch(rerr))
			}
		}
	}()
	if err := fault.Point(fault.MergeBegin); err != nil {
		return err
	}
	if err := f(t); err != nil {
		return err
	}
	if t.err != nil {
		return t.err
	}
	if err := fault.Point(fault.MergeCommit); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	done = true
	if err := w.exec(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return err
	}
	return fault.Point(fault.MergeDone)
}

// needSpace refuses work that could fill the disk: a checkpoint that fails for
// want of space loses rows without an error.
func (w *Warehouse) needSpace(what string, extra int64) error {
	if w.opt.Free == nil {
		return nil
	}
	dir := filepath.Dir(w.opt.Path)
	free, err := w.opt.Free(dir)
	if err != nil {
		return fmt.Errorf("%s: ask for free space: %w", what, err)
	}
	var size int64
	if st, err := os.Stat(w.opt.Path); err == nil {
		size = st.Size()
	}
	need := max(w.opt.MinFree, uint64(2*size+extra))
	if free < need {
		return fmt.Errorf("%s: %d MiB free on the disk of %s, %d MiB needed; nothing was changed: make room and run again",
			what, free>>20, dir, need>>20)
	}
	return nil
}

// q quotes an identifier.
func q(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// lit quotes a string literal.
func lit(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// each joins f of every name.
func each(names []string, sep string, f func(string) string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = f(n)
	}
	return strings.Join(out, sep)
}

// emptyDir makes the folder and removes what is in it.
func emptyDir(dir string) error {
	if dir == "" {
		return errors.New("no folder for temporary files")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	names, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, n := range names {
		if err := os.RemoveAll(filepath.Join(dir, n.Name())); err != nil {
			return err
		}
	}
	return nil
}
