package transforms

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Compute makes the rows of a table from the rows of a SELECT, where the
// statistics are more than SQL says well. It is pure: equal rows in equal order
// give equal rows, and seeds are constants.
type Compute struct {
	In  []string // columns that the SELECT must return, by name
	Out []OutColumn
	Run func(in []Row) (out []Row, err error)
}

// OutColumn is a column that a [Compute] makes; Type is a SQL type.
type OutColumn struct{ Name, Type string }

// Row holds cells by column: float64, int64, string, bool, time.Time, or nil for
// NULL. Integers of every width come in as int64, decimals as float64.
type Row map[string]any

// Number is a cell as a number; ok is false for NULL and for text.
func (r Row) Number(column string) (float64, bool) {
	switch v := r[column].(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// Text is a cell as text; "" for NULL.
func (r Row) Text(column string) string {
	switch v := r[column].(type) {
	case nil:
		return ""
	case string:
		return v
	case time.Time:
		return v.UTC().Format("2006-01-02")
	}
	return fmt.Sprint(r[column])
}

// Time is a cell as a date or an instant.
func (r Row) Time(column string) (time.Time, bool) {
	v, ok := r[column].(time.Time)
	return v, ok
}

// CheckIn refuses a SELECT that lacks a column.
func (c Compute) CheckIn(columns []string) error {
	var missing []string
	for _, n := range c.In {
		if !slices.Contains(columns, n) {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the SELECT does not return %s, which the function reads; it returns %s",
			strings.Join(missing, ", "), strings.Join(columns, ", "))
	}
	return nil
}

// Finite is x as a cell: NULL where x is no number, since a table holds none
// that is not finite.
func Finite(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}
