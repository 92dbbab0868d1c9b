package sources_test

import (
	"strings"
	"testing"

	"jevons/sources"
)

func TestWordsAreOneShortInertLine(t *testing.T) {
	for in, want := range map[string]string{
		"":                         `""`,
		"{\n  \"error\": 1\r\n}":   `"{ \"error\": 1 }"`,
		"a\x1b[31m\u202eb\xff":     `"a\x1b[31m\u202eb?"`,
		strings.Repeat("ä", 5_000): `"` + strings.Repeat("ä", 100) + `…"`,
	} {
		if got := sources.Words([]byte(in)); got != want {
			t.Errorf("%.40q: %s, want %s", in, got, want)
		}
	}
}
