package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jevons/sources"
)

// Change is what a landing does to the tables, cell by cell. Lists hold the
// first, counts tell all.
type Change struct {
	Known      int64     `json:"known_keys"` // of the part, before
	New        int64     `json:"rows_new"`
	Revised    int64     `json:"rows_revised"`
	Vanished   int64     `json:"rows_vanished"`
	Cells      int64     `json:"cells_revised"`
	Periods    []Period  `json:"new_periods"`
	Columns    []Tally   `json:"cells_by_column"`
	First      []Cell    `json:"revised"` // by line
	Moves      []Cell    `json:"moves"`   // the biggest, by factor
	SeriesBy   string    `json:"series_by"`
	SeriesGone int64     `json:"series_vanished_count"`
	Series     []Tally   `json:"series_vanished"` // that have no row left, with their rows
	Gone       []string  `json:"vanished"`        // keys
	Bad        []BadRows `json:"quarantine"`
	BadFirst   []BadRow  `json:"quarantine_first"`
}

// Period is one that no landing before had, and its rows.
type Period struct {
	Period string `json:"period"`
	Rows   int64  `json:"rows"`
}

// Tally is a number of things by name.
type Tally struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// Cell is a cell that changed. Factor is the larger of the two numbers over
// the smaller: 0 for what is no number, Infinite from, to or across zero.
type Cell struct {
	Line   int64   `json:"line"`
	Key    string  `json:"key"`
	Column string  `json:"column"`
	Old    *string `json:"old"`
	New    *string `json:"new"`
	Factor float64 `json:"factor"`
}

// Infinite stands for an endless factor, which JSON has no number for.
const Infinite = 1e308

// BadRows are the quarantined rows of one reason.
type BadRows struct {
	Reason string `json:"reason"`
	Column string `json:"column"` // or the check
	Rows   int64  `json:"rows"`
}

