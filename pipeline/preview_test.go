package pipeline_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
)

// folderHash names everything that lies below a folder.
func folderHash(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			out[path] = "folder"
			return err
		}
		b, err := os.ReadFile(path)
		sum := sha256.Sum256(b)
		st, serr := os.Stat(path)
		if serr == nil {
			out[path] = fmt.Sprint(hex.EncodeToString(sum[:8]), st.ModTime(), st.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func writeTemp(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// loadJobs loads a file of jobs and wants an outcome.
func loadJobs(t *testing.T, r *pipeline.Runner, at time.Time, want pipeline.Outcome, rows ...string) pipeline.Run {
	t.Helper()
	run, err := r.LoadFile(context.Background(), "toy.jobs", writeTemp(t, "jobs.txt", jobsFile(rows...)), "", at)
	if err != nil {
		t.Fatal(err)
	}
	if run.Outcome != want {
		t.Fatalf("%s (%s), want %s", run.Outcome, run.Error, want)
	}
	return run
}

var firstJobs = []string{"A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t", "B\tM02\t\t", "C\tM01\t30\tP"}

// folderWith makes a folder with the first jobs in it, closed again.
func folderWith(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	r := openRunner(t, toyConfig(dir))
	loadJobs(t, r, day(2), pipeline.Loaded, firstJobs...)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func changesOf(t *testing.T, dir, rules string, of pipeline.ChangesOf) []pipeline.Changes {
	t.Helper()
	cfg := toyConfig(dir)
	cfg.ApproveIf = rules
	of.Dataset = "toy.jobs"
	now := day(20) // files of one instant would be ordered by their hashes
	cfg.Env.Now = func() time.Time { now = now.Add(time.Hour); return now }
	if of.Limit == 0 {
		of.Limit = 10
	}
	before := folderHash(t, dir)
	out, err := pipeline.PlanChanges(context.Background(), cfg, of)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, folderHash(t, dir)); d != "" {
		t.Errorf("the folder is not what it was:\n%s", d)
	}
	return out
}

func p(s string) *string { return &s }

func TestChangesTellWhatALandingWouldDo(t *testing.T) {
	dir := folderWith(t)
	file := writeTemp(t, "next.txt", jobsFile("A\tM01\t10\t", "A\tM02\t33\t", "A\tM03\t13\tP", "B\tM01\tx\t", "B\tM02\t21\t"))
	got := changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{file}, At: day(3)})
	if len(got) != 1 {
		t.Fatalf("%d landings", len(got))
	}
	c := got[0]
	if c.Outcome != pipeline.Loaded || c.File != "next.txt" || c.Read != 5 || c.Kept != 4 || c.Quarantined != 1 || c.Base != "the working file" {
		t.Errorf("%+v", c)
	}
	want := warehouse.Change{Known: 5, New: 1, Revised: 2, Vanished: 2, Cells: 3,
		Columns: []warehouse.Tally{{Name: "jobs", Count: 2}, {Name: "note", Count: 1}},
		First: []warehouse.Cell{{Line: 3, Key: "A M02", Column: "jobs", Old: p("11.0"), New: p("33.0"), Factor: 3},
			{Line: 3, Key: "A M02", Column: "note", Old: p("P")}, {Line: 6, Key: "B M02", Column: "jobs", New: p("21.0"), Factor: 1}},
		Moves:    []warehouse.Cell{{Line: 3, Key: "A M02", Column: "jobs", Old: p("11.0"), New: p("33.0"), Factor: 3}},
		SeriesBy: "series_id", SeriesGone: 1, Series: []warehouse.Tally{{Name: "C", Count: 1}}, Gone: []string{"B M01", "C M01"},
		Bad:      []warehouse.BadRows{{Reason: "not_a_value", Column: "jobs", Rows: 1}},
		BadFirst: []warehouse.BadRow{{Line: 5, Column: "jobs", Text: "x", Reason: "not_a_value"}}}
	for i := range c.BadFirst {
		c.BadFirst[i].Detail = ""
	}
	if d := cmp.Diff(want, c.Change); d != "" {
		t.Error(d)
	}
	// It is what the landing then does.
	r := openRunner(t, toyConfig(dir))
	run, err := r.LoadFile(context.Background(), "toy.jobs", file, "", day(3))
	if err != nil || run.Counts.New != c.New || run.Counts.Revised != c.Revised || run.Counts.Withdrawn != c.Vanished {
		t.Errorf("the landing did %+v (%v), %+v was told", run.Counts, err, c.Change)
	}
}

func TestChangesOfALandingThatWouldBeRefusedOrHeld(t *testing.T) {
	dir := folderWith(t)
	bad := writeTemp(t, "bad.txt", jobsFile("A\tM01\t10\t", "A\tM02\t-1\t"))
	c := changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{bad}, At: day(3)})[0]
	if c.Outcome != pipeline.Refused || !strings.Contains(c.Why, "refused by") || len(c.Bad) != 1 || c.Bad[0].Column != "sign" || c.Vanished != 4 {
		t.Errorf("%+v", c)
	}
	torn := writeTemp(t, "torn.txt", []byte("series_id\tperiod\tjobs\tnote\nA\t\"M01\n"))
	if c = changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{torn}})[0]; c.Outcome != pipeline.Refused || c.Kept+c.New != 0 {
		t.Errorf("%+v", c)
	}
	html := writeTemp(t, "page.html", []byte("<!DOCTYPE html><html><body>busy</body></html>"))
	if c = changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{html}})[0]; c.Outcome != pipeline.Refused || c.File != "page.html" {
		t.Errorf("%+v", c)
	}
	less := writeTemp(t, "less.txt", jobsFile("A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t"))
	c = changesOf(t, dir, "vanished=0", pipeline.ChangesOf{Files: []string{less}, At: day(3)})[0]
	if c.Outcome != pipeline.OnHold || !strings.Contains(c.Why, "2 of 5 known keys are missing, allowed is vanished=0") || c.Vanished != 2 {
		t.Errorf("%+v", c)
	}
	same := writeTemp(t, "same.txt", jobsFile(firstJobs...))
	if c = changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{same}})[0]; c.Outcome != pipeline.Unchanged {
		t.Errorf("%+v", c)
	}
}

