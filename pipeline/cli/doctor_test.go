package cli

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// hosts answers a probe by the host's name.
type hosts struct {
	mu     sync.Mutex
	asked  []string
	clock  time.Time
	answer map[string]int
}

func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.Method+" "+r.URL.String())
	code, ok := h.answer[r.URL.Host]
	switch {
	case !ok:
		code = 200
	case code == 0:
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Host, IsNotFound: true}
	case code < 0:
		return nil, errors.New("tls: \x1b[31mbroken")
	}
	head := http.Header{"Date": {h.clock.UTC().Format(http.TimeFormat)}}
	return &http.Response{StatusCode: code, Header: head, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

func TestDoctor(t *testing.T) {
	h := &hosts{clock: start, answer: map[string]int{"epoch.ai": 0, "download.bls.gov": 403, "openrouter.ai": 429, "ec.europa.eu": 503, "www.census.gov": -1, "www.llm-prices.com": 405}}
	env := testEnv()
	env.Live = h
	r := call{env: env, args: []string{"doctor", "--dir", filepath.Join(t.TempDir(), "new", "data")}}.run()
	if strings.Contains(r.out, "\x1b") {
		t.Error("a host's words reached the terminal as they came")
	}
	r.want(t, ExitPartly, "is not there yet; it can be made", "JEVONS_CONTACT is not set;",
		"epoch.ai its name is not known here",
		"download.bls.gov it refuses clients that name nobody to write to",
		"openrouter.ai it asks to be left alone",
		"ec.europa.eu it is in trouble (503 Service Unavailable)",
		"www.census.gov tls:",
		"www.llm-prices.com answers (status 405)",
		"differs from the hosts' by 0s")
	seen := map[string]bool{}
	for _, a := range h.asked {
		method, address, _ := strings.Cut(a, " ")
		host := strings.Split(address, "/")[2]
		if method != "HEAD" || seen[host] {
			t.Errorf("%s: every host is asked once, for headers", a)
		}
		seen[host] = true
	}
}

func TestDoctorWhenAllIsWell(t *testing.T) {
	var vars []string
	for _, f := range decodeFindings(t, call{env: testEnv(), args: []string{"doctor", "--offline", "--json", "--dir", t.TempDir()}}.run().out) {
		if f.About == "key" {
			vars = append(vars, f.Name+"=a-secret-word")
		}
	}
	env := testEnv(append(vars, "JEVONS_CONTACT=someone@example.org")...)
	env.Live = &hosts{clock: start}
	r := call{env: env, args: []string{"doctor", "--dir", t.TempDir()}}.run()
	if r.code == ExitPartly && strings.Contains(r.out, "GiB are free; a full set") {
		t.Skip("the disk of this machine is nearly full, and doctor says so")
	}
	r.want(t, ExitOK, "JEVONS_CONTACT is set")
	if strings.Contains(r.out+r.err, "a-secret-word") {
		t.Error("a key was printed")
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	other := t.TempDir()
	for _, p := range []string{file, filepath.Join(other, "letter.txt")} {
		if err := os.WriteFile(p, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run("doctor", "--offline", "--dir", file).want(t, ExitFailure, "BAD", "is no folder")
	run("doctor", "--offline", "--dir", other).want(t, ExitFailure, "BAD", "no data folder of jevons (it holds letter.txt)")
	env := testEnv("JEVONS_CONTACT=https://github.com/somebody")
	call{env: env, args: []string{"doctor", "--offline", "--dir", t.TempDir()}}.run().want(t, ExitPartly, "names a code host")
	env = testEnv("JEVONS_CONTACT=someone@example.org")
	env.Live = &hosts{clock: start.Add(-time.Hour)}
	call{env: env, args: []string{"doctor", "--dir", t.TempDir()}}.run().want(t, ExitPartly, "differs from the hosts' by 1h0m0s; set it")
	run("doctor", "now").want(t, ExitUsage)
}

type finding struct {
	About, Name, Text string
	Good, Grave       bool
}

func decodeFindings(t *testing.T, out string) (all []finding) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(out))
	for dec.More() {
		var f finding
		if err := dec.Decode(&f); err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	if len(all) < 3 {
		t.Fatalf("%d findings", len(all))
	}
	return all
}
