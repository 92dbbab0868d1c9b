package pipeline

import (
	"fmt"
	"slices"
)

// UnknownError says that a name is none of ours, and which one is nearest.
type UnknownError struct{ What, Name, Nearest string }

func (e *UnknownError) Error() string {
	s := fmt.Sprintf("unknown %s %q", e.What, e.Name)
	if e.Nearest != "" {
		s += fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	return s
}

// Nearest is the name with the least edits to what was written, "" when there
// are no names.
func Nearest(name string, names []string) string {
	best, at := "", int(^uint(0)>>1)
	for _, n := range slices.Sorted(slices.Values(names)) {
		if d := edits(name, n); d < at {
			best, at = n, d
		}
	}
	return best
}

// edits is the Levenshtein distance, by bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
