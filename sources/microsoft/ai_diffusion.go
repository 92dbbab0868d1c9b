// Package microsoft declares what the AI Economy Institute of Microsoft
// publishes on the spread of AI.
package microsoft

import (
	"bytes"
	"encoding/csv"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

const folder = "https://raw.githubusercontent.com/microsoft/ai-diffusion-report/main/data/"

var _ = list.Add(sources.Dataset{
	Name:         "microsoft.ai_diffusion",
	About:        "AI Diffusion: share of people of working age who used a generative AI product in a period, by economy, and by state, metropolitan area and county of the United States.",
	Home:         "https://github.com/microsoft/ai-diffusion-report",
	License:      "MIT",
	Citation:     "Misra, Wang, McCullers, White and Lavista Ferres, Measuring AI Diffusion, 2025; data of the Microsoft AI Economy Institute.",
	Redistribute: sources.RedistributeYes,

	// A release has files of its own, so the addresses name one.
	Fetch: sources.Each(
		sources.Request{URL: folder + "AI_Diffusion_Q12026_Update.csv", Part: "economies"},
		sources.Request{URL: folder + "US/State_Rankings_2026Q1.csv", Part: "states.2026Q1"},
		sources.Request{URL: folder + "US/MSA_Ranking_2026Q1.csv", Part: "metros.2026Q1"},
		sources.Request{URL: folder + "US/County_AI_User_Share_2026Q1.csv", Part: "counties.2026Q1"},
	),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readDiffusion},
	Columns: []sources.Column{
		sources.Code("geography", "economy, or within the United States state, metro or county.").Key().OneOf("economy", "state", "metro", "county"),
		sources.Code("area_code", "State by two letters, metropolitan area (CBSA) and county (FIPS) by five digits, zeros in front restored; NULL for economies, which have no code.").Key().Named("MSA Code", "State Abbr", "FIPS").MayLack(),
		sources.Text("area", "Name as published; a few names of counties are encoded twice.").Key().Named("Economy", "State Name", "MSA Title", "County name"),
		sources.Code("period", "Period as published: H1 2025 and Q1 2026 for economies, 2026Q1 within the United States.").Key(),
		sources.Text("state", "Name of the state that a county lies in.").Named("State name").MayLack().AsCode(),
		sources.Number("share_pct", "percent of people of working age", "AI users. Economies and US areas are of different methods.").Named("share").Optional().Between(0, 100),
		sources.Date("starts_on", "First day of the period.").Shown("CASE WHEN regexp_full_match(period, 'H[12] [0-9]{4}') THEN make_date(CAST(substr(period, 4) AS INTEGER), 6 * CAST(substr(period, 2, 1) AS INTEGER) - 5, 1) " +
			"WHEN regexp_full_match(period, 'Q[1-4] [0-9]{4}') THEN make_date(CAST(substr(period, 4) AS INTEGER), 3 * CAST(substr(period, 2, 1) AS INTEGER) - 2, 1) " +
			"WHEN regexp_full_match(period, '[0-9]{4}Q[1-4]') THEN make_date(CAST(substr(period, 1, 4) AS INTEGER), 3 * CAST(substr(period, 6) AS INTEGER) - 2, 1) END"),
	},
	Unused:   []string{"Rank"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a release every three to six months, in files of its own that a new version of this program has to name"},
	Contract: sources.Contract{
		MinRows:     4,
		MaxBad:      0.005,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '([HQ][1-4] [0-9]{4}|[0-9]{4}Q[1-4])')", Why: "another form of period would have no date"},
			{Name: "area code", Rule: "geography NOT IN ('metro', 'county') OR regexp_full_match(area_code, '[0-9]{5}')", Why: "a code of another length joins with nothing"},
		},
		Why: "MinRows: the embedded sample's smallest file has 4 areas, the smallest real one 34. MaxBad: no row of the real files is bad. " +
			"MaxVanished: economies and areas are added and renamed by a few.",
	},
	PartOf: func(file string) string {
		name := path.Base(file)
		if strings.HasPrefix(name, "AI_Diffusion_") {
			return "economies"
		}
		if m := areaFile.FindStringSubmatch(name); m != nil {
			return areaParts[m[1]] + "." + m[2]
		}
		return ""
	},
})

// areaFile is a file of US areas, whose period stands in its name only.
var (
	areaFile  = regexp.MustCompile(`^(State|MSA|County)_.*_([0-9]{4}Q[1-4])\.csv$`)
	areaParts = map[string]string{"State": "states", "MSA": "metros", "County": "counties"}
)

// readDiffusion makes a record of every share. Economies have a column a
// period with the percent sign; US areas have one share without it.
func readDiffusion(in *decode.Input, emit func(decode.Record) error) error {
	text, err := in.All()
	if err != nil {
		return err
	}
	if !utf8.Valid(text) { // a table saved on a Macintosh: one name has a diaeresis
		if text, err = charmap.Macintosh.NewDecoder().Bytes(text); err != nil {
			return err
		}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	var head []string
	for {
		row, err := r.Read()
		switch {
		case err == io.EOF && head == nil:
			return in.Errorf(0, "", "the file has no header")
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case head == nil:
			if head, err = diffusionHead(in, row); err == nil {
				err = emit(decode.Record{Ignore: "header"})
			}
		case len(row) != len(head):
			err = emit(decode.Record{Raw: strings.Join(row, ","), Malformed: "as many cells as in the header"})
		default:
			err = diffusionRow(in.Part, head, row, emit)
		}
		if err != nil {
			return err
		}
	}
}

const (
	diffusion = " AI Diffusion"
	userShare = "AI User Share"
)

// diffusionHead checks that the header is that of the part.
func diffusionHead(in *decode.Input, row []string) ([]string, error) {
	head := make([]string, len(row))
	for i, name := range row {
		head[i] = strings.TrimSpace(name)
	}
	want := map[string]string{"economies": "Economy", "states": "State Abbr", "metros": "MSA Code", "counties": "FIPS"}
	part, _, _ := strings.Cut(in.Part, ".")
	share := slices.ContainsFunc(head, func(s string) bool { return s == userShare || strings.HasSuffix(s, diffusion) })
	if name := want[part]; name == "" || !slices.Contains(head, name) || !share {
		return nil, in.Errorf(1, strings.Join(head, ","), "is not the header of the part %s: a release with other columns needs a mapping of its own", in.Part)
	}
	return head, nil
}

// diffusionRow makes the records of one area.
func diffusionRow(part string, head, row []string, emit func(decode.Record) error) error {
	kind, period, _ := strings.Cut(part, ".")
	cells := map[string]string{"geography": map[string]string{"economies": "economy", "states": "state", "metros": "metro", "counties": "county"}[kind]}
	shares := map[string]string{} // by period
	var periods []string
	for i, name := range head {
		text := strings.TrimSpace(row[i])
		switch {
		case name == "FIPS" && len(text) == 4:
			cells[name] = "0" + text
		case strings.HasSuffix(name, diffusion):
			p := strings.TrimSuffix(name, diffusion)
			shares[p], periods = text, append(periods, p)
		case name == userShare:
			shares[period], periods = text+"%", append(periods, period)
		default:
			cells[name] = text
		}
	}
	for _, p := range periods {
		r := decode.Record{Cells: cells}
		share, ok := strings.CutSuffix(shares[p], "%")
		if cells["period"], cells["share"] = p, share; !ok && share != "" {
			r.Malformed = "a share with its sign, such as 12.50%"
		}
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}
