package decode

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"jevons/sources"
)

// Limits of what a Read function may hold at once.
const (
	maxDocument = 64 << 20  // bytes of one JSON document
	maxWhole    = 256 << 20 // bytes of a text taken whole
)

// Input is a file for a Read function, or a member of an archive. It reads as
// decompressed text without byte order mark; a workbook is read by Table only.
type Input struct {
	Name string // base name
	Part string // the landing's part

	ctx  context.Context
	f    *file
	text *input
	book *archive
}

func (in *Input) open() error {
	if in.book != nil {
		return nil
	}
	packed, err := magic(in.f) // a workbook within an archive
	if err != nil {
		return err
	}
	if packed {
		if in.book, err = openArchive(in.f); err != nil {
			return err
		}
		if !in.book.workbook() {
			return in.f.errorf(0, "", "an archive inside an archive, which is not a workbook")
		}
		return nil
	}
	in.text, err = openText(in.f)
	return err
}

func (in *Input) close() error {
	if in.text == nil {
		return nil
	}
	return in.text.Close()
}

func (in *Input) bytes() int64 {
	switch {
	case in.text != nil:
		return in.text.bytes
	case in.book != nil:
		return int64(len(in.book.data))
	}
	return 0
}

// place gives the error of a Read function its dataset.
func (in *Input) place(err error, after int64) error {
	var de *sources.DecodeError
	if errors.As(err, &de) || in.ctx.Err() != nil || errors.Is(err, errStopped) {
		return err
	}
	where := ""
	if after > 0 {
		where = fmt.Sprintf(" after record %d", after)
	}
	return in.f.errorf(0, "", "%s cannot be read%s: %s", inert(in.Name), where, printable(err.Error()))
}

// Errorf makes an error that names the dataset, and the line if there is one.
func (in *Input) Errorf(line int64, text, format string, a ...any) error {
	return in.f.errorf(line, text, format, a...)
}

// Read implements [io.Reader] for text.
func (in *Input) Read(p []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, err
	}
	if in.text == nil {
		return 0, in.f.errorf(0, "", "a workbook where text was expected")
	}
	n, err := in.text.Read(p)
	if err != nil && err != io.EOF {
		err = in.text.fail(err)
	}
	return n, err
}

// All is the whole text, at most 256 MiB.
func (in *Input) All() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxWhole+1))
	if err == nil && len(b) > maxWhole {
		err = in.f.errorf(0, "", "the text is longer than the limit of %d bytes", maxWhole)
	}
	return b, err
}

// allowance fails once more than left bytes were read for one thing.
type allowance struct {
	in        *Input
	left, max int
	what      string
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, a.in.f.errorf(0, "", "a %s is longer than the limit of %d bytes", a.what, a.max)
	}
	n, err := a.in.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}

// Documents calls each with one JSON document after the other: pages of an
// answer stand in a landing one after the other. Values are map[string]any,
// []any, string, json.Number, bool and nil; numbers keep their text. A member
// that occurs twice is an error, since one of the two would be lost.
func (in *Input) Documents(each func(v any) error) error {
	limit := &allowance{in: in, max: maxDocument, what: "JSON document"}
	dec := json.NewDecoder(limit)
	dec.UseNumber()
	for n := 0; ; n++ {
		limit.left = maxDocument
		v, err := value(dec, 0)
		switch {
		case err == io.EOF && n > 0:
			return nil
		case err == io.EOF:
			return in.f.errorf(0, "", "the file is empty")
		case errors.Is(err, io.ErrUnexpectedEOF):
			e := in.f.errorf(0, "", "the JSON document is cut short")
			e.Hint = "fetch the file again"
			return e
		case errors.As(err, new(*sources.DecodeError)):
			return err
		case err != nil:
			return in.place(fmt.Errorf("at byte %d: %w", dec.InputOffset(), err), 0)
		}
		if err := each(v); err != nil {
			return err
		}
	}
}

// value reads the next value; io.EOF only before its first byte.
func value(dec *json.Decoder, depth int) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		if err == io.EOF && depth > 0 {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	open, ok := tok.(json.Delim)
	if !ok {
		return tok, nil
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("values are nested deeper than the limit of %d", maxDepth)
	}
	object, list := map[string]any{}, []any{}
	for dec.More() {
		name := ""
		if open == '{' {
			tok, err := dec.Token()
			if err != nil {
				return nil, cutShort(err)
			}
			name, _ = tok.(string)
			if _, twice := object[name]; twice {
				return nil, fmt.Errorf("member %s occurs twice", inert(name))
			}
		}
		v, err := value(dec, depth+1)
		if err != nil {
			return nil, err
		}
		if open == '{' {
			object[name] = v
		} else {
			list = append(list, v)
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, cutShort(err)
	}
	if open == '{' {
		return object, nil
	}
	return list, nil
}

// cutShort tells a document that ends early from the end of all documents.
func cutShort(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Flatten gives the scalars of an object by their path: member b of member a is
// "a.b". A null has no entry; an array is its compact JSON. What is no object
// has no entries.
func Flatten(v any) map[string]string {
	out := map[string]string{}
	if m, ok := v.(map[string]any); ok {
		flatten(out, "", m)
	}
	return out
}

func flatten(out map[string]string, path string, m map[string]any) {
	for name, v := range m {
		if inner, ok := v.(map[string]any); ok {
			flatten(out, path+name+".", inner)
		} else if text, ok := Scalar(v); ok {
			out[path+name] = text
		}
	}
}

// Scalar is the text of a value from Documents; an array or object is its
// compact JSON. ok is false for null.
func Scalar(v any) (text string, ok bool) {
	switch v := v.(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	b, err := json.Marshal(v)
	return string(b), err == nil
}

// Table gives the rows of delimited text, or of a workbook's sheet ("" is the
// first), the header and blank cells included. A row of text may have any
// number of cells; its slice is used again for the next row. After an error
// there are no more rows.
func (in *Input) Table(comma rune, sheet string) iter.Seq2[[]string, error] {
	if in.book != nil {
		return in.sheet(sheet)
	}
	return func(yield func([]string, error) bool) {
		limit := &allowance{in: in, max: maxRecord, what: "row"}
		r := csv.NewReader(limit)
		r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
		for {
			limit.left = maxRecord
			cells, err := r.Read()
			if err == io.EOF || !yield(cells, err) || err != nil {
				return
			}
		}
	}
}

func (in *Input) sheet(name string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		fd := &xlsxFeed{f: in.f, ctx: in.ctx, size: int64(len(in.book.data))}
		defer fd.Close()
		err := in.book.checkBook(in.ctx)
		if err == nil {
			err = fd.open(in.book.data, name)
		}
		for err == nil {
			var cells []string
			if cells, _, err = fd.read(); err == nil && !yield(cells, nil) {
				return
			}
		}
		if err != io.EOF {
			yield(nil, err)
		}
	}
}
