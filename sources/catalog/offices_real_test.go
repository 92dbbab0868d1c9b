package catalog_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"jevons/sources/sourcetest"
)

// TestRealIndicatorIsReadWhenAllPagesAreThere reads two real pages of one
// answer, which are one landing.
func TestRealIndicatorIsReadWhenAllPagesAreThere(t *testing.T) {
	d := dataset(t, "worldbank.indicators")
	var pages [][]byte
	for _, n := range []string{"1", "2"} {
		file := realFile(t, "worldbank/worldbank_NY.GDP.MKTP.CD_NOR_page"+n+".json")
		if part := d.PartOf(file); part != "NY.GDP.MKTP.CD" {
			t.Errorf("PartOf(%q) is %q", file, part)
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, append(body, '\n'))
	}
	b := sourcetest.Body{Name: "pages.json", Part: "NY.GDP.MKTP.CD", Bytes: bytes.Join(pages, nil)}
	r, err := sourcetest.Decode(d, b, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 7 || r.Ledger.Records != 7 || r.Ledger.Quarantined != 0 || len(r.Ledger.Warnings) > 0 || len(byKey(d, r)) != 7 {
		t.Errorf("want 7 rows: %s", r.LedgerText())
	}
	if count(d, r, "value", "5.00886328034123e+11") != 1 || count(d, r, "value", sourcetest.Null) != 1 || count(d, r, "country_iso3", "NOR") != 7 {
		t.Errorf("the rows are\n%s", r.CSV())
	}
	for name, n := range violations(t, d, r) {
		if n > 0 {
			t.Errorf("check %q fails for %d rows", name, n)
		}
	}
	for name, body := range map[string][]byte{"1 of 2 pages and 5 of 7 rows": pages[0], "page 2 follows page 0": pages[1]} {
		b.Bytes = body
		if _, err := sourcetest.Decode(d, b, sourcetest.Options{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error is %v, want %q", err, name)
		}
	}
	if _, _, err := decodeReal(t, "worldbank.indicators", "nasty/worldbank_error_120.status200.json"); err == nil || !strings.Contains(err.Error(), "message 120, Invalid value") {
		t.Errorf("the refusal gives %v", err)
	}
}

// TestRealSeriesIsNamedByItsMiddleMonth reads the form of a real document.
func TestRealSeriesIsNamedByItsMiddleMonth(t *testing.T) {
	d, r, err := decodeReal(t, "ons.timeseries", "ons/mgsx_SHAPE.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 5 || r.Ledger.Quarantined != 0 || len(r.Ledger.Warnings) > 0 || len(byKey(d, r)) != 5 {
		t.Errorf("want 3 months and 2 quarters: %s", r.LedgerText())
	}
	var month, quarter string
	db := tableOf(t, d, r)
	shown := map[string]string{}
	for _, c := range d.Columns {
		shown[c.Name] = c.SQL
	}
	row := db.QueryRow("select (select cast(" + shown["month"] + " as varchar) || ' ' || label || ' ' || value from t where period = '2025 DEC'), " +
		"(select cast(" + shown["quarter"] + " as varchar) || ' ' || value from t where period = '2026 Q1')")
	if err := row.Scan(&month, &quarter); err != nil || month != "2025-12-01 2025 NOV-JAN 5.2" || quarter != "2026-01-01 5.0" {
		t.Errorf("the month is %q, the quarter %q, error %v", month, quarter, err)
	}
}

// TestRealTableOfCanadaIsRefusedAsAnotherOne reads a real archive of another
// table, which has one dimension in place of four.
func TestRealTableOfCanadaIsRefusedAsAnotherOne(t *testing.T) {
	_, _, err := decodeReal(t, "statcan.labour_force", "statcan/18100204-eng.zip")
	if err == nil || !strings.Contains(err.Error(), "14100287.csv") || !strings.Contains(err.Error(), "18100204.csv") {
		t.Errorf("the archive of another table gives %v", err)
	}
	// The same form under the columns of this dataset: the figures, marks and
	// names that all tables of the source share.
	member, err := unzip(realFile(t, "statcan/18100204-eng.zip"), "18100204.csv")
	if err != nil {
		t.Fatal(err)
	}
	d := *dataset(t, "statcan.labour_force")
	d.Columns = slices.Clone(d.Columns)
	for i, c := range d.Columns {
		switch c.Name {
		case "characteristic":
			d.Columns[i] = c.Named("Index")
		case "gender", "age_group", "statistic", "data_type":
			d.Columns[i] = c.MayLack()
		}
	}
	r, err := sourcetest.Decode(&d, sourcetest.Body{Name: "18100204.csv", Bytes: member}, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 11804 || r.Ledger.Quarantined != 0 || r.Ledger.IgnoredText() != "header 1" || len(r.Ledger.Warnings) > 0 || len(byKey(&d, r)) != 11804 {
		t.Errorf("want 11,804 rows: %.500s", r.LedgerText())
	}
	if x, null, units := count(&d, r, "status", "x"), count(&d, r, "value", sourcetest.Null), count(&d, r, "scalar_factor", "units"); x != 32 || null != 32 || units != 11804 {
		t.Errorf("%d figures are suppressed, %d lack and %d are in units, want 32, 32 and all", x, null, units)
	}
	var first, last string
	if err := tableOf(t, &d, r).QueryRow("select cast(min("+d.Columns[len(d.Columns)-1].SQL+") as varchar), cast(max("+d.Columns[len(d.Columns)-1].SQL+") as varchar) from t").Scan(&first, &last); err != nil || first != "1981-01-01" || last != "2018-10-01" {
		t.Errorf("months go from %s to %s, error %v", first, last, err)
	}
}

// unzip reads one member of an archive.
func unzip(file, member string) ([]byte, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	f, err := z.Open(member)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
