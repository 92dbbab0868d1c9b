package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"jevons/pipeline/fault"
	"jevons/transforms"
)

// BuildOptions are what a build of models is told.
type BuildOptions struct {
	Computes map[string]transforms.Compute // by name
	AsOf     time.Time                     // the instant as of which marts are built
	// Report is told of each model that is built, one call at a time; it may be nil.
	Report func(t transforms.Table, rows int64)
	// Beside are further connections to the same database, which build models
	// that do not wait for each other at the same time.
	Beside []*sql.Conn
}

// BuildModels builds reference tables and models, which [transforms.Order] has
// ordered, in the default database of the connection, which holds the schemas
// raw, latest and meta. It describes each of them with comments and in
// meta.model and returns the warns that did not hold. A grain that does not
// identify rows, a check that fails, and a column without unit are errors; what
// is built by then stays, so the caller throws the database away.
//
// Each model is a transaction: DuckDB knows how many rows a table has only once
// it is committed, and orders joins badly before.
//
// Every mart is given the columns as_of (AsOf, the newest instant of which it
// knows), inputs_hash and method_version.
func BuildModels(ctx context.Context, conn *sql.Conn, models []transforms.Model, refs []transforms.Ref, opt BuildOptions) ([]Warning, error) {
	sample, inputs := &known[bool]{of: map[transforms.Table]bool{}}, &known[string]{of: map[transforms.Table]string{}}
	builders := make([]*builder, 0, 1+len(opt.Beside))
	for _, c := range append([]*sql.Conn{conn}, opt.Beside...) {
		builders = append(builders, &builder{ctx: ctx, conn: c, opt: opt, computes: opt.Computes, sample: sample, inputs: inputs})
	}
	if err := builders[0].transaction(func() error { return builders[0].begin(models, refs) }); err != nil {
		return nil, err
	}
	q := newQueue(models, refs)
	warnings := make([][]Warning, len(models))
	var wg sync.WaitGroup
	for _, b := range builders {
		wg.Go(func() {
			for {
				i, ok := q.next()
				if !ok {
					return
				}
				rows := int64(0)
				err := b.transaction(func() error {
					b.warnings, b.err = nil, fault.Point(fault.Model)
					rows = b.model(models[i])
					return b.err
				})
				warnings[i] = b.warnings
				if err != nil {
					err = fmt.Errorf("build model %s (%s): %w", models[i].Table, models[i].File, err)
				}
				q.done(i, err, func() {
					if opt.Report != nil {
						opt.Report(models[i].Table, rows)
					}
				})
			}
		})
	}
	wg.Wait()
	return slices.Concat(warnings...), q.err
}

// begin makes what every model needs: schemas, meta.model and reference tables.
func (b *builder) begin(models []transforms.Model, refs []transforms.Ref) error {
	schemas := []string{"meta"}
	for _, m := range models {
		schemas = append(schemas, m.Schema)
	}
	for _, r := range refs {
		schemas = append(schemas, r.Schema)
	}
	slices.Sort(schemas)
	for _, s := range slices.Compact(schemas) {
		b.exec("CREATE SCHEMA IF NOT EXISTS " + ident(s))
	}
	b.exec(`CREATE TABLE IF NOT EXISTS meta.model (
		schema VARCHAR, name VARCHAR, about VARCHAR, kind VARCHAR, grain VARCHAR, rows BIGINT,
		sql_sha256 VARCHAR, is_sample BOOLEAN, method_version INTEGER)`)
	b.exec("COMMENT ON TABLE meta.model IS 'One row per built model; is_sample: rests on at least one landing of the sample data.'")
	b.exec("DELETE FROM meta.model")
	for _, r := range refs {
		b.ref(r)
		if b.err != nil {
			return fmt.Errorf("build %s from %s: %w", r.Table, r.File, b.err)
		}
	}
	return b.err
}

// transaction commits what f does, or takes it back.
func (b *builder) transaction(f func() error) error {
	if _, err := b.conn.ExecContext(b.ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = b.conn.ExecContext(b.ctx, "COMMIT")
	}
	if err != nil {
		// Also when the context is over: the connection goes on to be used.
		if _, back := b.conn.ExecContext(context.WithoutCancel(b.ctx), "ROLLBACK"); back != nil && b.ctx.Err() == nil {
			err = errors.Join(err, back)
		}
	}
	return err
}

// known is what builders tell each other of tables.
type known[T any] struct {
	mu sync.Mutex
	of map[transforms.Table]T
}

func (k *known[T]) get(t transforms.Table) (v T, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok = k.of[t]
	return v, ok
}

func (k *known[T]) put(t transforms.Table, v T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.of[t] = v
}

// queue hands out models all of whose inputs are built, the earliest first.
type queue struct {
	mu      sync.Mutex
	moved   *sync.Cond
	ready   []int   // in order
	waits   []int   // by model, the inputs that are not built
	readers [][]int // by model, who waits for it
	left    int
	err     error // the first one; it ends the work
}

func newQueue(models []transforms.Model, refs []transforms.Ref) *queue {
	q := &queue{waits: make([]int, len(models)), readers: make([][]int, len(models)), left: len(models)}
	q.moved = sync.NewCond(&q.mu)
	at := map[transforms.Table]int{}
	for i, m := range models {
		at[m.Table] = i
	}
	for i, m := range models {
		for _, t := range m.Reads {
			if j, ok := at[t]; ok && j != i {
				q.waits[i]++
				q.readers[j] = append(q.readers[j], i)
			}
		}
		if q.waits[i] == 0 {
			q.ready = append(q.ready, i)
		}
	}
	return q
}

// next waits for a model to build; false is that there is none any more.
func (q *queue) next() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.err == nil && q.left > 0 && len(q.ready) == 0 {
		q.moved.Wait()
	}
	if q.err != nil || q.left == 0 {
		return 0, false
	}
	i := q.ready[0]
	q.ready = q.ready[1:]
	return i, true
}

// done tells how a model ended; report is called unless it failed.
func (q *queue) done(i int, err error, report func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.moved.Broadcast()
	if q.left--; err != nil {
		if q.err == nil {
			q.err = err
		}
		return
	}
	report()
	for _, r := range q.readers[i] {
		if q.waits[r]--; q.waits[r] == 0 {
			at, _ := slices.BinarySearch(q.ready, r)
			q.ready = slices.Insert(q.ready, at, r)
		}
	}
}
