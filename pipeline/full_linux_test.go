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
			if hit == 2 && (!*allFaults || point == fault.SnapshotName) { // which has one hit
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
				if hit == 2 || point == fault.MergeDone || point == fault.MergeRows { // close while the disk is full: DuckDB then reports nothing
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

// TestBulkLoadsOnAFullDiskLoseNothing runs out of space in the middle of a large
// load, after several that went well, with more or less room left for the log,
// the checkpoint and the close; goes on for a while on the full disk, makes
// room, and wants every landing that was acknowledged.
func TestBulkLoadsOnAFullDiskLoseNothing(t *testing.T) {
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
		cfg.SQL = nil
		return cfg
	}
	still := filepath.Join(t.TempDir(), "data")
	whole := openRunner(t, config(still))
	for n := 1; n <= 4; n++ {
		if err := load(whole, n); err != nil {
			t.Fatal(err)
		}
	}
	want := answer(whole, still)
	for _, spare := range []int64{0, 100e3, 400e3, 700e3, 1e6, 2e6, 4e6} {
		t.Run(fmt.Sprint(spare), func(t *testing.T) {
			dir := filepath.Join(disk, "data")
			defer os.RemoveAll(dir)
			r := openRunner(t, config(dir))
			for n := 1; n <= 3; n++ {
				if err := load(r, n); err != nil {
					t.Fatal(err)
				}
			}
			faulttest.Set(t, func(name string) error {
				if name != fault.MergeBegin {
					return nil
				}
				fault.Hook = nil
				return ballast(disk, spare)
			})
			t.Logf("a load while the disk fills up: %v", load(r, 4))
			fault.Hook = nil
			for range 2 { // closing on a full disk tells nothing, whatever is lost
				if r != nil {
					t.Logf("close: %v", r.Close())
				}
				var err error
				if r, err = pipeline.Open(ctx, config(dir)); err != nil {
					t.Logf("open on a full disk: %v", err)
					continue
				}
				t.Logf("load on a full disk: %v", load(r, 4))
			}
			if r != nil {
				r.Close()
			}
			dropBallast(t, disk)
			r = openRunner(t, config(dir))
			t.Logf("mended: %q", r.Healed)
			if err := load(r, 4); err != nil {
				t.Fatal(err)
			}
			wantText(t, "vintages", answer(r, dir), want)
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
