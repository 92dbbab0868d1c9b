package catalog_test

import (
	"slices"
	"strings"
	"testing"
)

// TestRealStatisticsDecodeWhole: exact counts of real files, all of which are
// answers to narrower questions than the datasets ask.
func TestRealStatisticsDecodeWhole(t *testing.T) {
	for _, c := range []struct {
		dataset, file string
		rows, nulls   int
		first         string
	}{
		{"ecb.exchange_rates", "ecb/M.USD.EUR.SP00.A.xml", 252, 0, "M USD EUR SP00 A 1999-01 1.16078 A USD 0 US dollar/Euro 1"},
	} {
		t.Run(c.file, func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			value, nulls := slices.Index(r.Header, "value"), 0
			for _, row := range r.Rows {
				if row[value] == "NULL" {
					nulls++
				}
			}
			l := r.Ledger
			if len(r.Rows) != c.rows || nulls != c.nulls || l.Quarantined != 0 || l.IgnoredRows() != 0 || len(l.Warnings) != 0 {
				t.Errorf("%d rows, %d without value: %s", len(r.Rows), nulls, r.LedgerText())
			}
			if keys := byKey(d, r); len(keys) != c.rows {
				t.Errorf("%d keys, want %d", len(keys), c.rows)
			}
			if got := strings.Join(r.Rows[0], " "); got != c.first {
				t.Errorf("first row %s", got)
			}
		})
	}
}
