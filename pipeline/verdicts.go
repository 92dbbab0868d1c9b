package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"jevons/pipeline/landing"
)

// maxNamed is how many landings a change of a verdict names.
const maxNamed = 8

// history writes claims.history beside the verdicts of a build: the changes that
// are known, and those that this build makes, which it returns. Changes after
// known are left out: a build as of then could not know them.
func history(ctx context.Context, conn *sql.Conn, past []landing.Verdict, known time.Time) (fresh []landing.Verdict, err error) {
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT count(*) > 0 FROM duckdb_tables() WHERE schema_name = 'claims' AND table_name = 'verdict'").Scan(&there); err != nil || !there {
		return nil, err
	}
	last := map[string]landing.Verdict{}
	var all []landing.Verdict
	var newest time.Time
	for _, v := range past {
		if v.At.After(known) {
			continue
		}
		last[v.Claim] = v
		all = append(all, v)
		if v.At.After(newest) {
			newest = v.At
		}
	}
	rows, err := conn.QueryContext(ctx, "SELECT claim, verdict, value FROM claims.verdict ORDER BY claim")
	if err != nil {
		return nil, fmt.Errorf("read the verdicts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		v := landing.Verdict{At: known}
		var value sql.NullFloat64
		if err := rows.Scan(&v.Claim, &v.Verdict, &value); err != nil {
			return nil, err
		}
		if value.Valid {
			v.Value = &value.Float64
		}
		before, seen := last[v.Claim]
		if seen && before.Verdict == v.Verdict {
			continue
		}
		v.Before = before.Verdict
		fresh = append(fresh, v)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range fresh {
		since := newest
		if fresh[i].Before == "" {
			since = time.Time{}
		}
		if fresh[i].Landings, err = landedSince(ctx, conn, since); err != nil {
			return nil, err
		}
	}
	return fresh, writeHistory(ctx, conn, append(all, fresh...))
}

// landedSince names the newest landings since an instant.
func landedSince(ctx context.Context, conn *sql.Conn, since time.Time) (text string, err error) {
	if since.IsZero() {
		return "first verdict", nil
	}
	err = conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT coalesce(string_agg(name, ', ' ORDER BY known_at DESC, name), '') FROM (
  SELECT trim(dataset || ' ' || part) || ' ' || CAST(CAST(known_at AS DATE) AS VARCHAR) AS name, known_at
  FROM meta.landing WHERE known_at > ? ORDER BY known_at DESC, dataset, part LIMIT %d) AS l`, maxNamed), since.UTC()).Scan(&text)
	return text, err
}

func writeHistory(ctx context.Context, conn *sql.Conn, all []landing.Verdict) error {
	for _, s := range []string{
		"CREATE OR REPLACE TABLE claims.history (at TIMESTAMP, claim VARCHAR, before VARCHAR, verdict VARCHAR, value DOUBLE, landings VARCHAR)",
		"COMMENT ON TABLE claims.history IS 'One row for each change of a verdict: when, from what to what, and which landings had become known since the change before. Kept beside the archive, since a rebuild cannot compute it.'",
	} {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	for _, v := range all {
		var before, value any
		if v.Before != "" {
			before = v.Before
		}
		if v.Value != nil {
			value = *v.Value
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO claims.history VALUES (?,?,?,?,?,?)", v.At.UTC(), v.Claim, before, v.Verdict, value, v.Landings); err != nil {
			return err
		}
	}
	return nil
}
