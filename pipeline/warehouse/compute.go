package warehouse

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/marcboeker/go-duckdb"

	"jevons/transforms"
)

// maxComputed bounds the rows that a model hands to a Go function and gets back.
const maxComputed = 2_000_000

// compute makes a model's table from what its function makes of its SELECT. The
// rows go in as one JSON document, so that many are one statement.
func (b *builder) compute(m transforms.Model, stamp string) {
	c, ok := b.computes[m.Compute]
	if !ok {
		b.err = cmpErr(b.err, fmt.Errorf("no function %s; there are %s", m.Compute, strings.Join(functionNames(b.computes), ", ")))
		return
	}
	in := b.rows(m.Select, c)
	if b.err != nil {
		return
	}
	out, err := c.Run(in)
	if err != nil {
		b.err = fmt.Errorf("function %s: %w", m.Compute, err)
		return
	}
	if len(out) > maxComputed {
		b.err = fmt.Errorf("function %s made %d rows, the limit is %d", m.Compute, len(out), maxComputed)
		return
	}
	var types, names []string
	for _, o := range c.Out {
		types = append(types, fmt.Sprintf("%q:%q", o.Name, o.Type))
		names = append(names, "r."+ident(o.Name))
	}
	doc, err := document(c, out)
	if err != nil {
		b.err = fmt.Errorf("function %s: %w", m.Compute, err)
		return
	}
	b.exec(fmt.Sprintf("CREATE OR REPLACE TABLE %s AS SELECT %s%s FROM (SELECT unnest(from_json(CAST(? AS VARCHAR), '[{%s}]')) AS r) ORDER BY %s",
		quoted(m.Table), strings.Join(names, ", "), stamp, strings.Join(types, ","), orderByOf("r.", m.Grain)), doc)
}

func functionNames(computes map[string]transforms.Compute) []string {
	var out []string
	for n := range computes {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// rows runs the SELECT.
func (b *builder) rows(query string, c transforms.Compute) (out []transforms.Row) {
	if b.err = cmpErr(b.err, b.ctx.Err()); b.err != nil {
		return nil
	}
	rows, err := b.conn.QueryContext(b.ctx, query)
	if err != nil {
		b.err = err
		return nil
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err == nil {
		err = c.CheckIn(names)
	}
	for err == nil && rows.Next() {
		if len(out) == maxComputed {
			err = fmt.Errorf("the SELECT returns more than %d rows", maxComputed)
			break
		}
		var r transforms.Row
		if r, err = scanRow(rows, names); err == nil {
			out = append(out, r)
		}
	}
	b.err = cmpErr(err, rows.Err())
	return out
}

// plainCell brings what the driver returns to the few types of a Row.
func plainCell(v any) any {
	switch v := v.(type) {
	case int8:
		return int64(v)
	case int16:
		return int64(v)
	case int32:
		return int64(v)
	case int:
		return int64(v)
	case uint8:
		return int64(v)
	case uint16:
		return int64(v)
	case uint32:
		return int64(v)
	case uint64:
		return float64(v)
	case float32:
		return float64(v)
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f
	case duckdb.Decimal:
		return v.Float64()
	case []byte:
		return string(v)
	}
	return v
}

// document is rows as JSON, each with exactly the declared columns.
func document(c transforms.Compute, rows []transforms.Row) (string, error) {
	list := make([]map[string]any, len(rows))
	for i, r := range rows {
		cells := make(map[string]any, len(c.Out))
		for _, o := range c.Out {
			v := r[o.Name]
			switch x := v.(type) {
			case float64:
				if math.IsNaN(x) || math.IsInf(x, 0) {
					return "", fmt.Errorf("row %d: column %s is not a finite number; a value that is not there is NULL", i+1, o.Name)
				}
			case time.Time:
				if v = x.UTC().Format("2006-01-02 15:04:05.999999"); o.Type == "DATE" {
					v = x.UTC().Format(time.DateOnly)
				}
			}
			cells[o.Name] = v
		}
		for n := range r {
			if _, ok := cells[n]; !ok {
				return "", fmt.Errorf("row %d: column %s is not declared", i+1, n)
			}
		}
		list[i] = cells
	}
	doc, err := json.Marshal(list)
	return string(doc), err
}
