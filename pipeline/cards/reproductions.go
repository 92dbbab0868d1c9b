package cards

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jevons/pipeline/report"
)

// reproductions are the rows of claims.reproduction in words. An absent number
// says which kind of absence it is: a month without data is a result, a file
// that is not loaded is none.
func (b *builder) reproductions() (out []report.Reproduction, err error) {
	if _, ok := b.marts["claims.reproduction"]; !ok {
		return nil, nil
	}
	rows, err := b.db.Rows(b.ctx, "SELECT figure, published, ours, difference, state, note, source FROM claims.reproduction ORDER BY position")
	if err != nil {
		return nil, fmt.Errorf("read the reproduced figures: %w", err)
	}
	for _, r := range rows {
		state := r.Text("state")
		x := report.Reproduction{Figure: r.Text("figure"), Published: "no value", Ours: "no value", State: state, Note: r.Text("note"), Source: r.Text("source")}
		switch state {
		case "not loaded":
			x.Ours = "not loaded"
		case "constant":
			x.Ours = "not computed"
		}
		if v, ok := r.Number("published"); ok {
			x.Published = figure(v, -1)
		}
		if v, ok := r.Number("ours"); ok {
			x.Ours = figure(v, 6)
		}
		if v, ok := r.Number("difference"); ok {
			x.Difference = figure(v, 2)
		}
		out = append(out, x)
	}
	return out, nil
}

// figure prints v with so many digits that count, all for -1, and with commas
// between thousands; what has more than fifteen places has an exponent.
func figure(v float64, digits int) string {
	a := math.Abs(v)
	switch {
	case a > 0 && a < 1e-6:
		return strconv.FormatFloat(v, 'g', 2, 64)
	case a >= 1e15:
		return strconv.FormatFloat(v, 'g', digits, 64)
	case digits > 0 && a > 0:
		// Whole parts are never rounded away.
		digits = max(digits-1-int(math.Floor(math.Log10(a))), 0)
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	whole, rest, dot := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if rest = strings.TrimRight(rest, "0"); dot && rest != "" {
		whole += "." + rest
	}
	if whole == "0" {
		return whole
	}
	return sign + whole
}
