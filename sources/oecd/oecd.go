// Package oecd declares tables of the OECD, read as SDMX-CSV.
//
// The service allows 60 downloads an hour and blocks who asks for more, so each
// table is one request for all areas. Rows come in no order. The version of a
// dataflow is part of its address: a new one may rename dimensions, and the old
// one then stops being fed.
package oecd

import (
	"net/url"

	"jevons/sources"
	"jevons/sources/decode"
)

const (
	license  = "CC BY 4.0"
	citation = "OECD, dataflow "
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var message = decode.SDMXCSV{Cells: decode.Cells{Trim: true, Nulls: []string{"NaN"}}}

// structure are the columns that say which message it is, in all layouts.
var structure = []string{"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"}

// ask fetches the keys of a dataflow since a period, "" for all.
func ask(flow, key, since string) sources.Fetch {
	q := url.Values{"format": {"csvfile"}, "dimensionAtObservation": {"AllDimensions"}}
	if since != "" {
		q.Set("startPeriod", since)
	}
	return sources.Each(sources.Request{URL: "https://sdmx.oecd.org/public/rest/data/" + flow + "/" + key, Query: q})
}

// observation are the columns beside the dimensions.
func observation(about string) []sources.Column {
	return []sources.Column{
		sources.Number("value", "as unit_measure says, times ten to the power of unit_mult", about+" NULL where the observation has none.").Named("OBS_VALUE").Optional(),
		sources.Code("obs_status", "A normal, B break, E estimated, F forecast, M missing, P provisional, and the like.").Named("OBS_STATUS").Optional(),
		sources.Integer("unit_mult", "power of ten", "0 for single units, 3 for thousands, 6 for millions.").Named("UNIT_MULT").Optional(),
		sources.Text("base_period", "Period that an index or a price level refers to.").Named("BASE_PER", "REF_YEAR_PRICE").MayLack(),
		sources.Integer("decimals", "digits", "Digits that the OECD shows.").Named("DECIMALS").MayLack().Note(),
	}
}
