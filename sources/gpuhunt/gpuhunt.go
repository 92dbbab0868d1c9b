// Package gpuhunt declares the catalogues of cloud machines with GPUs that the
// dstack project collects and publishes by cloud, and its prices of TPUs.
package gpuhunt

import "jevons/sources"

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }
