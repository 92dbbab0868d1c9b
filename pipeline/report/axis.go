package report

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Adjustment says whether a figure is seasonally adjusted.
type Adjustment string

// The seasonal adjustments. NoAdjustment says that the question does not arise,
// as for a price list; the empty value says nothing and is refused.
const (
	SA           Adjustment = "SA"
	NSA          Adjustment = "NSA"
	SAAR         Adjustment = "SAAR"
	NoAdjustment Adjustment = "NA"
)

// Prices says in which prices an amount of money stands.
type Prices string

// The price bases. NoPrices is for what is not money.
const (
	Nominal  Prices = "nominal"
	Real     Prices = "real"
	NoPrices Prices = "NA"
)

// Measure says what kind of number an axis carries.
type Measure string

// The measures. An Index needs its base.
const (
	Level Measure = "level"
	Rate  Measure = "rate"
	Index Measure = "index"
)

// Axis describes one axis. An axis of quantities states Unit, Adjustment,
// Prices and Measure; a Time axis states Unit (the period, such as "month"); an
// axis with Categories states its Name only.
type Axis struct {
	Name       string // what is measured: "Employment"
	Unit       string // in what: "thousand jobs"
	Adjustment Adjustment
	Prices     Prices
	PriceBase  string // of real prices: "2023 USD"
	Measure    Measure
	Base       string // of an index: "2022-10 = 100"
	Log        bool   // logarithmic scale; every value must be above zero
	Time       bool   // positions are Point.T
	Categories []string
}

// Title returns the text of the axis: name, unit, and in brackets whatever a
// reader must know before reading a value off it.
func (a Axis) Title() string {
	s := a.Name
	// "Month, month" would say it twice.
	if a.Unit != "" && !(a.Time && strings.Contains(strings.ToLower(a.Name), strings.ToLower(a.Unit))) {
		s += ", " + a.Unit
	}
	var in []string
	if a.Adjustment != "" && a.Adjustment != NoAdjustment {
		in = append(in, string(a.Adjustment))
	}
	switch a.Prices {
	case Nominal:
		in = append(in, "nominal")
	case Real:
		in = append(in, "real, "+a.PriceBase)
	}
	switch a.Measure {
	case Index:
		in = append(in, "index, "+a.Base)
	case "":
	default:
		in = append(in, string(a.Measure))
	}
	if a.Log {
		in = append(in, "log axis")
	}
	if len(in) > 0 {
		s += " (" + strings.Join(in, "; ") + ")"
	}
	return Clean(s)
}

// money finds a currency in a unit, so that an amount cannot pass as something
// that has no prices.
var money = regexp.MustCompile(`(?i)\b(?:usd|eur|gbp|jpy|cny|rmb|hkd|dollars?|euros?|yuan)\b|[$€£¥]`)

func (a Axis) quantity() bool { return !a.Time && len(a.Categories) == 0 }

// Validate returns every reason for which the axis would leave a reader
// guessing; which names the axis in the errors.
func (a Axis) Validate(which string) error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s axis: "+format, append([]any{which}, args...)...))
	}
	if Clean(a.Name) == "" {
		bad("no name; say what it measures")
	}
	if a.Time && len(a.Categories) > 0 {
		bad("both time and categories; choose one")
	}
	if len(a.Categories) > maxRows {
		bad("%d categories, at most %d can be read; show the largest and say so", len(a.Categories), maxRows)
	}
	if len(a.Categories) == 0 && Clean(a.Unit) == "" {
		bad("no unit; say in what it is measured")
	}
	if !a.quantity() {
		if a.Log {
			bad("a log scale needs quantities")
		}
		return errors.Join(errs...)
	}
	switch a.Adjustment {
	case SA, NSA, SAAR, NoAdjustment:
	default:
		bad("adjustment %q; say SA, NSA, SAAR or NA", a.Adjustment)
	}
	switch a.Prices {
	case Nominal:
	case Real:
		if Clean(a.PriceBase) == "" {
			bad("real prices of no year; say of which, such as 2023 USD")
		}
	case NoPrices:
		if money.MatchString(a.Unit) {
			bad("unit %q is money; say nominal or real", shorten(a.Unit))
		}
	default:
		bad("prices %q; say nominal, real or NA", a.Prices)
	}
	switch a.Measure {
	case Level, Rate:
	case Index:
		if Clean(a.Base) == "" {
			bad("an index without its base; say which period is 100")
		}
	default:
		bad("measure %q; say level, rate or index", a.Measure)
	}
	return errors.Join(errs...)
}
