package warehouse

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"jevons/sources"
)

// TestCancelWhileTheFileIsClosedLeavesItOpen cancels a publication between the
// closing and the opening of the working file.
func TestCancelWhileTheFileIsClosedLeavesItOpen(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	w, err := Open(context.Background(), Options{Path: filepath.Join(dir, "w", "warehouse.duckdb"), TempDir: filepath.Join(dir, "tmp"),
		Now: func() time.Time { return day(28) }, MinFree: 1, Free: func(string) (uint64, error) { cancel(); return 1 << 40, nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, _, err := w.Publish(ctx, dir, build()); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled publication: %v", err)
	}
	if _, err := w.Known(context.Background()); err != nil || w.Broken() != nil {
		t.Errorf("the warehouse afterwards: %v, %v", err, w.Broken())
	}
	publish(t, w, dir, build())
}

// TestNothingIsPublishedFromABrokenWarehouse: what is open may lack landings.
func TestNothingIsPublishedFromABrokenWarehouse(t *testing.T) {
	w := open(t)
	w.fatal = errors.New("the disk was full")
	if _, _, err := w.Publish(context.Background(), t.TempDir(), build()); !errors.Is(err, w.fatal) {
		t.Errorf("published from it: %v", err)
	}
}

// TestReplayThatFailsMarksTheWarehouse: an older landing takes newer ones back,
// and when these cannot be merged again nothing may be built on the rest.
func TestReplayThatFailsMarksTheWarehouse(t *testing.T) {
	w, d := open(t), toy()
	s := newShelf(d)
	newer := s.put("", body("a|M01|2|"), day(2))
	older := s.put("", body("a|M01|1|"), day(1))
	s.load(t, w, newer)
	asked := 0
	files := func(l sources.Landing) (*sources.File, error) {
		if l.ID == newer.ID {
			if asked++; asked > 1 {
				return nil, errors.New("the disk is gone")
			}
		}
		return s.files(l)
	}
	if _, err := w.Load(context.Background(), d, older, files, nil); err == nil {
		t.Fatal("loaded although the newer landing cannot be read")
	}
	if w.Broken() == nil {
		t.Error("the warehouse lacks a landing that it had, and says nothing of it")
	}
}

// TestNothingIsTakenBackThatCannotBeMergedAgain: the warehouse may be the only
// holder of a landing whose bytes an old copy of the archive lacks.
func TestNothingIsTakenBackThatCannotBeMergedAgain(t *testing.T) {
	w, d := open(t), toy()
	s := newShelf(d)
	newer := s.put("", body("a|M01|2|"), day(2))
	older := s.put("", body("a|M01|1|"), day(1))
	s.load(t, w, newer)
	delete(s.body, newer.SHA256)
	if _, err := w.Load(context.Background(), d, older, s.files, nil); err == nil {
		t.Error("loaded although the newer landing cannot be read")
	}
	if got := rows(t, w, "SELECT value FROM latest.toy_series"); got != "2\n" || w.Broken() != nil {
		t.Errorf("the warehouse holds %q afterwards, %v", got, w.Broken())
	}
}

// TestRefusalOfBytesThatAreNotArchivedIsNotWrittenDown, since it could never be
// tried again.
func TestRefusalOfBytesThatAreNotArchivedIsNotWrittenDown(t *testing.T) {
	w, d := open(t), toy()
	s := newShelf(d)
	lost := errors.New("the archive's disk is full")
	_, err := w.Load(context.Background(), d, s.put("", body("a|M01|x|", "b|M01|y|"), day(1)), s.files, func() error { return lost })
	var refused *ContractError
	if !errors.Is(err, lost) || errors.As(err, &refused) {
		t.Errorf("reported as %v", err)
	}
	if known, err := w.Known(context.Background()); err != nil || len(known) != 0 {
		t.Errorf("the ledger has %v, %v", known, err)
	}
}
