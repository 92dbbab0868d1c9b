// Package phillyfed declares the real-time data of the Federal Reserve Bank of
// Philadelphia: macroeconomic series as they stood at the middle of each month
// or quarter since 1965.
package phillyfed

import "jevons/sources"

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }
