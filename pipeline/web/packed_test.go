package web

import (
	"net/http/httptest"
	"testing"
)

func TestReportsAreNotPackedForWhoeverRefuses(t *testing.T) {
	d := &drawnReport{html: []byte("plain"), gz: []byte("packed"), etag: "x"}
	for accept, want := range map[string]string{"": "", "gzip": "gzip", "br, GZIP;q=0.5": "gzip", "gzip;q=0": "", "identity, gzip; q=0.000": "", "x-gzipped": ""} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/claims", nil)
		r.Header.Set("Accept-Encoding", accept)
		d.send(w, r)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q is answered with %q, want %q", accept, got, want)
		}
	}
}
