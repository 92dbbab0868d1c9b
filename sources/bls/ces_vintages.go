package bls

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name: "bls.ces_vintages",
	About: "Current Employment Statistics as first printed and as revised since May 2003: each value of a month's jobs with the first " +
		"and the last release that stated it.",
	Home:         "https://www.bls.gov/web/empsit/cesvininfo.htm",
	License:      license,
	Citation:     "Current Employment Statistics vintage data, " + citation,
	Redistribute: sources.RedistributeYes,

	// The host answers robots that name a contact, but not all of them; the zip
	// can be fetched in a browser and loaded by hand.
	Fetch:  sources.Each(sources.Request{URL: "https://www.bls.gov/web/empsit/cesvinall.zip", Part: "all", Contact: true}),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Members: "tri_*.csv", Read: readTriangle},
	Columns: []sources.Column{
		sources.Code("series_id", "Series as in bls.ces: CE, S or U for seasonally adjusted or not, industry (8), 01 for all employees.").Key().AsCode(),
		sources.Date("month", "First day of the reference month.").Key(),
		sources.Date("vintage_from", "First release that stated the value, by the newest month that the release covers, not by its day: 2025-01-01 came out in February 2025.").Key(),
		sources.Date("vintage_to", "Last release that stated it; NULL while the newest one does.").Optional(),
		sources.Number("value", "thousand jobs", "All employees as the releases from vintage_from to vintage_to stated them."),
		sources.Integer("print", "releases", "Which print of the month vintage_from is: 1 the first, 2 and 3 the revisions of the two months after, more a benchmark or new seasonal factors.").
			Shown("CAST(date_diff('month', month, vintage_from) + 1 AS BIGINT)"),
	},
	Complete: true,
	// A release covers the month before it and comes by the second Friday.
	Vintage: &sources.RowVintage{Known: "vintage_from + INTERVAL 1 MONTH + INTERVAL 12 DAY", Ended: "vintage_to", EndKnown: "vintage_to + INTERVAL 2 MONTH + INTERVAL 12 DAY"},
	Fresh:   sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 45, Why: "the triangles follow the Employment Situation by some days"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "print", Rule: "vintage_from >= month AND vintage_to >= vintage_from", Why: "a month is not printed before it has ended"},
		},
		Why: "MinRows: the embedded sample has over 100 rows, one triangle has 2,100 to 6,600. MaxBad: the triangles are made by a program; six of them have no " +
			"bad cell. MaxVanished: a value that is revised keeps its row, so only a series that ends takes rows away, one of some 113 industries.",
	},
	PartOf: func(file string) string {
		name := base(file)
		if name == "cesvinall.zip" {
			return "all"
		}
		if m := triangleName.FindStringSubmatch(name); m != nil {
			return m[1] + "_" + m[2]
		}
		return ""
	},
})

var (
	triangleName  = regexp.MustCompile(`^tri_(\d{6})_(SA|NSA)\.csv$`)
	triangleMonth = regexp.MustCompile(`^([A-Z][a-z]{2})_(\d{2})$`)
)

// run is a value that successive releases stated.
type run struct {
	value string
	from  time.Time
}

// readTriangle reads a line a release and a column a month. A release repeats
// the whole past, which hardly changes: over the 226 triangles that is some
// thirty million cells. So a row here is a value with the first and the last
// release that stated it, from which each release can be had again.
func readTriangle(in *decode.Input, emit func(decode.Record) error) error {
	m := triangleName.FindStringSubmatch(path.Base(in.Name))
	if m == nil {
		return in.Errorf(0, in.Name, "is not the name of a triangle, such as tri_505180_SA.csv, which says what it counts")
	}
	id := "CES" + m[1] + "0001"
	if m[2] == "NSA" {
		id = "CEU" + m[1] + "0001"
	}
	t := triangle{id: id, emit: emit}
	line := int64(0)
	for cells, err := range in.Table(',', "") {
		if err != nil {
			return err
		}
		if line++; line == 1 {
			err = t.header(in, cells)
		} else {
			err = t.release(in, line, cells)
		}
		if err != nil {
			return err
		}
	}
	return t.end()
}

type triangle struct {
	id     string
	emit   func(decode.Record) error
	months []time.Time
	runs   []run // by month; value "" where no release stated one
	last   time.Time
}

func (t *triangle) header(in *decode.Input, cells []string) error {
	if len(cells) < 3 || strings.TrimSpace(cells[0]) != "year" || strings.TrimSpace(cells[1]) != "month" {
		return in.Errorf(1, sources.Cut(strings.Join(cells, ","), 60), "is not the header of a triangle, which begins with year,month,Jan_39")
	}
	for _, c := range cells[2:] {
		m := triangleMonth.FindStringSubmatch(strings.TrimSpace(c))
		if m == nil {
			return in.Errorf(1, c, "is not a month, such as Jan_39")
		}
		month, err := time.Parse("Jan", m[1])
		if err != nil {
			return in.Errorf(1, c, "is not a month, such as Jan_39")
		}
		// The survey began in 1939, so two digits tell the century until 2038.
		year, _ := strconv.Atoi(m[2]) // two digits
		if year += 1900; year < 1939 {
			year += 100
		}
		at := time.Date(year, month.Month(), 1, 0, 0, 0, 0, time.UTC)
		if n := len(t.months); n > 0 && !at.Equal(t.months[n-1].AddDate(0, 1, 0)) {
			return in.Errorf(1, c, "does not follow %s; a month is missing or stands twice", t.months[n-1].Format("Jan_06"))
		}
		t.months = append(t.months, at)
	}
	t.runs = make([]run, len(t.months))
	return t.emit(decode.Record{Ignore: "header"})
}

// release takes the values of one release. They come in order; a month may have
// none, as October 2025, when its line lacks or is blank.
func (t *triangle) release(in *decode.Input, line int64, cells []string) error {
	if len(cells) != len(t.months)+2 {
		return in.Errorf(line, "", "%d cells where the header has %d", len(cells), len(t.months)+2)
	}
	text := strings.TrimSpace(cells[0]) + "-" + strings.TrimSpace(cells[1])
	at, err := time.Parse("2006-1", text)
	if err != nil {
		return in.Errorf(line, text, "is not the year and month of a release")
	}
	if !at.After(t.last) {
		return in.Errorf(line, text, "does not come after the release of %s", t.last.Format("2006-1"))
	}
	if !slices.ContainsFunc(cells[2:], func(c string) bool { return strings.TrimSpace(c) != "" }) {
		return t.emit(decode.Record{Ignore: "release without values"})
	}
	for i, c := range cells[2:] {
		if c = strings.TrimSpace(c); c == t.runs[i].value {
			continue
		}
		if err := t.put(i, t.last); err != nil {
			return err
		}
		t.runs[i] = run{strings.Clone(c), at} // the cells are used again for the next row
	}
	t.last = at
	return nil
}

// put hands on the value of a month that ended with the release of to.
func (t *triangle) put(i int, to time.Time) error {
	r := t.runs[i]
	if r.value == "" {
		return nil
	}
	c := map[string]string{"series_id": t.id, "month": t.months[i].Format(time.DateOnly), "vintage_from": r.from.Format(time.DateOnly), "vintage_to": "", "value": r.value}
	if !to.IsZero() {
		c["vintage_to"] = to.Format(time.DateOnly)
	}
	return t.emit(decode.Record{Cells: c})
}

// end hands on the values that the newest release states.
func (t *triangle) end() error {
	if t.last.IsZero() {
		return fmt.Errorf("no release in the triangle of %s", t.id)
	}
	for i := range t.runs {
		if err := t.put(i, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}
