package catalog_test

import "testing"

// TestRealEurostatCubes reads answers to narrower questions than the dataset
// asks, so their rows are fewer than its contract wants. Each lists one month
// that has no data yet.
func TestRealEurostatCubes(t *testing.T) {
	for _, c := range []struct {
		dataset, file string
		rows          int
	}{
		{"eurostat.unemployment", "eurostat/une_rt_m_DE_last3_2026-09.json", 2},
		{"eurostat.unemployment", "eurostat/une_rt_m_EA21.json", 19},
	} {
		t.Run(c.file, func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			l := r.Ledger
			if len(r.Rows) != c.rows || l.Kept != int64(c.rows) || l.Quarantined != 0 || l.IgnoredRows() != 0 || len(l.Warnings) != 0 {
				t.Errorf("want %d rows: %s", c.rows, r.LedgerText())
			}
			if keys := byKey(d, r); len(keys) != c.rows {
				t.Errorf("%d keys, want %d", len(keys), c.rows)
			}
		})
	}
}
