package warehouse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/fault"
	"jevons/sources"
)

// Counts tell what a landing did.
type Counts struct {
	Records     int64    `json:"records"`   // lines or members of the file, headers too
	Read        int64    `json:"rows_read"` // rows that claimed to be data
	Kept        int64    `json:"rows_kept"` // of these, those that meet the contract
	New         int64    `json:"rows_new"`
	Revised     int64    `json:"rows_revised"`
	Withdrawn   int64    `json:"rows_withdrawn"`
	Quarantined int64    `json:"rows_quarantined"`
	Ignored     int64    `json:"rows_ignored"`
	IgnoredWhy  string   `json:"ignored,omitempty"`
	TableRows   int64    `json:"table_rows"` // rows of the store table afterwards
	Way         string   `json:"way"`        // how it was merged: first, lines, join, replay
	Warnings    []string `json:"warnings,omitempty"`
}

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

// Files opens the bytes of a landing, with Dataset, Part, Name and Size set.
type Files func(l sources.Landing) (*sources.File, error)

// load is one landing on its way in.
type load struct {
	w      *Warehouse
	t      *table
	d      *sources.Dataset
	l      sources.Landing
	files  Files
	prev   *merged // newest merged landing of the part; nil for the first
	no     int     // meta.ledger.load
	coder  *coder
	ledger *sources.Ledger
	counts Counts
	known  int64 // keys of the part that held before
	others bool  // the dataset has rows of other parts
}

// errIrregular sends a load from an optimistic way to the general one.
var errIrregular = errors.New("needs the general merge")

// Load merges one landing, and whatever of the part's later landings its
// arrival changes. durable is waited for before anything is committed: it
// returns when the archive holds the bytes for good.
//
// A landing that is merged already changes nothing. A landing that breaks its
// contract, or whose rows do not add up, is refused: the error is a
// *ContractError or *sources.DecodeError, the ledger remembers it, and the
// tables stay as they were.
func (w *Warehouse) Load(ctx context.Context, d *sources.Dataset, l sources.Landing, files Files, durable func() error) (Counts, error) {
	if w.fatal != nil {
		return Counts{}, fmt.Errorf("the working file is not to be trusted after %w", w.fatal)
	}
	if _, err := w.Ensure(ctx, []*sources.Dataset{d}); err != nil {
		return Counts{}, err
	}
	if err := w.needSpace("load "+d.Name, l.Size); err != nil {
		return Counts{}, err
	}
	history, err := w.mergedOf(ctx, d.Name, l.Part)
	if err != nil {
		return Counts{}, err
	}
	var later []sources.Landing
	for _, m := range history {
		if m.ID == l.ID {
			return Counts{Way: "known", TableRows: m.tableRows}, nil
		}
		if l.Before(m.Landing) {
			later = append(later, m.Landing)
		}
	}
	if len(later) == 0 {
		return w.loadNewest(ctx, d, l, files, durable)
	}
	// It is older than what is merged: take the later landings back, merge it,
	// and merge them again, so that the order of arrival leaves no trace.
	if err := w.takeBack(ctx, d, later); err != nil {
		w.fatal = fmt.Errorf("take landings of %s back: %w", d.Name, err)
		return Counts{}, w.fatal
	}
	counts, err := w.loadNewest(ctx, d, l, files, durable)
	for _, m := range later {
		if _, err2 := w.loadNewest(ctx, d, m, files, nil); err2 != nil {
			// The file now lacks landings that it had. The next start sees that and
			// loads them; until then nothing may be built on it.
			w.fatal = fmt.Errorf("merge %s again after an older landing: %w", m.SHA256[:12], err2)
			return counts, errors.Join(err, w.fatal)
		}
	}
	counts.Way = "replay"
	return counts, err
}

