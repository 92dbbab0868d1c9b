package decode

import (
	"encoding/binary"
	"math/bits"
)

// splitter cuts lines without quoting into cells. It looks at eight bytes at
// once: most cells are shorter than the cost of a call to find their end.
type splitter struct {
	comma  byte
	commas uint64 // comma in every byte
	cells  []span // as wide as the header
}

const (
	ones     = 0x0101010101010101
	highs    = 0x8080808080808080
	newlines = '\n' * ones
)

func newSplitter(comma byte, width int) splitter {
	return splitter{comma: comma, commas: uint64(comma) * ones, cells: make([]span, width)}
}

// line cuts the line at data[i:]. It returns how many cells there are, where
// the line's text ends, and where the next line begins. Cells beyond the
// width are counted only; those that the line lacks are empty.
func (s *splitter) line(data []byte, i int) (n, end, next int) {
	from, end := i, -1
	cells := s.cells
scan:
	for ; i+8 <= len(data); i += 8 {
		w := binary.LittleEndian.Uint64(data[i:])
		x, y := w^s.commas, w^newlines
		// A byte of x or y is zero where its high bit is set here; a byte after
		// such a one may be set falsely, so each is looked at.
		for m := ((x - ones) &^ x & highs) | ((y - ones) &^ y & highs); m != 0; m &= m - 1 {
			at := i + bits.TrailingZeros64(m)>>3
			switch data[at] {
			case s.comma:
				if n < len(cells) {
					cells[n] = span{int32(from), int32(at)}
				}
				n++
				from = at + 1
			case '\n':
				end = at
				break scan
			}
		}
	}
	for ; end < 0 && i < len(data); i++ {
		switch data[i] {
		case s.comma:
			if n < len(cells) {
				cells[n] = span{int32(from), int32(i)}
			}
			n++
			from = i + 1
		case '\n':
			end = i
		}
	}
	if end < 0 {
		end, next = len(data), len(data)
	} else {
		next = end + 1
	}
	if end > from && data[end-1] == '\r' {
		end--
	}
	if n < len(cells) {
		cells[n] = span{int32(from), int32(end)}
		if n+1 < len(cells) {
			clear(cells[n+1:])
		}
	}
	return n + 1, end, next
}
