package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"jevons/transforms"
)

// maxRead bounds what one question of a [Reader] may return: it is for pages and
// charts, not for exports.
const maxRead = 200_000

// Reader reads a database file that nobody writes any more.
type Reader struct{ db *sql.DB }

// OpenReader opens a published file, or one built as of an instant, read-only.
func OpenReader(path string, opt Options) (*Reader, error) {
	db, err := openDB(path, opt, true)
	if err != nil {
		return nil, err
	}
	return &Reader{db}, nil
}

// Close lets go of the file.
func (r *Reader) Close() error { return r.db.Close() }

// Rows answers a question; cells are those of [transforms.Row].
func (r *Reader) Rows(ctx context.Context, query string, args ...any) (out []transforms.Row, err error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, errors.New(strings.TrimSpace(err.Error()))
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		if len(out) == maxRead {
			return nil, fmt.Errorf("more than %d rows", maxRead)
		}
		row, err := scanRow(rows, names)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// scanRow reads the row that rows stands on.
func scanRow(rows *sql.Rows, names []string) (transforms.Row, error) {
	cells := make([]any, len(names))
	for i := range cells {
		cells[i] = new(any)
	}
	if err := rows.Scan(cells...); err != nil {
		return nil, err
	}
	r := transforms.Row{}
	for i, n := range names {
		r[n] = plainCell(*cells[i].(*any))
	}
	return r, nil
}
