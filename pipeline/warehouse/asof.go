package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"jevons/sources"
)

// BuildAsOf writes a database as it could have been published at an instant:
// what became known later is taken out of a copy of the working file before the
// models are built in it. Equal landings up to then give equal tables, whatever
// came after. to must not exist.
func (w *Warehouse) BuildAsOf(ctx context.Context, to string, at time.Time, datasets []*sources.Dataset, b Build) (s Snapshot, err error) {
	if w.fatal != nil {
		return s, fmt.Errorf("the working file is not to be trusted after %w; the next start mends it", w.fatal)
	}
	if _, err := os.Lstat(to); err == nil {
		return s, fmt.Errorf("%s is there already; name another file", to)
	}
	next := filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+".new")
	removeDB(next)
	defer removeDB(next)
	if err := w.copyTo(ctx, next); err != nil {
		return s, fmt.Errorf("copy the warehouse: %w", err)
	}
	if err := w.restrict(ctx, next, at, datasets); err != nil {
		return s, fmt.Errorf("take out what became known after %s: %w", at.UTC().Format(time.RFC3339), err)
	}
	s = Snapshot{ID: "as-of", CreatedAt: w.opt.Now().UTC(), Version: b.Version, KnownAt: at.UTC(), File: filepath.Base(to)}
	if s.Sample, err = w.sampled(ctx); err != nil {
		return s, err
	}
	if err := w.fill(ctx, next, s, b); err != nil {
		return s, err
	}
	if err := syncFile(next); err != nil {
		return s, err
	}
	if s.SHA256, s.Size, err = hashFile(next); err != nil {
		return s, err
	}
	return s, os.Rename(next, to)
}

func (w *Warehouse) sampled(ctx context.Context) (some bool, err error) {
	err = w.watch(w.conn.QueryRowContext(ctx, "SELECT coalesce(bool_or(is_sample), false) FROM meta.landing").Scan(&some))
	return some, err
}

// restrict removes from a copy what nobody could know at an instant. A landing
// of a dataset whose rows carry their own vintage stays, with the rows of then.
func (w *Warehouse) restrict(ctx context.Context, path string, at time.Time, datasets []*sources.Dataset) (err error) {
	db, err := openDB(path, w.opt, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	instant := "TIMESTAMP '" + at.UTC().Format("2006-01-02 15:04:05.999999") + "'"
	for _, d := range datasets {
		if err := restrictDataset(ctx, tx, d, instant); err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM meta.quarantine WHERE landing NOT IN (SELECT id FROM meta.ledger)"); err != nil {
		return err
	}
	return tx.Commit()
}

func restrictDataset(ctx context.Context, tx *sql.Tx, d *sources.Dataset, instant string) error {
	t := tableOf(d)
	if v := d.Vintage; v != nil {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("DELETE FROM %s WHERE %s > %s", t.store(), v.Known, instant)); err != nil {
			return err
		}
		if v.Ended == "" {
			return nil
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE %s SET %s = NULL WHERE %s > %s", t.store(), q(v.Ended), v.EndKnown, instant))
		return err
	}
	late := fmt.Sprintf("(SELECT load FROM meta.ledger WHERE dataset = %s AND known_at > %s)", lit(d.Name), instant)
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+t.store()+" WHERE _load IN "+late); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("DELETE FROM meta.ledger WHERE dataset = %s AND known_at > %s", lit(d.Name), instant))
	return err
}
