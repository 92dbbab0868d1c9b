// Package oracle declares the price list of Oracle's cloud.
package oracle

import "jevons/sources"

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }
