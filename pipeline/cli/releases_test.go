package cli

import (
	"log/slog"
	"testing"
	"testing/fstest"
	"time"
)

func TestAPeriodIsDueWithItsFirstRelease(t *testing.T) {
	files := fstest.MapFS{"x.dates": {Data: []byte(`CRON_TZ=UTC
2026-11-05 08:30 2026-Q3 a.x
2026-12-08 08:30 2026-Q3 a.x
cancelled 2027-02-04 08:30 2026-Q4 a.x
2027-03-09 08:30 2026-Q4 a.x
cancelled 2027-05-06 08:30 2027-Q1 a.x
`)}}
	r, err := loadReleases(files, t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for period, want := range map[string]string{"2026 Q3": "2026-11-05", "2026 Q4": "2027-03-09", "2027 Q1": "0001-01-01"} {
		if out, known := r.due("a.x", period); !known || out.Format(time.DateOnly) != want {
			t.Errorf("%s is due %s, %t; want %s", period, out, known, want)
		}
	}
	if _, known := r.due("a.x", "2027 Q2"); known {
		t.Error("a period that no calendar has is known")
	}
}