// BadRow is one of them.
type BadRow struct {
	Line   int64  `json:"line"`
	Column string `json:"column"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// Preview tells what a landing changes. A landing that is not merged (refused,
// or held) is merged for the look, whatever shares the contract allows, and
// taken back. It is for a scratch copy of the working file: afterwards the
// ledger has no line of such a landing. limit bounds every list.
func (w *Warehouse) Preview(ctx context.Context, d *sources.Dataset, l sources.Landing, files Files, limit int) (c Change, err error) {
	known, err := w.Known(ctx)
	if err != nil {
		return c, err
	}
	if !known[l.ID] {
		if c, err = w.badOnly(ctx, l, limit); err != nil {
			return c, err
		}
		if _, err := w.LoadUnder(ctx, d, l, files, nil, Terms{Lenient: true}); refusal(err) {
			return c, nil // it cannot be read, so nobody can tell
		} else if err != nil {
			return c, err
		}
		defer func() { err = errors.Join(err, w.undo(ctx, d, l, files)) }()
	}
	p := &preview{w: w, t: tableOf(d), l: l, limit: limit, c: &c}
	for _, f := range []func(context.Context) error{p.rows, p.periods, p.revised, p.gone, p.bad} {
		if err := f(ctx); err != nil {
			return c, fmt.Errorf("look at what %s changes: %w", d.Name, err)
		}
	}
	return c, nil
}

// badOnly is what is known of a landing that was not merged.
func (w *Warehouse) badOnly(ctx context.Context, l sources.Landing, limit int) (c Change, err error) {
	p := &preview{w: w, l: l, limit: limit, c: &c}
	return c, p.bad(ctx)
}

// undo takes a landing back, and merges what came after it again.
func (w *Warehouse) undo(ctx context.Context, d *sources.Dataset, l sources.Landing, files Files) error {
	history, err := w.mergedOf(ctx, d.Name, l.Part)
	if err != nil {
		return err
	}
	var later []sources.Landing
	for _, m := range history {
		if l.Before(m.Landing) {
			later = append(later, m.Landing)
		}
	}
	if err := w.takeBack(ctx, d, append([]sources.Landing{l}, later...)); err != nil {
		return err
	}
	for _, m := range later {
		if _, err := w.loadNewest(ctx, d, m, files, nil, Terms{}); err != nil {
			return err
		}
	}
	return nil
}

// preview reads what one merged landing did.
type preview struct {
	w     *Warehouse
	t     *table
	l     sources.Landing
	limit int
	c     *Change
}

func (p *preview) raw() string { return "raw." + q(p.t.name) }

// each calls f with every row of a query, whose cells are texts.
func (p *preview) each(ctx context.Context, query string, n int, f func([]sql.NullString) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rows, err := p.w.conn.QueryContext(ctx, query)
	if err != nil {
		return p.w.watch(err)
	}
	defer rows.Close()
	cells, at := make([]sql.NullString, n), make([]any, n)
	for i := range cells {
		at[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		if err := f(cells); err != nil {
			return err
		}
	}
	return p.w.watch(rows.Err())
}

// key is the text of a row's key, its columns joined by blanks.
func (p *preview) key(of string) string {
	parts := make([]string, len(p.t.keys))
	for i, c := range p.t.keys {
		parts[i] = fmt.Sprintf("coalesce(CAST(%s.%s AS VARCHAR), '-')", of, q(c.Name))
	}
	return "concat_ws(' ', " + strings.Join(parts, ", ") + ")"
}

// rows counts, and keeps the landing's rows beside those that they replace.
func (p *preview) rows(ctx context.Context) error {
	var pairs []string
	for _, c := range p.t.values {
		pairs = append(pairs, fmt.Sprintf(", n.%s AS %s, o.%s AS %s", q(c.Name), q("n_"+c.Name), q(c.Name), q("o_"+c.Name)))
	}
	if err := p.w.exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE moved AS
SELECT n._line, n._gone, o._rev IS NULL OR o._gone AS _new, %s AS _key%s
FROM %s AS n LEFT JOIN %s AS o ON %s AND o._rev = n._rev - 1 WHERE n._landing = %d`,
		p.key("n"), strings.Join(pairs, ""), p.raw(), p.raw(), p.t.sameKey("o", "n"), p.l.ID)); err != nil {
		return err
	}
	row := p.w.conn.QueryRowContext(ctx, "SELECT count(*) FILTER (WHERE _new AND NOT _gone), count(*) FILTER (WHERE NOT _new AND NOT _gone), count(*) FILTER (WHERE _gone) FROM temp.moved")
	if err := row.Scan(&p.c.New, &p.c.Revised, &p.c.Vanished); err != nil {
		return p.w.watch(err)
	}
	row = p.w.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM (
  SELECT %s, arg_max(s._gone, s._rev) AS _gone FROM %s AS s JOIN meta.ledger AS l ON l.load = s._load
  WHERE l.dataset = %s AND l.part = %s AND l.id <> %d AND (l.known_at < ? OR l.known_at = ? AND l.sha256 < %s) GROUP BY %s) AS k WHERE NOT k._gone`,
		columnNames(p.t.keys, "s."), p.t.store(), lit(p.t.d.Name), lit(p.l.Part), p.l.ID, lit(p.l.SHA256), columnNames(p.t.keys, "s.")), p.l.KnownAt.UTC(), p.l.KnownAt.UTC())
	return p.w.watch(row.Scan(&p.c.Known))
}

// periods are those that no landing known before had.
func (p *preview) periods(ctx context.Context) error {
	name := p.t.d.Fresh.Period
	if !slices.ContainsFunc(p.t.d.Columns, func(c sources.Column) bool { return c.Name == name }) {
		return nil
	}
	return p.each(ctx, fmt.Sprintf(`SELECT CAST(n.%[1]s AS VARCHAR), count(*) FROM %[2]s AS n WHERE n._landing = %[3]d AND NOT n._gone AND n.%[1]s IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM %[2]s AS o WHERE o._landing <> %[3]d AND o._known_at <= n._known_at AND o.%[1]s = n.%[1]s)
