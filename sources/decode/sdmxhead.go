package decode

import (
	"bytes"
	"fmt"

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
