package notify

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how many bytes of a text are told.
const maxText = 2000

// inert is s on one line of at most about n bytes, without anything that could
// steer a terminal or turn the direction of writing.
func inert(s string, n int) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if b.Len() >= n {
			b.WriteString("…")
			break
		}
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteByte('?')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		}
		i += size
	}
	return strings.TrimSpace(b.String())
}

const (
	hidden    = "[hidden]"
	minSecret = 4 // bytes; a shorter key would tear every text apart
)

// hider takes secrets out of texts, in every way in which they come to be written.
type hider struct{ forms []string }

func newHider(secrets []string, address Address) hider {
	var h hider
	for _, s := range append(slices.Clone(secrets), address.parts()...) {
		if len(s) < minSecret {
			continue
		}
		quoted, err := json.Marshal(s)
		if err != nil {
			quoted = []byte(s)
		}
		h.forms = append(h.forms, s, url.QueryEscape(s), url.PathEscape(s), strings.Trim(string(quoted), `"`),
			strings.Trim(strconv.Quote(s), `"`), base64.StdEncoding.EncodeToString([]byte(s)), base64.URLEncoding.EncodeToString([]byte(s)))
	}
	// The longest first: a part of a secret that is hidden would leave its rest.
	slices.SortFunc(h.forms, func(a, b string) int { return len(b) - len(a) })
	h.forms = slices.Compact(h.forms)
	return h
}

func (h hider) in(s string) string {
	for _, f := range h.forms {
		s = strings.ReplaceAll(s, f, hidden)
	}
	return s
}
