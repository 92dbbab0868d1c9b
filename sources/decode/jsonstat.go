package decode

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"jevons/sources"
)

// JSONStat reads a JSON-stat 1 or 2 document: one row for each cell of the
// cube that has a value, or is listed with a null or a status instead. The
// dimension ids are the source names of the columns; "value" and "status" are
// those of the observation. _line is the ordinal of the observation. The
// document is held in memory, since values may stand before the dimensions
// that explain them: at most 256 MiB and 10 million cells.
type JSONStat struct {
	Cells
}

var _ sources.Decoder = JSONStat{}

const (
	maxStat      = 256 << 20  // bytes of a JSON-stat document
	maxStatCells = 10_000_000 // cells of its cube
)

// Decode implements [sources.Decoder].
func (d JSONStat) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(f, d.Cells)
	if err != nil {
		return nil, err
	}
	in, err := openText(f)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(in, maxStat+1))
	in.Close()
	if err != nil {
		return nil, err
	}
	if len(body) > maxStat {
		return nil, f.errorf(0, "", "the JSON-stat document is longer than the limit of %d bytes", maxStat)
	}
	c, err := readCube(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, f.errorf(0, "", "%s", printable(err.Error()))
	}
	if err := p.locate(0, append(slices.Clone(c.id), "value", "status")); err != nil {
		return nil, err
	}
	return newStream(ctx, p, &cubeFeed{cube: c, f: f, size: int64(len(body))}), nil
}

// printable makes a message that quotes the document safe for a terminal.
func printable(s string) string {
	return sources.Cut(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, s), 2*sources.RejectText)
}

// statDocument is what is read of a JSON-stat document. Version 1 keeps id and
// size within dimension.
type statDocument struct {
	ID        []string                   `json:"id"`
	Size      []int64                    `json:"size"`
	Dimension map[string]json.RawMessage `json:"dimension"`
	Value     json.RawMessage            `json:"value"`
	Status    json.RawMessage            `json:"status"`
	Error     json.RawMessage            `json:"error"`
	Warning   json.RawMessage            `json:"warning"`
}

// cube is a document in a form that rows can be cut from.
type cube struct {
	id     []string
	codes  [][]string // by dimension and position
	cells  []cubeCell // listed ones, by position
	common []byte     // the status of all cells, where there is one
}

// cubeCell holds what the document says of a cell; nil means nothing or null.
type cubeCell struct {
	at            int32
	value, status []byte
}

func readCube(body []byte) (*cube, error) {
	doc, err := statOf(body)
	if err != nil {
		return nil, err
	}
	c := &cube{id: doc.ID}
	total, err := c.dimensions(doc)
	if err != nil {
		return nil, err
	}
	if c.cells, err = listedCells(doc.Value, "value", total); err != nil {
		return nil, err
	}
	return c, c.addStatus(doc.Status, total)
}

// statOf finds the dataset: the document itself, or its only member of that
// shape in a bundle of version 1.
func statOf(body []byte) (*statDocument, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errors.New("the file is empty")
	}
	var doc statDocument
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("not a JSON-stat document: %w; fetch it again", err)
	}
	if doc.Dimension == nil && (doc.Error != nil || doc.Warning != nil) {
		return nil, fmt.Errorf("the provider answered with a message instead of data: %s", sources.Cut(string(append(doc.Error, doc.Warning...)), sources.RejectText))
	}
	if doc.Dimension == nil {
		var bundle map[string]json.RawMessage
		if err := json.Unmarshal(body, &bundle); err != nil {
			return nil, fmt.Errorf("not a JSON-stat document: %w", err)
		}
		found := 0
		for _, raw := range bundle {
			var inner statDocument
			if json.Unmarshal(raw, &inner) == nil && inner.Dimension != nil {
				doc = inner
				found++
			}
		}
		if found != 1 {
			return nil, fmt.Errorf("the document holds %d JSON-stat datasets where one was expected", found)
		}
	}
	for name, to := range map[string]any{"id": &doc.ID, "size": &doc.Size} {
		if raw, ok := doc.Dimension[name]; ok && doc.ID == nil || ok && name == "size" && doc.Size == nil {
			if err := json.Unmarshal(raw, to); err != nil {
				return nil, fmt.Errorf("member %s of the dimensions: %w", name, err)
			}
		}
	}
	return &doc, nil
}

// dimensions reads the codes of every dimension and returns the number of
// cells that they span.
func (c *cube) dimensions(doc *statDocument) (int64, error) {
	if len(doc.ID) == 0 || len(doc.ID) != len(doc.Size) {
		return 0, fmt.Errorf("the document names %d dimensions and %d sizes", len(doc.ID), len(doc.Size))
	}
	total := int64(1)
	for i, id := range doc.ID {
		n := doc.Size[i]
		switch {
		case n == 0:
			return 0, fmt.Errorf("dimension %s is empty: none of the codes that were asked for exists", id)
		case n < 0:
			return 0, fmt.Errorf("dimension %s has the size %d", id, n)
		case n > maxStatCells/total:
			return 0, fmt.Errorf("the cube has more cells than the limit of %d; ask for fewer codes", maxStatCells)
		}
		total *= n
		codes, err := codesOf(doc.Dimension[id], int(n))
		if err != nil {
			return 0, fmt.Errorf("dimension %s: %w", id, err)
		}
		c.codes = append(c.codes, codes)
	}
	return total, nil
}

