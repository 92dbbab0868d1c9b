package warehouse

import (
	"context"
	"fmt"
	"strings"

	"jevons/sources"
)

// byJoin is the general way: the whole landing is staged, its rows are held
// against the contract, and DuckDB compares it with what is known.
func (ld *load) byJoin(ctx context.Context, durable func() error) error {
	f, err := ld.file(ld.l)
	if err != nil {
		return err
	}
	if ld.ledger, err = ld.pourFile(ctx, "stage", f); err != nil {
		return err
	}
	if err := ld.w.exec(ctx, "DROP TABLE IF EXISTS mem.stage_old"); err != nil {
		return err
	}
	if !ld.ledger.Ascending {
		if err := ld.settleDuplicates(ctx); err != nil {
			return err
		}
	}
	if err := ld.checkStage(ctx); err != nil {
		return err
	}
	return ld.merge(ctx, "join", durable)
}

func (ld *load) scan(ctx context.Context, dest any, query string, args ...any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return ld.w.watch(ld.w.conn.QueryRowContext(ctx, query, args...).Scan(dest))
}

// settleDuplicates keeps the first of rows that are equal in every cell, and
// quarantines rows that share a key but not their values: nobody can tell
// which of them is right.
func (ld *load) settleDuplicates(ctx context.Context) error {
	t := ld.t
	keys := columnNames(t.keys, "s.")
	var some bool // nearly always there are none, and one question tells
	if err := ld.scan(ctx, &some, fmt.Sprintf("SELECT EXISTS (SELECT 1 FROM mem.stage AS s GROUP BY %s HAVING count(*) > 1)", keys)); err != nil || !some {
		return err
	}
	if err := ld.w.exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TABLE mem.doubles AS
SELECT %s, min(s._line) AS _first, count(DISTINCT row(%s)) AS _kinds FROM mem.stage AS s GROUP BY %s HAVING count(*) > 1`,
		keys, t.names("s."), keys)); err != nil {
		return err
	}
	rejected, err := ld.rejectWhere(ctx, sources.ReasonDuplicate, "", "the key occurs again with other values",
		fmt.Sprintf("EXISTS (SELECT 1 FROM mem.doubles AS d WHERE d._kinds > 1 AND %s)", t.sameKey("d", "s")))
	if err != nil {
		return err
	}
	res, err := ld.w.conn.ExecContext(ctx, fmt.Sprintf("DELETE FROM mem.stage AS s WHERE EXISTS (SELECT 1 FROM mem.doubles AS d WHERE s._line > d._first AND %s)",
		t.sameKey("d", "s")))
	if err != nil {
		return ld.w.watch(err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n > 0 {
		ld.ledger.Ignore("exact duplicate", n)
		ld.ledger.Kept -= n
	}
	return ld.stageHolds(ctx, rejected+n)
}

// checkStage quarantines staged rows that fail a check of the contract.
func (ld *load) checkStage(ctx context.Context) error {
	if len(ld.d.Contract.Checks) == 0 {
		return nil
	}
	if ld.coder != nil {
		if err := ld.coder.stage(ctx, ld.w); err != nil {
			return err
		}
	}
	var rules []string // nearly always all hold, and one question tells
	for _, k := range ld.d.Contract.Checks {
		rules = append(rules, "coalesce(("+k.Rule+"), true)")
	}
	var some bool
	err := ld.scan(ctx, &some, fmt.Sprintf("SELECT EXISTS (SELECT 1 FROM (%s) AS r WHERE NOT (%s))", ld.staged(), strings.Join(rules, " AND ")))
	if err == nil && !some {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, k := range ld.d.Contract.Checks { // also after an error, to tell whose it is
		if _, err := ld.rejectWhere(ctx, sources.ReasonCheck, k.Name, k.Why,
			fmt.Sprintf("s._line IN (SELECT _line FROM (%s) AS r WHERE NOT coalesce((%s), true))", ld.staged(), k.Rule)); err != nil {
			return fmt.Errorf("%s: check %s: %w", ld.d.Name, k.Name, err)
		}
	}
	return nil
}

// staged is a SELECT of the staged rows with their texts and computed columns.
func (ld *load) staged() string {
	return fmt.Sprintf("SELECT %s, _line FROM (SELECT %s, s._line FROM mem.stage AS s%s) AS r", ld.t.columns(), ld.t.shown(), ld.t.textJoins("mem.texts"))
}

// rejectWhere moves staged rows s that meet the condition to quarantine.
func (ld *load) rejectWhere(ctx context.Context, reason, column, detail, where string) (int64, error) {
	if ld.coder != nil {
		if err := ld.coder.stage(ctx, ld.w); err != nil {
			return 0, err
		}
	}
	if err := ld.w.exec(ctx, "CREATE OR REPLACE TABLE mem.bad AS SELECT s._line FROM mem.stage AS s WHERE "+where); err != nil {
		return 0, err
	}
	var n int64
	if err := ld.scan(ctx, &n, "SELECT count(*) FROM mem.bad"); err != nil || n == 0 {
		return 0, err
	}
	rows, err := ld.w.conn.QueryContext(ctx, fmt.Sprintf(`SELECT r._line, CAST(to_json(r) AS VARCHAR) FROM (%s) AS r
WHERE r._line IN (SELECT _line FROM mem.bad) ORDER BY r._line LIMIT %d`, ld.staged(), sources.MaxRejects))
	if err != nil {
		return 0, ld.w.watch(err)
	}
	defer rows.Close()
	for rows.Next() {
		r := sources.Reject{Reason: reason, Column: column, Detail: detail}
		if err := rows.Scan(&r.Line, &r.Raw); err != nil {
			return 0, err
		}
		r.Raw = sources.Cut(r.Raw, sources.RejectRaw)
		if len(ld.ledger.Rejects) < sources.MaxRejects {
			ld.ledger.Rejects = append(ld.ledger.Rejects, r)
		}
	}
	if err := rows.Err(); err != nil {
		return 0, ld.w.watch(err)
	}
	ld.ledger.Quarantined += n
	ld.ledger.Kept -= n
	return n, ld.w.exec(ctx, "DELETE FROM mem.stage WHERE _line IN (SELECT _line FROM mem.bad)")
}

// stageHolds checks that the stage lost exactly the rows that were taken out.
func (ld *load) stageHolds(ctx context.Context, taken int64) error {
	var n int64
	if err := ld.scan(ctx, &n, "SELECT count(*) FROM mem.stage"); err != nil {
		return err
	}
	if n != ld.ledger.Kept {
		return fmt.Errorf("%s: after taking %d rows out the stage holds %d, the ledger %d", ld.d.Name, taken, n, ld.ledger.Kept)
	}
	return nil
}

// held is the newest row of every key of the part, withdrawn ones too. scope
// limits it to keys in a small table, which the one pass over the store then
// looks up first.
func (ld *load) held(scope string) string {
	t := ld.t
	in := func() string {
		if scope == "" {
			return t.store() + " AS s"
		}
		return fmt.Sprintf("(SELECT s.* FROM %s AS s SEMI JOIN %s AS k ON %s) AS s", t.store(), scope, t.sameKey("k", "s"))
	}()
	return fmt.Sprintf(`(WITH mine AS MATERIALIZED (SELECT s.* FROM %[1]s
    WHERE s._load IN (SELECT load FROM meta.ledger WHERE dataset = %[2]s AND part = %[3]s))
  SELECT s.* FROM mine AS s
  LEFT JOIN (SELECT %[4]s, max(s._rev) AS _last FROM mine AS s WHERE s._rev > 0 GROUP BY %[4]s) AS later ON %[5]s
  WHERE s._rev = coalesce(later._last, 0))`,
		in, lit(ld.d.Name), lit(ld.l.Part), columnNames(t.keys, "s."), t.sameKey("later", "s"))
}

// merge appends what the staged rows change. mem.stage holds the landing's
// rows, or, for a landing compared by lines, those that differ; mem.stage_old
// then holds the lines that they replace.
func (ld *load) merge(ctx context.Context, way string, durable func() error) error {
	t := ld.t
	scope := ""
	if way == "lines" {
		if err := ld.w.exec(ctx, fmt.Sprintf("CREATE OR REPLACE TABLE mem.scope AS SELECT %[1]s FROM mem.stage AS s UNION SELECT %[1]s FROM mem.stage_old AS s",
			columnNames(t.keys, "s."))); err != nil {
			return err
		}
		scope = "mem.scope"
	}
	ld.counts.Way = way
	// A temporary table is no catalog of the file's, so the transaction may
	// fill it and write the file too.
	if err := ld.w.exec(ctx, "CREATE OR REPLACE TEMP TABLE held AS SELECT * FROM "+ld.held(scope)+" AS c"); err != nil {
		return err
	}
	defer ld.w.exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp.held")
	if way == "join" { // by lines, held is a part only, and the caller has counted
		if err := ld.scan(ctx, &ld.known, "SELECT count(*) FROM temp.held AS c WHERE NOT c._gone"); err != nil {
			return err
		}
	}
	return ld.w.tx(ctx, func(tx *txn) error {
		var err error
		insert := fmt.Sprintf("INSERT INTO %s SELECT %s, s._line, %d, ", t.store(), t.names("s."), ld.no)
		if ld.counts.New, err = tx.exec(ctx, insert+fmt.Sprintf("0, false FROM mem.stage AS s WHERE NOT EXISTS (SELECT 1 FROM temp.held AS c WHERE %s)",
			t.sameKey("c", "s"))); err != nil {
			return err
		}
		var back int64 // keys that had been withdrawn and came back
		if back, err = tx.exec(ctx, insert+fmt.Sprintf("c._rev + 1, false FROM mem.stage AS s JOIN temp.held AS c ON %s WHERE c._gone", t.sameKey("c", "s"))); err != nil {
			return err
		}
		ld.counts.New += back
		if ld.counts.Revised, err = tx.exec(ctx, insert+fmt.Sprintf("c._rev + 1, false FROM mem.stage AS s JOIN temp.held AS c ON %s WHERE NOT c._gone AND %s",
			t.sameKey("c", "s"), t.differs("c", "s"))); err != nil {
			return err
		}
		if ld.d.Complete {
			if ld.counts.Withdrawn, err = tx.exec(ctx, fmt.Sprintf(
				"INSERT INTO %s SELECT %s, 0, %d, c._rev + 1, true FROM temp.held AS c WHERE NOT c._gone AND NOT EXISTS (SELECT 1 FROM mem.stage AS s WHERE %s)",
				t.store(), t.names("c."), ld.no, t.sameKey("s", "c"))); err != nil {
				return err
			}
		}
		if err := ld.accept(ctx, tx, durable); err != nil {
			return err
		}
		if err := ld.write(ctx, tx); err != nil {
			return err
		}
		if ld.prev == nil {
			return ld.overlap(ctx, tx)
		}
		return nil
	})
}

func (ld *load) pourFile(ctx context.Context, table string, f *sources.File) (*sources.Ledger, error) {
	s, err := ld.d.Decode.Decode(ctx, *f)
	if err != nil {
		return nil, err
	}
	defer s.Release()
	in := &incoming{s: s}
	drop, err := ld.w.view(ctx, in)
	if err != nil {
		return nil, err
	}
	defer drop()
	if err := ld.w.exec(ctx, "DROP TABLE IF EXISTS mem."+table); err != nil {
		return nil, err
	}
	cols := make([]string, len(ld.t.stored))
	for i, c := range ld.t.stored {
		cols[i] = q(c.Name) + " " + storeType(c)
	}
	if err := ld.w.exec(ctx, fmt.Sprintf("CREATE TABLE mem.%s (%s, _line BIGINT)", table, strings.Join(cols, ", "))); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	res, err := ld.w.conn.ExecContext(ctx, "INSERT INTO mem."+table+" SELECT v.* FROM mem.incoming AS v")
	var n int64
	if err == nil {
		n, _ = res.RowsAffected()
	}
	if err := ld.poured(in, n, ld.w.watch(err)); err != nil {
		return nil, err
	}
	return s.Ledger(), nil
}
