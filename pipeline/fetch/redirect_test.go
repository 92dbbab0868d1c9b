package fetch_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"jevons/pipeline/fetch"
)

// chain answers /a, /b, … with redirects to the next target, the last with data.
func chain(targets ...string) transport {
	n := 0
	return func(req *http.Request) (*http.Response, error) {
		if n < len(targets) {
			resp := reply(req, 302, "")
			resp.Header.Set("Location", targets[n])
			n++
			return resp, nil
		}
		return reply(req, 200, "data"), nil
	}
}

func TestRedirects(t *testing.T) {
	loop := make([]string, 100)
	for i := range loop {
		loop[i] = fmt.Sprint("/", i)
	}
	for _, c := range []struct {
		name    string
		targets []string
		err     string
	}{
		{"same host", []string{"/b", "https://EXAMPLE.org/c", "https://example.org:443/d"}, ""},
		{"five", loop[:5], ""},
		{"six", loop[:6], "more than 5 times"},
		{"loop", loop, "more than 5 times"},
		{"allowed host", []string{"https://files.example.net/x"}, ""},
		{"allowed host and back", []string{"https://files.example.net/x", "https://example.org/y"}, ""},
		{"other host", []string{"https://evil.example.com/x"}, "another host, evil.example.com"},
		{"other port", []string{"https://example.org:8443/x"}, "another host, example.org"},
		{"subdomain", []string{"https://x.example.org/x"}, "another host, x.example.org"},
		{"user name", []string{"https://example.org@evil.example.com/"}, "a user name"},
		{"to http", []string{"http://example.org/x"}, "leaves https"},
		{"to a file", []string{"file:///etc/passwd"}, "leaves https"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(chain(c.targets...))
			w.cfg.RedirectHosts = []string{"files.example.net"}
			_, body, err := w.get(t, "https://example.org/a", fetch.Validators{})
			if c.err == "" {
				if err != nil || body != "data" {
					t.Errorf("got %q, %v", body, err)
				}
				return
			}
			var se *fetch.StatusError
			if !errors.As(err, &se) || se.Temporary() || se.Attempts != 1 || !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %v, want %q", err, c.err)
			}
		})
	}
}

func TestARedirectThatIsNoURLIsQuotedInertly(t *testing.T) {
	bad := "https://evil%1b[2J\u202e/"
	_, _, err := newWorld(chain(bad, bad, bad, bad, bad)).get(t, "https://example.org/a", fetch.Validators{})
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\u202e") {
		t.Errorf("got %q", err)
	}
}

func TestARealTLSServerMayNotSendToPlainHTTP(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/plain" {
			http.Redirect(w, r, "http://"+r.Host+"/x", http.StatusFound)
			return
		}
		io.WriteString(w, "data")
	}))
	t.Cleanup(s.Close)
	w := newWorld(s.Client().Transport)
	if _, body, err := w.get(t, s.URL+"/", fetch.Validators{}); err != nil || body != "data" {
		t.Errorf("got %q, %v", body, err)
	}
	if _, _, err := w.get(t, s.URL+"/plain", fetch.Validators{}); err == nil || !strings.Contains(err.Error(), "leaves https") {
		t.Errorf("got %v", err)
	}
	// A certificate nobody vouches for is no connection, and no reason to insist.
	w = newWorld(fetch.LiveTransport())
	var se *fetch.StatusError
	if _, _, err := w.get(t, s.URL, fetch.Validators{}); !errors.As(err, &se) || se.Temporary() || se.Attempts != 1 {
		t.Errorf("an unknown certificate: %v", err)
	}
}

func TestAHostMayNotSendTheKeyElsewhereItself(t *testing.T) {
	for name, r := range secrets() {
		w := secretWorld(transport(func(req *http.Request) (*http.Response, error) {
			if req.URL.Host != "api.example.org" {
				t.Errorf("%s: sent to %s", name, req.URL)
			}
			resp := reply(req, http.StatusFound, "")
			resp.Header.Set("Location", "https://files.example.net/there?k="+url.QueryEscape(canary))
			return resp, nil
		}))
		w.cfg.RedirectHosts = []string{"files.example.net"}
		r.URL = "https://api.example.org/rows"
		_, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{})
		if err == nil || !strings.Contains(err.Error(), "would carry the key along") || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABodyWithAKeyDoesNotFollowToAnotherHost(t *testing.T) {
	w := secretWorld(transport(func(req *http.Request) (*http.Response, error) {
		if req.URL.Host != "api.example.org" {
			t.Errorf("sent to %s", req.URL.Host)
		}
		resp := reply(req, http.StatusPermanentRedirect, "")
		resp.Header.Set("Location", "https://files.example.net/there")
		return resp, nil
	}))
	w.cfg.RedirectHosts = []string{"files.example.net"}
	r := secrets()["field"]
	r.URL = "https://api.example.org/rows"
	if _, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{}); err == nil {
		t.Error("no error")
	}
}
