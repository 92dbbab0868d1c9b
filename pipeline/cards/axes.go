package cards

import (
	"strings"
	"time"

	"jevons/pipeline/report"
)

// bare is an axis to which neither season nor money apply.
func bare(name, unit string, measure report.Measure) report.Axis {
	return report.Axis{Name: name, Unit: unit, Adjustment: report.NoAdjustment, Prices: report.NoPrices, Measure: measure}
}

// indexOf is an axis of an index number that is no money.
func indexOf(name string, season report.Adjustment, base string) report.Axis {
	return report.Axis{Name: name, Unit: "index points", Adjustment: season, Prices: report.NoPrices, Measure: report.Index, Base: base}
}

// priceIndex is an axis of an index of prices of the day.
func priceIndex(name, base string) report.Axis {
	return report.Axis{Name: name, Unit: "index points", Adjustment: report.NoAdjustment, Prices: report.Nominal, Measure: report.Index, Base: base}
}

// usd is an axis of dollars of the day.
func usd(name, unit string) report.Axis {
	return report.Axis{Name: name, Unit: unit, Adjustment: report.NoAdjustment, Prices: report.Nominal, Measure: report.Level}
}

// rate is an axis of a rate of a series, adjusted for season or not.
func rate(name, unit string, season report.Adjustment) report.Axis {
	return report.Axis{Name: name, Unit: unit, Adjustment: season, Prices: report.NoPrices, Measure: report.Rate}
}

// logarithmic returns a with a logarithmic scale.
func logarithmic(a report.Axis) report.Axis {
	a.Log = true
	return a
}

// days is an axis of time; its name says in what steps.
func days(name string) report.Axis {
	unit := "day"
	for _, step := range []string{"month", "quarter", "week", "year", "period"} {
		if strings.Contains(strings.ToLower(name), step) {
			unit = step
		}
	}
	return report.Axis{Name: name, Unit: unit, Time: true}
}

func rows(name string) report.Axis { return report.Axis{Name: name} }

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// events are the two days that the claims speak of. ChatGPT appeared 26 months
// before the op-ed, not three years.
func events() []report.Event {
	return []report.Event{
		{T: date(2022, 11, 30), Label: "ChatGPT released"},
		{T: date(2025, 1, 20), Label: "DeepSeek R1 released"},
	}
}

// richest is a query for the dataset with the most values of a mart: one series
// can come from several sources, and two of them would be drawn twice.
func richest(mart, where string) string {
	return "(SELECT dataset FROM " + mart + " WHERE value IS NOT NULL AND " + where + " GROUP BY dataset ORDER BY count(*) DESC, dataset LIMIT 1)"
}

// What has to stand under every figure of its kind.
const (
	finalRun  = "Final run only: excludes research, failed runs, staff, data and owned hardware."
	notPaid   = "Posted is not paid: list prices; large buyers get discounts."
	noCost    = "The price of a token holds margin or subsidy; it does not tell what serving it costs."
	firstBase = "The first month of each line is 100; a line is broken where too few prices could be matched."

	exposedMeans = "Exposed = a language model could halve the time of the task at equal quality; not a forecast of jobs. " +
		"Labels rate the models of 2023, by people (human) and by GPT-4."
	betaMeans = "Measure beta: tasks that a model alone speeds up count whole, those that need more tools count half."
	crossOnly = "OEWS is a cross-section that pools three years of panels: its years are dots, not a line."

	payrollRevision      = "two monthly revisions, then the benchmark of February"
	productivityRevision = "with the next estimate of productivity, then with the yearly revision of the national accounts"
	joltsRevision        = "with the next month, then each March"
	priceRevision        = "four months after the first print"
	accountsRevision     = "with two more estimates, then each September"
	constructionRevision = "with each of the next two months, then each July"

	oneService = "Users of one service; they do not stand for all users."
)
