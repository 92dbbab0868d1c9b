package catalog_test

import "testing"

// TestSampleStatisticsShow evaluates shown columns for which no real file is at
// hand.
func TestSampleStatisticsShow(t *testing.T) {
	const from = "@2026-01-09/"
	for _, c := range []struct{ dataset, file, show, want string }{
		{"ilostat.employment_by_occupation", "rplumber.ilo.org/data/indicator%3Fformat=.csv&id=EMP_TEMP_SEX_OCU_NB_A&timefrom=2010&type=code",
			"string_agg(distinct occupation_system || ' ' || occupation_code, ', ' order by occupation_system || ' ' || occupation_code)",
			"ISCO08 1, ISCO08 2, ISCO08 3, ISCO08 4, ISCO08 5, ISCO08 6, ISCO08 7, ISCO08 8, ISCO08 9, ISCO08 TOTAL"},
		{"ilostat.employment_by_occupation", "rplumber.ilo.org/data/indicator%3Fformat=.csv&id=EMP_TEMP_SEX_OCU_NB_A&timefrom=2010&type=code", "max(survey_year)", "2024-01-01"},
		{"ilostat.unemployment", "rplumber.ilo.org/data/indicator%3Fformat=.csv&id=UNE_DEAP_SEX_AGE_RT_A&timefrom=2000&type=code", "max(year) || ' ' || max(survey_year)", "2027-01-01 2024-01-01"},
		{"eurostat.employment_by_occupation", "ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/lfsq_egais%3Fage=Y15-64&format=JSON&lang=EN&sinceTimePeriod=2008-Q1&unit=THS_PER&wstatus=EMP",
			"string_agg(distinct quarter, ', ' order by quarter)", "2024-01-01, 2024-04-01, 2024-07-01, 2024-10-01, 2025-01-01, 2025-04-01"},
		{"oecd.productivity", "sdmx.oecd.org/public/rest/data/OECD.SDD.TPS,DSD_PDB@DF_PDB,2.0/.A.GDPHRS......%3FdimensionAtObservation=AllDimensions&format=csvfile", "max(year)", "2024-01-01"},
	} {
		if got := showing(t, dataset(t, c.dataset), sampleFile(t, c.dataset, "", from+c.file), c.show); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.dataset, c.show, got, c.want)
		}
	}
}
