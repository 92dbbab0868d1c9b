package pipeline_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// A made survey: every month 20 persons of each age in each of 24 occupations,
// of which the first five are the most exposed. Their weights fall by a tenth
// from December 2022 on, those of the young by a fifth.
const (
	madeOccupations = 24
	madeExposed     = 5
)

var madeAges = []int{25, 40, 58}

func madeWeight(occupation, age int, month time.Time) float64 {
	w := 1000 + 4*float64(occupation)
	// A wave of its own for each cell, so that a fit is not exact.
	w *= 1 + 0.02*math.Sin(float64(7*occupation+3*age)+float64(int(month.Month())+12*month.Year())*float64(1+occupation%5))
	if occupation < madeExposed && !month.Before(time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)) {
		if age == 25 {
			return math.Round(1e4*w*0.8) / 1e4
		}
		return math.Round(1e4*w*0.9) / 1e4
	}
	return math.Round(1e4*w) / 1e4
}

func madeMonths() []time.Time {
	var out []time.Time
	for m := time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC); m.Before(time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC)); m = m.AddDate(0, 1, 0) {
		out = append(out, m)
	}
	return out
}

func madeSurvey(month time.Time) string {
	var b strings.Builder
	b.WriteString(`[["HRHHID","HRHHID2","PULINENO","PRTAGE","PESEX","PEEDUCA","PEMLR","PEIO1ICD","PEIO1OCD","PWSSWGT","state"]`)
	for o := range madeOccupations {
		for _, age := range madeAges {
			for k := range 20 {
				// The survey writes codes as numbers: 0010 is 10.
				fmt.Fprintf(&b, ",\n[\"%03d%02d%03d\",\"01\",\"1\",\"%d\",\"1\",\"39\",\"1\",\"7380\",\"%d\",\"%.4f\",\"6\"]", o, age, k, age, 10*(o+1), madeWeight(o, age, month))
			}
		}
	}
	b.WriteString("]")
	return b.String()
}

