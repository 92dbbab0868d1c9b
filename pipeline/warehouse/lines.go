package warehouse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"jevons/sources"
)

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
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: the bytes before are gone: %v", errIrregular, err)
	}
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
