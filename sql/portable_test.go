package sql

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"jevons/transforms"
)

// notPortable are constructs of DuckDB that Spark or Trino lack or read otherwise.
var notPortable = regexp.MustCompile(`(?i)::|\[|\{|\bqualify\b|\basof\b|\bgroup by all\b|\border by all\b|\bquantile_cont\b|\bmedian\(` +
	`|\bgenerate_series\b|\bunnest\b|\bilike\b|\btry_cast\b|\bat time zone\b|\busing sample\b|\bpositional\b|\bsemi join\b|\banti join\b`)

// TestModelsArePortable keeps the models runnable on other engines. It is a
// lexical check: it does not prove that they run there.
func TestModelsArePortable(t *testing.T) {
	models, _, err := transforms.Load(Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if m.Portable != "" {
			continue
		}
		if bad := notPortable.FindString(m.Select); bad != "" {
			t.Errorf("%s: %q is not portable", m.File, bad)
		}
		for _, term := range orderTerms(m.Select) {
			if !strings.HasSuffix(term, "NULLS LAST") {
				t.Errorf("%s: ORDER BY %s: NULLS LAST is missing; engines differ in where NULL goes", m.File, term)
			}
		}
	}
}

func TestPortabilityCheckFindsWhatItShould(t *testing.T) {
	for _, bad := range []string{"x::INTEGER", "SELECT [1]", "select * from a qualify y = 1", "GROUP BY ALL", "median(x)"} {
		if !notPortable.MatchString(bad) {
			t.Errorf("%s passes", bad)
		}
	}
	got := orderTerms("f() OVER (PARTITION BY a ORDER BY coalesce(b, c) DESC NULLS LAST, d\n ROWS BETWEEN 1 AND 2), " +
		"p(0.5) WITHIN GROUP (ORDER BY x) FROM t ORDER BY e")
	if want := []string{"coalesce(b, c) DESC NULLS LAST", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("terms %q, want %q", got, want)
	}
}

// orderTerms are the terms of all ORDER BY clauses, except those of an ordered
// set aggregate, which ignores NULL.
func orderTerms(text string) []string {
	var out []string
	for {
		before, rest, found := strings.Cut(text, "ORDER BY ")
		if !found {
			return out
		}
		text = rest
		if strings.HasSuffix(before, "WITHIN GROUP (") {
			continue
		}
		depth, start := 0, 0
		end := len(rest)
	scan:
		for i, r := range rest {
			switch {
			case r == '(':
				depth++
			case r == ')' && depth == 0, depth == 0 && strings.HasPrefix(rest[i:], "ROWS "):
				end = i
				break scan
			case r == ')':
				depth--
			case r == ',' && depth == 0:
				out = append(out, strings.TrimSpace(rest[start:i]))
				start = i + 1
			}
		}
		out = append(out, strings.TrimSpace(rest[start:end]))
	}
}
