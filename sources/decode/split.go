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
}

const (
	ones     = 0x0101010101010101
	lows     = 0x7f7f7f7f7f7f7f7f
	highs    = 0x8080808080808080
	newlines = '\n' * ones
)

func newSplitter(comma byte) splitter { return splitter{comma, uint64(comma) * ones} }

// line cuts the line at data[i:] into cells. It returns how many there are,
// where the line's text ends, and where the next line begins. Cells beyond
// len(cells) are counted only; those that the line lacks are empty.
func (s splitter) line(data []byte, i int, cells []span) (n, end, next int) {
	from, end := int32(i), -1
	for ; i+8 <= len(data); i += 8 {
		w := binary.LittleEndian.Uint64(data[i:])
		x, y := w^s.commas, w^newlines
		// The high bit of every byte of x that is zero; of y, right up to the
		// first such byte.
		x = ^(x&lows + lows | x | lows)
		y = (y - ones) &^ y & highs
		if y != 0 {
			x &= y&-y - 1
		}
		for ; x != 0; x &= x - 1 {
			at := int32(i + bits.TrailingZeros64(x)>>3)
			if uint(n) < uint(len(cells)) {
				cells[n] = span{from, at}
			}
			n++
			from = at + 1
		}
		if y != 0 {
			end = i + bits.TrailingZeros64(y)>>3
			break
		}
	}
	for ; end < 0 && i < len(data); i++ {
		switch data[i] {
		case s.comma:
			if n < len(cells) {
				cells[n] = span{from, int32(i)}
			}
			n++
			from = int32(i + 1)
		case '\n':
			end = i
		}
	}
	if end < 0 {
		end, next = len(data), len(data)
	} else {
		next = end + 1
	}
	if end > int(from) && data[end-1] == '\r' {
		end--
	}
	if n < len(cells) {
		cells[n] = span{from, int32(end)}
		if n+1 < len(cells) {
			clear(cells[n+1:])
		}
	}
	return n + 1, end, next
}
