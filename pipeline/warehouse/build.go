package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"jevons/transforms"
)

// maxOffenders is the number of rows that an error or warning shows.
const maxOffenders = 5

// Warning is a warn of a model that did not hold. Rows are the first offending
// rows, printable.
type Warning struct {
	Model transforms.Table
	Check string
	Rows  []string
}

func (w Warning) String() string {
	s := fmt.Sprintf("%s: %q does not hold", w.Model, w.Check)
	if len(w.Rows) > 0 {
		s += ", first for " + cut(w.Rows[0], 200)
	}
	return s
}

// builder builds one model after the other on its connection and runs statements
// until the first error, which it keeps.
type builder struct {
	ctx      context.Context
	conn     *sql.Conn
	err      error
	opt      BuildOptions
	computes map[string]transforms.Compute
	sample   *known[bool]   // which tables rest on sample data
	inputs   *known[string] // hash of all that a table was made of
	warnings []Warning      // of the model being built
}

func (b *builder) exec(statement string, args ...any) {
	if b.err = cmpErr(b.err, b.ctx.Err()); b.err == nil {
		_, b.err = b.conn.ExecContext(b.ctx, statement, args...)
	}
}

func (b *builder) scan(dest any, query string, args ...any) {
	if b.err = cmpErr(b.err, b.ctx.Err()); b.err == nil {
		b.err = b.conn.QueryRowContext(b.ctx, query, args...).Scan(dest)
	}
}

func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func (b *builder) ref(r transforms.Ref) {
	name := quoted(r.Table)
	var columns, values []string
	for _, c := range r.Columns {
		columns = append(columns, ident(c.Name)+" "+c.Type)
		values = append(values, "CAST(CAST(? AS VARCHAR) AS "+c.Type+")")
	}
	b.exec("CREATE OR REPLACE TABLE " + name + " (" + strings.Join(columns, ", ") + ")")
	insert := "INSERT INTO " + name + " VALUES (" + strings.Join(values, ", ") + ")"
	for _, row := range r.Rows {
		cells := make([]any, len(row.Cells))
		for i, c := range row.Cells {
			if c != "" {
				cells[i] = c
			}
		}
		b.exec(insert, cells...)
		if b.err != nil {
			b.err = fmt.Errorf("line %d: %w", row.Line, b.err)
			return
		}
	}
	b.exec("COMMENT ON TABLE " + name + " IS 'Kept by hand; the column why says where each row comes from.'")
}

