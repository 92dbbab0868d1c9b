package warehouse

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/sources"
)

func decodeToy(t *testing.T, s *shelf, l sources.Landing) *incoming {
	t.Helper()
	f, err := s.files(l)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := s.d.Decode.Decode(context.Background(), *f)
	if err != nil {
		t.Fatal(err)
	}
	return &incoming{s: stream}
}

// These are facts of go-duckdb v1.8.2 that the wrapper and its callers are
// built around. When one of them fails after an upgrade, the matching defence
// can go.
func TestArrowViewsAreSilentlyWrongUnlessPouredWhole(t *testing.T) {
	s, w := newShelf(toy(func(d *sources.Dataset) {
		d.Columns[0] = sources.Code("series_id", "Series.").Key()
		d.Columns[3] = sources.Text("note", "Footnote.").Optional()
	})), open(t)
	l := s.put("", body("A|1|10|x", "B|2|20|y"), day(1))
	ask := func(query string) string {
		drop, err := w.view(context.Background(), decodeToy(t, s, l))
		if err != nil {
			t.Fatal(err)
		}
		defer drop()
		return rows(t, w, query)
	}
	if got := ask("SELECT period FROM mem.incoming"); got != "A\nB\n" {
		t.Errorf("a projection now reads its own column: %q", got)
	}
	if got := ask("SELECT count(*) FROM mem.incoming WHERE series_id = 'B'"); got != "2\n" {
		t.Errorf("a filter is now applied: %q", got)
	}
	if got := ask("SELECT v.* FROM mem.incoming AS v"); !strings.HasPrefix(got, "A 1 10 x 2\nB 2 20 y 3") {
		t.Errorf("poured whole: %q", got)
	}
}

func TestSecondScanOfAViewIsAnError(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.d.Columns[0].Coded, s.d.Columns[3].Coded = false, false
	drop, err := w.view(context.Background(), decodeToy(t, s, s.put("", body("A|1|10|"), day(1))))
	if err != nil {
		t.Fatal(err)
	}
	defer drop()
	if err := w.exec(context.Background(), "CREATE TABLE mem.x AS SELECT v.* FROM mem.incoming AS v"); err != nil {
		t.Fatal(err)
	}
	err = w.exec(context.Background(), "CREATE TABLE mem.y AS SELECT v.* FROM mem.incoming AS v")
	if err == nil || !strings.Contains(err.Error(), "scanned twice") {
		t.Errorf("second scan: %v", err)
	}
}

func TestCommitAfterAFailedStatementIsAnError(t *testing.T) {
	w := open(t)
	ctx := context.Background()
	if err := w.exec(ctx, "CREATE TABLE meta.x (i INTEGER)"); err != nil {
		t.Fatal(err)
	}
	err := w.tx(ctx, func(tx *txn) error {
		tx.exec(ctx, "INSERT INTO meta.x VALUES (1)")
		tx.exec(ctx, "INSERT INTO meta.x VALUES ('no number')")
		return nil // a caller that forgot to look
	})
	if err == nil {
		t.Error("the transaction was reported as committed")
	}
	if got := rows(t, w, "SELECT count(*) FROM meta.x"); got != "0\n" {
		t.Errorf("rows left: %q", got)
	}
	if err := w.tx(ctx, func(tx *txn) error { _, err := tx.exec(ctx, "INSERT INTO meta.x VALUES (1)"); return err }); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
}

func TestCancelledContextRunsNothing(t *testing.T) {
	w := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 50 {
		if err := w.exec(ctx, "CREATE TABLE meta.never (i INTEGER)"); err == nil {
			t.Fatal("a statement ran under a cancelled context")
		}
	}
}

func TestFiftyLoadsLeakNoArrowMemory(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	s, w := newShelf(toy()), open(t)
	w.opt.Mem = mem
	for i := range 50 {
		s.load(t, w, s.put("", body("A|1|"+strings.Repeat("1", 1+i%9)+"|", "B|1|2|"), day(1).AddDate(0, 0, i)))
	}
}