// loadNewest merges a landing that is newer than all merged ones of its part.
func (w *Warehouse) loadNewest(ctx context.Context, d *sources.Dataset, l sources.Landing, files Files, durable func() error) (Counts, error) {
	ld := &load{w: w, t: tableOf(d), d: d, l: l, files: files}
	err := ld.run(ctx, durable)
	if err == nil {
		return ld.counts, nil
	}
	var refused *ContractError
	var unread *sources.DecodeError
	if errors.As(err, &refused) || errors.As(err, &unread) {
		// A refusal of bytes that the archive does not hold could not be tried
		// again, so it is not written down.
		if durable != nil {
			if err2 := durable(); err2 != nil {
				return ld.counts, fmt.Errorf("%w; besides, the landing is to be refused: %v", err2, err)
			}
		}
		if err2 := ld.refuse(ctx, err); err2 != nil {
			// Not joined: the caller would take it for a refusal that is settled.
			return ld.counts, fmt.Errorf("write down a refusal (%v): %w", err, err2)
		}
	}
	return ld.counts, err
}

func (ld *load) run(ctx context.Context, durable func() error) error {
	history, err := ld.w.mergedOf(ctx, ld.d.Name, ld.l.Part)
	if err != nil {
		return err
	}
	if n := len(history); n > 0 {
		ld.prev = &history[n-1]
	}
	state, err := ld.w.state(ctx)
	if err != nil {
		return err
	}
	// A number is never given twice while the file is open, also when the landing
	// that had it was taken back: Entries asks for what came after a number.
	ld.no = max(state.newest, ld.w.lastLoad) + 1
	ld.w.lastLoad = ld.no
	for k := range state.byPart {
		ld.others = ld.others || k[0] == ld.d.Name && k[1] != ld.l.Part
	}
	if durable == nil {
		durable = func() error { return nil }
	}
	ways := []func(context.Context, func() error) error{ld.first, ld.byLines, ld.byJoin}
	for _, way := range ways {
		if err := ld.reset(ctx); err != nil {
			return err
		}
		err := way(ctx, durable)
		if errors.Is(err, errIrregular) || errors.Is(err, errNotComparable) {
			ld.w.opt.Log.Debug("taking the general way", "dataset", ld.d.Name, "part", ld.l.Part, "why", err)
			continue
		}
		return err
	}
	return fmt.Errorf("%s: no way to merge was left", ld.d.Name)
}

func (ld *load) reset(ctx context.Context) error {
	ld.counts, ld.ledger, ld.coder = Counts{}, nil, nil
	if !ld.t.coded() {
		return nil
	}
	var err error
	ld.coder, err = ld.w.newCoder(ctx, ld.t)
	return err
}

// file is the landing's file with what decoding in here needs.
func (ld *load) file(l sources.Landing) (*sources.File, error) {
	f, err := ld.files(l)
	if err != nil {
		return nil, err
	}
	f.Mem = ld.w.opt.Mem
	if ld.coder != nil {
		f.Coder = ld.coder
	}
	return f, nil
}

// first inserts a part's first landing straight from the decoder: there is
// nothing to compare it with. It hands over to byJoin when rows are not unique
// or do not meet a check, which takes a second pass to settle.
func (ld *load) first(ctx context.Context, durable func() error) error {
	if ld.prev != nil {
		return errIrregular
	}
	f, err := ld.file(ld.l)
	if err != nil {
		return err
	}
	s, err := ld.d.Decode.Decode(ctx, *f)
	if err != nil {
		return err
	}
	defer s.Release()
	in := &incoming{s: s}
	drop, err := ld.w.view(ctx, in)
	if err != nil {
		return err
	}
	defer drop()
	return ld.w.tx(ctx, func(tx *txn) error {
		n, err := tx.exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT v.*, %d, 0, false FROM mem.incoming AS v", ld.t.store(), ld.no))
		if err := ld.poured(in, n, err); err != nil {
			return err
		}
		ld.ledger = s.Ledger()
		ld.counts.New, ld.counts.Way = n, "first"
		if err := ld.accept(durable); err != nil {
			return err
		}
		if err := ld.write(ctx, tx); err != nil {
			return err
		}
		return ld.regular(ctx, tx)
	})
}

// poured checks that DuckDB took exactly the rows that the stream gave.
func (ld *load) poured(in *incoming, n int64, err error) error {
	if e := in.Err(); e != nil {
		return e // DuckDB's error would only quote it
	}
	if err != nil {
		return err
	}
	led := in.s.Ledger()
	if n != in.rows || n != led.Kept {
		return fmt.Errorf("%s: %d rows decoded, %d kept by the ledger, but DuckDB took %d", ld.d.Name, in.rows, led.Kept, n)
	}
	return nil
}

