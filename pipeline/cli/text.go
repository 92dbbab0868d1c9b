package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// inert makes any text safe for a terminal and for one line of it: control
// characters (escape sequences begin with one), direction marks, invisible
// characters and bytes that are not UTF-8 are written as Go escapes. It is the
// only way by which text from data, files and hosts reaches an output.
func inert(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		default:
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		}
		i += n
	}
	return b.String()
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// width is how many columns a text takes on a terminal.
func width(s string) int { return uniseg.StringWidth(s) }

// fit cuts s to at most n columns and marks the cut.
func fit(s string, n int) string {
	if width(s) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	var b strings.Builder
	left, state := n-1, -1
	for rest := s; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if w > left {
			break
		}
		left -= w
		b.WriteString(cluster)
	}
	return b.String() + "…"
}

// pad fills s with blanks to n columns, on its left side for numbers.
func pad(s string, n int, right bool) string {
	fill := strings.Repeat(" ", max(n-width(s), 0))
	if right {
		return fill + s
	}
	return s + fill
}

// thin groups the digits of a number by thin spaces.
func thin(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return sign + s
}

// count says a number of things: 1 part, 2 parts.
func count(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thin(n) + " " + thing + "s"
}

// bytesText is a size for people.
func bytesText(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// when is an instant in the user's zone and in UTC.
func (a *app) when(t time.Time) string {
	local, utc := t.In(a.env.Zone), t.UTC()
	_, offset := local.Zone()
	if offset == 0 {
		return utc.Format("2006-01-02 15:04 UTC")
	}
	if local.Format(time.DateOnly) == utc.Format(time.DateOnly) {
		return local.Format("2006-01-02 15:04 MST") + utc.Format(" (15:04 UTC)")
	}
	return local.Format("2006-01-02 15:04 MST") + utc.Format(" (2006-01-02 15:04 UTC)")
}

// age is how long ago t was, roughly.
func (a *app) age(t time.Time) string {
	d := a.env.Now().Sub(t)
	switch {
	case d < 0:
		return "in the future"
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return count(int64(d/time.Minute), "minute") + " ago"
	case d < 48*time.Hour:
		return count(int64(d/time.Hour), "hour") + " ago"
	}
	return count(int64(d/(24*time.Hour)), "day") + " ago"
}

// style knows how wide an output is and whether it may have colours.
type style struct {
	width  int
	colour bool
}

func (a *app) styleOf(t Terminal) style {
	s := style{width: t.Width, colour: t.Is && a.env.Getenv("NO_COLOR") == "" && a.env.Getenv("TERM") != "dumb"}
	if s.width < 1 {
		s.width = 80
	}
	return s
}

func (s style) paint(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(t string) string   { return s.paint("1", t) }
func (s style) dim(t string) string    { return s.paint("2", t) }
func (s style) red(t string) string    { return s.paint("31", t) }
func (s style) green(t string) string  { return s.paint("32", t) }
func (s style) yellow(t string) string { return s.paint("33", t) }

// wrap breaks a text at blanks so that no line is wider than the output;
// follow-on lines begin with indent. Words that are too long are broken.
func (s style) wrap(text, indent string) string {
	var b strings.Builder
	used, first := 0, true
	for _, word := range strings.Split(text, " ") {
		w := visible(word)
		if !first && used+1+w > s.width {
			b.WriteString("\n" + indent)
			used, first = len(indent), true
		}
		if !first {
			b.WriteByte(' ')
			used++
		}
		for used+w > s.width {
			head, tail := split(word, max(s.width-used, 1))
			if tail == "" {
				break
			}
			b.WriteString(head + "\n" + indent)
			word, used = tail, len(indent)
			w = visible(word)
		}
		b.WriteString(word)
		used, first = used+w, false
	}
	return b.String()
}

// split takes at most n columns off the front of s, and at least one
// character. Our own colours take no room.
func split(s string, n int) (head, tail string) {
	at, state := 0, -1
	for rest := s; rest != ""; {
		if rest[0] == 0x1b {
			j := strings.IndexByte(rest, 'm') + 1
			at, rest, state = at+j, rest[j:], -1
			if j == 0 {
				break
			}
			continue
		}
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if w > n && visible(s[:at]) > 0 {
			break
		}
		n -= w
		at += len(cluster)
	}
	return s[:at], s[at:]
}

// visible is the width of a text without our own colours.
func visible(s string) int {
	for {
		i := strings.IndexByte(s, 0x1b)
		if i < 0 {
			return width(s)
		}
		j := strings.IndexByte(s[i:], 'm')
		if j < 0 {
			return width(s)
		}
		s = s[:i] + s[i+j+1:]
	}
}