// madeCodes is a code list in which the first occupation is a group of two SOC
// occupations, behind titles and headings.
func madeCodes(t *testing.T, path string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "2018 Census Occ Code List"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"Made up"}, {}, {nil, "2018 Census Title", "2018 Census Code", "2018 SOC Code"}, {"All", "All occupations:", "0010-4500", "98-0000 - 99-0000"}}
	for o := range 450 {
		soc := fmt.Sprintf("98-%03d1", o+100)
		if o == 0 {
			soc = "98-1000"
		}
		rows = append(rows, []any{nil, fmt.Sprint("Occupation ", o), fmt.Sprintf("%04d", 10*(o+1)), soc})
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

func madeScores() string {
	var b strings.Builder
	b.WriteString("O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,dv_rating_gamma,human_rating_alpha,human_rating_beta,human_rating_gamma\n")
	row := func(soc string, beta float64) {
		fmt.Fprintf(&b, "%s.00,Occupation,0.1,0.2,0.3,%.3f,%.3f,%.3f\n", soc, beta/2, beta, beta)
	}
	row("98-1002", 0.96) // with 98-1001 the group of the first occupation
	for o := range 60 {
		row(fmt.Sprintf("98-%03d1", o+100), 0.98-0.015*float64(o))
	}
	return b.String()
}

// TestExposedOccupationsAreComparedFromThePersonsOn loads made microdata and
// wants of the published comparison what the weights themselves say.
func TestExposedOccupationsAreComparedFromThePersonsOn(t *testing.T) {
	t.Parallel()
	dir, files := t.TempDir(), t.TempDir()
	r := realRunner(t, dir,
		"core.census_occupation_exposure", "core.cps_exposed", "core.cps_occupation_month", "marts.emp_exposed_did", "marts.occ_mix_dissimilarity",
		"marts.young_exposed_gap", "marts.young_exposed_lines")
	load := func(dataset, name, text string) {
		path := filepath.Join(files, name)
		if text != "" {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if run, err := r.LoadFile(context.Background(), dataset, path, "", time.Time{}); err != nil || run.Err != nil {
			t.Fatal(err, run.Err)
		}
	}
	load("exposure.gpts_occupations", "occ_level.csv", madeScores())
	madeCodes(t, filepath.Join(files, "codes.xlsx"))
	load("crosswalk.census_2018_soc", "codes.xlsx", "")
	for _, m := range madeMonths() {
		load("census.cps_basic", m.Format("2006-01")+".json", madeSurvey(m))
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	answers(t, dir, "SELECT count(*), count(CASE WHEN is_exposed THEN 1 END) FROM core.cps_exposed WHERE study = 'emp_exposed'", "24 5")
	answers(t, dir, "SELECT n_soc, round(beta_human, 6) FROM core.census_occupation_exposure WHERE census_code = '0010'", "2 0.97")
	answers(t, dir, `SELECT variant, n_before, n_after, clusters, clusters_exposed, n, n_dropped, n_too_few, flags FROM marts.emp_exposed_did ORDER BY 1`,
		"base_employment 7 4 24 5 264 0 0 few_clusters", "equal_weights 7 4 24 5 264 0 0 few_clusters", "placebo 4 3 24 5 168 0 0 few_clusters")
	answers(t, dir, `SELECT variant, n_before, n_after, clusters, n FROM marts.young_exposed_gap ORDER BY 1`,
		"base_employment 2 1 24 72", "equal_weights 2 1 24 72", "placebo 1 1 24 48")
	answers(t, dir, "SELECT status, count(*) FROM core.cps_occupation_month GROUP BY 1", fmt.Sprintf("s %d", 36*24*3))
	answers(t, dir, `SELECT count(*), min(n) FROM marts.young_exposed_lines WHERE value IS NOT NULL`, "100 1200")
	answers(t, dir, "SELECT count(*), count(value), min(month) FROM marts.occ_mix_dissimilarity", "25 25 2021-11-01")
	holdFigures(t, dir, []exposureFigure{
		{"SELECT value FROM marts.emp_exposed_did WHERE variant = 'equal_weights'", madeEffect(3, time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC), 0), 1e-9},
		{"SELECT value FROM marts.young_exposed_gap WHERE variant = 'equal_weights'", madeEffect(12, time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC), 25), 1e-9},
		// The planted change, but for the waves.
		{"SELECT value FROM marts.young_exposed_gap WHERE variant = 'equal_weights'", math.Log(0.8 / 0.9), 0.02},
		{"SELECT value FROM marts.emp_exposed_did WHERE variant = 'placebo'", 0, 0.02},
	})
}

// madeEffect is the difference in differences by its plain definition: mean
// change of the exposed less that of the others. It compares the young with
// those of 40, or without young everybody.
func madeEffect(span int, first time.Time, young int) float64 {
	total := func(o int, from time.Time, age int) float64 {
		sum := 0.0
		for k := range span {
			for _, a := range madeAges {
				if age == 0 || a == age {
					sum += 20 * madeWeight(o, a, from.AddDate(0, k, 0))
				}
			}
		}
		return sum
	}
	var mean [2]float64
	for o := range madeOccupations {
		var sum, n [2]float64
		for from := first; from.Before(time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC)); from = from.AddDate(0, span, 0) {
			y := math.Log(total(o, from, 0))
			if young != 0 {
				y = math.Log(total(o, from, young) / total(o, from, 40))
			}
			after := 0
			if !from.Before(time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)) {
				after = 1
			}
			sum[after], n[after] = sum[after]+y, n[after]+1
		}
		change := sum[1]/n[1] - sum[0]/n[0]
		if o < madeExposed {
			mean[1] += change / madeExposed
		} else {
			mean[0] += change / (madeOccupations - madeExposed)
		}
	}
	return mean[1] - mean[0]
}
