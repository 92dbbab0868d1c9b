// Package report turns plain Go values into charts and one self-contained HTML
// page. It reads no database, no clock and no network: whatever it shows comes
// in as values, so the same values give the same bytes.
//
// A Chart says what it shows (series of points, some of them holes), how it is
// measured (unit, seasonal adjustment, prices, level or rate or index) and
// where it comes from (Stamp). Render draws it as SVG and PNG. A Page holds a
// Card for each claim, with its verdict, its charts and the table behind each
// chart, and WriteHTML writes it as one file that asks for nothing else.
//
// The package refuses what would mislead: a line is never drawn across a hole
// or a break in method, bars start at zero, preliminary points are hollow,
// sample data bear a mark over the plot, an axis without its unit and
// adjustment is an error, and so is a text that states a cause (Check). Names
// out of the data, such as categories, point labels and table cells, are not
// held to Check, since they are quoted and not written by us.
//
//	c := report.Chart{
//		Kind: report.Line, Title: "Jobs", Subtitle: "Employment fell from May to July; June is missing.",
//		X:     report.Axis{Name: "Reference month", Unit: "month", Time: true},
//		Y:     report.Axis{Name: "Employment", Unit: "thousand jobs", Adjustment: report.SA, Prices: report.NoPrices, Measure: report.Level},
//		Stamp: report.Stamp{AsOf: knownAt, NewestPeriod: "2026-06", Sources: []string{"bls.ces"}, Method: "1"},
//		Series: []report.Series{{Name: "Total", Points: []report.Point{
//			{T: may, Y: report.Num(158.1)}, {T: june}, {T: july, Y: report.Num(157.9), Preliminary: true},
//		}}},
//		Revision: "second estimate 2026-09-04",
//	}
//	svg, png, err := report.Render(c, 760, 430)
package report
