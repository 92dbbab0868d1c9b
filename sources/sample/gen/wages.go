package gen

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

var wageHeader = strings.Fields("AREA AREA_TITLE AREA_TYPE PRIM_STATE NAICS NAICS_TITLE I_GROUP OWN_CODE OCC_CODE OCC_TITLE O_GROUP " +
	"TOT_EMP EMP_PRSE JOBS_1000 LOC_QUOTIENT PCT_TOTAL PCT_RPT H_MEAN A_MEAN MEAN_PRSE H_PCT10 H_PCT25 H_MEDIAN H_PCT75 H_PCT90 " +
	"A_PCT10 A_PCT25 A_MEDIAN A_PCT75 A_PCT90 ANNUAL HOURLY")

// hoursAYear is what the bureau divides annual wages by.
const hoursAYear = 2080

// ceiling is the hourly wage from which on the table prints # instead.
const ceiling = 115

// wageTables are the zips of three years' national tables.
func wageTables() (map[string][]byte, error) {
	made := map[string][]byte{}
	for year := 2023; year <= 2025; year++ {
		book, err := wageBook(year)
		if err != nil {
			return nil, err
		}
		folder := fmt.Sprintf("oesm%02dnat", year%100)
		zipped, err := archive([]member{{fmt.Sprintf("%s/national_M%d_dl.xlsx", folder, year), book}})
		if err != nil {
			return nil, err
		}
		made[special+folder+".zip"] = zipped
	}
	return made, nil
}

func wageBook(year int) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	sheet := fmt.Sprintf("national_M%d_dl", year)
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	rows := append([][]any{anys(wageHeader)}, wageRows(year)...)
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return nil, err
		}
	}
	if _, err := f.NewSheet("Field Descriptions"); err != nil {
		return nil, err
	}
	if err := f.SetCellStr("Field Descriptions", "A1", "Sample data, figures made up. * wage not available; # wage at or above the ceiling; ** employment not available."); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return repack(b.Bytes())
}

// wageRows are a year's rows: total, then by major group the group, broad rows
// that share their code with a detailed one, and the detailed occupations.
func wageRows(year int) [][]any {
	var rows [][]any
	var all, allPay float64
	for _, g := range groups {
		var jobs, pay float64
		var detailed [][]any
		for _, o := range wageOccupations() {
			if !strings.HasPrefix(o.code, g.code) {
				continue
			}
			n, wage := occupationJobs(o.code, year), occupationWage(o.code, g.wage, year)
			jobs, pay = jobs+n, pay+n*wage
			if o.alsoBroad {
				detailed = append(detailed, wageRow(o.code, o.title, "broad", n, wage, year))
			}
			detailed = append(detailed, wageRow(o.code, o.title, "detailed", n, wage, year))
		}
		rows = append(rows, wageRow(g.code+"-0000", g.title, "major", jobs, pay/jobs, year))
		rows = append(rows, detailed...)
		all, allPay = all+jobs, allPay+pay
	}
	// The printed total differs from the sum by rounding, as the real one does.
	return append([][]any{wageRow("00-0000", "All Occupations", "total", all+30, allPay/all, year)}, rows...)
}

// occupationJobs is employment rounded to ten.
func occupationJobs(code string, year int) float64 {
	n := 40_000 * math.Exp(2.1*(noise(code, "jobs")+1))
	n *= math.Pow(1+0.025*noise(code, "trend"), float64(year-2023))
	return math.Round(n/10) * 10
}

// occupationWage is the mean hourly wage in USD.
func occupationWage(code string, group float64, year int) float64 {
	w := group * (1 + 0.35*noise(code, "wage")) * math.Pow(1.035, float64(year-2023))
	if topPaid[code] {
		w = 118
	}
	return w
}

var (
	topPaid    = map[string]bool{"29-1242": true, "29-1215": true, "11-1011": true}
	annualOnly = map[string]bool{"25-1011": true, "25-2021": true, "25-2052": true, "25-9045": true}
	hourlyOnly = map[string]bool{"27-2011": true}
	noJobs     = map[string]bool{"45-2092": true}
)

// wageRow writes one row with the marks of the real table: * where one kind of
// wage is not published, # from the ceiling on, ** without employment.
func wageRow(code, title, group string, jobs, wage float64, year int) []any {
	emp := any(jobs)
	if noJobs[code] {
		emp = "**"
	}
	row := []any{"99", "U.S.", "1", "US", "000000", "Cross-industry", "cross-industry", "1235", code, title, group,
		emp, round(0.2+math.Abs(noise(code, "rse", year))*3, 1), "", "", "", ""}
	pct := []float64{0.52, 0.70, 0.93, 1.24, 1.60}
	hourly, annual := []any{pay(wage, 1, 2)}, []any{pay(wage, hoursAYear, -1)}
	var hp, ap []any
	for _, p := range pct {
		hp, ap = append(hp, pay(wage*p, 1, 2)), append(ap, pay(wage*p, hoursAYear, -1))
	}
	onlyAnnual, onlyHourly := "", ""
	if annualOnly[code] {
		hourly, hp, onlyAnnual = stars(1), stars(5), "TRUE"
	}
	if hourlyOnly[code] {
		annual, ap, onlyHourly = stars(1), stars(5), "TRUE"
	}
	row = append(row, hourly[0], annual[0], round(0.1+math.Abs(noise(code, "wrse", year)), 1))
	row = append(append(row, hp...), ap...)
	return append(row, onlyAnnual, onlyHourly)
}

// pay is an hourly wage times hours, or # from the ceiling on.
func pay(hourly, hours float64, decimals int) any {
	if hourly >= ceiling {
		return "#"
	}
	return round(hourly*hours, decimals)
}

func stars(n int) []any { return slices.Repeat([]any{"*"}, n) }

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

type member struct {
	name string
	body []byte
}

// archive zips members without times, so that equal members give equal bytes.
func archive(members []member) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	// The standard library's compressor may change with the toolchain; this
	// one changes with go.mod.
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	for _, m := range members {
		e, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := e.Write(m.body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// repack writes a workbook's parts again in the order of their names, since
// the workbook library writes them in the order of a map.
func repack(book []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return nil, err
	}
	var parts []member
	for _, f := range r.File {
		e, err := f.Open()
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(e)
		if err != nil {
			return nil, err
		}
		parts = append(parts, member{f.Name, body})
	}
	slices.SortFunc(parts, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return archive(parts)
}
