// Package statcan declares tables of Statistics Canada, read as the zip
// archives of whole tables.
//
// A table is long: one row a vector and reference period, with the names of
// its members spelled out. What a figure counts stands in uom, its power of ten
// in scalar_factor; marks for figures that are not there stand in status.
package statcan

import "jevons/sources"

const (
	license  = "Statistics Canada Open Licence"
	citation = "Statistics Canada, Table "
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }
