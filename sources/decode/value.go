package decode

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
)

// Powers of ten that a float64 holds exactly.
var pow10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// parseFloat reads a decimal number in plain or scientific notation. It
// refuses what strconv also takes: hexadecimal, underscores, infinities and
// NaN. A mantissa below 2^53 over an exact power of ten divides with one
// rounding, which is the correctly rounded result; the rest goes to strconv.
func parseFloat(b []byte) (float64, bool) {
	i, neg := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		i = 1
	}
	var m uint64
	start := i
	for i < len(b) && b[i]-'0' <= 9 {
		m = m*10 + uint64(b[i]-'0')
		i++
	}
	digits, decimals := i-start, 0
	if i < len(b) && b[i] == '.' {
		i++
		start = i
		for i < len(b) && b[i]-'0' <= 9 {
			m = m*10 + uint64(b[i]-'0')
			i++
		}
		decimals = i - start
		digits += decimals
	}
	if digits == 0 {
		return 0, false
	}
	if i == len(b) && digits <= 19 && m <= 1<<53 && decimals < len(pow10) {
		v := float64(m) / pow10[decimals]
		if neg {
			v = -v
		}
		return v, true
	}
	if !exponent(b[i:]) {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// exponent tells whether b is empty or an exponent like e+24.
func exponent(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	if b[0] != 'e' && b[0] != 'E' {
		return false
	}
	b = b[1:]
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	return len(b) > 0
}

// parseInt reads a whole number. Sources that go through a spreadsheet or a
// data frame write 4 as 4.0 or 4e0, so that is accepted where it is exact.
func parseInt(b []byte) (int64, bool) {
	i, neg := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		i = 1
	}
	if n := len(b) - i; n == 0 {
		return 0, false
	} else if n <= 18 {
		var m int64
		for ; i < len(b) && b[i]-'0' <= 9; i++ {
			m = m*10 + int64(b[i]-'0')
		}
		if i == len(b) {
			if neg {
				m = -m
			}
			return m, true
		}
	}
	whole, frac, dot := bytes.Cut(b, []byte{'.'})
	if len(bytes.Trim(frac, "0")) == 0 && (!dot || len(frac) > 0) {
		if v, err := strconv.ParseInt(string(whole), 10, 64); err == nil {
			return v, true
		}
	}
	v, ok := parseFloat(b)
	if !ok || v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		return 0, false
	}
	return int64(v), true
}

// ungroup removes the commas of 140,886,310 and refuses commas that do not
// stand between thousands: "1,5" is not fifteen.
func ungroup(b, scratch []byte) ([]byte, bool) {
	if bytes.IndexByte(b, ',') < 0 {
		return b, true
	}
	out, run, seen := scratch[:0], 0, false
	for i, c := range b {
		switch {
		case c-'0' <= 9:
			run++
		case c == ',':
			if run == 0 || run > 3 || seen && run != 3 {
				return nil, false
			}
			seen, run = true, 0
			continue
		case i == 0 && (c == '-' || c == '+'):
		default:
			if seen && run != 3 || bytes.IndexByte(b[i:], ',') >= 0 {
				return nil, false
			}
			return append(out, b[i:]...), true
		}
		out = append(out, c)
	}
	return out, run == 3
}

// parseYear reads a whole number of 16 bits; all but a few are four digits.
func parseYear(b []byte) (v int16, ok, fits bool) {
	if len(b) == 4 {
		a, b, c, d := b[0]-'0', b[1]-'0', b[2]-'0', b[3]-'0'
		if a <= 9 && b <= 9 && c <= 9 && d <= 9 {
			return int16(a)*1000 + int16(b)*100 + int16(c)*10 + int16(d), true, true
		}
	}
	i, ok := parseInt(b)
	return int16(i), ok, i == int64(int16(i))
}

