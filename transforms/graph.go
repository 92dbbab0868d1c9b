package transforms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Parser finds what a SELECT reads. It is asked, not implemented here, because
// only the database knows its own grammar.
type Parser interface {
	// References returns the tables that a single SELECT reads, without the
	// names of its own common table expressions, and the functions it calls.
	// A name that is neither qualified nor such an expression comes back with
	// an empty schema. Anything but one SELECT is an error.
	References(ctx context.Context, sql string) (tables []Table, functions []string, err error)
}

// Catalog is what exists before the first model is built.
type Catalog struct {
	Tables []Table
	// Volatile says why a model may not call the function, "" when it may: the
	// result must be the same whenever and wherever it is computed.
	Volatile func(function string) string
}

// Order returns the models so that each stands after everything it reads, names
// deciding between equals, with Reads set. It refuses SQL that is not one
// SELECT, tables that nobody makes, reading against the layers, functions
// whose result depends on the moment, and cycles. All errors are joined; each
// begins with the model's file.
func Order(ctx context.Context, p Parser, models []Model, refs []Ref, c Catalog) ([]Model, error) {
	known := map[Table]bool{}
	for _, t := range c.Tables {
		known[t] = true
	}
	for _, r := range refs {
		known[r.Table] = true
	}
	for _, m := range models {
		known[m.Table] = true
	}
	out := slices.Clone(models)
	slices.SortFunc(out, func(a, b Model) int { return compareTables(a.Table, b.Table) })
	var errs []error
	for i := range out {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reads, err := resolve(ctx, p, &out[i], known, c.Volatile)
		out[i].Reads = reads
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return sortModels(out)
}

// resolve finds what a model and its checks read and holds it against the rules.
func resolve(ctx context.Context, p Parser, m *Model, known map[Table]bool, volatile func(string) string) ([]Table, error) {
	var reads []Table
	var errs []error
	visit := func(line int, sql string, own bool) {
		tables, functions, err := p.References(ctx, sql)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: read SQL: %w", m.File, line, err))
			return
		}
		for _, f := range functions {
			if volatile == nil {
				break
			}
			if why := volatile(f); why != "" {
				errs = append(errs, fmt.Errorf("%s:%d: read SQL: function %q may not be used in a model: %s", m.File, line, f, why))
			}
		}
		for _, t := range tables {
			if own && t == m.Table {
				continue
			}
			if err := allowed(m.Table, t, known); err != nil {
				errs = append(errs, fmt.Errorf("%s:%d: read SQL: %w", m.File, line, err))
				continue
			}
			reads = append(reads, t)
		}
	}
	visit(m.Line, m.Select, false)
	for _, k := range slices.Concat(m.Checks, m.Warns) {
		visit(k.Line, k.Query(m.Table), true)
	}
	slices.SortFunc(reads, compareTables)
	return slices.Compact(reads), errors.Join(errs...)
}

// Query is the SELECT that returns the rows of t that break the check, or, for
// a check of the whole table, its number of rows if that breaks it.
func (c Check) Query(t Table) string {
	if c.PerTable() {
		return fmt.Sprintf("SELECT n_rows FROM (SELECT count(*) AS n_rows FROM %s) AS counted WHERE NOT (%s\n)", t, c.Condition)
	}
	return fmt.Sprintf("SELECT * FROM %s WHERE NOT (%s\n)", t, c.Condition)
}

func allowed(reader, t Table, known map[Table]bool) error {
	if t == reader {
		return fmt.Errorf("the model reads itself")
	}
	may := layers[reader.Schema]
	if t.Schema == "" {
		var same []string
		for k := range known {
			if k.Name == t.Name {
				same = append(same, k.String())
			}
		}
		if len(same) > 0 {
			return fmt.Errorf("table %s has no schema; write %s", t, slices.Min(same))
		}
		return fmt.Errorf("table %s has no schema and is no common table expression of the statement; the nearest table is %s",
			t, nearestTable(t, known))
	}
	if !slices.Contains(may, t.Schema) {
		return fmt.Errorf("a model of %s may not read %s; it reads %s", reader.Schema, t, strings.Join(may, ", "))
	}
	if !known[t] {
		return fmt.Errorf("table %s does not exist; the nearest one is %s", t, nearestTable(t, known))
	}
	return nil
}

func nearestTable(t Table, known map[Table]bool) string {
	var names []string
	for k := range known {
		names = append(names, k.String())
	}
	slices.Sort(names)
	return nearest(t.String(), names)
}

// sortModels is Kahn's algorithm over sorted names, so the order is stable.
func sortModels(models []Model) ([]Model, error) {
	index := map[Table]int{}
	for i, m := range models {
		index[m.Table] = i
	}
	waits := make([]int, len(models)) // how many models each one still waits for
	for i, m := range models {
		for _, t := range m.Reads {
			if _, ok := index[t]; ok {
				waits[i]++
			}
		}
	}
	done := make([]bool, len(models))
	out := make([]Model, 0, len(models))
	for len(out) < len(models) {
		next := slices.IndexFunc(models, func(m Model) bool { i := index[m.Table]; return !done[i] && waits[i] == 0 })
		if next < 0 {
			return nil, fmt.Errorf("order models: %s", cycle(models, index, done))
		}
		done[next] = true
		out = append(out, models[next])
		for i, m := range models {
			if slices.Contains(m.Reads, models[next].Table) {
				waits[i]--
			}
		}
	}
	return out, nil
}

// cycle prints one cycle among the models that are left. Each of them waits for
// another one, so following the first such edge must come back.
func cycle(models []Model, index map[Table]int, done []bool) string {
	at := slices.Index(done, false)
	var walk []int
	for !slices.Contains(walk, at) {
		walk = append(walk, at)
		for _, t := range models[at].Reads {
			if i, ok := index[t]; ok && !done[i] {
				at = i
				break
			}
		}
	}
	walk = walk[slices.Index(walk, at):]
	// The path starts at the least name, so that it does not depend on where
	// the search entered the cycle.
	least := slices.Index(walk, slices.Min(walk))
	walk = append(walk[least:], walk[:least]...)
	var b strings.Builder
	for _, i := range walk {
		fmt.Fprintf(&b, "%s reads ", models[i].Table)
	}
	fmt.Fprintf(&b, "%s: a cycle of models cannot be built; start at %s", models[walk[0]].Table, models[walk[0]].File)
	return b.String()
}
