// Package azure declares the retail prices of Microsoft Azure.
package azure

import "jevons/sources"

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }
