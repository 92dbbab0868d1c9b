package gen

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// releases are the days on which payroll figures came out, with the number of
// months since the start of 2019 that each covered. The days are those of the
// bureau's calendar for 2026.
var releases = []struct {
	date   string
	months int
}{
	{"2026-01-09", 84}, // December 2025
	{"2026-02-11", 85}, // with the yearly benchmark
	{"2026-03-06", 86},
	{"2026-04-03", 87},
	{"2026-05-08", 88},
	{"2026-06-05", 89},
	{"2026-07-02", 90},
	{"2026-08-07", 91},
	{"2026-09-04", 92}, // August 2026
}

// benchmarkAt is the release that re-levels the past.
const benchmarkAt = 1

// industry is one CES industry of the sample.
type industry struct {
	code, title, file string
	start, growth     float64 // thousand jobs in January 2019, share added a month
	swing             float64 // size of the slow wave around the trend, as a share
	decimals          int
	lag               int // months after the others that it is published
}

var industries = []industry{
	{"00000000", "total nonfarm", "00a.TotalNonfarm.Employment", 149800, 0.00062, 0.003, 0, 0},
	{"50000000", "information", "50a.Information.Employment", 2850, 0.00030, 0.012, 0, 0},
	{"50513200", "software publishers", "50a.Information.Employment", 470, 0.0034, 0.020, 1, 1},
	{"55000000", "financial activities", "55a.FinancialActivities.Employment", 8700, 0.00071, 0.004, 0, 0},
	{"60000000", "professional and business services", "60a.ProfessionalBusinessServices.Employment", 21200, 0.00082, 0.006, 0, 0},
	{"60541500", "computer systems design and related services", "60a.ProfessionalBusinessServices.Employment", 2170, 0.0018, 0.014, 1, 0},
	{"60561320", "temporary help services", "60a.ProfessionalBusinessServices.Employment", 2900, -0.0011, 0.030, 1, 0},
	{"90000000", "government", "90a.Government.Employment", 22500, 0.00045, 0.003, 0, 0},
}

// payrolls are the files of one release: a data file per sector and the series
// catalogue.
func payrolls(release int) map[string][]byte {
	files := map[string]*bytes.Buffer{}
	catalogue := new(bytes.Buffer)
	catalogue.WriteString("series_id        \tsupersector_code\tindustry_code\tdata_type_code\tseasonal\tseries_title\t" +
		"footnote_codes\tbegin_year\tbegin_period\tend_year\tend_period\r\n")
	for _, seasonal := range []string{"S", "U"} {
		for _, in := range industries {
			out := files[in.file]
			if out == nil {
				out = new(bytes.Buffer)
				out.WriteString("series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n")
				files[in.file] = out
			}
			id := "CE" + seasonal + in.code + "01"
			writeSeries(out, id, in, seasonal == "S", release)
			writeCatalogue(catalogue, id, in, seasonal, release)
		}
	}
	made := map[string][]byte{download + "ce.series": catalogue.Bytes()}
	for name, body := range files {
		made[download+"ce.data."+name] = body.Bytes()
	}
	return made
}

func writeCatalogue(w *bytes.Buffer, id string, in industry, seasonal string, release int) {
	adjusted := "seasonally adjusted"
	if seasonal == "U" {
		adjusted = "not seasonally adjusted"
	}
	last := releases[release].months - in.lag - 1
	fmt.Fprintf(w, "%-17s\t%s\t%s\t01\t%s\tAll employees, thousands, %s, %s\t\t2019\tM01\t%d\tM%02d\r\n",
		id, in.code[:2], in.code, seasonal, in.title, adjusted, 2019+last/12, last%12+1)
}

// writeSeries writes a series as published by a release. Unadjusted series
// carry the annual average of each full year.
func writeSeries(w *bytes.Buffer, id string, in industry, adjusted bool, release int) {
	months := releases[release].months - in.lag
	sum := 0.0
	for m := range months {
		v := round(level(in, adjusted, m, release), in.decimals)
		sum += v
		mark := ""
		if m >= months-2 {
			mark = "P"
		}
		writeRow(w, id, 2019+m/12, m%12+1, v, in.decimals, mark)
		if m%12 == 11 {
			if !adjusted {
				writeRow(w, id, 2019+m/12, 13, sum/12, in.decimals, "")
			}
			sum = 0
		}
	}
}

func writeRow(w *bytes.Buffer, id string, year, period int, v float64, decimals int, mark string) {
	fmt.Fprintf(w, "%-17s\t%d\tM%02d\t%12.*f\t%s\r\n", id, year, period, decimals, v, mark)
}

// level is the number of jobs in thousands of month m as a release states it:
// the final figure, plus an error that shrinks over the two prints that follow
// the first, plus what the benchmark has yet to take away.
func level(in industry, adjusted bool, m, release int) float64 {
	v := in.start * math.Pow(1+in.growth, float64(m)) * (1 + in.swing*math.Sin(float64(m)/17+noise(in.code)*3))
	v *= 1 + 0.0006*noise(in.code, "month", m)
	switch age := releases[release].months - in.lag - 1 - m; age {
	case 0:
		v *= 1 + 0.0011*noise(in.code, "first", m)
	case 1:
		v *= 1 + 0.0005*noise(in.code, "second", m)
	}
	const benchmarked = 63 // April 2024, the first month after the benchmark's reference
	if release < benchmarkAt && m >= benchmarked {
		v *= 1 + 0.004*float64(m-benchmarked+1)/21
	}
	if !adjusted {
		return v * (1 + seasonalFactor(in.code, m%12))
	}
	if release < benchmarkAt && m >= 24 {
		v *= 1 + 0.0002*noise(in.code, "factor", m) // five years of new seasonal factors
	}
	return v
}

// seasonalFactor sums to zero over a year.
func seasonalFactor(code string, month int) float64 {
	width := 0.008
	if strings.HasPrefix(code, "9") {
		width = 0.025 // schools close in summer
	}
	return -width * math.Cos(2*math.Pi*(float64(month)+5)/12)
}
