package warehouse

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	again  bool  // the ledger has the landing already: it was refused or held
	terms  Terms
	state  *ledgerState
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
	return w.LoadUnder(ctx, d, l, files, durable, Terms{})
}

// LoadUnder is [Warehouse.Load] under more terms than the contract's. A landing
// that they hold is neither merged nor refused: the error is a *[HeldError],
// and the ledger remembers it.
func (w *Warehouse) LoadUnder(ctx context.Context, d *sources.Dataset, l sources.Landing, files Files, durable func() error, terms Terms) (Counts, error) {
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
		return w.loadNewest(ctx, d, l, files, durable, terms)
	}
	// It is older than what is merged: take the later landings back, merge it,
	// and merge them again, so that the order of arrival leaves no trace.
	for _, m := range later {
		if err := readable(files, m); err != nil {
			return Counts{}, fmt.Errorf("%s: a newer landing is to be merged again after this one: %w; nothing was changed", d.Name, err)
		}
	}
	if err := w.takeBack(ctx, d, later); err != nil {
		w.fatal = fmt.Errorf("take landings of %s back: %w", d.Name, err)
		return Counts{}, w.fatal
	}
	counts, err := w.loadNewest(ctx, d, l, files, durable, terms)
	for _, m := range later {
		_, err2 := w.loadNewest(ctx, d, m, files, nil, Terms{})
		if refusal(err2) {
			// It would have been refused after the older one in the first place, and
			// the ledger has that now.
			counts.Warnings = append(counts.Warnings, fmt.Sprintf("the landing of %s does not follow on this one and is refused now: %v", m.KnownAt.Format(time.DateOnly), err2))
			continue
		}
		if err2 != nil {
			// The file now lacks landings that it had. The next start sees that and
			// loads them; until then nothing may be built on it.
			w.fatal = fmt.Errorf("merge %s again after an older landing: %w", m.SHA256[:12], err2)
			return counts, errors.Join(err, w.fatal)
		}
	}
	counts.Way = "replay"
	return counts, err
}

// refusal tells whether a landing was refused or held, which the ledger then
// remembers.
func refusal(err error) bool {
	var refused *ContractError
	var unread *sources.DecodeError
	return errors.As(err, &refused) || errors.As(err, &unread) || isHeld(err)
}

// readable tells whether the bytes of a landing can be opened.
func readable(files Files, l sources.Landing) error {
	f, err := files(l)
	if err != nil {
		return err
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	return r.Close()
}

// loadNewest merges a landing that is newer than all merged ones of its part.
func (w *Warehouse) loadNewest(ctx context.Context, d *sources.Dataset, l sources.Landing, files Files, durable func() error, terms Terms) (Counts, error) {
	ld := &load{w: w, t: tableOf(d), d: d, l: l, files: files, terms: terms}
	err := ld.run(ctx, durable)
	if err == nil {
		return ld.counts, nil
	}
	if refusal(err) {
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

// number takes the landing's place in the ledger.
func (ld *load) number(ctx context.Context) error {
	state, err := ld.w.state(ctx)
	if err != nil {
		return err
	}
	ld.state = state
	_, ld.again = state.known[ld.l.ID]
	// A number is never given twice while the file is open, also when the landing
	// that had it was taken back: Entries asks for what came after a number.
	ld.no = max(state.newest, ld.w.lastLoad) + 1
	ld.w.lastLoad = ld.no
	return nil
}

func (ld *load) run(ctx context.Context, durable func() error) error {
	history, err := ld.w.mergedOf(ctx, ld.d.Name, ld.l.Part)
	if err != nil {
		return err
	}
	if n := len(history); n > 0 {
		ld.prev = &history[n-1]
	}
	if err := ld.number(ctx); err != nil {
		return err
	}
	for k := range ld.state.byPart {
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
		if err == nil {
			ld.remember(true)
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
		if err := ld.accept(ctx, tx, durable); err != nil {
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
