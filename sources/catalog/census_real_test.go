package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"jevons/sources/sourcetest"
)

// TestRealAnswersOfFirmsDecodeWhole reads two vintages, the second as CSV: a
// question was added before the others, so that every number moved, and no key
// may follow it.
func TestRealAnswersOfFirmsDecodeWhole(t *testing.T) {
	var vintages []map[string][]string
	for _, c := range []struct {
		file, ignored     string
		rows, suppressed  int
		errors, questions int
		first, last       string // Mondays on which collection began
	}{
		{"census/btos/State.xlsx", "blank row 1, header 1, not asked in the period 20034, source line 1", 211576, 43637, 167939, 25, "2023-09-11", "2025-06-02"},
		{"census/btos/State_2025-12.csv", "blank row 1, header 1, not asked in the period 17490, source line 1", 215657, 35007, 0, 22, "2023-09-11", "2025-09-08"},
	} {
		t.Run(c.file, func(t *testing.T) {
			d, r, err := decodeReal(t, "census.btos", c.file)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Rows) != c.rows || r.Ledger.Quarantined != 0 || r.Ledger.IgnoredText() != c.ignored || len(r.Ledger.Warnings) > 0 {
				t.Errorf("want %d rows: %.600s", c.rows, r.LedgerText())
			}
			keys := byKey(d, r)
			if vintages = append(vintages, keys); len(keys) != c.rows {
				t.Errorf("%d keys in %d rows", len(keys), c.rows)
			}
			if n, s := count(d, r, "estimate_pct", sourcetest.Null), count(d, r, "mark", "S"); n != c.suppressed || s != c.suppressed {
				t.Errorf("%d shares lack and %d are suppressed, want %d", n, s, c.suppressed)
			}
			if got := len(r.Rows) - count(d, r, "standard_error_pct", sourcetest.Null); got != c.errors {
				t.Errorf("%d shares have an error, want %d", got, c.errors)
			}
			db := tableOf(t, d, r)
			for _, k := range d.Contract.Checks {
				var n int
				if err := db.QueryRow("select count(*) from t where not coalesce((" + k.Rule + "), true)").Scan(&n); err != nil || n > 0 {
					t.Errorf("check %q fails for %d rows, error %v", k.Name, n, err)
				}
			}
			from := d.Columns[len(d.Columns)-1].SQL
			var got string
			err = db.QueryRow("select concat_ws(' ', count(distinct question), min(" + from + "), max(" + from + "), string_agg(distinct wording)) from t").Scan(&got)
			if want := fmt.Sprintf("%d %s %s goods or services", c.questions, c.first, c.last); err != nil || got != want {
				t.Errorf("questions, first and last cycle and wordings are %q, want %q, error %v", got, want, err)
			}
		})
	}
	if len(vintages) < 2 {
		return
	}
	shared, moved := 0, 0
	for key, rows := range vintages[0] {
		if now, ok := vintages[1][key]; ok {
			shared++
			if strings.Split(rows[0], "|")[7] != strings.Split(now[0], "|")[7] {
				moved++
			}
		}
	}
	if shared != 184864 || moved != 177550 {
		t.Errorf("%d keys are in both vintages, %d with another number of the question, want 184,864 and 177,550", shared, moved)
	}
}

func TestRealOldWorkbookIsRefusedWithAWayOut(t *testing.T) {
	_, _, err := decodeReal(t, "census.construction", "census/c30/privtime.xls")
	if err == nil || !strings.Contains(err.Error(), "old binary kind") || !strings.Contains(err.Error(), "save it as .xlsx") {
		t.Errorf("the old workbook gives %v", err)
	}
}