func TestChangesOfAMirrorAndOfSeveralFiles(t *testing.T) {
	dir := folderWith(t)
	got := changesOf(t, dir, "", pipeline.ChangesOf{Mirror: toyEditions(2)})
	var told []string
	for _, c := range got {
		told = append(told, fmt.Sprintf("%s %d %d %d", c.Outcome, c.New, c.Revised, c.Vanished))
	}
	if d := cmp.Diff([]string{"unchanged 0 0 0", "loaded 1 2 1", "refused 0 0 4"}, told); d != "" {
		t.Error(d)
	}
	one := writeTemp(t, "one.txt", jobsFile("A\tM01\t10\t", "A\tM02\t12\t", "B\tM01\t20\t", "B\tM02\t\t", "C\tM01\t30\tP"))
	two := writeTemp(t, "two.txt", jobsFile("A\tM01\t10\t", "A\tM02\t13\t", "B\tM01\t20\t", "B\tM02\t\t", "C\tM01\t30\tP"))
	got = changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{one, two}})
	if len(got) != 2 || got[1].File != "two.txt" || got[1].Revised != 1 || *got[1].First[0].Old != "12.0" {
		t.Errorf("%+v", got)
	}
}

func TestChangesInFoldersOfAllKinds(t *testing.T) {
	file := writeTemp(t, "jobs.txt", jobsFile(firstJobs...))
	none := filepath.Join(t.TempDir(), "none")
	cfg := toyConfig(none)
	got, err := pipeline.PlanChanges(context.Background(), cfg, pipeline.ChangesOf{Dataset: "toy.jobs", Files: []string{file}, Limit: 3})
	if err != nil || len(got) != 1 || got[0].New != 5 || !strings.HasPrefix(got[0].Base, "nothing") {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := os.Stat(none); !os.IsNotExist(err) {
		t.Error("a folder was made")
	}
	// Another process works in the folder: the published snapshot is compared.
	dir := filepath.Join(t.TempDir(), "data")
	r := openRunner(t, toyConfig(dir))
	loadJobs(t, r, day(2), pipeline.Loaded, firstJobs...)
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	less := writeTemp(t, "less.txt", jobsFile("A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t"))
	c := changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{less}})[0]
	if c.Vanished != 2 || !strings.HasPrefix(c.Base, "the published snapshot") {
		t.Errorf("%+v", c)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	// The working file is lost: the copy is made from the archive.
	if err := os.RemoveAll(filepath.Join(dir, "warehouse")); err != nil {
		t.Fatal(err)
	}
	if c := changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{less}})[0]; c.Vanished != 2 || c.Known != 5 {
		t.Errorf("%+v", c)
	}
}

func TestChangesLeaveNoScratchFolder(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	dir := folderWith(t)
	less := writeTemp(t, "less.txt", jobsFile("A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t"))
	changesOf(t, dir, "", pipeline.ChangesOf{Files: []string{less}})
	left, err := filepath.Glob(filepath.Join(tmp, "jevons-plan-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}
