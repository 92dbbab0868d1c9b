package warehouse

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"jevons/pipeline/fault"
	"jevons/sources"
)

// ContractError says which promise of a dataset a landing broke. The landing
// is refused and everything stays as it was.
type ContractError struct {
	Dataset, Part string
	Check         string
	Detail        string
	Bad, Total    int64
	Samples       []string
	Hint          string
}

func (e *ContractError) Error() string {
	var b strings.Builder
	b.WriteString(e.Dataset)
	if e.Part != "" {
		b.WriteString(" part " + e.Part)
	}
	fmt.Fprintf(&b, ": refused by %s: %s", e.Check, e.Detail)
	for _, s := range e.Samples {
		b.WriteString("; " + s)
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// accept checks ledger, contract and rules of a whole file whose rows are in
// the transaction.
func (ld *load) accept(ctx context.Context, tx *txn, durable func() error) error {
	if err := ld.contract(); err != nil {
		return err
	}
	if err := ld.weigh(ctx, tx); err != nil {
		return err
	}
	if err := fault.Point(fault.CheckDone); err != nil {
		return err
	}
	return durable()
}

// contract checks ledger and contract of a whole file.
func (ld *load) contract() error {
	g := ld.ledger
	if err := g.Close(); err != nil {
		return ld.refusal("the row ledger", err.Error())
	}
	if g.Lines > 0 && ld.l.Lines > 0 && g.Bytes == ld.l.Size && g.Lines != ld.l.Lines {
		return ld.refusal("the row ledger", fmt.Sprintf("the file has %d lines, the decoder accounted for %d", ld.l.Lines, g.Lines))
	}
	if ld.terms.Lenient {
		return nil
	}
	c := ld.d.Contract
	if g.Kept < c.MinRows {
		return ld.refusal("the least number of rows", fmt.Sprintf("%d rows, at least %d expected (%s)", g.Kept, c.MinRows, reason(c, "MinRows")))
	}
	if bad := g.Quarantined; float64(bad) > c.MaxBad*float64(g.DataRows()) {
		e := ld.refusal("the share of bad rows", fmt.Sprintf("%d of %d rows are bad, at most %g %% allowed (%s)",
			bad, g.DataRows(), 100*c.MaxBad, reason(c, "MaxBad"))).(*ContractError)
		e.Bad, e.Total = bad, g.DataRows()
		for _, r := range g.Rejects[:min(3, len(g.Rejects))] {
			e.Samples = append(e.Samples, fmt.Sprintf("line %d column %s: %q %s", r.Line, r.Column, r.Text, r.Detail))
		}
		return e
	}
	if k := ld.known; k > 0 && float64(ld.counts.Withdrawn) > c.MaxVanished*float64(k) {
		e := ld.refusal("the share of vanished keys", fmt.Sprintf("%d of %d known keys are missing, at most %g %% allowed (%s)",
			ld.counts.Withdrawn, k, 100*c.MaxVanished, reason(c, "MaxVanished"))).(*ContractError)
		e.Bad, e.Total = ld.counts.Withdrawn, k
		return e
	}
	return nil
}

// reason is what a contract's Why says of one threshold: the sentences after
// "MinRows: ", say, up to those of the next one.
func reason(c sources.Contract, threshold string) string {
	labels := []string{"MinRows: ", "MaxBad: ", "MaxVanished: "}
	_, why, ok := strings.Cut(c.Why, threshold+": ")
	if !ok {
		return c.Why
	}
	for _, l := range labels {
		why, _, _ = strings.Cut(why, l)
	}
	return strings.TrimRight(strings.TrimSpace(why), ".")
}

func (ld *load) refusal(check, detail string) error {
	return &ContractError{Dataset: ld.d.Name, Part: ld.l.Part, Check: check, Detail: detail,
		Hint: "the last good data stay"}
}

// regular looks for what an optimistic insert could not know: a key that
// occurs twice or in another part, a row that does not meet a check.
func (ld *load) regular(ctx context.Context, tx *txn) error {
	var n int64
	mine := fmt.Sprintf("%s AS s WHERE s._load = %d", ld.t.store(), ld.no)
	if !ld.ledger.Ascending {
		if err := tx.scan(ctx, &n, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s GROUP BY %s HAVING count(*) > 1 LIMIT 1)",
			mine, columnNames(ld.t.keys, "s."))); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w: a key occurs twice", errIrregular)
		}
	}
	for _, k := range ld.d.Contract.Checks {
		if err := tx.scan(ctx, &n, ld.failing(k)); err != nil {
			return fmt.Errorf("%s: check %s: %w", ld.d.Name, k.Name, err)
		}
		if n > 0 {
			return fmt.Errorf("%w: %d rows fail check %s", errIrregular, n, k.Name)
		}
	}
	return ld.overlap(ctx, tx)
}

var ruleWord = regexp.MustCompile(`[a-z_][a-z0-9_]*`)

// failing counts the inserted rows that fail a check. A check of coded columns
// alone is asked of each combination of their texts once, not of each row.
func (ld *load) failing(k sources.Check) string {
	words := ruleWord.FindAllString(strings.ToLower(k.Rule), -1)
	var used []sources.Column
	for _, c := range ld.d.Columns {
		if slices.Contains(words, c.Name) {
			if !c.Coded {
				return fmt.Sprintf("SELECT count(*) FROM raw.%s WHERE _landing = %d AND NOT coalesce((%s), true)", q(ld.t.name), ld.l.ID, k.Rule)
			}
			used = append(used, c)
		}
	}
	t := &table{d: ld.d, name: ld.t.name, stored: used}
	return fmt.Sprintf("SELECT count(*) FROM (SELECT %s FROM (SELECT DISTINCT %s FROM %s AS s WHERE s._load = %d) AS s%s) AS r WHERE NOT coalesce((%s), true)",
		t.shown(), t.names("s."), ld.t.store(), ld.no, t.textJoins(ld.t.texts()), k.Rule)
}

// overlap refuses a part that holds keys of another part: the two would take
// turns in revising each other.
func (ld *load) overlap(ctx context.Context, tx *txn) error {
	for _, c := range ld.t.keys {
		if c.Part {
			return nil
		}
	}
	if !ld.others {
		return nil
	}
	var other string
	err := tx.scan(ctx, &other, fmt.Sprintf(`SELECT coalesce(min(l.part), '') FROM %[1]s AS s
JOIN meta.ledger AS l ON l.load = s._load
WHERE l.dataset = %[2]s AND l.part <> %[3]s
  AND EXISTS (SELECT 1 FROM %[1]s AS n WHERE n._load = %[4]d AND %[5]s)`,
		ld.t.store(), lit(ld.d.Name), lit(ld.l.Part), ld.no, ld.t.sameKey("n", "s")))
	if err != nil || other == "" {
		return err
	}
	e := ld.refusal("one part per key", fmt.Sprintf("it holds keys that part %q holds too", other)).(*ContractError)
	e.Hint = "load either the part that holds all or the single ones, not both"
	return e
}
