package gen

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
)

const labstat = "download.bls.gov/pub/time.series/"

// surveyVintages are the releases on which the other surveys' files change;
// every one of them would only make the mirror larger.
var surveyVintages = []int{0, benchmarkAt, 4, 8}

// series is one series of the sample outside the payroll survey.
type series struct {
	file, id, title string
	since           int     // first month, counted from January 2019
	start, growth   float64 // first value, share added a month
	swing           float64 // size of the slow wave, as a share
	decimals        int
	quarterly       bool
	mark            string // footnote of October 2025 where nothing was collected
	revised         bool   // the newest value is a first print
}

// later is January 2023, when the series begin that no table has to deflate by.
const later = 48

var surveys = []series{
	{"cu/cu.data.1.AllItems", "CUSR0000SA0", "", 0, 252.6, 0.0031, 0.012, 3, false, "X", false},
	{"cu/cu.data.1.AllItems", "CUUR0000SA0", "", 0, 251.7, 0.0031, 0.012, 3, false, "X", false},
	{"cu/cu.data.17.USEducationAndCommunication", "CUSR0000SEEE01", "", later, 33.4, -0.0014, 0.010, 3, false, "X", false},
	{"cu/cu.data.17.USEducationAndCommunication", "CUUR0000SEEE01", "", later, 33.5, -0.0014, 0.010, 3, false, "X", false},
	{"pr/pr.data.0.Current", "PRS85006033", "", 0, 103.8, 0.0004, 0.006, 3, true, "", true},
	{"pr/pr.data.0.Current", "PRS85006093", "", 0, 105.2, 0.0013, 0.010, 3, true, "", true},
	{"pr/pr.data.0.Current", "PRS85006113", "", 0, 107.4, 0.0024, 0.008, 3, true, "", true},
	{"pr/pr.data.0.Current", "PRU30006093", "", 0, 99.5, 0.0006, 0.015, 3, true, "", true},
	{"jt/jt.data.1.AllItems", "JTS000000000000000HIL", "", later, 6150, -0.0034, 0.010, 0, false, "", true},
	{"jt/jt.data.1.AllItems", "JTS000000000000000JOL", "", later, 10200, -0.0072, 0.020, 0, false, "", true},
	{"jt/jt.data.1.AllItems", "JTS510000000000000JOL", "", later, 190, -0.0060, 0.080, 0, false, "", true},
	{"la/la.data.3.AllStatesS", "LASST060000000000003", "", later, 4.6, 0.0030, 0.030, 1, false, "9", true},
	{"la/la.data.3.AllStatesS", "LASST060000000000006", "", later, 19350000, 0.0004, 0.002, 0, false, "9", true},
	{"ln/ln.data.1.AllData", "LNS11300000", "(Seas) Labor Force Participation Rate", later, 62.5, 0, 0.003, 1, false, "9", false},
	{"ln/ln.data.1.AllData", "LNS12300000", "(Seas) Employment-Population Ratio", later, 60.2, -0.0002, 0.003, 1, false, "9", false},
	{"ln/ln.data.1.AllData", "LNS14000000", "(Seas) Unemployment Rate", later, 3.5, 0.0050, 0.020, 1, false, "9", false},
	{"ln/ln.data.1.AllData", "LNS14000036", "(Seas) Unemployment Rate - 20-24 yrs.", later, 6.4, 0.0070, 0.030, 1, false, "9", false},
	{"ln/ln.data.1.AllData", "LNS14027662", "(Seas) Unemployment Rate - Bachelor's degree and higher, 25 yrs. & over", later, 2.0, 0.0060, 0.030, 1, false, "9", false},
	{"ln/ln.data.1.AllData", "LNU04000000", "(Unadj) Unemployment Rate", later, 3.6, 0.0050, 0.020, 1, false, "9", false},
	{"wp/wp.data.0.Current", "WPU115", "", later, 52.3, -0.0010, 0.012, 3, false, "", true},
	{"wp/wp.data.0.Current", "WPU1178", "", later, 71.9, 0.0012, 0.012, 3, false, "", true},
	{"pc/pc.data.0.Current", "PCU236223236223", "", later, 186.5, 0.0018, 0.008, 3, false, "", true},
	{"pc/pc.data.0.Current", "PCU3341113341115", "", later, 27.6, 0.0009, 0.012, 3, false, "", true},
	{"pc/pc.data.0.Current", "PCU334413334413", "", later, 54.8, 0.0008, 0.020, 3, false, "", true},
	{"pc/pc.data.0.Current", "PCU518210518210", "", later, 98.2, 0.0021, 0.010, 3, false, "", true},
	{"ei/ei.data.0.Current", "EIUIQ", "", later, 151.2, 0.0004, 0.012, 1, false, "", true},
	{"ei/ei.data.0.Current", "EIUIR", "", later, 140.3, 0.0006, 0.010, 1, false, "", true},
}

