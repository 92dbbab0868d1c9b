package decode

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"jevons/sources"
)

// NotSDMX refuses the head of an answer that is plain words instead of an SDMX
// message; it is meant for Dataset.Refused. Compressed bytes, XML and JSON pass:
// their decoders refuse with the provider's words.
func NotSDMX(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) == 0 || bytes.HasPrefix(h, []byte{0x1f, 0x8b}) || bytes.HasPrefix(h, []byte("PK")) || bytes.IndexByte([]byte("<{["), h[0]) >= 0 {
		return nil
	}
	line, _, _ := bytes.Cut(h, []byte("\n"))
	if bytes.Contains(line, []byte(obsValue)) {
		return nil
	}
	return fmt.Errorf("the answer has no SDMX header but begins with %q", printable(sources.Cut(string(line), 120)))
}

// otherTable refuses a message whose first observation lacks a column that
// cannot be NULL: its dimensions are not those of the dataset. Row by row, the
// same would only tell that values are missing.
func (in *Input) otherTable(cells map[string]string) error {
	var lacks []string
	for _, c := range in.f.Dataset.Stored() {
		if !c.InFile() || c.Null {
			continue
		}
		if !slices.ContainsFunc(c.SourceNames(), func(n string) bool { _, ok := cells[n]; return ok }) {
			lacks = append(lacks, c.SourceNames()[0])
		}
	}
	if len(lacks) == 0 {
		return nil
	}
	have := slices.Sorted(maps.Keys(cells))
	e := in.f.errorf(0, "", "the observations lack %s; they have %s", strings.Join(lacks, ", "), printable(strings.Join(have, ", ")))
	e.Hint = "this is another table, or the source renamed a dimension, whose new name then belongs into the column's Named list"
	return e
}