func (b *builder) model(m transforms.Model) (rows int64) {
	name := quoted(m.Table)
	stamp := b.stamp(&m)
	switch {
	case m.Compute != "" && m.Kind == transforms.View:
		b.err = cmpErr(b.err, errors.New("a view cannot be computed by a function; make it a table"))
	case m.Compute != "":
		b.compute(m, stamp)
	case m.Kind == transforms.View:
		b.exec("CREATE OR REPLACE VIEW " + name + " AS " + m.Select)
	default:
		// The newline ends a comment on the last line of the SELECT.
		b.exec("CREATE OR REPLACE TABLE " + name + " AS SELECT model.*" + stamp + " FROM (\n" + m.Select + "\n) AS model ORDER BY " + orderBy(m.Grain))
	}
	b.describe(m)
	b.grain(m)
	for _, c := range m.Checks {
		if bad := b.offenders(c.Query(m.Table)); b.err == nil && len(bad) > 0 {
			b.err = fmt.Errorf("check %q (line %d) fails: %s", c.Name, c.Line, strings.Join(bad, "; "))
		}
	}
	for _, c := range m.Warns {
		if bad := b.offenders(c.Query(m.Table)); b.err == nil && len(bad) > 0 {
			b.warnings = append(b.warnings, Warning{Model: m.Table, Check: c.Name, Rows: bad})
		}
	}
	b.scan(&rows, "SELECT count(*) FROM "+name)
	isSample := b.markSample(m)
	sum := sha256.Sum256([]byte(m.Select))
	b.exec(`INSERT INTO meta.model (schema, name, about, kind, grain, rows, sql_sha256, is_sample, method_version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, m.Schema, m.Name, m.About, m.Kind.String(),
		strings.Join(m.Grain, ", "), rows, hex.EncodeToString(sum[:]), isSample, m.Method)
	return rows
}

// stamped are the columns that every mart has besides its own.
var stamped = [][2]string{{"as_of", "UTC, the newest instant that the build knows of"}, {"inputs_hash", "text, hash of the landings, tables and definitions that it was made of"},
	{"method_version", "version of the definition"}}

// stamp hashes what a model was made of. For a mart it returns the columns that
// say so, for the end of a SELECT.
func (b *builder) stamp(m *transforms.Model) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s|%d|%s\n", m.Compute, m.Method, m.Select)
	for _, t := range m.Reads {
		fmt.Fprintf(h, "%s %s\n", t, b.inputsOf(t))
	}
	sum := hex.EncodeToString(h.Sum(nil)[:8])
	b.inputs.put(m.Table, sum)
	if m.Schema != "marts" || m.Kind == transforms.View {
		return ""
	}
	values := []string{"TIMESTAMP '" + b.opt.AsOf.UTC().Format("2006-01-02 15:04:05.999999") + "'", literal(sum), strconv.Itoa(m.Method)}
	out := ""
	m.Units = maps.Clone(m.Units)
	for i, c := range stamped {
		if m.Units[c[0]] == "" { // a mart may say it itself, row by row
			m.Units[c[0]] = c[1]
			out += ", " + values[i] + " AS " + c[0]
		}
	}
	return out
}

// inputsOf names the content of a table: of a dataset by its landings.
func (b *builder) inputsOf(t transforms.Table) string {
	if sum, ok := b.inputs.get(t); ok {
		return sum
	}
	sum := ""
	if t.Schema == "raw" || t.Schema == "latest" {
		b.scan(&sum, `SELECT coalesce(md5(string_agg(CAST(id AS VARCHAR), ',' ORDER BY id)), '') FROM meta.landing
WHERE dataset = ?`, strings.Replace(strings.TrimSuffix(t.Name, "_asof"), "_", ".", 1))
	}
	b.inputs.put(t, sum)
	return sum
}

// describe holds the units of the header against the columns that really came
// out, and writes both as comments, so that the file explains itself.
func (b *builder) describe(m transforms.Model) {
	columns := b.columns(m.Table)
	if b.err != nil {
		return
	}
	var missing []string
	for _, c := range columns {
		if m.Units[c] == "" {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		b.err = fmt.Errorf("no unit for column %s; add lines \"-- unit: column = unit\" (text, code or date where there is none)",
			strings.Join(missing, ", "))
		return
	}
	for c := range m.Units {
		missing = append(missing, c)
	}
	missing = slices.DeleteFunc(append(missing, m.Grain...), func(c string) bool { return slices.Contains(columns, c) })
	if len(missing) > 0 {
		slices.Sort(missing)
		b.err = fmt.Errorf("the header names column %s, which the SELECT does not return; it returns %s",
			strings.Join(slices.Compact(missing), ", "), strings.Join(columns, ", "))
		return
	}
	comments := []string{"COMMENT ON " + strings.ToUpper(m.Kind.String()) + " " + quoted(m.Table) + " IS " + literal(m.About)}
	for _, c := range columns {
		comments = append(comments, "COMMENT ON COLUMN "+quoted(m.Table)+"."+ident(c)+" IS "+literal(m.Units[c]))
	}
	b.exec(strings.Join(comments, ";\n"))
}

// columns are the columns of a table in order. The catalog's own list of columns
// is read as a whole for each question, which takes longer than building most models.
func (b *builder) columns(t transforms.Table) []string {
	if b.err = cmpErr(b.err, b.ctx.Err()); b.err != nil {
		return nil
	}
	rows, err := b.conn.QueryContext(b.ctx, "SELECT * FROM "+quoted(t)+" LIMIT 0")
	if err != nil {
		b.err = err
		return nil
	}
	defer rows.Close()
	out, err := rows.Columns()
	b.err = err
	return out
}

func (b *builder) grain(m transforms.Model) {
	var keys, nulls []string
	for _, g := range m.Grain {
		keys = append(keys, ident(g))
		nulls = append(nulls, ident(g)+" IS NULL")
	}
	list := strings.Join(keys, ", ")
	bad := b.offenders("SELECT " + list + ", count(*) AS n FROM " + quoted(m.Table) + " GROUP BY " + list +
		" HAVING count(*) > 1 OR " + strings.Join(nulls, " OR ") + " ORDER BY " + orderBy(m.Grain))
	if b.err == nil && len(bad) > 0 {
		b.err = fmt.Errorf("grain (%s) does not identify rows: %s", strings.Join(m.Grain, ", "), strings.Join(bad, "; "))
	}
}

// offenders returns the first rows of a query, each as "column=value ...".
func (b *builder) offenders(query string) []string {
	if b.err = cmpErr(b.err, b.ctx.Err()); b.err != nil {
		return nil
	}
	rows, err := b.conn.QueryContext(b.ctx, fmt.Sprintf("SELECT * FROM (%s\n) AS offender LIMIT %d", query, maxOffenders))
	if err != nil {
		b.err = err
		return nil
	}
	defer rows.Close()
	var out []string
	out, b.err = printRows(rows)
	return out
}

func printRows(rows *sql.Rows) ([]string, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []string
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			return nil, err
		}
		var line strings.Builder
		for i, c := range cells {
			if i > 0 {
				line.WriteByte(' ')
			}
			line.WriteString(names[i] + "=" + printable(*c.(*any)))
		}
		out = append(out, line.String())
	}
	return out, rows.Err()
}

// printable makes a value inert on a terminal and bounds its length.
func printable(v any) string {
	if v == nil {
		return "NULL"
	}
	text := fmt.Sprint(v)
	if len(text) > 80 {
		text = text[:80] + "..."
	}
	if _, isText := v.(string); isText {
		return fmt.Sprintf("%q", text)
	}
	return text
}

// markSample finds out whether the model rests on sample data: through the
// models it reads, or because a row of a table it reads landed from the sample.
func (b *builder) markSample(m transforms.Model) (some bool) {
	for _, t := range m.Reads {
		known, seen := b.sample.get(t)
		if !seen && (t.Schema == "raw" || t.Schema == "latest") {
			b.scan(&known, "SELECT coalesce(bool_or(is_sample), false) FROM meta.landing WHERE id IN (SELECT _landing FROM "+quoted(t)+")")
			b.sample.put(t, known)
		}
		some = some || known
	}
	b.sample.put(m.Table, some)
	return some
}

func orderBy(columns []string) string { return orderByOf("", columns) }

func orderByOf(prefix string, columns []string) string {
	var out []string
	for _, c := range columns {
		out = append(out, prefix+ident(c)+" NULLS LAST")
	}
	return strings.Join(out, ", ")
}

func quoted(t transforms.Table) string { return ident(t.Schema) + "." + ident(t.Name) }

func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// cut shortens a printed row at a blank, so that a message stays one message.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		n = i
	}
	return s[:n] + " …"
}
