// Package ilostat declares tables of the International Labour Organization's
// statistics, read from its bulk download service.
//
// The service gives a country's best source for every year unless it is asked
// for all of them; the source belongs to the key, so both can be loaded. Codes
// of areas that begin with X and two digits are aggregates of countries. What
// the ILO models reaches into years to come, and no status says so.
package ilostat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"jevons/sources"
	"jevons/sources/decode"
)

const (
	license  = "CC BY 4.0"
	citation = "International Labour Organization, ILOSTAT, indicator "
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var rows = decode.CSV{Cells: decode.Cells{Trim: true}}

// ask fetches an indicator for all areas.
func ask(id, since string) sources.Fetch {
	return sources.Each(sources.Request{
		URL:   "https://rplumber.ilo.org/data/indicator",
		Query: url.Values{"id": {id}, "timefrom": {since}, "type": {"code"}, "format": {".csv"}},
	})
}

// table are the columns of an annual indicator by sex and one classification.
func table(indicator string, classif, value sources.Column, shown ...sources.Column) []sources.Column {
	return slices.Concat([]sources.Column{
		sources.Code("ref_area", "Country by ISO 3166-1 alpha-3, or an aggregate such as X01, the world.").Key(),
		sources.Code("source", "Survey or estimate, by the ILO's code: BA:453 is the US current population survey; XA: are modelled.").Key(),
		sources.Code("indicator", "Indicator, without the letter of its frequency.").Key().OneOf(indicator),
		sources.Code("sex", "SEX_T all, SEX_M men, SEX_F women, SEX_O other.").Key(),
		classif.Key(),
		sources.Year("period", "Year; what is modelled may lie in the future.").Key().Named("time"),
		value.Named("obs_value").Optional().AtLeast(0),
		sources.Code("obs_status", "B break in the series, U unreliable, E estimated, and the like; a projection has no mark.").Optional(),
		sources.Code("note_classif", "Notes on the classification, by code.").Optional(),
		sources.Code("note_indicator", "Notes on the indicator, by code: I11:264 is a break in methodology.").Optional(),
		sources.Code("note_source", "Notes on the source, by code.").Optional(),
		sources.Flag("best_source", "Whether this is the source that the ILO prefers for the year; NULL where only such rows were asked for.").MayLack(),
		sources.Flag("is_aggregate", "Whether the area is a group of countries.").Shown("regexp_full_match(ref_area, 'X[0-9]{2}')"),
		sources.Flag("is_modelled", "Whether the figure is the ILO's estimate or projection.").Shown("starts_with(source, 'XA:')"),
		sources.Date("year", "First day of the year.").Shown("make_date(period, 1, 1)"),
		sources.Date("survey_year", "First day of the year of a surveyed figure; NULL for estimates and projections.").Shown("CASE WHEN NOT starts_with(source, 'XA:') THEN make_date(period, 1, 1) END"),
	}, shown)
}

// refused recognises the answer about an unknown indicator, which is JSON with
// a success status, and other texts without the header.
func refused(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(h, []byte{0x1f, 0x8b}) {
		return nil
	}
	if len(h) > 0 && h[0] == '{' {
		var answer struct{ Error string }
		if json.Unmarshal(h, &answer) == nil && answer.Error != "" {
			return fmt.Errorf("the provider answered with a message instead of data: %s; the indicator may have been renamed, look it up in the service's table of contents", plain(answer.Error))
		}
		return errors.New("the answer is a JSON document where CSV was asked for")
	}
	line, _, _ := bytes.Cut(h, []byte("\n"))
	if !bytes.Contains(line, []byte("obs_value")) {
		return fmt.Errorf("the answer has no header with obs_value but begins with %q", sources.Cut(plain(string(line)), 120))
	}
	return nil
}

// plain makes a provider's words safe to print.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, sources.Cut(s, sources.RejectText))
}