// number reads n digits.
func number(b []byte, n int) (int, bool) {
	if len(b) < n {
		return 0, false
	}
	v := 0
	for _, c := range b[:n] {
		if c-'0' > 9 {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

var (
	monthDays  = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	monthStart = [...]int{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}
)

// parseDate reads 2006-01-02 as days since 1970-01-01.
func parseDate(b []byte) (int32, bool) {
	if len(b) != 10 {
		return 0, false
	}
	// All bytes at once: XOR with the form leaves the digits' values, which
	// must be below ten, and zero for the hyphens.
	const form, exact = 0x2d30302d30303030, 0xfff0f0fff0f0f0f0
	x := binary.LittleEndian.Uint64(b) ^ form
	d1, d0 := b[8]-'0', b[9]-'0'
	if x&exact != 0 || (x+0x0606060606060606)&0xf0f0f0f0f0f0f0f0 != 0 || d1 > 9 || d0 > 9 {
		return 0, false
	}
	year := int(x&15)*1000 + int(x>>8&15)*100 + int(x>>16&15)*10 + int(x>>24&15)
	month := int(x>>40&15)*10 + int(x>>48&15)
	day := int(d1)*10 + int(d0)
	if month < 1 || month > 12 || day < 1 || day > monthDays[month] || year < 1 {
		return 0, false
	}
	leap := year&3 == 0 && (year%25 != 0 || year&15 == 0)
	if month == 2 && day == 29 && !leap {
		return 0, false
	}
	days := monthStart[month] + day - 1
	if leap && month > 2 {
		days++
	}
	year--
	if year >= 1900 && year < 2100 { // years between two that are no leap years
		return int32(days + 365*year + year/4 - 15 - 719162), true
	}
	return int32(days + 365*year + year/4 - year/100 + year/400 - 719162), true
}

// parseStamp reads an instant as microseconds since 1970: a date, then
// optionally a time after T or a blank, a fraction and a zone. No zone is UTC.
func parseStamp(b []byte) (int64, bool) {
	if len(b) < 10 {
		return 0, false
	}
	days, ok := parseDate(b[:10])
	if !ok {
		return 0, false
	}
	us := int64(days) * 86400e6
	b = b[10:]
	if len(b) == 0 {
		return us, true
	}
	if len(b) < 6 || b[0] != 'T' && b[0] != ' ' || b[3] != ':' {
		return 0, false
	}
	h, ok1 := number(b[1:], 2)
	m, ok2 := number(b[4:], 2)
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, false
	}
	us += int64(h*60+m) * 60e6
	b = b[6:]
	if len(b) > 0 && b[0] == ':' {
		s, ok := number(b[1:], 2)
		if !ok || s > 59 {
			return 0, false
		}
		us += int64(s) * 1e6
		b = b[3:]
		if len(b) > 0 && b[0] == '.' {
			n := 1
			unit := int64(1e5)
			for ; n < len(b) && b[n]-'0' <= 9; n++ {
				if unit == 0 && b[n] != '0' {
					return 0, false // finer than the column holds
				}
				us += int64(b[n]-'0') * unit
				unit /= 10
			}
			if n == 1 {
				return 0, false
			}
			b = b[n:]
		}
	}
	off, ok := zone(b)
	return us - int64(off)*60e6, ok
}

// zone reads "", Z, +01, +0100 or +01:00 as minutes east.
func zone(b []byte) (int, bool) {
	if len(b) == 0 || len(b) == 1 && b[0] == 'Z' {
		return 0, true
	}
	if b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	h, ok := number(b[1:], 2)
	if !ok || h > 18 {
		return 0, false
	}
	rest, m := b[3:], 0
	if len(rest) > 0 {
		if rest[0] == ':' {
			rest = rest[1:]
		}
		if m, ok = number(rest, 2); !ok || len(rest) != 2 || m > 59 {
			return 0, false
		}
	}
	if b[0] == '-' {
		return -(h*60 + m), true
	}
	return h*60 + m, true
}

// parseFlag reads true, false, yes, no, 1 and 0 in any case.
func parseFlag(b []byte) (v, ok bool) {
	if len(b) > 5 {
		return false, false
	}
	var low [5]byte
	for i, c := range b {
		if c-'A' < 26 {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	switch string(low[:len(b)]) {
	case "true", "yes", "1":
		return true, true
	case "false", "no", "0":
		return false, true
	}
	return false, false
}

func blank(c byte) bool { return c <= ' ' && (c == ' ' || c-'\t' < 5) }

// trim cuts ASCII blanks on both sides.
func trim(b []byte) []byte {
	s := trimSpan(b, span{0, int32(len(b))})
	return b[s.from:s.to]
}

// trimSpan cuts ASCII blanks on both sides of a cell.
func trimSpan(b []byte, s span) span {
	from, to := int(s.from), int(s.to)
	for to > from && blank(b[to-1]) {
		to--
	}
	for from < to && blank(b[from]) {
		from++
	}
	return span{int32(from), int32(to)}
}
