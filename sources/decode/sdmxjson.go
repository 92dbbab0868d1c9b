package decode

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"jevons/sources"
)

// SDMXJSON reads data messages of SDMX-JSON 1.0 and 2.0 and of the drafts
// before it, as series or flat: one row for every observation. Columns and
// cells are those of [SDMXML]; a value of a dimension or an attribute is its
// id, or its name where it has none. _line is the ordinal of the observation.
// The document is held in memory, since codes may stand after the observations
// that point at them: at most 256 MiB.
//
// A message of errors and one without observations are refused. Attributes of
// dimension groups are not read; each group is counted as ignored.
type SDMXJSON struct {
	Cells
}

var _ sources.Decoder = SDMXJSON{}

// Decode implements [sources.Decoder].
func (d SDMXJSON) Decode(ctx context.Context, f sources.File) (sources.Stream, error) {
	return Rows{Cells: d.Cells, Read: readSDMXJSON}.Decode(ctx, f)
}

// sdmxMessage is what is read of a message. The drafts have its parts at the
// top, 1.0 and 2.0 within data.
type sdmxMessage struct {
	sdmxBody
	Data   *sdmxBody         `json:"data"`
	Errors []json.RawMessage `json:"errors"`
}

type sdmxBody struct {
	Structure  *sdmxStructure  `json:"structure"`
	Structures []sdmxStructure `json:"structures"` // 2.0
	DataSets   []sdmxSet       `json:"dataSets"`
}

type sdmxSet struct {
	Action       string            `json:"action"`
	Structure    int               `json:"structure"`
	Attributes   []json.RawMessage `json:"attributes"`
	Groups       json.RawMessage   `json:"dimensionGroupAttributes"`
	Series       json.RawMessage   `json:"series"`
	Observations json.RawMessage   `json:"observations"`
}

type sdmxStructure struct {
	Dimensions, Attributes, Measures sdmxLevels
}

type sdmxLevels struct {
	DataSet     []sdmxComponent `json:"dataSet"`
	Series      []sdmxComponent `json:"series"`
	Observation []sdmxComponent `json:"observation"`
}

// sdmxComponent is a dimension, an attribute or a measure. One without values
// is written out in the data instead of pointed at.
type sdmxComponent struct {
	ID      string          `json:"id"`
	Values  []sdmxValue     `json:"values"`
	Default json.RawMessage `json:"default"`
}

type sdmxValue struct{ ID, Value, Name json.RawMessage }

func (v sdmxValue) text() string {
	for _, raw := range []json.RawMessage{v.ID, v.Value, v.Name} {
		if s := bare(bytes.TrimSpace(raw)); len(s) > 0 {
			return string(s)
		}
	}
	return ""
}

func readSDMXJSON(in *Input, emit func(Record) error) error {
	body, err := in.All()
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return in.Errorf(0, "", "the file is empty")
	}
	var m sdmxMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return in.Errorf(0, "", "not an SDMX-JSON message: %s; fetch it again", printable(err.Error()))
	}
	b := m.sdmxBody
	if m.Data != nil {
		b = *m.Data
	}
	if b.Structure != nil {
		b.Structures = []sdmxStructure{*b.Structure}
	}
	if len(m.Errors) > 0 {
		return in.Errorf(0, "", "the provider answered with a message instead of data: %s", said(errorTexts(m.Errors)))
	}
	r := &sdmxJSON{in: in, emit: emit, row: map[string]string{}}
	for _, set := range b.DataSets {
		if set.Structure < 0 || set.Structure >= len(b.Structures) {
			return in.Errorf(0, "", "a data set refers to structure %d, and the message has %d", set.Structure, len(b.Structures))
		}
		if err := r.set(set, b.Structures[set.Structure]); err != nil {
			return err
		}
	}
	if r.obs == 0 {
		return in.Errorf(0, "", "the message holds no observation")
	}
	return nil
}

// errorTexts are the words of an error list, whose entries are objects or texts.
func errorTexts(errs []json.RawMessage) (out []string) {
	for _, raw := range errs[:min(len(errs), maxMessages)] {
		var e struct {
			Code   json.RawMessage `json:"code"`
			Title  string          `json:"title"`
			Detail string          `json:"detail"`
			Text   string          `json:"message"`
		}
		if json.Unmarshal(raw, &e) != nil {
			out = append(out, string(bare(raw)))
			continue
		}
		words := strings.TrimSpace(strings.Join([]string{e.Title, e.Detail, e.Text}, " "))
		out = append(out, fmt.Sprintf("code %s: %s", bare(e.Code), words))
	}
	return out
}

// sdmxJSON makes the rows of one message.
type sdmxJSON struct {
	in   *Input
	emit func(Record) error
	row  map[string]string
	obs  int64
}

func (r *sdmxJSON) set(set sdmxSet, s sdmxStructure) error {
	if set.Action == "Delete" {
		return r.in.Errorf(0, "", "the message tells of observations to delete, and only whole data are read")
	}
	base := map[string]string{}
	for _, d := range s.Dimensions.DataSet {
		if len(d.Values) != 1 {
			return r.in.Errorf(0, d.ID, "is a dimension of the data set with %d values instead of one", len(d.Values))
		}
		base[d.ID] = d.Values[0].text()
	}
	attrs := s.Attributes.DataSet
	if set.Attributes == nil { // the old OECD service names one value and points at none
		for _, a := range attrs {
			if len(a.Values) == 1 {
				base[a.ID] = a.Values[0].text()
			}
		}
	} else if bad := fillPlaces(base, attrs, set.Attributes); bad != "" {
		return r.in.Errorf(0, "", "the data set lacks %s", bad)
	}
	err := members(set.Groups, func(string, json.RawMessage) error { return r.emit(Record{Ignore: "attributes of a dimension group"}) })
	if err != nil {
		return r.failed(err)
	}
	if err := members(set.Observations, func(key string, value json.RawMessage) error {
		return r.observation(key, value, base, s, "")
	}); err != nil {
		return r.failed(err)
	}
	return r.failed(members(set.Series, func(key string, value json.RawMessage) error { return r.series(key, value, base, s) }))
}

