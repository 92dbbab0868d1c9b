package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
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
	periods, err := periodsOf(ctx, db)
	if err != nil {
		return err
	}
	if err := countRelations(ctx, db, periods, s); err != nil {
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

// period is where a dataset's newest period is read.
type period struct {
	dataset string
	day     string // the SQL of its first day, or of a day in it
}

// periodsOf finds the datasets whose rows have periods, by the view that shows
// their newest state.
func periodsOf(ctx context.Context, db *sql.DB) (map[string]period, error) {
	rows, err := db.QueryContext(ctx, `SELECT d.name, d.raw_table, c.name, c.type
FROM meta.dataset AS d JOIN meta."column" AS c ON c.dataset = d.name AND c.name = d.period_column`)
	if err != nil {
		return nil, fmt.Errorf("read which datasets have periods: %w", err)
	}
	defer rows.Close()
	out := map[string]period{}
	for rows.Next() {
		var name, table, column, kind string
		if err := rows.Scan(&name, &table, &column, &kind); err != nil {
			return nil, err
		}
		p := period{name, "CAST(" + q(column) + " AS DATE)"}
		if kind == "SMALLINT" { // a year
			p.day = "make_date(CAST(" + q(column) + " AS INTEGER), 1, 1)"
		}
		out["latest."+table] = p
	}
	return out, rows.Err()
}

// countRelations counts the rows of every table and view that is not internal,
// and reads the newest periods on the way.
func countRelations(ctx context.Context, db *sql.DB, periods map[string]period, s *Snapshot) error {
	rows, err := db.QueryContext(ctx, `SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND schema_name NOT IN ('store', 'main')
UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND schema_name <> 'main' ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names [][2]string
	for rows.Next() {
		var n [2]string
		if err := rows.Scan(&n[0], &n[1]); err != nil {
			return err
		}
		names = append(names, n)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	s.Rows, s.Newest = map[string]int64{}, map[string]string{}
	for _, n := range names {
		rel := n[0] + "." + n[1]
		p, newest := periods[rel], "NULL"
		if p.day != "" {
			newest = fmt.Sprintf("max(%[1]s) FILTER (WHERE %[1]s <= DATE '%[2]s')", p.day, s.CreatedAt.UTC().Format(time.DateOnly))
		}
		var c int64
		var day sql.NullString
		if err := db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*), CAST(%s AS VARCHAR) FROM %s.%s", newest, q(n[0]), q(n[1]))).Scan(&c, &day); err != nil {
			return fmt.Errorf("count %s: %w", rel, err)
		}
		s.Rows[rel] = c
		if day.Valid {
			s.Newest[p.dataset] = day.String
		}
	}
	return nil
}
