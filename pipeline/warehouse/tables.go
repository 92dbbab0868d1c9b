package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"jevons/sources"
)

// System columns of a store table, after the dataset's own and LineColumn.
const storeTail = "_line BIGINT NOT NULL, _load INTEGER NOT NULL, _rev SMALLINT NOT NULL, _gone BOOLEAN NOT NULL"

// table knows the SQL of one dataset's tables.
type table struct {
	d      *sources.Dataset
	name   string
	stored []sources.Column
	keys   []sources.Column
	values []sources.Column // those whose change makes a vintage
}

func tableOf(d *sources.Dataset) *table {
	t := &table{d: d, name: d.Table(), stored: d.Stored()}
	for _, c := range t.stored {
		switch c.Role {
		case sources.Key:
			t.keys = append(t.keys, c)
		case sources.Value:
			t.values = append(t.values, c)
		}
	}
	return t
}

func (t *table) store() string { return "store." + q(t.name) }
func (t *table) texts() string { return "store." + q(t.name+"_text") }

// coded tells whether any column is kept as a number of its text.
func (t *table) coded() bool {
	for _, c := range t.stored {
		if c.Coded {
			return true
		}
	}
	return false
}

// names lists the stored columns, each after the prefix.
func (t *table) names(prefix string) string { return columnNames(t.stored, prefix) }

func columnNames(cs []sources.Column, prefix string) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = prefix + q(c.Name)
	}
	return strings.Join(out, ", ")
}

// storeType is a column's type in the store table.
func storeType(c sources.Column) string {
	if c.Coded {
		return "INTEGER"
	}
	return c.SQLType()
}

// sameKey is the condition that a and b are rows of one key. Keys that may be
// NULL need the slower null-safe comparison.
func (t *table) sameKey(a, b string) string {
	out := make([]string, len(t.keys))
	for i, c := range t.keys {
		op := "="
		if c.Null {
			op = "IS NOT DISTINCT FROM"
		}
		out[i] = fmt.Sprintf("%s.%s %s %s.%s", a, q(c.Name), op, b, q(c.Name))
	}
	return strings.Join(out, " AND ")
}

// differs is the condition that two rows of one key are different vintages.
// Each column is compared on its own, null-safe: arg_max and friends skip
// NULLs, and a value that became NULL would be inserted again at every load.
func (t *table) differs(a, b string) string {
	if len(t.values) == 0 {
		return "false"
	}
	out := make([]string, len(t.values))
	for i, c := range t.values {
		out[i] = fmt.Sprintf("%s.%s IS DISTINCT FROM %s.%s", a, q(c.Name), b, q(c.Name))
	}
	return "(" + strings.Join(out, " OR ") + ")"
}

// shown is the SELECT list that turns store rows s (texts joined as x_COLUMN)
// into the dataset's columns.
func (t *table) shown() string {
	var out []string
	for _, c := range t.stored {
		if c.Coded {
			out = append(out, q("x_"+c.Name)+".text AS "+q(c.Name))
		} else {
			out = append(out, "s."+q(c.Name))
		}
	}
	return strings.Join(out, ", ")
}

// textJoins joins the texts of the coded columns of s.
func (t *table) textJoins(texts string) string {
	var b strings.Builder
	for _, c := range t.stored {
		if !c.Coded {
			continue
		}
		kind := "JOIN"
		if c.Null {
			kind = "LEFT JOIN"
		}
		fmt.Fprintf(&b, "\n  %s %s AS %s ON %s.code = s.%s", kind, texts, q("x_"+c.Name), q("x_"+c.Name), q(c.Name))
	}
	return b.String()
}

// columns lists all columns in declared order, SQL ones computed, for a
// SELECT over the shown ones.
func (t *table) columns() string {
	out := make([]string, len(t.d.Columns))
	for i, c := range t.d.Columns {
		if c.SQL != "" {
			out[i] = "CAST(" + c.SQL + " AS " + c.SQLType() + ") AS " + q(c.Name)
		} else {
			out[i] = q(c.Name)
		}
	}
	return strings.Join(out, ", ")
}

// newest is the set of store rows that hold after every landing that the
// condition on the landing l admits. A key has a row in later only when it was
// ever revised, so the join's build side stays small beside the table.
func (t *table) newest(admit string) string {
	return fmt.Sprintf(`(SELECT s.*
  FROM %[1]s AS s
  JOIN meta.ledger AS l ON l.load = s._load AND l.dataset = %[2]s
  LEFT JOIN (
    SELECT %[3]s, max(s._rev) AS _last
    FROM %[1]s AS s JOIN meta.ledger AS l ON l.load = s._load AND l.dataset = %[2]s
    WHERE s._rev > 0 AND %[4]s
    GROUP BY %[3]s) AS later ON %[5]s
  WHERE %[4]s AND NOT s._gone AND s._rev = coalesce(later._last, 0))`,
		t.store(), lit(t.d.Name), columnNames(t.keys, "s."), admit, t.sameKey("later", "s"))
}

