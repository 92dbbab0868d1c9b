package eurostat_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/eurostat"
)

func occupations(t *testing.T) *sources.Dataset {
	t.Helper()
	for _, d := range eurostat.Datasets() {
		if d.Name == "eurostat.employment_by_occupation" {
			return d
		}
	}
	t.Fatal("the dataset is gone")
	return nil
}

// TestAnnouncedExtractionsAreFollowed: each answer to the first question, and
// the question that follows, "" where the answer is data.
func TestAnnouncedExtractionsAreFollowed(t *testing.T) {
	const api = "https://ec.europa.eu/eurostat/api/dissemination/"
	envelope := func(id, status string) string {
		return `<?xml version="1.0"?><env:Envelope xmlns:env="urn:e"><env:Body><ns:syncResponse xmlns:ns="urn:n"><queued><id>` + id + `</id><status>` + status + `</status></queued></ns:syncResponse></env:Body></env:Envelope>`
	}
	footer := func(code, text string) string {
		return `<m:GenericData xmlns:m="urn:m" xmlns:f="urn:f" xmlns:c="urn:c"><f:Footer><f:Message code="` + code + `"><c:Text>Made words: see http://ec.europa.eu/x</c:Text><c:Text>` + text + `</c:Text></f:Message></f:Footer></m:GenericData>`
	}
	d := occupations(t)
	first := d.Fetch.First(time.Time{})[0]
	for _, c := range []struct{ body, url, flags, err string }{
		{body: `{"version":"2.0","class":"dataset","value":{}}`},
		{body: "PK\x03\x04"},
		{body: "DATAFLOW,OBS_VALUE\n"},
		{body: "<m:GenericData xmlns:m='urn:m'><m:DataSet/></m:GenericData>"},
		{body: "<m:GenericData>cut"},
		{body: `{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE made"}}`, url: first.URL, flags: "replaces waits"},
		{body: `{"warning":{"status":413,"label":"EXTRACTION_TOO_BIG made"}}`, err: "status 413, EXTRACTION_TOO_BIG made"},
		{body: `{"warning":{"status":416,"label":"made"}}`, err: "status 416, made"},
		{body: envelope("98de05ea-540a", "SUBMITTED"), url: api + "1.0/async/status/98de05ea-540a", flags: "replaces waits"},
		{body: envelope("98de05ea-540a", "PROCESSING") + "\n", url: api + "1.0/async/status/98de05ea-540a", flags: "replaces waits"},
		{body: envelope("98de05ea-540a", "AVAILABLE"), url: api + "1.0/async/data/98de05ea-540a", flags: "replaces streams"},
		{body: envelope("98de05ea-540a", "EXPIRED"), err: "the extraction ended as EXPIRED"},
		{body: envelope("../../x", "AVAILABLE"), err: "its id is"},
		{body: footer("413", "http://ec.europa.eu/eurostat/SDMX/diss-web/file/Made"), url: "https://ec.europa.eu/eurostat/SDMX/diss-web/file/Made", flags: "replaces waits"},
		{body: footer("413", "https://example.org/Made"), err: `"https://example.org/Made", which is not an address of ec.europa.eu`},
		{body: footer("413", "https://me@ec.europa.eu/Made"), err: "which is not an address"},
		{body: footer("413", "file://ec.europa.eu/Made"), err: "which is not an address"},
		{body: footer("413", "no address"), err: "without an address"},
		{body: footer("100", "none")},
		{body: envelope("a", "SUBMITTED") + strings.Repeat(" ", 10) + "<!--" + strings.Repeat("x", 1<<17) + "-->"},
	} {
		next, err := d.Fetch.Next(first, []byte(c.body))
		got, flags := "", ""
		if len(next) == 1 {
			r := next[0]
			got = r.URL
			for name, on := range map[string]bool{"replaces ": r.Replaces, "waits": r.Wait > 0, "streams": r.Stream} {
				if on && name == "replaces " {
					flags = name + flags
				} else if on {
					flags += name
				}
			}
			if r.URL == first.URL && r.Query.Encode() != first.Query.Encode() {
				t.Errorf("%.80s: another question %v", c.body, r)
			}
		}
		if got != c.url || strings.TrimSpace(flags) != c.flags || (err != nil) != (c.err != "") || !strings.Contains(fmt.Sprint(err), c.err) {
			t.Errorf("%.80s: %s %q %v, want %s %q %s", c.body, got, flags, err, c.url, c.flags, c.err)
		}
	}
}