GROUP BY 1 ORDER BY 1 DESC LIMIT %[4]d`, q(name), p.raw(), p.l.ID, p.limit), 2, func(c []sql.NullString) error {
		p.c.Periods = append(p.c.Periods, Period{c[0].String, asCount(c[1])})
		return nil
	})
}

func asCount(s sql.NullString) (n int64) {
	_, _ = fmt.Sscan(s.String, &n) // a count of DuckDB's
	return n
}

// revised are the cells that differ from what they replace.
func (p *preview) revised(ctx context.Context) error {
	if p.c.Revised == 0 {
		return nil
	}
	var cells []string
	numbers := p.t.numbers("")
	for _, c := range p.t.values {
		way, o, n := "0.0", q("o_"+c.Name), q("n_"+c.Name)
		if slices.ContainsFunc(numbers, func(x sources.Column) bool { return x.Name == c.Name }) {
			way = factor(o, n)
		}
		cells = append(cells, fmt.Sprintf("SELECT _line, _key, %s AS _column, CAST(%s AS VARCHAR) AS _old, CAST(%s AS VARCHAR) AS _new, least(%s, %g) AS _factor FROM temp.moved WHERE NOT _new AND NOT _gone AND %s IS DISTINCT FROM %s",
			lit(c.Name), o, n, way, Infinite, o, n))
	}
	if err := p.w.exec(ctx, "CREATE OR REPLACE TEMP TABLE cells AS "+strings.Join(cells, " UNION ALL ")); err != nil {
		return err
	}
	if err := p.each(ctx, "SELECT _column, count(*) FROM temp.cells GROUP BY 1 ORDER BY 2 DESC, 1", 2, func(c []sql.NullString) error {
		n := asCount(c[1])
		p.c.Cells += n
		if len(p.c.Columns) < p.limit {
			p.c.Columns = append(p.c.Columns, Tally{c[0].String, n})
		}
		return nil
	}); err != nil {
		return err
	}
	list := func(out *[]Cell, rest string) error {
		return p.each(ctx, fmt.Sprintf("SELECT _line, _key, _column, _old, _new, _factor FROM temp.cells %s LIMIT %d", rest, p.limit), 6, func(c []sql.NullString) error {
			x := Cell{Line: asCount(c[0]), Key: c[1].String, Column: c[2].String, Old: text(c[3]), New: text(c[4])}
			if _, err := fmt.Sscan(c[5].String, &x.Factor); err != nil {
				return err
			}
			*out = append(*out, x)
			return nil
		})
	}
	if err := list(&p.c.First, "ORDER BY _line, _column"); err != nil {
		return err
	}
	return list(&p.c.Moves, "WHERE _factor > 1 ORDER BY _factor DESC, _line, _column")
}

func text(s sql.NullString) *string {
	if !s.Valid {
		return nil
	}
	t := sources.Cut(s.String, sources.RejectRaw)
	return &t
}

// gone are the keys that vanish, and the series of which no row is left.
func (p *preview) gone(ctx context.Context) error {
	if p.c.Vanished == 0 {
		return nil
	}
	if err := p.each(ctx, fmt.Sprintf("SELECT _key FROM temp.moved WHERE _gone ORDER BY 1 LIMIT %d", p.limit), 1, func(c []sql.NullString) error {
		p.c.Gone = append(p.c.Gone, c[0].String)
		return nil
	}); err != nil {
		return err
	}
	i := slices.IndexFunc(p.t.keys, func(c sources.Column) bool { return !c.Part && c.Name != p.t.d.Fresh.Period })
	if i < 0 || len(p.t.keys) < 2 { // every key is a series of its own
		return nil
	}
	p.c.SeriesBy = p.t.keys[i].Name
	name := q(p.c.SeriesBy)
	return p.each(ctx, fmt.Sprintf(`SELECT CAST(g.%[1]s AS VARCHAR), count(*), count(*) OVER () FROM %[2]s AS g WHERE g._landing = %[3]d AND g._gone
  AND NOT EXISTS (SELECT 1 FROM raw.%[4]s(CAST(%[5]s AS TIMESTAMP)) AS x WHERE x.%[1]s = g.%[1]s) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %[6]d`,
		name, p.raw(), p.l.ID, q(p.t.name+"_asof"), lit(p.l.KnownAt.UTC().Format("2006-01-02 15:04:05.999999")), p.limit), 3, func(c []sql.NullString) error {
		p.c.Series = append(p.c.Series, Tally{c[0].String, asCount(c[1])})
		p.c.SeriesGone = asCount(c[2])
		return nil
	})
}

// bad are the rows that do not meet the contract.
func (p *preview) bad(ctx context.Context) error {
	p.c.Bad, p.c.BadFirst = nil, nil
	if err := p.each(ctx, fmt.Sprintf("SELECT reason, coalesce(column_name, ''), count(*) FROM meta.quarantine WHERE landing = %d GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %d",
		p.l.ID, p.limit), 3, func(c []sql.NullString) error {
		p.c.Bad = append(p.c.Bad, BadRows{c[0].String, c[1].String, asCount(c[2])})
		return nil
	}); err != nil {
		return err
	}
	return p.each(ctx, fmt.Sprintf("SELECT line, column_name, text, reason, detail FROM meta.quarantine WHERE landing = %d ORDER BY line, column_name LIMIT %d",
		p.l.ID, p.limit), 5, func(c []sql.NullString) error {
		p.c.BadFirst = append(p.c.BadFirst, BadRow{asCount(c[0]), c[1].String, c[2].String, c[3].String, c[4].String})
		return nil
	})
}
