// Package worldbank declares indicators of the World Bank, read through its
// API (version 2) as JSON.
//
// An answer is an array of two: a header that counts pages and rows, and the
// rows. A refusal comes with success as an array of one, with a message. All
// pages of an indicator are one landing, and it is read only when the pages
// are all there and hold as many rows as the header announces.
package worldbank

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

const perPage = 20_000

// ask is the request for one page of an indicator over all economies.
func ask(indicator string, page int) sources.Request {
	return sources.Request{
		URL:  "https://api.worldbank.org/v2/country/all/indicator/" + indicator,
		Part: indicator,
		Query: url.Values{
			"format":   {"json"},
			"page":     {strconv.Itoa(page)},
			"per_page": {strconv.Itoa(perPage)},
			"source":   {"2"}, // World Development Indicators; other sources have the same ids
		},
	}
}

// header is the first element of an answer. The API writes per_page as a
// number or as a text.
type header struct {
	Page, Pages, PerPage, Total int64
	Updated                     string
}

// headerOf reads the counts of an answer's first element.
func headerOf(fields map[string]string) (h header, err error) {
	for name, to := range map[string]*int64{"page": &h.Page, "pages": &h.Pages, "per_page": &h.PerPage, "total": &h.Total} {
		if *to, err = strconv.ParseInt(fields[name], 10, 64); err != nil || *to < 0 {
			return h, fmt.Errorf("the header's %s is %q, which is no count", name, sources.Cut(fields[name], 40))
		}
	}
	h.Updated = fields["lastupdated"]
	return h, nil
}

// rowsOn is how many rows the page must have.
func (h header) rowsOn() int64 { return min(h.PerPage, h.Total-(h.Page-1)*h.PerPage) }

// follow asks for the next page, and refuses a page that is another one than
// was asked for or is shorter than announced.
func follow(done sources.Request, body []byte) (*sources.Request, error) {
	if err := refused(body); err != nil {
		return nil, err
	}
	var answer []json.RawMessage
	if err := json.Unmarshal(body, &answer); err != nil || len(answer) != 2 {
		return nil, errors.New("the answer is no array of header and rows")
	}
	var fields map[string]json.RawMessage
	var rows []json.RawMessage
	if json.Unmarshal(answer[0], &fields) != nil || json.Unmarshal(answer[1], &rows) != nil {
		return nil, errors.New("the answer is no array of header and rows")
	}
	texts := map[string]string{}
	for name, v := range fields {
		texts[name] = string(bytes.Trim(v, `"`))
	}
	h, err := headerOf(texts)
	if err != nil {
		return nil, err
	}
	switch asked := done.Query.Get("page"); {
	case asked != strconv.FormatInt(h.Page, 10):
		return nil, fmt.Errorf("page %s was asked for and page %d came", asked, h.Page)
	case int64(len(rows)) != h.rowsOn():
		return nil, fmt.Errorf("page %d of %d has %d rows, not %d of %d", h.Page, h.Pages, len(rows), h.rowsOn(), h.Total)
	case h.Page >= h.Pages:
		return nil, nil
	}
	next := ask(done.Part, int(h.Page)+1)
	return &next, nil
}

// refused recognises the message that stands in place of header and rows.
func refused(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) == 0 || h[0] != '[' {
		return errors.New("the answer is not a JSON array; without format=json the API answers in XML")
	}
	var answer []struct {
		Message []struct{ ID, Key, Value string }
	}
	first := bytes.TrimLeft(h[1:], " \t\r\n{")
	if !bytes.HasPrefix(first, []byte(`"message"`)) {
		return nil
	}
	if json.Unmarshal(h, &answer) == nil && len(answer) > 0 && len(answer[0].Message) > 0 {
		m := answer[0].Message[0]
		return fmt.Errorf("the provider refused the request: message %s, %s: %s; the indicator may have been withdrawn",
			sources.Cut(m.ID, 20), sources.Cut(m.Key, 80), sources.Cut(m.Value, 200))
	}
	return errors.New("the provider refused the request with a message; the indicator may have been withdrawn")
}

// pages makes a record of every row of every page. All pages must be there.
func pages(in *decode.Input, emit func(decode.Record) error) error {
	var seen, rows int64
	var last header
	err := in.Documents(func(v any) error {
		answer, _ := v.([]any)
		if len(answer) != 2 {
			return in.Errorf(0, "", "page %d is no array of header and rows", seen+1)
		}
		h, err := headerOf(decode.Flatten(answer[0]))
		if err != nil {
			return err
		}
		list, ok := answer[1].([]any)
		seen++
		switch {
		case !ok:
			return in.Errorf(0, "", "page %d has no rows", seen)
		case h.Page != seen:
			return in.Errorf(0, "", "page %d follows page %d; a landing holds all pages of one indicator in their order", h.Page, seen-1)
		case seen > 1 && (h.Pages != last.Pages || h.Total != last.Total || h.Updated != last.Updated):
			return in.Errorf(0, "", "page %d is of another answer than page %d: the data changed in between; fetch it again", seen, seen-1)
		}
		last = h
		for _, row := range list {
			rows++
			r := decode.Record{Cells: decode.Flatten(row)}
			r.Cells["lastupdated"] = h.Updated
			if r.Cells["indicator.id"] != in.Part {
				r.Malformed = "the indicator " + in.Part
			}
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case seen != last.Pages || rows != last.Total:
		return in.Errorf(0, "", "%d of %d pages and %d of %d rows are here; load all pages in one file, one after the other", seen, last.Pages, rows, last.Total)
	}
	return nil
}
