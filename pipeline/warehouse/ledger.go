package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jevons/sources"
)

// merged is a landing as the ledger holds it.
type merged struct {
	sources.Landing
	load                       int
	kept, quarantined, ignored int64
	ascending                  bool
	tableRows                  int64
}

// ledgerState is meta.ledger in memory. Every transaction of ours throws it
// away, and the next question reads it again: looks that find nothing new then
// cost no query at all.
type ledgerState struct {
	byPart map[[2]string][]merged // merged ones, oldest vintage first
	known  map[int64]bool         // landing to merged
	held   map[int64]bool         // landings that wait for approval
	rows   map[string]int64       // dataset to the rows that its landings merged
	newest int                    // highest load number
}

func (w *Warehouse) state(ctx context.Context) (*ledgerState, error) {
	if w.ledger != nil {
		return w.ledger, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := w.conn.QueryContext(ctx, `SELECT dataset, part, outcome, id, load, sha256, size, lines, url, file, known_at, known_by, seen_at,
  etag, last_modified, is_sample, rows_kept, rows_quarantined, rows_ignored, ascending, table_rows, rows_new + rows_revised + rows_withdrawn
FROM meta.ledger ORDER BY known_at, sha256`)
	if err != nil {
		return nil, w.watch(err)
	}
	defer rows.Close()
	s := &ledgerState{byPart: map[[2]string][]merged{}, known: map[int64]bool{}, held: map[int64]bool{}, rows: map[string]int64{}}
	for rows.Next() {
		var m merged
		var outcome, by string
		var stored int64
		if err := rows.Scan(&m.Dataset, &m.Part, &outcome, &m.ID, &m.load, &m.SHA256, &m.Size, &m.Lines, &m.URL, &m.File, &m.KnownAt, &by, &m.SeenAt,
			&m.ETag, &m.LastModified, &m.Sample, &m.kept, &m.quarantined, &m.ignored, &m.ascending, &m.tableRows, &stored); err != nil {
			return nil, err
		}
		m.KnownBy = sources.KnownBy(by)
		ok := outcome == "merged"
		s.known[m.ID] = ok
		if outcome == "held" {
			s.held[m.ID] = true
		}
		s.newest = max(s.newest, m.load)
		if ok {
			s.rows[m.Dataset] += stored
			key := [2]string{m.Dataset, m.Part}
			s.byPart[key] = append(s.byPart[key], m)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, w.watch(err)
	}
	w.ledger = s
	return s, nil
}

// mergedOf are the merged landings of one part, oldest vintage first.
func (w *Warehouse) mergedOf(ctx context.Context, dataset, part string) ([]merged, error) {
	s, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	return s.byPart[[2]string{dataset, part}], nil
}

// Newest is the landing whose state the file holds for a part, nil for none.
// Its validators are the right ones for the next conditional request.
func (w *Warehouse) Newest(ctx context.Context, dataset, part string) (*sources.Landing, error) {
	all, err := w.mergedOf(ctx, dataset, part)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[len(all)-1].Landing, nil
}

// Known tells for every landing of the ledger whether it was merged (true) or
// refused or held (false), by its ID. The map is not to be changed.
func (w *Warehouse) Known(ctx context.Context) (map[int64]bool, error) {
	s, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	return s.known, nil
}

// Forget removes what the ledger knows of refused landings of a dataset, or
// with all of every landing and row, so that they are tried again.
func (w *Warehouse) Forget(ctx context.Context, d *sources.Dataset, all bool) error {
	if all {
		if err := w.forget(ctx, tableOf(d)); err != nil {
			return err
		}
		delete(w.ready, d.Name)
		_, err := w.Ensure(ctx, []*sources.Dataset{d})
		return err
	}
	return w.tx(ctx, func(tx *txn) error {
		if _, err := tx.exec(ctx, "DELETE FROM meta.quarantine WHERE landing IN (SELECT id FROM meta.ledger WHERE dataset = ? AND outcome = 'refused')", d.Name); err != nil {
			return err
		}
		_, err := tx.exec(ctx, "DELETE FROM meta.ledger WHERE dataset = ? AND outcome = 'refused'", d.Name)
		return err
	})
}

// Entry is one line of the ledger that is kept beside the file: what the
// tables must hold.
type Entry struct {
	At            time.Time
	Landing       int64
	Dataset, Part string
	SHA256        string
	Merged        bool // else refused or held
	Held          bool
	Error         string
	Counts        Counts
}

// Entries are the ledger of the file after the load numbered after, oldest
// first, and the number of the newest.
func (w *Warehouse) Entries(ctx context.Context, after int) (out []Entry, newest int, err error) {
	if err := ctx.Err(); err != nil {
		return nil, after, err
	}
	rows, err := w.conn.QueryContext(ctx, `SELECT load, merged_at, id, dataset, part, sha256, outcome = 'merged', outcome = 'held', error, records, rows_read, rows_kept,
  rows_new, rows_revised, rows_withdrawn, rows_quarantined, rows_ignored, ignored, table_rows, way
FROM meta.ledger WHERE load > ? ORDER BY load`, after)
	if err != nil {
		return nil, after, w.watch(err)
	}
	defer rows.Close()
	newest = after
	for rows.Next() {
		var e Entry
		c := &e.Counts
		if err := rows.Scan(&newest, &e.At, &e.Landing, &e.Dataset, &e.Part, &e.SHA256, &e.Merged, &e.Held, &e.Error, &c.Records, &c.Read, &c.Kept,
			&c.New, &c.Revised, &c.Withdrawn, &c.Quarantined, &c.Ignored, &c.IgnoredWhy, &c.TableRows, &c.Way); err != nil {
			return nil, after, err
		}
		out = append(out, e)
	}
	return out, newest, w.watch(rows.Err())
}

// Problems compares the tables with the ledger inside the file: for every
// dataset the rows counted now must be the sum of the rows that its loads
// merged. It costs milliseconds, so every start does it. A full disk, a WAL cut
// short and a failed checkpoint lose rows without any error of DuckDB's.
func (w *Warehouse) Problems(ctx context.Context, datasets []*sources.Dataset) ([]string, error) {
	state, err := w.state(ctx)
	if err != nil || len(datasets) == 0 {
		return nil, err
	}
	found, err := w.problems(ctx, state, datasets)
	if err == nil || ctx.Err() != nil {
		return found, err
	}
	// One table cannot be read, and one question for all does not tell whose it is.
	for _, d := range datasets {
		one, err := w.problems(ctx, state, []*sources.Dataset{d})
		if ctx.Err() != nil {
			return nil, err
		}
		if err != nil {
			one = []string{fmt.Sprintf("%s cannot be counted (%v)", d.Name, err)}
		}
		found = append(found, one...)
	}
	return found, nil
}

func (w *Warehouse) problems(ctx context.Context, state *ledgerState, datasets []*sources.Dataset) (out []string, err error) {
	counts := make([]string, len(datasets))
	for i, d := range datasets {
		t, texts := tableOf(d), "1"
		if t.coded() {
			texts = "(SELECT count(*) FROM " + t.texts() + ")"
		}
		counts[i] = fmt.Sprintf("SELECT %d, (SELECT count(*) FROM %s), %s", i, t.store(), texts)
	}
	rows, err := w.conn.QueryContext(ctx, strings.Join(counts, " UNION ALL "))
	if err != nil {
		return nil, w.watch(err)
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		var n, texts int64
		if err := rows.Scan(&i, &n, &texts); err != nil {
			return nil, err
		}
		d := datasets[i]
		must := slices.ContainsFunc(d.Stored(), func(c sources.Column) bool { return c.Coded && !c.Null })
		if n != state.rows[d.Name] {
			out = append(out, fmt.Sprintf("%s holds %d rows, the ledger says %d", d.Name, n, state.rows[d.Name]))
		} else if n > 0 && texts == 0 && must {
			out = append(out, fmt.Sprintf("%s holds %d rows, but no texts", d.Name, n))
		}
	}
	return out, w.watch(rows.Err())
}
