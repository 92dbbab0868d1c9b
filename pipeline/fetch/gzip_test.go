package fetch_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"jevons/pipeline/fetch"
)

func zipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGzipBodiesAreKeptAsSentAndCheckedToTheirEnd(t *testing.T) {
	var rows strings.Builder
	for i := range 50_000 {
		rows.WriteString(strings.Repeat("x", i%17))
		rows.WriteByte('\n')
	}
	whole := zipped(t, rows.String())
	s, _ := script(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip") // although nobody asked
		io.WriteString(w, whole)
	})
	a, body, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{})
	if err != nil || body != whole || a.SHA256 != sum(whole) {
		t.Errorf("%d of %d bytes, %v", len(body), len(whole), err)
	}
	two := whole + zipped(t, "another member\n")
	s, _ = script(t, text(two))
	if _, body, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{}); err != nil || body != two {
		t.Errorf("two members: %v", err)
	}
	for _, cut := range []int{3, 9, 10, 11, len(whole) / 2, len(whole) - 9, len(whole) - 8, len(whole) - 1} {
		s, n := script(t, text(whole[:cut]), text(whole))
		if _, body, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{}); err != nil || body != whole || n.Load() != 2 {
			t.Errorf("cut at %d, then whole: %v after %d requests", cut, err, n.Load())
		}
		s, n = script(t, text(whole[:cut]))
		_, _, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{})
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "cut short") || n.Load() != 5 {
			t.Errorf("always cut at %d: %v after %d requests", cut, err, n.Load())
		}
	}
	flipped := []byte(whole)
	flipped[len(flipped)-5] ^= 1
	s, _ = script(t, text(string(flipped)))
	if _, _, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{}); err == nil || !strings.Contains(err.Error(), "gzip body is damaged") {
		t.Errorf("a wrong checksum: %v", err)
	}
}

func TestAGzipBombIsRefused(t *testing.T) {
	// The zeros begin after text, so that the head does not look empty.
	bomb := zipped(t, "a,b\n1,2\n") + strings.Repeat(zipped(t, strings.Repeat("\x00", 4<<20)), 18)
	s, n := script(t, text(bomb))
	_, _, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{})
	if err == nil || !strings.Contains(err.Error(), "1000 times") || n.Load() != 1 {
		t.Errorf("got %v after %d requests", err, n.Load())
	}
}
