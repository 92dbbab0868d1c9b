package cli

import (
	"path/filepath"
	"testing"
)

func TestPlanTellsWhyItLooksNext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	run("plan", "bls.ces", "--dir", dir).want(t, ExitOK, "next look", "EST (", "UTC), timetable us.cron:")
	run("plan", "bls.ces", "--json", "--dir", dir).want(t, ExitOK, `"next_why":"timetable us.cron:`)
}
