package report

import (
	"fmt"
	"strings"
)

// bySource cuts the figures where the source changes.
func bySource(all []Reproduction) (groups [][]Reproduction) {
	for i, r := range all {
		if i == 0 || r.Source != all[i-1].Source {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], r)
	}
	return groups
}

// states says how many figures are in which state, in the order of first sight.
func states(all []Reproduction) string {
	var order []string
	n := map[string]int{}
	for _, r := range all {
		if n[r.State] == 0 {
			order = append(order, r.State)
		}
		n[r.State]++
	}
	parts := make([]string, len(order))
	for i, s := range order {
		parts[i] = fmt.Sprintf("%s %d", s, n[s])
	}
	return fmt.Sprintf("%d figures: %s. Within and outside are held against a tolerance on the printed figure; "+
		"constants are carried for comparison only, because their inputs are not public, not loaded or of another definition.", len(all), strings.Join(parts, ", "))
}
