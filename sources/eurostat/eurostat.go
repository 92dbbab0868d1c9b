// Package eurostat declares tables of the statistical office of the European
// Union, read through its statistics API as JSON-stat.
//
// The API answers at once while a cube has less than about half a million
// cells; a larger one it announces as asynchronous with a success status. So
// every table here asks for chosen codes only. Where that may still be too many,
// the table waits for what was announced; elsewhere such an answer is refused.
package eurostat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

const (
	data     = "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/"
	license  = "CC BY 4.0"
	citation = "Eurostat, dataset "
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var (
	statCells = decode.Cells{Trim: true, Nulls: []string{":"}}
	cube      = decode.JSONStat{Cells: statCells}
)

// ask fetches one cube in one answer.
func ask(code string, filter url.Values) sources.Fetch {
	filter.Set("format", "JSON")
	filter.Set("lang", "EN")
	return sources.Each(sources.Request{URL: data + code, Query: filter})
}

// refused recognises the answers that are messages although they came with
// success: an error, and the promise of an asynchronous extraction.
func refused(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) == 0 || h[0] != '{' {
		return errors.New("the answer is not a JSON document; see the API's page for a change of address")
	}
	h = bytes.TrimLeft(h[1:], " \t\r\n")
	switch {
	case bytes.HasPrefix(h, []byte(`"warning"`)):
		return fmt.Errorf("the extraction is too large to be answered at once%s; ask for fewer codes or periods", said(h))
	case bytes.HasPrefix(h, []byte(`"error"`)):
		return fmt.Errorf("the provider refused the request%s; a code that was asked for may have gone from the dataset", said(h))
	}
	return nil
}

// label is a message's text. The head of an answer may be cut, so that it cannot
// be read as JSON.
var label = regexp.MustCompile(`"label"\s*:\s*("(?:[^"\\]|\\.)*")`)

// said are the provider's words behind a colon, "" where there are none.
func said(head []byte) string {
	var words string
	if m := label.FindSubmatch(head); m == nil || json.Unmarshal(m[1], &words) != nil || words == "" {
		return ""
	}
	return ": " + plain(strings.TrimRight(words, ". "))
}

// refusedLarge is for a table that waits: announcements pass, and so do the
// formats in which an extraction comes.
func refusedLarge(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) > 0 && h[0] == '{' && !bytes.HasPrefix(bytes.TrimLeft(h[1:], " \t\r\n"), []byte(`"warning"`)) {
		return refused(head)
	}
	return decode.NotSDMX(head)
}

// observation are the columns after the dimensions: the figure and its flags.
func observation(unit, about string) []sources.Column {
	return []sources.Column{
		sources.Number("value", unit, about+" NULL where the cell is listed without a figure.").Optional(),
		sources.Code("status", "Flags of the figure, several joined: b break, c confidential, d definition differs, e estimated, f forecast, n not significant, p provisional, r revised, s Eurostat estimate, u low reliability, z not applicable.").Optional(),
	}
}