// ddl are the statements that make the dataset's tables and views.
func (t *table) ddl() []string {
	cols := make([]string, len(t.stored))
	for i, c := range t.stored {
		cols[i] = q(c.Name) + " " + storeType(c)
	}
	over := func(rows string) string {
		return fmt.Sprintf(`SELECT %s, _line, _known_at, _landing, _rev, _gone
FROM (SELECT %s, s._line, s._load, s._rev, s._gone
  FROM %s AS s%s) AS r
JOIN (SELECT load AS _number, known_at AS _known_at, id AS _landing FROM meta.ledger WHERE dataset = %s) AS l ON l._number = r._load`,
			t.columns(), t.shown(), rows, t.textJoins(t.texts()), lit(t.d.Name))
	}
	out := []string{
		fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (%s, %s)", t.store(), strings.Join(cols, ", "), storeTail),
	}
	if t.coded() {
		out = append(out, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (code INTEGER NOT NULL, text VARCHAR NOT NULL)", t.texts()))
	}
	drop := "SELECT * EXCLUDE (_rev, _gone) FROM "
	out = append(out,
		fmt.Sprintf("CREATE OR REPLACE VIEW raw.%s AS %s", q(t.name), over(t.store())),
		fmt.Sprintf("CREATE OR REPLACE VIEW latest.%s AS %s(%s)", q(t.name), drop, over(t.newest("true"))),
		fmt.Sprintf("CREATE OR REPLACE MACRO raw.%s(t) AS TABLE %s(%s)", q(t.name+"_asof"), drop,
			over(t.newest("l.known_at <= CAST(t AS TIMESTAMP)"))),
	)
	return out
}

// fingerprint changes with whatever the stored rows depend on and can be
// seen: columns, types, roles, bounds and contract. A function cannot be seen.
func (t *table) fingerprint() string {
	h := sha256.New()
	for _, c := range t.d.Columns {
		fmt.Fprintf(h, "%s|%s|%d|%t|%t|%s|%v|%v\n", c.Name, c.Type, c.Role, c.Null, c.Coded, c.SQL, c.Values, c.Missing)
		for _, p := range []*float64{c.Min, c.Max} {
			if p != nil {
				fmt.Fprintf(h, "%g\n", *p)
			}
		}
	}
	// The rules of approval are left out: what was merged under others stays.
	c := t.d.Contract
	fmt.Fprintf(h, "%t|%t|%v", t.d.Complete, t.d.Snapshot, struct {
		minRows             int64
		maxBad, maxVanished float64
		checks              []sources.Check
		why                 string
	}{c.MinRows, c.MaxBad, c.MaxVanished, c.Checks, c.Why})
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// wording changes with the texts about a dataset that the file repeats.
func (t *table) wording() string {
	h := sha256.New()
	d := t.d
	fmt.Fprintf(h, "%q %v", []string{d.About, d.Home, d.License, d.Citation, string(d.Redistribute), d.Off}, d.Fresh)
	for _, c := range d.Columns {
		fmt.Fprintf(h, "%q %q\n", c.Unit, c.About)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Ensure makes the tables of the datasets, and tells which of them hold rows
// that were read under another declaration: these have to be read again.
func (w *Warehouse) Ensure(ctx context.Context, datasets []*sources.Dataset) (changed []string, err error) {
	var known map[string][2]string
	var fresh, reworded []*table
	for _, d := range datasets {
		if w.ready[d.Name] {
			continue
		}
		if known == nil {
			if known, err = w.fingerprints(ctx); err != nil {
				return nil, err
			}
		}
		t := tableOf(d)
		have, found := known[d.Name]
		switch {
		case found && have == [2]string{t.fingerprint(), t.wording()}:
		case found && have[0] == t.fingerprint():
			reworded = append(reworded, t)
		case found:
			changed = append(changed, d.Name)
			if err := w.forget(ctx, t); err != nil {
				return nil, fmt.Errorf("clear %s: %w", d.Name, err)
			}
			fallthrough
		default:
			fresh = append(fresh, t)
		}
	}
	if len(fresh)+len(reworded) > 0 {
		err = w.tx(ctx, func(tx *txn) error { return declare(ctx, tx, fresh, reworded) })
	}
	if err != nil {
		return nil, err
	}
	for _, d := range datasets {
		w.ready[d.Name] = true
	}
	return changed, nil
}

// fingerprints are those of the datasets that the file has tables for.
func (w *Warehouse) fingerprints(ctx context.Context) (map[string][2]string, error) {
	rows, err := w.conn.QueryContext(ctx, "SELECT name, fingerprint, wording FROM meta.dataset")
	if err != nil {
		return nil, w.watch(err)
	}
	defer rows.Close()
	out := map[string][2]string{}
	for rows.Next() {
		var name, print, wording string
		if err := rows.Scan(&name, &print, &wording); err != nil {
			return nil, err
		}
		out[name] = [2]string{print, wording}
	}
	return out, w.watch(rows.Err())
}

// forget drops everything of a dataset, so that it is loaded again.
func (w *Warehouse) forget(ctx context.Context, t *table) error {
	return w.tx(ctx, func(tx *txn) error {
		for _, s := range []string{
			"DROP VIEW IF EXISTS raw." + q(t.name),
			"DROP VIEW IF EXISTS latest." + q(t.name),
			"DROP MACRO TABLE IF EXISTS raw." + q(t.name+"_asof"),
			"DROP TABLE IF EXISTS " + t.store(),
			"DROP TABLE IF EXISTS " + t.texts(),
		} {
			if _, err := tx.exec(ctx, s); err != nil {
				return err
			}
		}
		for _, m := range []string{"meta.dataset WHERE name", `meta."column" WHERE dataset`, "meta.ledger WHERE dataset", "meta.quarantine WHERE dataset"} {
			if _, err := tx.exec(ctx, "DELETE FROM "+m+" = ?", t.d.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// declare makes the tables of datasets that are new to the file, and writes the
// dictionary of these and of those whose texts have changed. All in one
// transaction: each would cost a write to disk of its own.
func declare(ctx context.Context, tx *txn, fresh, reworded []*table) error {
	for _, t := range fresh {
		if _, err := tx.exec(ctx, strings.Join(t.ddl(), ";\n")); err != nil {
			return fmt.Errorf("make the tables of %s: %w", t.d.Name, err)
		}
	}
	for _, t := range append(fresh, reworded...) {
		if err := t.document(ctx, tx); err != nil {
			return fmt.Errorf("write the dictionary of %s: %w", t.d.Name, err)
		}
	}
	return nil
}

// document writes the dictionary of a dataset: the meta tables, and comments
// where tools show them.
func (t *table) document(ctx context.Context, tx *txn) error {
	d := t.d
	for _, m := range []string{"meta.dataset WHERE name", `meta."column" WHERE dataset`} {
		if _, err := tx.exec(ctx, "DELETE FROM "+m+" = ?", d.Name); err != nil {
			return err
		}
	}
	if _, err := tx.exec(ctx, "INSERT INTO meta.dataset VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		d.Name, d.About, d.Home, d.License, d.Citation, string(d.Redistribute), d.Complete, t.name,
		d.Contract.MinRows, d.Contract.MaxBad, d.Contract.MaxVanished, d.Contract.Why,
		string(d.Fresh.Every), d.Fresh.Period, d.Fresh.Lag, d.Fresh.Why, d.Off, t.fingerprint(), t.wording()); err != nil {
		return err
	}
	role := map[sources.Role]string{sources.Key: "key", sources.Value: "value", sources.Note: "note"}
	var columns, comments []string
	for i, c := range d.Columns {
		columns = append(columns, fmt.Sprintf("(%s, %d, %s, %s, %s, %s, %s, %t)", lit(d.Name), i+1, lit(c.Name), lit(c.SQLType()),
			lit(role[c.Role]), lit(c.Unit), lit(c.About), c.Null))
		for _, schema := range []string{"raw", "latest"} {
			comments = append(comments, fmt.Sprintf("COMMENT ON COLUMN %s.%s.%s IS %s", schema, q(t.name), q(c.Name), lit(c.About+" Unit: "+c.Unit+".")))
		}
	}
	comments = append(comments,
		fmt.Sprintf("COMMENT ON VIEW raw.%s IS %s", q(t.name), lit(d.About+" Every vintage. "+d.Citation)),
		fmt.Sprintf("COMMENT ON VIEW latest.%s IS %s", q(t.name), lit(d.About+" Newest state. "+d.Citation)))
	if _, err := tx.exec(ctx, `INSERT INTO meta."column" VALUES `+strings.Join(columns, ",\n")); err != nil {
		return err
	}
	_, err := tx.exec(ctx, strings.Join(comments, ";\n"))
	return err
}
