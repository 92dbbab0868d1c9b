package catalog_test

import (
	"database/sql"
	"testing"
)

// TestPeriodsHaveTheirFirstDay computes the shown dates of periods as the
// sources write them; what is no period of the kind has none.
func TestPeriodsHaveTheirFirstDay(t *testing.T) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range []struct{ dataset, column, row, want string }{
		{"worldbank.indicators", "starts_on", "'2024' as period", "2024-01-01"},
		{"worldbank.indicators", "starts_on", "'2024Q4' as period", "2024-10-01"},
		{"worldbank.indicators", "starts_on", "'2024M07' as period", "2024-07-01"},
		{"worldbank.indicators", "starts_on", "'2020-2024' as period", ""},
		{"ons.timeseries", "month", "'2025 DEC' as period, 'month' as frequency", "2025-12-01"},
		{"ons.timeseries", "month", "'2025' as period, 'year' as frequency", ""},
		{"ons.timeseries", "quarter", "'2025 Q3' as period, 'quarter' as frequency", "2025-07-01"},
		{"ons.timeseries", "quarter", "'2025 DEC' as period, 'month' as frequency", ""},
		{"nomis.claimants", "month", "'2026-07' as period", "2026-07-01"},
		{"statcan.labour_force", "month", "'1976-01' as period", "1976-01-01"},
		{"censtatd.labour", "month", "'202607' as period", "2026-07-01"},
		{"censtatd.labour", "month", "'2025' as period", ""},
		{"census.btos", "collected_from", "'202319' as period", "2023-09-11"},
		{"census.btos", "collected_from", "'202524' as period", "2025-11-17"},
		{"census.btos", "collected_from", "'202601' as period", "2025-12-29"}, // the ISO year begins in the one before
		{"census.btos", "collected_from", "'202626' as period", "2026-12-14"},
		{"census.construction", "month", "'Jan-93' as period", "1993-01-01"},
		{"census.construction", "month", "'Dec-99' as period", "1999-12-01"},
		{"census.construction", "month", "'Jul-26' as period", "2026-07-01"},
		{"census.cps_basic", "month", "'2026-07' as period", "2026-07-01"},
		{"microsoft.ai_diffusion", "starts_on", "'H2 2025' as period", "2025-07-01"},
		{"microsoft.ai_diffusion", "starts_on", "'Q2 2026' as period", "2026-04-01"},
		{"microsoft.ai_diffusion", "starts_on", "'2026Q1' as period", "2026-01-01"},
		{"exposure.anthropic_index", "release_date", "'2025_03_27.modes' as file", "2025-03-27"},
	} {
		expression := ""
		for _, col := range dataset(t, c.dataset).Columns {
			if col.Name == c.column {
				expression = col.SQL
			}
		}
		var got sql.NullString
		if err := db.QueryRow("select cast(" + expression + " as varchar) from (select " + c.row + ")").Scan(&got); err != nil || got.String != c.want {
			t.Errorf("%s.%s of %s is %q, want %q, error %v", c.dataset, c.column, c.row, got.String, c.want, err)
		}
	}
}
