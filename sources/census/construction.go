package census

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "census.construction",
	About:        "Value of private construction put in place by type of building and month, data centers and electronics plants among them.",
	Home:         "https://www.census.gov/construction/c30/historical_data.html",
	License:      license,
	Citation:     citation + "Value of Construction Put in Place Survey, private construction.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(
		sources.Request{URL: "https://www.census.gov/construction/c30/xlsx/privsatime.xlsx", Part: "private_sa"},
		sources.Request{URL: "https://www.census.gov/construction/c30/xlsx/privtime.xlsx", Part: "private_nsa"},
	),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{"(S)", "(NA)", "(X)", "-"}, Thousands: true}, Read: readConstruction},
	Columns: []sources.Column{
		sources.Code("table", "private_sa: seasonally adjusted, as an annual rate; private_nsa: not adjusted, of the month itself.").Named("table").Key().FromPart(),
		sources.Text("category", "Type of construction as headed, without the number of a note: Data center is a part of Office, from 2014 on.").Key().AsCode(),
		sources.Code("period", "Month as published, such as Jul-26, without its mark.").Key(),
		sources.Number("value_musd", "million USD", "Value put in place: a year's worth at the month's pace in private_sa, that of the month in private_nsa. Not adjusted for prices.").Optional(),
		sources.Code("mark", "p preliminary, r revised.").MayLack().OneOf("p", "r"),
		sources.Date("month", "First day of the month.").
			Shown("CAST(try_strptime(substr(period, 1, 4) || CASE WHEN substr(period, 5) >= '90' THEN '19' ELSE '20' END || substr(period, 5), '%b-%Y') AS DATE)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 34, Why: "a month is out on the first working day of the month after next"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2}')", Why: "another form of period would have no date"},
		},
		Why: "MinRows: the embedded sample has some 70 figures a table, the bureau's over 20,000. MaxBad: none of 20,000 figures of a table of 2019 is bad. " +
			"MaxVanished: small types of building are merged now and then, one of 65.",
	},
	PartOf: func(file string) string {
		switch name := strings.ToLower(path.Base(file)); {
		case strings.HasPrefix(name, "privsatime"):
			return "private_sa"
		case strings.HasPrefix(name, "privtime"):
			return "private_nsa"
		}
		return ""
	},
	Refused: oldWorkbook,
})

var (
	constructionMonth = regexp.MustCompile(`^([A-Z][a-z]{2}-[0-9]{2})([a-z]?)$`)
	noteNumber        = regexp.MustCompile(`[0-9]+$`)
)

// readConstruction makes a record of every figure of a table with a column a
// type of construction. The months stand in the first column and again in
// others headed Date, for printing.
func readConstruction(in *decode.Input, emit func(decode.Record) error) error {
	var heads []string
	for row, err := range in.Table(',', "") {
		if err != nil {
			return err
		}
		first := strings.TrimSpace(cell(row, 0))
		m := constructionMonth.FindStringSubmatch(first)
		switch {
		case heads == nil && first == "Date":
			if heads, err = constructionHeads(in, row); err == nil {
				err = emit(decode.Record{Ignore: "header"})
			}
		case heads == nil:
			err = emit(decode.Record{Ignore: "title"})
		case m == nil && strings.TrimSpace(strings.Join(row, "")) == "":
			err = emit(decode.Record{Ignore: "blank row"})
		case m == nil && len(first) > 8: // a sentence; a month in another form is quarantined
			err = emit(decode.Record{Ignore: "note"})
		case m == nil:
			err = emit(decode.Record{Malformed: "a month such as Jul-26p", Raw: strings.Join(row, "\t")})
		default:
			err = constructionRow(heads, m[1], m[2], row, emit)
		}
		if err != nil {
			return err
		}
	}
	if heads == nil {
		return in.Errorf(0, "", "no row begins with Date, the header of the first column; the layout has changed")
	}
	return nil
}

// constructionHeads are the names of the columns; those of the months are empty.
func constructionHeads(in *decode.Input, row []string) ([]string, error) {
	heads := make([]string, len(row))
	for i, text := range row {
		text = noteNumber.ReplaceAllString(strings.Join(strings.Fields(strings.ReplaceAll(text, "_x000D_", " ")), " "), "")
		if text == "Date" || text == "" {
			continue
		}
		if slices.Contains(heads[:i], text) {
			return nil, in.Errorf(0, text, "heads two columns, which would be one series")
		}
		heads[i] = text
	}
	return heads, nil
}

// constructionRow makes the records of one month.
func constructionRow(heads []string, period, mark string, row []string, emit func(decode.Record) error) error {
	cells := map[string]string{}
	for i, category := range heads {
		if category == "" {
			continue
		}
		value := strings.TrimSpace(cell(row, i))
		if value == "" { // the type was not yet, or is no longer, published
			if err := emit(decode.Record{Ignore: "no figure in the month"}); err != nil {
				return err
			}
			continue
		}
		clear(cells)
		cells["category"], cells["period"], cells["value_musd"] = category, period, value
		if mark != "" {
			cells["mark"] = mark
		}
		if err := emit(decode.Record{Cells: cells}); err != nil {
			return err
		}
	}
	return nil
}
