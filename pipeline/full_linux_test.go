package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"jevons/pipeline"
	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/warehouse"
)

// smallDisk is a file system of 48 MB in memory, which only root may make.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=48m"); err != nil {
		t.Skipf("a disk that can be filled has to be mounted, which is not permitted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// ballast fills a disk but for spare bytes.
func ballast(disk string, spare int64) error {
	f, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		return err
	}
	defer f.Close()
	block := make([]byte, 1<<16)
	for {
		if _, err = f.Write(block); err != nil {
			break
		}
	}
	for err == nil || len(block) > 1 {
		block = block[:max(1, len(block)/2)]
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("the disk is not full: %w", err)
	}
	if spare == 0 {
		return nil
	}
	at, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	return f.Truncate(at - spare)
}

func dropBallast(t *testing.T, disk string) {
	t.Helper()
	if err := os.Remove(filepath.Join(disk, "ballast")); err != nil {
		t.Fatal(err)
	}
}

// TestDiskFullAtEveryPointLosesNothing fills the disk at each fault point of
// everything that follows a first publication. What is published stays readable
// meanwhile; with room again, the same runner or the next one gets to the
// undisturbed state.
func TestDiskFullAtEveryPointLosesNothing(t *testing.T) {
	ref := undisturbed(t)
	disk := smallDisk(t)
	for _, point := range []string{fault.FetchHeaders, fault.TempWritten, fault.BeforeRename, fault.DecodeBatch, fault.CheckDone, fault.MergeBegin,
		fault.MergeRows, fault.MergeCommit, fault.MergeDone, fault.Model, fault.SnapshotCopy, fault.SnapshotName, fault.SnapshotDone,
		fault.ExportMid, fault.ExportName, fault.StateBefore} {
		for hit := 1; hit <= 2; hit++ {
			if hit == 2 && testing.Short() {
				continue
			}
			t.Run(fmt.Sprintf("%s_%d", point, hit), func(t *testing.T) {
				dir := filepath.Join(disk, "data")
				defer os.RemoveAll(dir)
				r := openRunner(t, toyConfig(dir))
				if err := walk(context.Background(), r, 1); err != nil {
					t.Fatal(err)
				}
				if _, err := r.Publish(context.Background()); err != nil {
					t.Fatal(err)
				}
				fail := faulttest.FailAt(point, int64(hit))
				faulttest.Set(t, func(name string) error {
					if fail(name) != nil {
						return ballast(disk, 0)
					}
					return nil
				})
				err := finish(context.Background(), r, dir)
				if _, err := os.Stat(filepath.Join(disk, "ballast")); err != nil {
					t.Fatalf("the disk was not filled: %v", err)
				}
				t.Logf("with a full disk: %v", err)
				fault.Hook = nil
				checkVisible(t, dir, ref)
				if hit == 2 { // close while the disk is full: DuckDB then reports nothing
					r.Close()
					r = nil
				}
				dropBallast(t, disk)
				goOn(t, r, dir, ref)
			})
		}
	}
}

// bulk is a file of many rows, all of which the n-th vintage changes.
func bulk(t *testing.T, n int) string {
	t.Helper()
	rows := make([]string, 20_000)
	for i := range rows {
		rows[i] = fmt.Sprintf("S%05d\tM01\t%d\t", i, i*7919%10007*n)
	}
	path := filepath.Join(t.TempDir(), "jobs.txt")
	if err := os.WriteFile(path, jobsFile(rows...), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestLoadsUntilTheDiskIsFullLoseNothing loads until there is no more room,
// closes, makes room, and wants every landing that was acknowledged.
func TestLoadsUntilTheDiskIsFullLoseNothing(t *testing.T) {
	disk := smallDisk(t)
	ctx := context.Background()
	load := func(r *pipeline.Runner, n int) error {
		run, err := r.LoadFile(ctx, "toy.jobs", bulk(t, n), "", day(n))
		return errors.Join(err, run.Err)
	}
	answer := func(r *pipeline.Runner, dir string) string {
		if _, err := r.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		db := readOnly(t, filepath.Join(dir, warehouse.StableName))
		defer db.Close()
		checkLedgers(t, db, dir)
		return strings.Join(texts(t, db, `SELECT concat_ws(' ', _known_at, _rev, count(*), sum(jobs), md5(string_agg(CAST(r AS VARCHAR), '|' ORDER BY series_id)))
FROM raw.toy_jobs AS r GROUP BY _known_at, _rev ORDER BY 1`), "\n")
	}
	config := func(dir string) pipeline.Config {
		cfg := toyConfig(dir)
		cfg.SQL, cfg.Datasets = nil, cfg.Datasets[:1]
		return cfg
	}
	dir, still := filepath.Join(disk, "data"), filepath.Join(t.TempDir(), "data")
	if err := ballast(disk, 9<<20); err != nil {
		t.Fatal(err)
	}
	r := openRunner(t, config(dir))
	n, err := 0, error(nil)
	for err == nil && n < 60 {
		n++
		err = load(r, n)
	}
	if err == nil {
		t.Fatalf("%d loads did not fill the disk", n)
	}
	t.Logf("load %d: %v", n, err)
	for range 2 { // and again on a full disk, from the start
		r.Close()
		if r, err = pipeline.Open(ctx, config(dir)); err != nil {
			t.Logf("open on a full disk: %v", err)
			continue
		}
		t.Cleanup(func() { r.Close() })
		if err := load(r, n); err == nil {
			t.Logf("load %d went well after opening again", n)
			n++
		}
	}
	if r != nil {
		r.Close()
	}
	dropBallast(t, disk)
	healed := openRunner(t, config(dir))
	t.Logf("mended: %q", healed.Healed)
	whole := openRunner(t, config(still))
	for i := 1; i <= n; i++ {
		if err := load(whole, i); err != nil {
			t.Fatal(err)
		}
	}
	if err := load(healed, n); err != nil {
		t.Fatal(err)
	}
	wantText(t, "vintages", answer(healed, dir), answer(whole, still))
}
