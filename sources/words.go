package sources

import (
	"strconv"
	"strings"
)

// Words quotes how an answer begins, on one line of at most some 200 bytes,
// for a refusal that repeats what the provider says.
func Words(answer []byte) string {
	text := strings.ToValidUTF8(string(answer[:min(len(answer), SniffLen)]), "?")
	return strconv.Quote(Cut(strings.Join(strings.Fields(text), " "), 200))
}