// surveyFiles are the data files of one release, and the catalogue of the
// household survey.
func surveyFiles(release int) map[string][]byte {
	files := map[string]*bytes.Buffer{}
	catalogue := new(bytes.Buffer)
	catalogue.WriteString("series_id        \tlfst_code\tperiodicity_code\tseries_title\tages_code\tsexs_code\ttdat_code\tseasonal\t" +
		"footnote_codes\tbegin_year\tbegin_period\tend_year\tend_period\r\n")
	for _, s := range surveys {
		out := files[s.file]
		if out == nil {
			out = new(bytes.Buffer)
			out.WriteString("series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n")
			files[s.file] = out
		}
		s.write(out, release)
		if s.title != "" {
			last := releases[release].months - 1
			fmt.Fprintf(catalogue, "%-17s\t%s\tM\t%s\t00\t0\t02\t%s\t\t%d\tM01\t%d\tM%02d\r\n",
				s.id, s.id[3:5], s.title, s.id[2:3], 2019+s.since/12, 2019+last/12, last%12+1)
		}
	}
	made := map[string][]byte{labstat + "ln/ln.series": catalogue.Bytes()}
	for name, body := range files {
		made[labstat+name] = body.Bytes()
	}
	return made
}

// write writes the series as a release states it. Unadjusted series carry the
// average of each full year, and so does every quarterly one.
func (s series) write(w *bytes.Buffer, release int) {
	const hole = 81 // October 2025
	step, letter, average := 1, "M", s.id[2] == 'U' && s.file[:2] == "cu"
	if s.quarterly {
		step, letter, average = 3, "Q", true
	}
	last := releases[release].months/step*step - step
	sum, n := 0.0, 0.0
	for m := s.since; m <= last; m += step {
		year, number := 2019+m/12, m%12/step+1
		text, mark := "-", s.mark
		if m != hole || s.mark == "" {
			v := round(s.level(m, release, m == last), s.decimals)
			text, mark = fmt.Sprintf("%.*f", s.decimals, v), ""
			sum, n = sum+v, n+1
			if m == last && s.revised {
				mark = "P"
			}
		}
		fmt.Fprintf(w, "%-17s\t%d\t%s%02d\t%12s\t%s\r\n", s.id, year, letter, number, text, mark)
		if number == 12/step {
			if average {
				fmt.Fprintf(w, "%-17s\t%d\t%s%02d\t%12.*f\t\r\n", s.id, year, letter, number+1, s.decimals, sum/n)
			}
			sum, n = 0, 0
		}
	}
}

// level is the value of month m: a trend, a slow wave and noise, off by a first
// print's error while it is new, and by last year's seasonal factors until the
// release that computes new ones for five years.
func (s series) level(m, release int, newest bool) float64 {
	v := s.start * math.Pow(1+s.growth, float64(m-s.since)) * (1 + s.swing*math.Sin(float64(m)/15+3*noise(s.id)))
	v *= 1 + s.swing/8*noise(s.id, "month", m)
	if newest && s.revised {
		v *= 1 + s.swing/6*noise(s.id, "first", m)
	}
	if release < benchmarkAt && m >= 24 && s.id[2] == 'S' {
		v *= 1 + 0.0004*noise(s.id, "factor", m)
	}
	return v
}

// wageSeries is the table of wages of 2025 as series, with the same figures as
// the workbook. A mark there is a dash with a footnote here.
func wageSeries() []byte {
	var b bytes.Buffer
	b.WriteString("series_id                     \tyear\tperiod\t       value\tfootnote_codes\r\n")
	code, level := slices.Index(wageHeader, "OCC_CODE"), slices.Index(wageHeader, "O_GROUP")
	seen := map[any]bool{}
	rows := wageRows(2025)
	slices.SortStableFunc(rows, func(a, b []any) int { return strings.Compare(a[code].(string), b[code].(string)) })
	for _, row := range rows {
		if row[level] == "broad" || seen[row[code]] {
			continue
		}
		seen[row[code]] = true
		for _, kind := range []struct{ code, column string }{{"01", "TOT_EMP"}, {"03", "H_MEAN"}, {"04", "A_MEAN"}, {"08", "H_MEDIAN"}, {"13", "A_MEDIAN"}} {
			text, mark := "-", ""
			switch v := row[slices.Index(wageHeader, kind.column)].(type) {
			case float64:
				text = plain(v)
			case string:
				mark = map[string]string{"*": "4", "#": "5", "**": "8"}[v]
			}
			id := "OEUN0000000000000" + strings.ReplaceAll(row[code].(string), "-", "") + kind.code
			fmt.Fprintf(&b, "%-30s\t2025\tA01\t%12s\t%s\r\n", id, text, mark)
		}
	}
	return b.Bytes()
}