// codesOf orders the codes of a dimension by position.
func codesOf(raw json.RawMessage, n int) ([]string, error) {
	var dim struct {
		Category struct {
			Index json.RawMessage            `json:"index"`
			Label map[string]json.RawMessage `json:"label"`
		} `json:"category"`
	}
	if raw == nil {
		return nil, errors.New("it is not described")
	}
	if err := json.Unmarshal(raw, &dim); err != nil {
		return nil, err
	}
	codes := make([]string, n)
	index := bytes.TrimSpace(dim.Category.Index)
	switch {
	case len(index) == 0 || index[0] == 'n': // allowed for one category only
		if n != 1 || len(dim.Category.Label) != 1 {
			return nil, errors.New("its categories have no order")
		}
		for code := range dim.Category.Label {
			codes[0] = code
		}
	case index[0] == '[':
		var list []string
		if err := json.Unmarshal(index, &list); err != nil {
			return nil, err
		}
		if len(list) != n {
			return nil, fmt.Errorf("it has %d categories and the size %d", len(list), n)
		}
		codes = list
	default:
		var places map[string]int
		if err := json.Unmarshal(index, &places); err != nil {
			return nil, err
		}
		if len(places) != n {
			return nil, fmt.Errorf("it has %d categories and the size %d", len(places), n)
		}
		taken := make([]bool, n)
		for code, at := range places {
			if at < 0 || at >= n || taken[at] {
				return nil, fmt.Errorf("position %d of category %s is outside the dimension or taken", at, code)
			}
			codes[at], taken[at] = code, true
		}
	}
	return codes, nil
}

// listedCells reads an array, where the position is the cell, or a sparse object,
// whose member names are positions. The result is in the order of cells.
func listedCells(raw []byte, what string, total int64) ([]cubeCell, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || (raw[0] != '[' && raw[0] != '{') {
		return nil, fmt.Errorf("member %s is neither an array nor an object", what)
	}
	sparse := raw[0] == '{'
	var cells []cubeCell
	for rest := skipSpace(raw[1:]); len(rest) > 0 && rest[0] != ']' && rest[0] != '}'; {
		at := int64(len(cells))
		if sparse {
			var name []byte
			name, rest = token(rest)
			n, err := strconv.ParseInt(strings.Trim(string(name), `"`), 10, 64)
			if err != nil {
				return nil, fmt.Errorf("member %s names the cell %s, which is no position", what, sources.Cut(string(name), 40))
			}
			at = n
			rest = skipSpace(skipSpace(rest)[1:]) // the colon
		}
		if at < 0 || at >= total {
			return nil, fmt.Errorf("member %s has a cell at position %d, but the dimensions span %d cells", what, at, total)
		}
		if int64(len(cells)) >= total {
			return nil, fmt.Errorf("member %s has more cells than the %d that the dimensions span", what, total)
		}
		if c := rest[0]; c == '[' || c == '{' {
			return nil, fmt.Errorf("member %s has %s at position %d where a number or text was expected", what, shape(c), at)
		}
		var text []byte
		text, rest = token(rest)
		cells = append(cells, cubeCell{at: int32(at), value: bare(text)})
		if rest = skipSpace(rest); len(rest) > 0 && rest[0] == ',' {
			rest = skipSpace(rest[1:])
		}
	}
	if !sparse {
		if int64(len(cells)) != total {
			return nil, fmt.Errorf("member %s has %d cells, but the dimensions span %d", what, len(cells), total)
		}
		return cells, nil
	}
	slices.SortFunc(cells, func(a, b cubeCell) int { return int(a.at) - int(b.at) })
	for i := 1; i < len(cells); i++ {
		if cells[i].at == cells[i-1].at {
			return nil, fmt.Errorf("member %s has two cells at position %d", what, cells[i].at)
		}
	}
	return cells, nil
}

// bare is the text of a scalar: nil for null, a string without its quotes.
func bare(text []byte) []byte {
	switch {
	case len(text) == 0 || text[0] == 'n':
		return nil
	case text[0] == '"':
		var s string
		if json.Unmarshal(text, &s) != nil {
			return text
		}
		return []byte(s)
	}
	return text
}

// addStatus joins the flags to the cells; a flag without a value is listed too.
func (c *cube) addStatus(raw []byte, total int64) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == 'n' {
		return nil
	}
	if raw[0] == '"' {
		c.common = bare(raw)
		return nil
	}
	// Eurostat's first version wraps the flags; an array of one is that of all.
	var wrapped struct {
		Value json.RawMessage `json:"value"`
	}
	if raw[0] == '{' && json.Unmarshal(raw, &wrapped) == nil && wrapped.Value != nil {
		raw = wrapped.Value
	}
	var one []string
	if raw[0] == '[' && total != 1 && len(raw) < 100 && json.Unmarshal(raw, &one) == nil && len(one) == 1 {
		c.common = []byte(one[0])
		return nil
	}
	flags, err := listedCells(raw, "status", total)
	if err != nil {
		return err
	}
	joined := make([]cubeCell, 0, max(len(flags), len(c.cells)))
	values := c.cells
	for _, s := range flags {
		for len(values) > 0 && values[0].at < s.at {
			joined, values = append(joined, values[0]), values[1:]
		}
		switch {
		case len(values) > 0 && values[0].at == s.at:
			joined = append(joined, cubeCell{at: s.at, value: values[0].value, status: s.value})
			values = values[1:]
		case s.value != nil:
			joined = append(joined, cubeCell{at: s.at, status: s.value})
		}
	}
	c.cells = append(joined, values...)
	return nil
}
