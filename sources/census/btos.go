package census

import (
	"path"
	"regexp"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "census.btos",
	About:        "Business Trends and Outlook Survey: answers of US firms every two weeks, among them whether they use AI, for the nation, states, sectors and sizes.",
	Home:         "https://www.census.gov/hfp/btos/data_downloads",
	License:      license,
	Citation:     citation + "Business Trends and Outlook Survey (census.gov/hfp/btos).",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(
		btosFile("national", "National.xlsx"),
		btosFile("sector", "Sector.xlsx"),
		btosFile("size", "Employment%20Size%20Class.xlsx"),
		btosFile("state", "State.xlsx"),
		// The AI questions as they were worded until October 2025, which the
		// other files do not hold any more.
		btosFile("ai_original", "AI%20Core%20Questions.xlsx"),
	),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readBTOS},
	Columns: []sources.Column{
		sources.Code("file", "Download that holds the figure: national, sector, size, state, or ai_original, which has all of these for the first wording.").Key().FromPart(),
		sources.Code("state", "State by its two letters; NULL for other groups. A firm in several states is in none.").Key().Named("State").MayLack(),
		sources.Code("sector", "NAICS sector: 31 is 31-33, 44 is 44-45, 48 is 48-49, XX firms in several sectors; NULL for other groups.").Key().Named("Sector").MayLack(),
		sources.Code("empsize", "Size by employees: A 1-4, B 5-9, C 10-19, D 20-49, E 50-99, F 100-249, G 250 and more; NULL for other groups.").Key().Named("Empsize").MayLack(),
		// The numbers of questions move when one is added or dropped, and both
		// wordings of the AI questions have the same; only the text tells.
		sources.Text("question", "The question in full. Another wording is another series.").Key().Named("Question").AsCode(),
		sources.Text("answer", "The answer to it.").Key().Named("Answer").AsCode(),
		sources.Code("period", "Cycle of two weeks: ISO year and fortnight 01 to 26 in which answers were collected.").Key(),
		sources.Code("question_id", "Number of the question in this vintage; the same question has other numbers in others.").Named("Question ID").Note(),
		sources.Code("answer_id", "Number of the answer in this vintage.").Named("Answer ID").Note(),
		sources.Code("ai_question", "now: uses AI in the last two weeks; expected: will use it in the next six months; NULL for other questions.").OneOf("now", "expected").MayLack(),
		sources.Code("wording", "Of an AI question: goods or services (until 2025-10-05), or business functions (from 2025-11-17). The level jumps in between, so they are two series.").
			OneOf("goods or services", "business functions").MayLack(),
		sources.Number("estimate_pct", "percent of firms", "Share of the firms that answered the question; NULL where suppressed.").Optional().Between(0, 100),
		// A note, so that a file without errors, such as a sheet saved as CSV, does
		// not read as a revision of every share.
		sources.Number("standard_error_pct", "percentage points", "Standard error of the estimate; NULL where suppressed, and in files without errors.").Note().MayLack().AtLeast(0),
		sources.Code("mark", "S: suppressed, for a relative error of over half or to protect answers. Small shares are suppressed most.").OneOf("S").MayLack(),
		sources.Date("collected_from", "Monday on which the collection of the cycle began; the questions look back two weeks from there.").
			Shown("CAST(date_trunc('week', make_date(CAST(substr(period, 1, 4) AS INTEGER), 1, 4)) AS DATE) + CAST(14 * (CAST(substr(period, 5) AS INTEGER) - 1) AS INTEGER)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Weekly, Period: "collected_from", Lag: 18, Why: "a cycle of two weeks is out on the Thursday after it ends"},
	Contract: sources.Contract{
		MinRows:     12,
		MaxBad:      0.001,
		MaxVanished: 0.5,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '20[0-9]{2}(0[1-9]|1[0-9]|2[0-6])')", Why: "a year has 26 cycles"},
			{Name: "known wording", Rule: "ai_question IS NULL OR wording IS NOT NULL", Why: "an AI question in a third wording is a series of its own and must not continue another"},
			{Name: "mark or figure", Rule: "(mark IS NULL) = (estimate_pct IS NOT NULL)", Why: "a cell is a share or says why there is none"},
		},
		Why: "MinRows: the embedded sample's smallest file has 36 answers, the real file of the states over 200,000. MaxBad: none of 231,702 cells of the states in 2025 " +
			"is bad. MaxVanished: questions are dropped and moved to other files with a new questionnaire, as those on AI in December 2025.",
	},
	PartOf: func(file string) string {
		name := strings.ToLower(strings.ReplaceAll(path.Base(file), "%20", " "))
		for _, f := range btosNames {
			if f.name.MatchString(name) {
				return f.part
			}
		}
		return ""
	},
	Refused: oldWorkbook,
})

func btosFile(part, name string) sources.Request {
	return sources.Request{URL: "https://www.census.gov/hfp/btos/downloads/" + name, Part: part}
}

var btosNames = []struct {
	part string
	name *regexp.Regexp
}{
	{"national", regexp.MustCompile(`^national[ _.-].*(xlsx|csv)$`)},
	{"sector", regexp.MustCompile(`^sector(\.|[_-]).*(xlsx|csv)$`)}, // not the sectors by size
	{"size", regexp.MustCompile(`^employment[ _-]size[ _-]class[ _.-].*(xlsx|csv)$`)},
	{"state", regexp.MustCompile(`^state[ _.-].*(xlsx|csv)$`)},
	{"ai_original", regexp.MustCompile(`^ai[ _-]core[ _-]questions[ _.-].*xlsx$`)},
}
