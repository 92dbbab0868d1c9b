package pipeline

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/transforms"
)

func isContract(err error) bool {
	var c *warehouse.ContractError
	return errors.As(err, &c)
}

// Published is what a publication made.
type Published struct {
	warehouse.Snapshot
	New      bool
	Path     string // the stable name
	Manifest warehouse.Manifest
	Warnings []string // warns of models that did not hold
}

// Publish builds the models, publishes the database and exports Parquet.
func (r *Runner) Publish(ctx context.Context) (Published, error) {
	var p Published
	build, made, end, err := r.build()
	if err != nil {
		return p, err
	}
	done := r.step("publish", "")
	defer done()
	p.Snapshot, p.New, err = r.wh.Publish(ctx, string(r.dir), build)
	end()
	p.Warnings = made.warnings
	if err != nil {
		return p, fmt.Errorf("publish: %w", err)
	}
	if p.New {
		for _, v := range made.verdicts {
			if err := r.archive.AppendVerdict(v); err != nil {
				return p, err
			}
		}
	}
	p.Path = r.dir.Published()
	if m, err := warehouse.ReadManifest(r.dir.Parquet()); err == nil && m.Snapshot == p.ID {
		p.Manifest = m // a look that found nothing new need not write the same files again
		return p, nil
	}
	p.Manifest, err = r.Export(ctx, r.dir.Parquet())
	return p, err
}

// made is what a build of models tells besides its tables.
type made struct {
	warnings []string
	verdicts []landing.Verdict // that are new
}

// build is how the models are built in a copy of the working file. end takes
// the progress away.
func (r *Runner) build() (b warehouse.Build, m *made, end func(), err error) {
	models, refs, hash, err := r.models()
	if err != nil {
		return b, nil, nil, err
	}
	past, err := r.archive.Verdicts()
	if err != nil {
		return b, nil, nil, err
	}
	m = &made{}
	add, end := r.cfg.Progress.Begin("build models", int64(len(models)))
	return warehouse.Build{Version: r.cfg.Version, Hash: hash, Run: func(ctx context.Context, conn *sql.Conn, beside []*sql.Conn, known time.Time) error {
		done := r.step("models", "")
		defer done()
		ordered, err := warehouse.OrderModels(ctx, conn, models, refs)
		if err != nil {
			return err
		}
		found, err := warehouse.BuildModels(ctx, conn, ordered, refs, warehouse.BuildOptions{Computes: r.cfg.Computes, AsOf: known, Beside: beside,
			Report: func(transforms.Table, int64) { add(1) }})
		for _, w := range found {
			m.warnings = append(m.warnings, w.String())
		}
		if err == nil {
			m.verdicts, err = history(ctx, conn, past, known)
		}
		return err
	}}, m, end, nil
}

// BuildAsOf writes a database as it could have been published at an instant:
// nothing in it became known later. to must not exist.
func (r *Runner) BuildAsOf(ctx context.Context, at time.Time, to string) (p Published, err error) {
	build, made, end, err := r.build()
	if err != nil {
		return p, err
	}
	defer end()
	p.Snapshot, err = r.wh.BuildAsOf(ctx, to, at, r.cfg.Datasets, build)
	p.Warnings = made.warnings
	if err != nil {
		return p, fmt.Errorf("build as of %s: %w", at.UTC().Format(time.RFC3339), err)
	}
	p.Path = to
	return p, nil
}

// Export writes the marts of the published snapshot as Parquet.
func (r *Runner) Export(ctx context.Context, out string) (warehouse.Manifest, error) {
	models, _, _, err := r.models()
	if err != nil {
		return warehouse.Manifest{}, err
	}
	var want []warehouse.Wanted
	for _, m := range models {
		if m.Export {
			want = append(want, warehouse.Wanted{Schema: m.Table.Schema, Name: m.Table.Name, OrderBy: m.Grain})
		}
	}
	opt := r.warehouseOptions()
	opt.TempDir = r.dir.path("tmp", "export")
	return warehouse.Export(ctx, string(r.dir), out, want, opt)
}

// models reads the SQL and names its content.
func (r *Runner) models() ([]transforms.Model, []transforms.Ref, string, error) {
	if r.cfg.SQL == nil {
		return nil, nil, "", nil
	}
	models, refs, err := transforms.Load(r.cfg.SQL)
	if err != nil {
		return nil, nil, "", err
	}
	h := sha256.New()
	err = fs.WalkDir(r.cfg.SQL, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(r.cfg.SQL, path)
		fmt.Fprintf(h, "%s %d\n%s\n", path, len(b), b)
		return err
	})
	return models, refs, hex.EncodeToString(h.Sum(nil)), err
}
