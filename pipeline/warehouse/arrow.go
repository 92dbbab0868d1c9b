package warehouse

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/marcboeker/go-duckdb"

	"jevons/pipeline/fault"
	"jevons/sources"
)

// incoming feeds a stream to DuckDB through RegisterView of go-duckdb v1.8.2,
// whose sharp edges it covers (each has a test in arrow_test.go):
//
//   - the exported stream is never released (go-duckdb issue 437), so Retain and
//     Release do nothing and the records are freed here;
//   - a panic in Next would cross C frames and hang the next statement, so it
//     becomes an error;
//   - the view can be scanned once; a second scan silently gives no rows, so it
//     gives an error instead;
//   - projections and filters are pushed into the view but not applied to the
//     stream: SELECT b FROM v reads column a, and WHERE on a column keeps every
//     row. The view is therefore only ever read by pour, all columns in order.
type incoming struct {
	s     sources.Stream
	rows  int64
	err   error
	ended bool
	cur   arrow.Record
}

var _ array.RecordReader = (*incoming)(nil)

func (r *incoming) Retain()               {}
func (r *incoming) Release()              {}
func (r *incoming) Schema() *arrow.Schema { return r.s.Schema() }
func (r *incoming) Record() arrow.Record  { return r.cur }

func (r *incoming) Next() (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.err, r.ended, ok = fmt.Errorf("decoder panicked: %v", p), true, false
		}
	}()
	if r.ended {
		if r.Err() == nil {
			r.err = errors.New("an Arrow view was scanned twice")
		}
		return false
	}
	if !r.s.Next() {
		r.ended, r.cur = true, nil
		return false
	}
	if err := fault.Point(fault.DecodeBatch); err != nil {
		r.err, r.ended, r.cur = err, true, nil
		return false
	}
	r.cur = r.s.Record()
	r.rows += r.cur.NumRows()
	return true
}

func (r *incoming) Err() error {
	if r.err != nil {
		return r.err
	}
	return r.s.Err()
}

// view registers the stream as mem.incoming and returns the function that
// takes it away. Neither may happen inside a transaction that writes to the
// warehouse file: DuckDB writes one catalog per transaction.
func (w *Warehouse) view(ctx context.Context, r *incoming) (drop func() error, err error) {
	// Arrow views are saved in the current catalog, so they get one of their own.
	if !w.mem {
		if err := w.exec(ctx, "ATTACH ':memory:' AS mem"); err != nil {
			return nil, err
		}
		w.mem = true
	}
	if err := w.exec(ctx, "USE mem"); err != nil {
		return nil, err
	}
	var release func()
	err = w.conn.Raw(func(dc any) error {
		a, err := duckdb.NewArrowFromConn(dc.(driver.Conn))
		if err != nil {
			return err
		}
		release, err = a.RegisterView(r, "incoming")
		return err
	})
	if err2 := w.exec(context.WithoutCancel(ctx), "USE "+q(w.cat)); err == nil {
		err = err2
	}
	if err != nil {
		return nil, fmt.Errorf("register Arrow view: %w", err)
	}
	return func() error {
		// The view goes before the memory behind it: scanning it after release
		// kills the process.
		err := w.exec(context.WithoutCancel(ctx), "DROP VIEW IF EXISTS mem.incoming")
		release()
		return err
	}, nil
}
