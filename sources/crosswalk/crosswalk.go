// Package crosswalk declares tables that lead from one code list of
// occupations or industries to another. Most are many to many and carry no
// weights: sharing a figure out over the targets is the reader's choice.
package crosswalk

import "jevons/sources"

const (
	bls       = "https://www.bls.gov/"
	blsPublic = "US public domain"
	unchanged = "MaxVanished: a crosswalk between two closed editions is corrected in places, never replaced."
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// form is a check of a code's form by a regular expression.
func form(column, pattern string) sources.Check {
	return sources.Check{Name: "form of " + column, Rule: "regexp_full_match(" + column + ", '" + pattern + "')",
		Why: "another form is another classification and joins with nothing"}
}

const (
	socForm     = "[0-9]{2}-[0-9]{4}"
	onetsocForm = "[0-9]{2}-[0-9]{4}[.][0-9]{2}"
)
