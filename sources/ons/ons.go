// Package ons declares series of the Office for National Statistics of the
// United Kingdom, read as the JSON behind each series' page.
//
// A document holds one series in up to three frequencies. Months of the labour
// force survey are rolling three-month periods: the series then says so in
// month_style, a month's name is that of its middle month, and label is the
// window, such as 2025 NOV-JAN for 2025 DEC. Values are texts.
package ons

import (
	"bytes"
	"errors"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// series asks for one series; where is the section of its page, from the
// subject to the data set that publishes it.
func series(cdid, where string) sources.Request {
	section, release, _ := strings.Cut(where, " ")
	return sources.Request{
		URL:  "https://www.ons.gov.uk/" + section + "/timeseries/" + strings.ToLower(cdid) + "/" + release + "/data",
		Part: cdid,
	}
}

// refused recognises what is no series.
func refused(head []byte) error {
	if h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); len(h) > 0 && h[0] != '{' {
		return errors.New("the answer is not the JSON document of a series; its page may have moved")
	}
	return nil
}

// periods makes a record of every month, quarter and year of a series.
func periods(in *decode.Input, emit func(decode.Record) error) error {
	documents := 0
	return in.Documents(func(v any) error {
		page, _ := v.(map[string]any)
		about := decode.Flatten(page["description"])
		documents++
		switch {
		case documents > 1:
			return in.Errorf(0, "", "a second document follows; a file holds one series")
		case about["cdid"] == "":
			return in.Errorf(0, "", "the document describes no series: description.cdid is missing")
		case !strings.EqualFold(about["cdid"], in.Part):
			return in.Errorf(0, about["cdid"], "is the series, not %s", in.Part)
		}
		found := 0
		for _, f := range []struct{ list, frequency string }{{"months", "month"}, {"quarters", "quarter"}, {"years", "year"}} {
			rows, _ := page[f.list].([]any)
			found += len(rows)
			for _, row := range rows {
				if err := emit(record(about, f.frequency, row)); err != nil {
					return err
				}
			}
		}
		if found == 0 {
			return in.Errorf(0, "", "the series has no months, quarters or years; its page may have moved")
		}
		return nil
	})
}

// record adds the series to a period.
func record(about map[string]string, frequency string, row any) decode.Record {
	r := decode.Record{Cells: decode.Flatten(row)}
	r.Cells["frequency"] = frequency
	for cell, name := range map[string]string{
		"cdid": "cdid", "title": "title", "unit": "unit", "pre_unit": "preUnit",
		"dataset": "datasetId", "month_style": "monthLabelStyle", "release_date": "releaseDate",
	} {
		if text, ok := about[name]; ok {
			r.Cells[cell] = text
		}
	}
	if frequency != "month" {
		delete(r.Cells, "month_style")
	}
	return r
}
