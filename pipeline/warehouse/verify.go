package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// verify opens the finished file as a reader would, counts what analysts read
// and compares it with what the ledger promises.
func (w *Warehouse) verify(ctx context.Context, path string, s *Snapshot) error {
	if err := syncFile(path); err != nil {
		return err
	}
	db, err := openDB(path, w.opt, true)
	if err != nil {
		return err
	}
	defer db.Close()
	if s.Rows, err = countRelations(ctx, db); err != nil {
		return err
	}
	for rel, want := range map[string]string{
		`SELECT name, CAST((SELECT coalesce(sum(rows_new + rows_revised + rows_withdrawn), 0) FROM meta.ledger AS l WHERE l.dataset = d.name AND l.outcome = 'merged') AS BIGINT) FROM (SELECT name, raw_table FROM meta.dataset) AS d`: "raw.",
		"SELECT schema || '.' || name, rows FROM meta.model": "",
	} {
		if want == "" {
			var n int
			if err := db.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'model'").Scan(&n); err != nil || n == 0 {
				continue
			}
		}
		if err := compareRows(ctx, db, rel, want, s.Rows); err != nil {
			return err
		}
	}
	return nil
}

func compareRows(ctx context.Context, db *sql.DB, query, schema string, got map[string]int64) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var want int64
		if err := rows.Scan(&name, &want); err != nil {
			return err
		}
		if schema != "" {
			name = schema + strings.Replace(name, ".", "_", 1)
		}
		if got[name] != want {
			return fmt.Errorf("%s has %d rows, the ledger says %d", name, got[name], want)
		}
	}
	return rows.Err()
}

// countRelations counts the rows of every table and view that is not internal.
func countRelations(ctx context.Context, db *sql.DB) (map[string]int64, error) {
	rows, err := db.QueryContext(ctx, `SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND schema_name NOT IN ('store', 'main')
UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND schema_name <> 'main' ORDER BY 1, 2`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names [][2]string
	for rows.Next() {
		var n [2]string
		if err := rows.Scan(&n[0], &n[1]); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, n := range names {
		var c int64
		if err := db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM %s.%s", q(n[0]), q(n[1]))).Scan(&c); err != nil {
			return nil, fmt.Errorf("count %s.%s: %w", n[0], n[1], err)
		}
		out[n[0]+"."+n[1]] = c
	}
	return out, nil
}
