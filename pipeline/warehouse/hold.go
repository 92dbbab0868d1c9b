package warehouse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"jevons/sources"
)

// Terms say when a landing that its contract allows is merged.
type Terms struct {
	Rules   sources.Rules // a landing that does not meet them is held; the first of a part has nothing to be held against
	Lenient bool          // the contract's shares and least rows do not refuse: for a look at what would change
}

// HeldError says that a landing waits for somebody's approval, and why. It is
// not merged, and everything stays as it was.
type HeldError struct {
	Dataset, Part string
	Reasons       []string
}

func (e *HeldError) Error() string {
	var b strings.Builder
	b.WriteString(e.Dataset)
	if e.Part != "" {
		b.WriteString(" part " + e.Part)
	}
	return b.String() + ": held: " + strings.Join(e.Reasons, "; ") + "; the last good data stay until somebody approves it"
}

func isHeld(err error) bool {
	var h *HeldError
	return errors.As(err, &h)
}

// Held are the landings that wait for approval. The map is not to be changed.
func (w *Warehouse) Held(ctx context.Context) (map[int64]bool, error) {
	s, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	return s.held, nil
}

// Keep writes a landing into the ledger without its rows: held, where why is a
// *[HeldError], and refused otherwise. Nothing of it may be merged. c has the
// counts of its records and rows, as far as they are known.
func (w *Warehouse) Keep(ctx context.Context, d *sources.Dataset, l sources.Landing, c Counts, why error) error {
	if _, err := w.Ensure(ctx, []*sources.Dataset{d}); err != nil {
		return err
	}
	known, err := w.Known(ctx)
	if err != nil {
		return err
	}
	if known[l.ID] {
		return fmt.Errorf("%s: the landing of %s is merged already", d.Name, l.KnownAt.Format("2006-01-02"))
	}
	ld := &load{w: w, t: tableOf(d), d: d, l: l, ledger: &sources.Ledger{Records: c.Records, Kept: c.Kept, Quarantined: c.Quarantined}}
	for part := range strings.SplitSeq(c.IgnoredWhy, ", ") {
		at := strings.LastIndexByte(part, ' ')
		if n, err := strconv.ParseInt(part[at+1:], 10, 64); err == nil && at > 0 {
			ld.ledger.Ignore(part[:at], n)
		}
	}
	if n := ld.ledger.IgnoredRows(); n != c.Ignored {
		ld.ledger.Ignore("other", c.Ignored-n)
	}
	if err := ld.number(ctx); err != nil {
		return err
	}
	return ld.refuse(ctx, why)
}

// weigh holds what the landing did, which is in the transaction, against the
// rules.
func (ld *load) weigh(ctx context.Context, tx *txn) error {
	if ld.known == 0 {
		return nil
	}
	var reasons []string
	for _, r := range ld.terms.Rules {
		reason, err := ld.breaks(ctx, tx, r)
		if err != nil {
			return fmt.Errorf("%s: weigh the rule %s: %w", ld.d.Name, r, err)
		}
		if reason != "" {
			reasons = append(reasons, reason)
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	return &HeldError{Dataset: ld.d.Name, Part: ld.l.Part, Reasons: reasons}
}

// breaks tells how the landing breaks a rule, "" when it meets it.
func (ld *load) breaks(ctx context.Context, tx *txn, r sources.Rule) (string, error) {
	if r.Measure == "move" {
		return ld.moves(ctx, tx, r)
	}
	g, of, whole := ld.ledger, "known keys", ld.known
	var n int64
	what := map[string]string{"new": "new keys beside %d %s", "revised": "of %d %s are revised", "vanished": "of %d %s are missing",
		"quarantined": "of %d %s are bad", "rows": "rows beside %d %s"}[r.Measure]
	switch r.Measure {
	case "new":
		n = ld.counts.New
	case "revised":
		n = ld.counts.Revised
	case "vanished":
		n = ld.counts.Withdrawn
	case "rows":
		n = g.Kept
	case "quarantined":
		n, of, whole = g.Quarantined, "rows", g.DataRows()
	}
	x, share := float64(n), ""
	if r.Share {
		x /= float64(max(whole, 1))
		share = fmt.Sprintf(" (%.4g %%)", 100*x)
	}
	if r.Met(x) {
		return "", nil
	}
	return fmt.Sprintf("%d "+what+"%s, allowed is %s", n, whole, of, share, r), nil
}

// factor is how far a cell moved: the larger of new and old over the smaller.
// From or to zero, and across it, is an infinite way; NULL moves nowhere.
func factor(before, after string) string {
	return fmt.Sprintf(`CASE WHEN %[1]s IS NULL OR %[2]s IS NULL OR %[1]s = %[2]s THEN 1.0
  WHEN %[1]s = 0 OR %[2]s = 0 OR (%[1]s < 0) <> (%[2]s < 0) THEN CAST('infinity' AS DOUBLE)
  ELSE greatest(CAST(%[2]s AS DOUBLE) / CAST(%[1]s AS DOUBLE), CAST(%[1]s AS DOUBLE) / CAST(%[2]s AS DOUBLE)) END`, before, after)
}

// numbers are the columns whose moves are looked at.
func (t *table) numbers(only string) (out []sources.Column) {
	for _, c := range t.values {
		if s := storeType(c); !c.Coded && (only == "" || c.Name == only) && (s == "DOUBLE" || s == "BIGINT" || s == "SMALLINT") {
			out = append(out, c)
		}
	}
	return out
}

// moves looks for the cell that moved most.
func (ld *load) moves(ctx context.Context, tx *txn, r sources.Rule) (string, error) {
	cols := ld.t.numbers(r.Column)
	if len(cols) == 0 {
		return "", nil
	}
	var cells []string
	for _, c := range cols {
		before, after := "c."+q(c.Name), "s."+q(c.Name)
		cells = append(cells, fmt.Sprintf("SELECT s._line AS _at, %s AS _name, CAST(%s AS DOUBLE) AS _before, CAST(%s AS DOUBLE) AS _after, %s AS _factor FROM mem.stage AS s JOIN temp.held AS c ON %s WHERE NOT c._gone",
			lit(c.Name), before, after, factor(before, after), ld.t.sameKey("c", "s")))
	}
	var top string // one text, since a transaction scans one value
	err := tx.scan(ctx, &top, fmt.Sprintf(`SELECT coalesce((SELECT concat_ws(' ', _factor, _at, _name, _before, _after)
FROM (%s) AS m WHERE isfinite(_before) AND isfinite(_after) ORDER BY _factor DESC, _at, _name LIMIT 1), '')`, strings.Join(cells, " UNION ALL ")))
	if err != nil || top == "" {
		return "", err
	}
	var x, before, after float64
	var line int64
	var name string
	if _, err := fmt.Sscan(top, &x, &line, &name, &before, &after); err != nil {
		return "", fmt.Errorf("read the greatest move %q: %w", top, err)
	}
	if r.Met(x) {
		return "", nil
	}
	by := fmt.Sprintf("a factor of %.4g", x)
	if math.IsInf(x, 0) {
		by = "from, to or across zero"
	}
	return fmt.Sprintf("line %d: %s %g → %g is %s, allowed is %s", line, name, before, after, by, r), nil
}
