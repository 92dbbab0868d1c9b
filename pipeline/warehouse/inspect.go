package warehouse

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/marcboeker/go-duckdb"
)

// Figure is an exact number in decimal notation.
type Figure string

// Plain is a value of [Query] without types of the database's driver: exact
// numbers are Figures, intervals texts, and maps have texts as keys. All else
// is as it was.
func Plain(v any) any {
	switch x := v.(type) {
	case duckdb.Decimal:
		return decimal(x)
	case *big.Int:
		return Figure(x.String())
	case duckdb.Interval:
		return fmt.Sprintf("%d months %d days %s", x.Months, x.Days, time.Duration(x.Micros)*time.Microsecond)
	case duckdb.Map:
		out := make(map[string]any, len(x))
		for k, e := range x {
			out[fmt.Sprint(Plain(k))] = Plain(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, e := range x {
			out[k] = Plain(e)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = Plain(e)
		}
		return out
	}
	return v
}

// decimal has all digits that the type has.
func decimal(d duckdb.Decimal) Figure {
	digits, sign := d.Value.String(), ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if d.Scale == 0 {
		return Figure(sign + digits)
	}
	if short := int(d.Scale) + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	at := len(digits) - int(d.Scale)
	return Figure(sign + digits[:at] + "." + digits[at:])
}

// Held is one row of the quarantine of a published snapshot.
type Held struct {
	Dataset, Part string
	Landing       int64
	Outcome       string // of the landing: merged or refused
	Line          int64
	Column, Text  string
	Reason        string
	Detail        string
	Raw           string
}

// Quarantine reads the quarantine of the snapshot published in dir, of one
// dataset or, for "", of all, by dataset, part, landing and line.
func Quarantine(ctx context.Context, dir, dataset string, opt Options, f func(Held) error) error {
	path := filepath.Join(dir, StableName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("nothing is published in %s yet: jevons demo or jevons run makes it", dir)
	}
	if opt.MemoryMB == 0 {
		opt.MemoryMB = 512
	}
	db, err := openDB(path, opt, true)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT q.dataset, q.part, q.landing, coalesce(l.outcome, ''), coalesce(q.line, 0), coalesce(q.column_name, ''),
  coalesce(q.text, ''), q.reason, coalesce(q.detail, ''), coalesce(q.raw, '')
FROM meta.quarantine AS q LEFT JOIN meta.ledger AS l ON l.id = q.landing
WHERE ? = '' OR q.dataset = ?
ORDER BY q.dataset, q.part, l.known_at, q.landing, q.line, q.column_name`, dataset, dataset)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var h Held
		if err := rows.Scan(&h.Dataset, &h.Part, &h.Landing, &h.Outcome, &h.Line, &h.Column, &h.Text, &h.Reason, &h.Detail, &h.Raw); err != nil {
			return err
		}
		if err := f(h); err != nil {
			return err
		}
	}
	return rows.Err()
}
