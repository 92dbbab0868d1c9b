package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/sourcetest"
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
		{"oecd.unemployment", "oecd/DF_IALFS_UNE_M_USA_labels-both.csv", 36, 0, "USA UNE_LF_M PT_LF_SUB _Z N _T Y_GE15 _Z M 2023-01 3.9 A 0 NULL 1 1"},
		{"ilostat.unemployment", "ilostat/UNE_DEAP_SEX_AGE_RT_A.csv", 52, 0, "KEN BX:3465 UNE_DEAP_SEX_AGE_RT SEX_T AGE_YTHADULT_YGE15 2021 5.585 NULL NULL NULL R1:3513 NULL 2"},
		{"ilostat.unemployment", "ilostat/UNE_DEAP_SEX_AGE_RT_A_best_source_all.csv", 8, 0, "KEN BX:3465 UNE_DEAP_SEX_AGE_RT SEX_T AGE_YTHADULT_YGE15 2021 5.585 NULL NULL NULL R1:3513 true 2"},
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
			if len(r.Rows) != c.rows || nulls != c.nulls || l.Quarantined != 0 || l.IgnoredRows() != l.Ignored["header"] || len(l.Warnings) != 0 {
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

// TestRealStatisticsRefusals: answers about other indicators, or about none.
func TestRealStatisticsRefusals(t *testing.T) {
	for _, name := range []string{"ilostat.unemployment", "ilostat.employment_by_occupation"} {
		_, _, err := decodeReal(t, name, "nasty/ilostat_retired_dataset.json")
		if err == nil || !strings.Contains(err.Error(), "deprecated or invalid dataset id=FOO_BAR_A") || !strings.Contains(err.Error(), "table of contents") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, r, err := decodeReal(t, "ilostat.unemployment", "ilostat/SDG_0852_SEX_AGE_RT_A.cut.csv")
	if err != nil || len(r.Rows) != 0 || len(r.Ledger.Rejects) != 1 || r.Ledger.Rejects[0].Column != "indicator" {
		t.Errorf("an indicator that was not asked for: %v %v", r, err)
	}
	for dataset, file := range map[string]string{
		"oecd.unemployment":  "oecd/header_only_DF_LE.csv",
		"ecb.exchange_rates": "ecb/ecb_ICP_U2_ANR.csv",
	} {
		_, _, err := decodeReal(t, dataset, file)
		if err == nil || !strings.Contains(err.Error(), "the header lacks") {
			t.Errorf("%s as %s: %v", file, dataset, err)
		}
	}
	for file, words := range map[string]string{
		"ecb/EXR_structure.xml":               "structure message",
		"ecb/ng-ts.xml":                       "the observations lack EXR_SUFFIX; they have",
		"insee/IPI-2010-A21.xml":              "the observations lack CURRENCY, CURRENCY_DENOM, EXR_TYPE, EXR_SUFFIX",
		"nasty/eurostat_async_footer_413.xml": "wHsvjs7hQCy7Dqf4",
	} {
		_, _, err := decodeReal(t, "ecb.exchange_rates", file)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestRealStatisticsShow evaluates the shown columns over real rows.
func TestRealStatisticsShow(t *testing.T) {
	for _, c := range []struct{ dataset, file, show, want string }{
		{"ecb.exchange_rates", "ecb/M.USD.EUR.SP00.A.xml", "min(month)", "1999-01-01"},
		{"ecb.exchange_rates", "ecb/M.USD.EUR.SP00.A.xml", "max(month)", "2019-12-01"},
		{"oecd.unemployment", "oecd/DF_IALFS_UNE_M_USA_labels-both.csv", "count(distinct month)", "36"},
		{"oecd.unemployment", "oecd/DF_IALFS_UNE_M_USA_labels-both.csv", "count(*) filter (month = '2025-10-01')", "0"},
		{"ilostat.unemployment", "ilostat/UNE_DEAP_SEX_AGE_RT_A.csv", "max(year) filter (is_aggregate)", "2027-01-01"},
		{"ilostat.unemployment", "ilostat/UNE_DEAP_SEX_AGE_RT_A.csv", "count(*) filter (is_modelled)", "28"},
		{"ilostat.unemployment", "ilostat/UNE_DEAP_SEX_AGE_RT_A_best_source_all.csv", "string_agg(period || ' ' || value, ', ' order by period) filter (not best_source)", "1999 9.757, 2019 3.171"},
	} {
		d, r, err := decodeReal(t, c.dataset, c.file)
		if err != nil {
			t.Fatal(err)
		}
		if got := showing(t, d, r, c.show); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.file, c.show, got, c.want)
		}
	}
}

// showing computes an expression over rows and the dataset's shown columns.
func showing(t *testing.T, d *sources.Dataset, r *sourcetest.Result, expression string) (got string) {
	t.Helper()
	columns := "*"
	for _, c := range d.Columns {
		if c.SQL != "" {
			columns += ", " + c.SQL + " as " + c.Name
		}
	}
	err := tableOf(t, d, r).QueryRow("select cast(" + expression + " as varchar) from (select " + columns + " from t)").Scan(&got)
	if err != nil {
		t.Errorf("%s: %v", d.Name, err)
	}
	return got
}

// TestRealAnnouncementIsFollowed plays the recorded answers of 2018: a footer
// that promises a file, the same again while it is not there, then the archive.
// They are of another table, whose columns the dataset is given for the test.
func TestRealAnnouncementIsFollowed(t *testing.T) {
	d := *dataset(t, "eurostat.employment_by_occupation")
	read := func(file string) []byte {
		body, err := os.ReadFile(realFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Recognize(body[:min(len(body), sources.SniffLen)]); err != nil {
			t.Fatalf("%s would not pass: %v", file, err)
		}
		return body
	}
	footer, archive := read("nasty/eurostat_async_footer_413_2018.xml"), read("nasty/eurostat_async_result.zip")
	req := d.Fetch.First(time.Time{})[0]
	for range 2 {
		next, err := d.Fetch.Next(req, append(footer, '\n'))
		if err != nil || len(next) != 1 || next[0].URL != "https://ec.europa.eu/eurostat/SDMX/diss-web/file/7JUdWyAy4fmjBSWT" || !next[0].Replaces || next[0].Wait == 0 {
			t.Fatalf("%v %v", next, err)
		}
		req = next[0]
	}
	if next, err := d.Fetch.Next(req, archive); err != nil || next != nil {
		t.Fatalf("the archive is followed by %v, %v", next, err)
	}
	older, err := d.Fetch.Next(req, read("nasty/eurostat_async_footer_413.xml"))
	if err != nil || older[0].URL != "https://ec.europa.eu/eurostat/SDMX/diss-web/file/wHsvjs7hQCy7Dqf4" {
		t.Fatalf("%v %v", older, err)
	}

	// As it is, the dataset takes the archive for what it is: another table's.
	_, err = sourcetest.Decode(&d, sourcetest.Body{Name: "answer", Bytes: archive}, sourcetest.Options{})
	if err == nil || !strings.Contains(err.Error(), "the observations lack sex, age, wstatus, isco08; they have FREQ, GEO, NA_ITEM") {
		t.Error(err)
	}

	var columns []sources.Column
	for _, c := range d.Columns {
		switch c.Name {
		case "sex", "age", "wstatus", "isco08", "quarter":
			continue
		case "freq", "unit":
			c.Values = nil
		}
		columns = append(columns, c)
	}
	d.Columns = append(columns, sources.Code("na_item", "account").Named("NA_ITEM").Key())
	r, err := sourcetest.Decode(&d, sourcetest.Body{Name: "answer", Bytes: append(archive, '\n')}, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.Rows[0], " "); len(r.Rows) != 43 || got != "A CLV05_MEUR AL 2017 9820.6 e B1GQ 1" || len(r.Ledger.Warnings) != 0 {
		t.Errorf("%d rows, the first is %s: %s", len(r.Rows), got, r.LedgerText())
	}
}
