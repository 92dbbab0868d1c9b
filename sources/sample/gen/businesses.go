package gen

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// bureauVintages are the vintages of listVintages in which the Census Bureau's
// workbooks change: each is some 6 KiB, however few its figures.
var bureauVintages = map[int]int{0: 0, 2: 1}

// businessFiles are the Census Bureau's workbooks as of a vintage of listVintages.
func businessFiles(vintage int) (map[string][]byte, error) {
	v, ok := bureauVintages[vintage]
	if !ok {
		return nil, nil
	}
	made := map[string][]byte{}
	put := func(path string, sheets ...sheet) error {
		body, err := book(sheets)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		made[path] = body
		return nil
	}
	const downloads, c30 = "www.census.gov/hfp/btos/downloads/", "www.census.gov/construction/c30/xlsx/"
	for file, g := range firmGroups {
		if err := put(downloads+file, firmSheets("Response Estimates", "Response Standard Errors", g, firmCycles[v], business)...); err != nil {
			return nil, err
		}
	}
	// The first wording is frozen; the sheets have names of their own.
	var frozen []sheet
	for _, s := range []struct{ name, file string }{
		{"National", "National.xlsx"}, {"Sector", "Sector.xlsx"}, {"Employment Size", "Employment Size Class.xlsx"}, {"State", "State.xlsx"},
	} {
		frozen = append(frozen, firmSheets(s.name+" Estimates", s.name+" SE", firmGroups[s.file], firstCycles, goods)...)
	}
	if err := put(downloads+"AI Core Questions.xlsx", frozen...); err != nil {
		return nil, err
	}
	if err := put(c30+"privsatime.xlsx", building("Private SA", v, 12)); err != nil {
		return nil, err
	}
	return made, put(c30+"privtime.xlsx", building("Private NSA", v, 1))
}

// sheet is a sheet of a workbook.
type sheet struct {
	name string
	rows [][]any
}

func book(sheets []sheet) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err != nil {
			return nil, err
		}
		for k, row := range s.rows {
			if err := f.SetSheetRow(s.name, "A"+strconv.Itoa(k+1), &row); err != nil {
				return nil, err
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return repack(b.Bytes())
}

// firmGroup is what a workbook of the survey breaks firms down by; use scales
// the share that uses AI.
type firmGroup struct {
	label string
	codes []string
	use   []float64
}

var firmGroups = map[string]firmGroup{
	"National.xlsx":              {"", []string{""}, []float64{1}},
	"Sector.xlsx":                {"Sector", []string{"31", "51", "52", "54", "72"}, []float64{0.8, 2, 1.5, 1.9, 0.4}},
	"Employment Size Class.xlsx": {"Empsize", []string{"A", "D", "G"}, []float64{0.95, 0.9, 1.6}},
	"State.xlsx":                 {"State", []string{"CA", "NY", "TX", "WY"}, []float64{1.2, 1.1, 1, 0.7}},
}

const (
	goods    = "producing goods or services"
	business = "any of its business functions"
)

// The cycles of the two wordings, newest first; none was collected in between.
var (
	firstCycles = []string{"202520", "202519", "202518", "202517"}
	firmCycles  = [][]string{{"202525", "202524"}, {"202616", "202615", "202614", "202525", "202524"}}
)

// firmSheets are the shares of firms that use AI, and their standard errors.
// Small groups are suppressed.
func firmSheets(estimates, errors string, g firmGroup, cycles []string, wording string) []sheet {
	questions := []struct {
		id   int
		text string
		lead float64
	}{
		{7, "In the last two weeks, did this business use Artificial Intelligence (AI) in " + wording + "? (Examples of AI: machine learning, natural language processing, virtual agents, voice recognition, etc.)", 0},
		{24, "During the next six months, do you think this business will be using Artificial Intelligence (AI) in " + wording + "? (Examples of AI: machine learning, natural language processing, virtual agents, voice recognition, etc.)", 3},
	}
	var head []any
	if g.label != "" {
		head = append(head, g.label)
	}
	head = append(head, "Question ID", "Question", "Answer ID", "Answer")
	for _, c := range cycles {
		head = append(head, c)
	}
	shares, errs := [][]any{head}, [][]any{head}
	for i, code := range g.codes {
		for _, q := range questions {
			for a, answer := range []string{"Yes", "No", "Do not know"} {
				var row []any
				if code != "" {
					row = append(row, code)
				}
				row = append(row, strconv.Itoa(q.id), q.text, strconv.Itoa(a+1), answer)
				share, se := row[:len(row):len(row)], row[:len(row):len(row)]
				for _, cycle := range cycles {
					yes := firmUse(cycle, wording)*g.use[i] + q.lead + 0.3*noise("btos", wording, code, q.id, cycle)
					x := []float64{yes, 88 - yes, 12}[a]
					if code == "WY" && a == 0 && wording == goods {
						share, se = append(share, "S"), append(se, "S")
						continue
					}
					share = append(share, fmt.Sprintf("%.1f%%", x))
					se = append(se, fmt.Sprintf("%.2f%%", math.Sqrt(x)/10))
				}
				shares, errs = append(shares, share), append(errs, se)
			}
		}
	}
	shares = append(shares, []any{}, []any{"Source: sample data, figures made up."})
	return []sheet{{estimates, shares}, {errors, errs}}
}

// firmUse is the nation's share of firms that use AI in a cycle, which jumps
// with the wording.
func firmUse(cycle, wording string) float64 {
	year, _ := strconv.Atoi(cycle[:4])
	fortnight, _ := strconv.Atoi(cycle[4:])
	n := float64((year-2025)*26 + fortnight)
	if wording == goods {
		return 8 + 0.1*(n-17)
	}
	return 17 + 0.25*(n-24)
}

// building is the table of private construction as of a vintage, in millions
// of dollars a month times scale. Its two newest months are revised later.
func building(name string, vintage int, scale float64) sheet {
	newest := []time.Time{time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}[vintage]
	kinds := []struct {
		head          string
		level, growth float64
	}{
		{"Total\r\nPrivate Construction1", 136_000, 0.002}, {"Nonresidential", 62_000, 0.001}, {"Office", 7_200, 0.004}, {"General", 3_500, -0.005},
		{"Data center", 3_300, 0.022}, {"Computer/ electronic/ electrical", 9_500, -0.004},
	}
	head := []any{"Date"}
	for _, k := range kinds {
		head = append(head, k.head)
	}
	rows := [][]any{{"Value of Private Construction Put in Place, sample data"}, {"(Millions of dollars. Figures made up.)"}, {}, head}
	for m := newest; m.Year() >= 2025; m = m.AddDate(0, -1, 0) {
		back := int(newest.Sub(m).Hours() / 24 / 28)
		row := []any{m.Format("Jan-06") + map[int]string{0: "p", 1: "r", 2: "r"}[back]}
		n := float64((m.Year()-2025)*12 + int(m.Month()) - 1)
		for _, k := range kinds {
			x := k.level * math.Pow(1+k.growth, n) * scale * (1 + 0.01*noise("build", k.head, n))
			if scale == 1 { // not adjusted for the seasons
				x *= 1 - 0.08*math.Cos(float64(m.Month())*math.Pi/6)
			}
			if back < 2 {
				x *= 1 + 0.01*noise("print", vintage, k.head, n)
			}
			row = append(row, math.Round(x))
		}
		rows = append(rows, row)
	}
	return sheet{name, append(rows, []any{}, []any{"1Includes the types listed below and others."}, []any{"Source: sample data."})}
}