// accept checks ledger and contract of a whole file.
func (ld *load) accept(durable func() error) error {
	g := ld.ledger
	if err := g.Close(); err != nil {
		return ld.refusal("the row ledger", err.Error())
	}
	if g.Lines > 0 && ld.l.Lines > 0 && g.Bytes == ld.l.Size && g.Lines != ld.l.Lines {
		return ld.refusal("the row ledger", fmt.Sprintf("the file has %d lines, the decoder accounted for %d", ld.l.Lines, g.Lines))
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
	if err := fault.Point(fault.CheckDone); err != nil {
		return err
	}
	return durable()
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
	if _, err := tx.exec(ctx, "DELETE FROM meta.ledger WHERE id = ?", l.ID); err != nil {
		return err
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
	if _, err := tx.exec(ctx, "DELETE FROM meta.quarantine WHERE landing = ?", ld.l.ID); err != nil || len(rejects) == 0 {
		return err
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

// refuse writes a refusal into the ledger, with the rows that caused it.
func (ld *load) refuse(ctx context.Context, why error) error {
	ctx = context.WithoutCancel(ctx)
	ld.counts.New, ld.counts.Revised, ld.counts.Withdrawn, ld.counts.Way = 0, 0, 0, ""
	return ld.w.tx(ctx, func(tx *txn) error {
		if err := tx.scan(ctx, &ld.counts.TableRows, "SELECT count(*) FROM "+ld.t.store()); err != nil {
			return err
		}
		return ld.record(ctx, tx, "refused", why)
	})
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

// byLines merges a newer landing of a sorted flat file by comparing its bytes
// with those of the landing before: only lines that differ are decoded.
func (ld *load) byLines(ctx context.Context, durable func() error) error {
	lk, ok := ld.d.Decode.(sources.LineKeyed)
	if !ok || ld.prev == nil || !ld.prev.ascending || ld.prev.quarantined > 0 || ld.prev.ignored != 1 {
		return errIrregular
	}
	comma, cells, ok := lk.KeyCells()
	if !ok {
		return errIrregular
	}
	d, err := ld.compare(ld.prev.Landing, comma, cells)
	if err != nil {
		return err
	}
	ld.known = ld.prev.kept
	stale, err := ld.pour(ctx, "stage_old", d.stale, d.staleAt, ld.prev.Landing)
	if err != nil {
		return err
	}
	if stale.Quarantined > 0 {
		return errIrregular
	}
	g, err := ld.pour(ctx, "stage", d.fresh, d.freshAt, ld.l)
	if err != nil {
		return err
	}
	// Lines that both files have were kept then, and are kept now.
	same := ld.prev.kept - stale.Kept
	g.Lines, g.Bytes = d.lines, d.bytes
	g.Records += same
	g.Kept += same
	g.Ascending = g.Quarantined == 0
	ld.ledger = g
	if err := ld.checkStage(ctx); err != nil {
		return err
	}
	return ld.merge(ctx, "lines", durable)
}

func (ld *load) compare(prev sources.Landing, comma byte, cells int) (*delta, error) {
	fo, err := ld.file(prev)
	if err != nil {
		return nil, err
	}
	fn, err := ld.file(ld.l)
	if err != nil {
		return nil, err
	}
	o, err := fo.Open()
	if err != nil {
		return nil, err
	}
	defer o.Close()
	n, err := fn.Open()
	if err != nil {
		return nil, err
	}
	defer n.Close()
	return diffLines(o, n, comma, cells, fn.Progress)
}

// pour decodes lines cut from a landing into mem.TABLE.
func (ld *load) pour(ctx context.Context, table string, lines []byte, at []int64, of sources.Landing) (*sources.Ledger, error) {
	f, err := ld.file(of)
	if err != nil {
		return nil, err
	}
	f.Progress = nil
	if at != nil {
		f.Size = int64(len(lines))
		f.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(lines)), nil }
		f.LineAt = func(n int64) int64 {
			if n < 1 || n > int64(len(at)) {
				return 0
			}
			return at[n-1]
		}
	}
	return ld.pourFile(ctx, table, f)
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

// stamp is a time for a SQL literal.
func stamp(t time.Time) string {
	return "TIMESTAMP '" + t.UTC().Format("2006-01-02 15:04:05.999999") + "'"
}
