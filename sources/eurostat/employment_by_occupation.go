package eurostat

import (
	"net/url"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "eurostat.employment_by_occupation",
	About:        "Quarterly employment of the European countries by sex and major group of ISCO-08, from their labour force surveys (lfsq_egais).",
	Home:         "https://ec.europa.eu/eurostat/databrowser/view/lfsq_egais/default/table",
	License:      license,
	Citation:     citation + "lfsq_egais.",
	Redistribute: sources.RedistributeYes,

	Fetch: paged("lfsq_egais", url.Values{
		"unit":            {"THS_PER"},
		"wstatus":         {"EMP"},
		"age":             {"Y15-64"},
		"sinceTimePeriod": {"2008-Q1"},
	}),
	// An extraction that was announced comes as SDMX, mostly in an archive.
	Decode: decode.ByContent{JSON: cube, XML: message, Zip: message, Text: decode.SDMXCSV{Cells: statCells}},
	Columns: []sources.Column{
		sources.Code("freq", "Frequency: Q for quarterly.").Key().Named("freq", "FREQ").OneOf("Q"),
		sources.Code("unit", "What value counts: THS_PER thousand persons.").Key().Named("unit", "UNIT").OneOf("THS_PER"),
		sources.Code("sex", "T all, M men, F women.").Key().Named("sex", "SEX"),
		sources.Code("age", "Age group: Y15-64 is 15 to 64.").Key().Named("age", "AGE"),
		sources.Code("wstatus", "Status: EMP all employed, SAL employees, SELF the self-employed.").Key().Named("wstatus", "WSTATUS"),
		sources.Code("isco08", "Occupation by ISCO-08: OC2 is professionals, TOTAL all, NRP no response.").Key().Named("isco08", "ISCO08"),
		sources.Code("geo", "Country or area, by Eurostat's code: EL is Greece.").Key().Named("geo", "GEO"),
		sources.Code("period", "Quarter as published, such as 2026-Q1; 2026Q1 in older files.").Key().Named("time", "TIME_PERIOD"),
		sources.Number("value", "thousand persons", "Employed persons. NULL where the cell is listed without a figure.").Named("value", "OBS_VALUE").Optional().AtLeast(0),
		sources.Code("status", "Flags of the figure, several joined: b break, c confidential, d definition differs, e estimated, p provisional, r revised, u low reliability.").
			Named("status", "OBS_FLAG").MayLack(),
		sources.Date("quarter", "First day of the quarter.").
			Shown("make_date(try_cast(left(period, 4) AS INTEGER), 3 * try_cast(right(period, 1) AS INTEGER) - 2, 1)"),
	},
	Unused:   []string{"DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "ACTION", "OBS_STATUS", "CONF_STATUS", "TIME_FORMAT"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Quarterly, Period: "quarter", Lag: 110, Why: "the labour force survey of a quarter is out some hundred days after it"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.001,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "quarter", Rule: `regexp_full_match(period, '[0-9]{4}-?Q[1-4]')`, Why: "lfsq_egais is quarterly, so that another period is of another table"},
			{Name: "occupation", Rule: `regexp_full_match(isco08, 'OC[0-9]+|TOTAL|NRP|UNK')`, Why: "a code of another form is of another classification than ISCO-08"},
		},
		Why: "MinRows: the embedded sample has over 100, some forty areas with a dozen groups and seventy quarters have tens of thousands. MaxBad: a cube is " +
			"made by a program. MaxVanished: aggregates of areas are replaced when the union changes, and small groups may become too unreliable to publish.",
	},
	Refused: refusedLarge,
})

var message = decode.SDMXML{Cells: cube.Cells}
