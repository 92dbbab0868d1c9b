// Package gcp declares the price list of Google Cloud.
package gcp

import "jevons/sources"

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }
