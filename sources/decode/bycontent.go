package decode

import (
	"bufio"
	"context"
	"io"
	"unicode"

	"jevons/sources"
)

// ByContent picks a decoder by what a file begins with, for a provider that
// answers the same question in several formats. A nil decoder refuses its kind.
type ByContent struct {
	Zip  sources.Decoder // a zip archive
	XML  sources.Decoder // the first letter is <
	JSON sources.Decoder // the first letter is { or [
	Text sources.Decoder // anything else
}

var _ sources.Decoder = ByContent{}

// Decode implements [sources.Decoder].
func (d ByContent) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	then, what, err := d.pick(f)
	if err != nil {
		return nil, err
	}
	if then == nil {
		return nil, f.errorf(0, "", "%s, which is not what this dataset is published as", what)
	}
	return then.Decode(ctx, sf)
}

func (d ByContent) pick(f *file) (then sources.Decoder, what string, err error) {
	packed, err := magic(f)
	if err != nil || packed {
		return d.Zip, "a zip archive", err
	}
	quiet := *f // the decoder that is picked tells of the bytes
	quiet.Progress = nil
	in, err := openText(&quiet)
	if err != nil {
		return nil, "", err
	}
	defer in.Close()
	for r := bufio.NewReader(io.LimitReader(in, maxRecord)); ; {
		c, _, err := r.ReadRune()
		switch {
		case err == io.EOF:
			return d.Text, "a text", nil
		case err != nil:
			return nil, "", err
		case c == '<':
			return d.XML, "an XML text", nil
		case c == '{' || c == '[':
			return d.JSON, "a JSON document", nil
		case !unicode.IsSpace(c):
			return d.Text, "a text", nil
		}
	}
}
