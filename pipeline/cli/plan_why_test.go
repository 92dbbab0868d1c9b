package cli

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPlanTellsWhyItLooksNext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	run("plan", "bls.ces", "--dir", dir).want(t, ExitOK, "next look", "EST (", "UTC), timetable us.cron:")
	run("plan", "bls.ces", "--json", "--dir", dir).want(t, ExitOK, `"next_why":"timetable us.cron:`)
}

// The looks that serve has planned after failures stand in its history.
func TestPlanTellsWhatServeHasPlanned(t *testing.T) {
	dir := t.TempDir()
	line := `{"id":"20261124T115900.000000Z","dataset":"bls.ces","why":"after 1 failure","due":"2026-11-24T11:50:00Z","began":"2026-11-24T11:59:00Z",` +
		`"ended":"2026-11-24T11:59:30Z","outcome":"failed","cursor":"2026-11-24T11:59:00Z","failures":2,"redo":"2026-11-24T12:05:00Z","redo_why":"after 2 failures"}` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "runs.jsonl"), []byte(line), 0o640); err != nil {
		t.Fatal(err)
	}
	run("plan", "bls.ces", "--dir", dir).want(t, ExitOK, "next look 2026-11-24 07:05 EST (12:05 UTC), after 2 failures")
	run("plan", "bls.ces", "--json", "--dir", dir).want(t, ExitOK, `"next_at":"2026-11-24T12:05:00Z","next_why":"after 2 failures"`)
	run("plan", "bls.cps", "--dir", dir).want(t, ExitOK, "timetable us.cron:")
}
