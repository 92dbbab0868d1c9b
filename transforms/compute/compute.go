// Package compute holds the functions that SQL models name in a line
// "-- compute: NAME": each makes the rows of a table from the rows of the
// model's SELECT, with the statistics of package stats. One file a family.
package compute

import "jevons/transforms"

// All are the functions by name.
func All() map[string]transforms.Compute {
	return map[string]transforms.Compute{
		"did":        did,
		"did_events": didEvents,
		"elasticity": elasticity,
		"growth":     growth,
		"hedonic":    hedonic,
	}
}
