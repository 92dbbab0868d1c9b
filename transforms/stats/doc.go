// Package stats holds the index numbers and the statistics that the indicators
// are made of: price indices, least squares, hedonic regressions, elasticities,
// differences in differences, trends, concentration, revisions, survey errors.
//
// Every function is pure: the same arguments give the same bits, none reads a
// clock, a file or a random source of its own. What needs chance takes a seed
// and hands it back in its result.
//
// It prefers an error to a doubtful number. A price of zero, a missing value
// (NaN), a link with too few matched items, collinear regressors or a date far
// beyond the observed span end in an error that says what to do, never in a
// figure. A missing value is an absent row, not a NaN.
//
// Rates are per year where the name says so, shares are 0..1 unless the name
// says percent, indices start at 1 unless the name says 100, logarithms are
// natural unless the name says log10.
//
// For example, an index of matched quotes over three months:
//
//	c, err := stats.Chained(months, stats.Unweighted(stats.Jevons), stats.PublishRule)
//	// c.Index[2] is the third month, 1 = the first; c.Links[1].Matches how many quotes carry it
package stats
