package worldbank

import (
	"regexp"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "worldbank.indicators",
	About:        "World Development Indicators of work: output per person employed, unemployment, employment and the labour force, by economy and year.",
	Home:         "https://databank.worldbank.org/source/world-development-indicators",
	License:      "CC BY 4.0",
	Citation:     "World Bank, World Development Indicators. CC BY 4.0. Labour series are modelled estimates of the ILO.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Paged{
		Requests: func(time.Time) []sources.Request {
			var out []sources.Request
			for _, id := range indicators {
				out = append(out, ask(id, 1))
			}
			return out
		},
		Follow: follow,
	},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: pages},
	Columns: []sources.Column{
		sources.Code("indicator", "Indicator, such as SL.UEM.TOTL.ZS; its unit stands in indicator_name.").Key().Named("indicator.id"),
		sources.Code("country_code", "Economy or aggregate by the World Bank's two characters: NO is Norway, 1W the world.").Key().Named("country.id"),
		sources.Code("period", "Period as published: 2024, 2024Q1 or 2024M01.").Key().Named("date"),
		sources.Text("indicator_name", "What is measured, and in which unit.").Named("indicator.value").Note().AsCode(),
		sources.Text("country", "Name of the economy or aggregate.").Named("country.value").Note().AsCode(),
		sources.Code("country_iso3", "Economy by ISO 3166 alpha-3; NULL for some aggregates.").Named("countryiso3code").Optional(),
		sources.Number("value", "as indicator_name says", "The figure; NULL where none is published.").Named("value").Optional(),
		sources.Text("unit", "Unit, mostly not filled.").Named("unit").Optional(),
		sources.Code("obs_status", "Mark of the figure, such as E estimated; mostly not filled.").Named("obs_status").Optional(),
		sources.Date("last_updated", "Day on which the World Bank last changed the source, whatever changed in it.").Named("lastupdated").Note().Optional(),
		sources.Date("starts_on", "First day of the period.").Shown("CAST(CASE WHEN regexp_full_match(period, '[0-9]{4}') THEN try_strptime(period, '%Y') " +
			"WHEN regexp_full_match(period, '[0-9]{4}Q[1-4]') THEN make_date(CAST(substr(period, 1, 4) AS INTEGER), 3 * CAST(substr(period, 6) AS INTEGER) - 2, 1) " +
			"WHEN regexp_full_match(period, '[0-9]{4}M[0-9]{2}') THEN try_strptime(period, '%YM%m') END AS DATE)"),
	},
	Unused:   []string{"decimal"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "starts_on", Lag: 210, Why: "a year's figures are added with the update of July"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '[0-9]{4}(Q[1-4]|M(0[1-9]|1[0-2]))?')", Why: "another form of period would have no date"},
			{Name: "share", Rule: "indicator NOT LIKE '%.ZS' OR value BETWEEN 0 AND 100", Why: "indicators that end in ZS are percentages of a whole"},
			{Name: "not negative", Rule: "indicator LIKE '%.ZG' OR value >= 0", Why: "only a growth rate (ZG) can be below zero"},
		},
		Why: "MinRows: the embedded sample has 20 rows an indicator, the source some 17,000 for 266 economies. MaxBad: the answers are made by a program. " +
			"MaxVanished: aggregates are redefined each July, a dozen of 266 economies and groups.",
	},
	PartOf:  func(file string) string { return indicatorID.FindString(file) },
	Refused: refused,
})

// indicators are asked for, one part each.
var indicators = []string{
	"SL.GDP.PCAP.EM.KD", // GDP per person employed, constant PPP dollars
	"SL.UEM.TOTL.ZS",    // unemployment, percent of the labour force
	"SL.UEM.1524.ZS",    // unemployment of 15 to 24
	"SL.SRV.EMPL.ZS",    // employment in services, percent of employment
	"SL.EMP.TOTL.SP.ZS", // employment, percent of the population over 15
	"SL.TLF.TOTL.IN",    // labour force, persons
}

// indicatorID finds an indicator in an address or file name.
var indicatorID = regexp.MustCompile(`[A-Z]{2}(?:\.[A-Z0-9]{2,}){2,}`)
