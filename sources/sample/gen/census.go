package gen

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// censusReleases are the days on which the quarterly census came out, with the
// newest quarter of each, counted from the first quarter of 2019. The days are
// made up: the first of the sample, then every third month.
var censusReleases = []struct {
	date   string
	newest int
}{
	{"2026-01-09", 25}, // 2025, second quarter
	{"2026-03-06", 26},
	{"2026-06-05", 27},
	{"2026-09-04", 28}, // 2026, first quarter
}

// censusSince is the first quarter of the sample: 2024, third quarter.
const censusSince = 22

// censusIndustry is one industry, with its jobs in the nation in 2019 and its
// weekly wage in USD.
type censusIndustry struct {
	code         string
	level        int // last digit of the aggregation level
	jobs, growth float64
	wage         float64
	owner        string
}

var censusIndustries = []censusIndustry{
	{"10", 0, 148_000_000, 0.0022, 1150, "0"},
	{"518", 5, 330_000, 0.0110, 2350, "5"},
	{"5415", 6, 2_180_000, 0.0050, 2200, "5"},
}

// censusAreas are areas with their share of the nation's jobs. The last one has
// too few establishments to be disclosed outside the total.
var censusAreas = []struct {
	fips  string
	kind  int // first digit of the aggregation level
	share float64
}{
	{"US000", 1, 1}, {"06000", 5, .119}, {"36000", 5, .064}, {"48000", 5, .090}, {"53000", 5, .023}, {"53069", 7, .000006},
}

var censusHeader = func() string {
	figures := []string{"month1_emplvl", "month2_emplvl", "month3_emplvl", "total_qtrly_wages", "taxable_qtrly_wages", "qtrly_contributions", "avg_wkly_wage"}
	names := append(strings.Fields("area_fips own_code industry_code agglvl_code size_code year qtr disclosure_code qtrly_estabs"), figures...)
	names = append(names, "lq_disclosure_code", "lq_qtrly_estabs")
	for _, f := range figures {
		names = append(names, "lq_"+f)
	}
	names = append(names, "oty_disclosure_code")
	for _, f := range append([]string{"qtrly_estabs"}, figures...) {
		names = append(names, "oty_"+f+"_chg", "oty_"+f+"_pct_chg")
	}
	return `"` + strings.Join(names, `","`) + `"` + "\r\n"
}()

// census are the files of one release: the slices of its quarters, of which
// those of the newest quarter's year are revised, and the table of revisions.
func census(release int) map[string][]byte {
	made := map[string][]byte{"www.bls.gov/cew/revisions/qcew-revisions.csv": censusRevisions(censusReleases[release].newest)}
	newest := censusReleases[release].newest
	for q := censusSince; q <= newest; q++ {
		for _, in := range censusIndustries {
			var b bytes.Buffer
			b.WriteString(censusHeader)
			for i := range censusAreas {
				in.row(&b, i, q, prints(q, newest))
			}
			made[fmt.Sprintf("data.bls.gov/cew/data/api/%d/%d/industry/%s.csv", 2019+q/4, q%4+1, in.code)] = b.Bytes()
		}
	}
	return made
}

// prints is how often quarter q was revised when newest came out: with every
// quarter of its year, and with the first one of the next.
func prints(q, newest int) int { return min(newest, q/4*4+4) - q }

// month is the jobs of a quarter's month, 0 to 2, after a number of revisions. The
// error of the first print shrinks by half with each.
func (in censusIndustry) month(area string, share float64, q, m, print int) float64 {
	v := in.jobs * share * math.Pow(1+in.growth, float64(q)+float64(m)/3)
	v *= 1 + 0.01*math.Sin(float64(3*q+m)/11+3*noise(in.code, area))
	return math.Round(v * (1 + 0.002*noise(in.code, area, q, m)/math.Pow(2, float64(print))))
}

// places is the number of establishments.
func (in censusIndustry) places(area string, share float64, q, print int) float64 {
	return max(1, math.Round(in.month(area, share, q, 0, print)/14))
}

// wages is the pay of the quarter in USD.
func (in censusIndustry) wages(area string, share float64, q, print int) float64 {
	week := in.wage * math.Pow(1.009, float64(q)) * (1 + 0.1*noise(area, in.code))
	return math.Round(week * 13 * in.month(area, share, q, 1, print))
}

// row writes an area's row. Suppressed figures are zeros, as the bureau prints them.
func (in censusIndustry) row(w *bytes.Buffer, i, q, print int) {
	a := censusAreas[i]
	fmt.Fprintf(w, `"%s","%s","%s","%d%d","0","%d","%d",`, a.fips, in.owner, in.code, a.kind, in.level, 2019+q/4, q%4+1)
	places := in.places(a.fips, a.share, q, print)
	if a.kind == 7 && in.level > 0 {
		fmt.Fprintf(w, `"N",%.0f%s,"N",0.50%s,"N"%s`+"\r\n", places, strings.Repeat(",0", 7), strings.Repeat(",0", 7), strings.Repeat(",0,0.0", 8))
		return
	}
	pay := in.wages(a.fips, a.share, q, print)
	var months [3]float64
	for m := range months {
		months[m] = in.month(a.fips, a.share, q, m, print)
	}
	fmt.Fprintf(w, `"",%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,"",1.00%s,""%s`+"\r\n", places, months[0], months[1], months[2],
		pay, math.Round(pay*0.3), math.Round(pay*0.005), math.Round(pay*3/13/(months[0]+months[1]+months[2])),
		strings.Repeat(",1.00", 7), strings.Repeat(",0,0.0", 8))
}

var monthNames = strings.Fields("January February March April May June July August September October November December")

// censusRevisions is the table of all prints of the total, from 2024 to the
// newest quarter.
func censusRevisions(newest int) []byte {
	var b bytes.Buffer
	b.WriteString("Year,Quarter,Area,Field,Initial Value,First Revised Value,Second Revised Value,Third Revised Value,Fourth Revised Value,Final Value\n")
	total := censusIndustries[0]
	for q := 20; q <= newest; q++ {
		for _, area := range []struct {
			name string
			at   int
		}{{"United States", 0}, {"California", 1}} {
			a := censusAreas[area.at]
			line := func(field string, value func(print int) float64) {
				fmt.Fprintf(&b, "%d,%d,%s,%s", 2019+q/4, q%4+1, area.name, field)
				for print := range 5 {
					b.WriteString("," + printed(q, newest, print, value))
				}
				fmt.Fprintf(&b, ",%s\n", printed(q, newest, 4-q%4, value))
			}
			line("Quarterly Establishments", func(p int) float64 { return total.places(a.fips, a.share, q, p) })
			for m := range 3 {
				line(monthNames[q%4*3+m]+" Employment", func(p int) float64 { return total.month(a.fips, a.share, q, m, p) })
			}
			line("Total Quarterly Wages", func(p int) float64 { return total.wages(a.fips, a.share, q, p) })
		}
	}
	return b.Bytes()
}

// printed is a print's value, or why there is none: the first quarter is
// revised four times, the fourth one once.
func printed(q, newest, print int, value func(int) float64) string {
	switch {
	case print > 4-q%4:
		return "Not applicable"
	case print > prints(q, newest):
		return "Not yet published"
	}
	return fmt.Sprintf("%.0f", value(print))
}
