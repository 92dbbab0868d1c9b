package fred

import (
	"bytes"
	"cmp"
	"errors"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "fred.graph",
	About:        "Series as FRED's graph page lets them be downloaded: the present state, one file a series, without a key.",
	Home:         "https://fred.stlouisfed.org/",
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeNo,
	Off: "the terms of use ask programs to read the API: fred.observations does, with a free key. Files saved from the graph page " +
		"can be loaded by hand all the same",

	Fetch:  sources.Each(graphs()...),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{"."}}, Read: readGraph},
	Columns: []sources.Column{
		sources.Code("series_id", "Series by FRED's name.").Key().FromPart(),
		sources.Date("date", "First day of the period; the frequency is that of the series.").Key(),
		sources.Number("value", "as the series says", "Value as published; NULL where the cell is empty, as on holidays or in October 2025.").Optional(),
	},
	Complete: true,
	Fresh: sources.Freshness{Every: sources.Quarterly, Period: "date", Lag: 120,
		Why: "the slowest series, a quarterly survey, is out within four months; a monthly one that stops is seen late"},
	Contract: sources.Contract{
		MinRows:     2,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Why: "MinRows: the youngest series, of a survey that began in 2024, has few quarters; a file without two rows shows nothing. MaxBad: no row of 25 real " +
			"files is bad. MaxVanished: a file holds all of a series; a chosen range would take more than 2 percent of it away.",
	},
	PartOf: func(file string) string {
		if m := graphRequest.FindStringSubmatch(file); m != nil {
			return m[1]
		}
		if m := graphFile.FindStringSubmatch(path.Base(file)); m != nil {
			return m[1]
		}
		return ""
	},
	Refused: func(head []byte) error {
		if !bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) {
			return nil
		}
		return cmp.Or(refused(head), errors.New("the answer is JSON; fred.observations reads answers of the API"))
	},
})

// graphRequest is the address of a series; graphFile a saved one: JTSJOL.csv,
// fredgraph_JTSJOL_2026-01-07.csv, alfredgraph_PAYEMS_20260330.csv.
var (
	graphRequest = regexp.MustCompile(`fredgraph\.csv(?:%3F|\?)id=([A-Z0-9]+)$`)
	graphFile    = regexp.MustCompile(`^(?:fredgraph_|alfredgraph_)?([A-Z][A-Z0-9]{2,})(?:[_.].*)?\.csv(?:\.gz)?$`)
)

func graphs() []sources.Request {
	var out []sources.Request
	for _, id := range series {
		out = append(out, sources.Request{URL: "https://fred.stlouisfed.org/graph/fredgraph.csv", Query: url.Values{"id": {id}}, Part: id, Contact: true})
	}
	return out
}

// readGraph reads a date and a value a line. The value's column is named after
// the series, which is the part.
func readGraph(in *decode.Input, emit func(decode.Record) error) error {
	head := true
	for cells, err := range in.Table(',', "") {
		if err != nil {
			return err
		}
		r := decode.Record{Raw: strings.Join(cells, ",")}
		switch {
		case head:
			if err := graphHeader(in, cells); err != nil {
				return err
			}
			r.Ignore = "header"
		case len(cells) != 2:
			r.Malformed = "a date and a value"
		default:
			r.Cells = map[string]string{"date": cells[0], "value": cells[1]}
		}
		head = false
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}

// graphHeader checks that the columns are a date and the part's series. A
// single vintage from ALFRED has its day behind the name.
func graphHeader(in *decode.Input, cells []string) error {
	names := slices.Clone(cells)
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	text := strings.Join(names, ",")
	if len(names) == 0 || !slices.Contains([]string{"observation_date", "date"}, strings.ToLower(names[0])) {
		return in.Errorf(1, text, "is not the header of a FRED graph, which begins with observation_date")
	}
	if len(names) != 2 {
		return in.Errorf(1, text, "has %d columns of values; save one series and one vintage to a file", len(names)-1)
	}
	name, day, dated := strings.Cut(names[1], "_")
	if _, err := time.Parse("20060102", day); dated && err != nil {
		name = names[1]
	}
	if name != in.Part && !strings.EqualFold(name, "value") {
		return in.Errorf(1, names[1], "is not the series %s that the part names", in.Part)
	}
	return nil
}