func (r *sdmxJSON) series(key string, raw json.RawMessage, base map[string]string, s sdmxStructure) error {
	var one struct {
		Attributes   []json.RawMessage `json:"attributes"`
		Observations json.RawMessage   `json:"observations"`
	}
	if err := json.Unmarshal(raw, &one); err != nil {
		return err
	}
	cells := make(map[string]string, len(base)+8)
	for k, v := range base {
		cells[k] = v
	}
	bad := locateKey(cells, s.Dimensions.Series, key)
	if b := fillPlaces(cells, s.Attributes.Series, one.Attributes); bad == "" {
		bad = b
	}
	return members(one.Observations, func(at string, value json.RawMessage) error {
		return r.observation(at, value, cells, s, bad)
	})
}

func (r *sdmxJSON) observation(key string, raw json.RawMessage, base map[string]string, s sdmxStructure, bad string) error {
	clear(r.row)
	for k, v := range base {
		r.row[k] = v
	}
	var cells []json.RawMessage
	if err := json.Unmarshal(raw, &cells); err != nil {
		return err
	}
	if b := locateKey(r.row, s.Dimensions.Observation, key); bad == "" {
		bad = b
	}
	measures := s.Measures.Observation
	if len(measures) == 0 {
		measures = []sdmxComponent{{ID: obsValue}}
	}
	n := min(len(measures), len(cells))
	if b := fillPlaces(r.row, measures, cells[:n]); bad == "" {
		bad = b
	}
	if r.row[obsValue] == "NaN" {
		delete(r.row, obsValue)
	}
	if b := fillPlaces(r.row, pointed(s.Attributes.Observation, len(cells)-n), cells[n:]); bad == "" {
		bad = b
	}
	if r.obs++; r.obs == 1 && bad == "" {
		if err := r.in.otherTable(r.row); err != nil {
			return err
		}
	}
	return r.emit(Record{Cells: r.row, Malformed: bad, Raw: key + ": " + string(raw)})
}

// failed gives an error of encoding/json its place.
func (r *sdmxJSON) failed(err error) error {
	var de *sources.DecodeError
	if err == nil || errors.As(err, &de) || errors.Is(err, errStopped) || r.in.ctx.Err() != nil {
		return err
	}
	return r.in.Errorf(0, "", "after observation %d: %s", r.obs, printable(err.Error()))
}

// pointed are the attributes that n places of an observation belong to. The old
// OECD service leaves out the places of attributes that have no value anywhere.
func pointed(attrs []sdmxComponent, n int) []sdmxComponent {
	if n >= len(attrs) {
		return attrs
	}
	var used []sdmxComponent
	for _, a := range attrs {
		if a.Values == nil || len(a.Values) > 0 {
			used = append(used, a)
		}
	}
	if len(used) == n {
		return used
	}
	return attrs
}

// locateKey reads a key such as 0:2:1, which points at one value of every
// dimension. It returns what was expected where the key is wrong.
func locateKey(cells map[string]string, dims []sdmxComponent, key string) (bad string) {
	i := 0
	for part := range strings.SplitSeq(key, ":") {
		if i == len(dims) {
			return fmt.Sprintf("a key of %d dimensions", len(dims))
		}
		at, err := strconv.Atoi(part)
		if err != nil || at < 0 || at >= len(dims[i].Values) {
			return fmt.Sprintf("a key that points at one of %d values of %s", len(dims[i].Values), printable(dims[i].ID))
		}
		cells[dims[i].ID] = dims[i].Values[at].text()
		i++
	}
	if i < len(dims) {
		return fmt.Sprintf("a key of %d dimensions", len(dims))
	}
	return ""
}

// fillPlaces reads places, each of which points at a value of its component or is
// written out. It returns what was expected where one is wrong.
func fillPlaces(cells map[string]string, components []sdmxComponent, places []json.RawMessage) (bad string) {
	if len(places) > len(components) {
		return fmt.Sprintf("at most %d places for attributes", len(components))
	}
	for i, c := range components {
		raw := bytes.TrimSpace(c.Default)
		if i < len(places) && !bytes.Equal(bytes.TrimSpace(places[i]), []byte("null")) {
			raw = bytes.TrimSpace(places[i])
		}
		if len(raw) == 0 || raw[0] == 'n' {
			continue
		}
		at, err := strconv.Atoi(string(raw))
		switch {
		case err == nil && c.Values != nil && (at < 0 || at >= len(c.Values)):
			return fmt.Sprintf("a place that points at one of %d values of %s", len(c.Values), printable(c.ID))
		case err == nil && c.Values != nil:
			cells[c.ID] = c.Values[at].text()
		default:
			cells[c.ID] = string(bare(raw))
		}
	}
	return ""
}

// members hands every member of an object to f, in the order of the document.
func members(object json.RawMessage, f func(name string, value json.RawMessage) error) error {
	if object = bytes.TrimSpace(object); len(object) == 0 || object[0] == 'n' {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(object))
	t, err := dec.Token()
	if err != nil || t != json.Delim('{') {
		return fmt.Errorf("%s where an object was expected", sources.Cut(string(object), 20))
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if err := f(name.(string), value); err != nil {
			return err
		}
	}
	if _, err = dec.Token(); err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
