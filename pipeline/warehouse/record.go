package warehouse

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"jevons/pipeline/fault"
	"jevons/sources"
)

// write puts texts, ledger row and quarantine beside the rows, in their transaction.
func (ld *load) write(ctx context.Context, tx *txn) error {
	if err := fault.Point(fault.MergeRows); err != nil {
		return err
	}
	if ld.coder != nil {
		if err := ld.coder.store(ctx, tx, ld.t); err != nil {
			return err
		}
	}
	if err := tx.scan(ctx, &ld.counts.TableRows, "SELECT count(*) FROM "+ld.t.store()); err != nil {
		return err
	}
	return ld.record(ctx, tx, "merged", nil)
}

func (ld *load) record(ctx context.Context, tx *txn, outcome string, why error) error {
	g, l, c := ld.ledger, ld.l, &ld.counts
	if g == nil {
		g = &sources.Ledger{}
	}
	c.Records, c.Read, c.Kept, c.Quarantined = g.Records, g.DataRows(), g.Kept, g.Quarantined
	c.Ignored, c.IgnoredWhy, c.Warnings = g.IgnoredRows(), g.IgnoredText(), g.Warnings
	msg := ""
	if why != nil {
		msg = why.Error()
	}
	if ld.again { // it was refused or held, and is tried anew
		for _, m := range []string{"meta.quarantine WHERE landing", "meta.ledger WHERE id"} {
			if _, err := tx.exec(ctx, "DELETE FROM "+m+" = ?", l.ID); err != nil {
				return err
			}
		}
	}
	if _, err := tx.exec(ctx, `INSERT INTO meta.ledger VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		l.ID, ld.no, l.Dataset, l.Part, l.SHA256, l.Size, l.Lines, l.URL, l.File,
		l.KnownAt.UTC(), string(l.KnownBy), l.SeenAt.UTC(), l.ETag, l.LastModified,
		l.Sample, outcome, c.Records, c.Read, c.Kept, c.New, c.Revised, c.Withdrawn,
		c.Quarantined, c.Ignored, c.IgnoredWhy, g.Ascending, c.TableRows, c.Way,
		strings.Join(c.Warnings, "; "), msg, ld.w.opt.Now().UTC()); err != nil {
		return err
	}
	return ld.recordRejects(ctx, tx, g.Rejects)
}

// recordRejects writes quarantined rows, as one JSON document so that ten
// thousand of them are one statement.
func (ld *load) recordRejects(ctx context.Context, tx *txn, rejects []sources.Reject) error {
	if len(rejects) == 0 {
		return nil
	}
	doc, err := json.Marshal(rejects)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO meta.quarantine
SELECT ?, ?, ?, r.Line, r.Column, r.Text, r.Reason, r.Detail, r.Raw FROM (
  SELECT unnest(from_json(CAST(? AS VARCHAR), '[{"Line":"BIGINT","Column":"VARCHAR","Text":"VARCHAR","Reason":"VARCHAR","Detail":"VARCHAR","Raw":"VARCHAR"}]')) AS r)`,
		ld.l.ID, ld.d.Name, ld.l.Part, string(doc))
	return err
}

// refuse writes a refusal, or that the landing is held, into the ledger, with
// the rows that caused it.
func (ld *load) refuse(ctx context.Context, why error) error {
	ctx = context.WithoutCancel(ctx)
	ld.counts.New, ld.counts.Revised, ld.counts.Withdrawn, ld.counts.Way = 0, 0, 0, ""
	outcome := "refused"
	if isHeld(why) {
		outcome = "held"
	}
	err := ld.w.tx(ctx, func(tx *txn) error {
		if err := tx.scan(ctx, &ld.counts.TableRows, "SELECT count(*) FROM "+ld.t.store()); err != nil {
			return err
		}
		return ld.record(ctx, tx, outcome, why)
	})
	if err == nil {
		ld.remember(false)
		if isHeld(why) {
			ld.state.held[ld.l.ID] = true
		}
	}
	return err
}

// remember brings the ledger in memory up to what was just committed, so that
// it need not be read again for every landing.
func (ld *load) remember(ok bool) {
	s, c := ld.state, ld.counts
	s.known[ld.l.ID] = ok
	delete(s.held, ld.l.ID)
	s.newest = max(s.newest, ld.no)
	if ok {
		key := [2]string{ld.d.Name, ld.l.Part}
		s.rows[ld.d.Name] += c.New + c.Revised + c.Withdrawn
		s.byPart[key] = append(s.byPart[key], merged{Landing: ld.l.Numbered(), load: ld.no, kept: c.Kept, quarantined: c.Quarantined,
			ignored: c.Ignored, ascending: ld.ledger.Ascending, tableRows: c.TableRows})
	}
	ld.w.ledger = s
}

// takeBack removes what the landings merged, newest state first.
func (w *Warehouse) takeBack(ctx context.Context, d *sources.Dataset, landings []sources.Landing) error {
	t := tableOf(d)
	return w.tx(ctx, func(tx *txn) error {
		for _, l := range landings {
			if _, err := tx.exec(ctx, fmt.Sprintf("DELETE FROM %s WHERE _load IN (SELECT load FROM meta.ledger WHERE id = ?)", t.store()), l.ID); err != nil {
				return err
			}
			for _, m := range []string{"meta.quarantine WHERE landing", "meta.ledger WHERE id"} {
				if _, err := tx.exec(ctx, "DELETE FROM "+m+" = ?", l.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
