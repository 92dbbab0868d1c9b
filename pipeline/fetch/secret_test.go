package fetch_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"jevons/pipeline/fetch"
	"jevons/sources"
)

const canary = "CANARY/7 +x&y=\"z"

// forms are the ways in which the canary may be written.
var forms = []string{"CANARY", url.QueryEscape("CANARY")}

func secrets() map[string]sources.Request {
	return map[string]sources.Request{
		"header": {Secret: &sources.Secret{Env: "MADE_UP_KEY", Header: "X-Api-Key"}},
		"bearer": {Secret: &sources.Secret{Env: "MADE_UP_KEY", Header: "Authorization", Prefix: "Bearer "}},
		"query":  {Query: url.Values{"a": {"b"}}, Secret: &sources.Secret{Env: "MADE_UP_KEY", Query: "weird_name"}},
		"field":  {Method: "POST", Body: []byte(`{"series":["x"]}`), Secret: &sources.Secret{Env: "MADE_UP_KEY", Field: "registrationkey"}},
	}
}

func secretWorld(rt http.RoundTripper) *world {
	w := newWorld(rt)
	w.cfg.Getenv = func(name string) string {
		if name == "MADE_UP_KEY" {
			return canary + "\n"
		}
		return ""
	}
	return w
}

func TestASecretArrivesAndIsInNoText(t *testing.T) {
	arrived := func(r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		return r.Header.Get("X-Api-Key") == canary || r.Header.Get("Authorization") == "Bearer "+canary || r.URL.Query().Get("weird_name") == canary ||
			strings.Contains(string(body), `"registrationkey":"CANARY/7 +x\u0026y=\"z"`) && strings.Contains(string(body), `"series":["x"]`)
	}
	echo := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", canary)
			w.Header().Set("Last-Modified", canary)
			w.WriteHeader(code)
			body, _ := io.ReadAll(r.Body)
			io.WriteString(w, "your key "+canary+" in "+r.URL.String()+" and "+string(body))
		}
	}
	for name, r := range secrets() {
		for what, h := range map[string]http.HandlerFunc{
			"success": text("data"),
			"echo":    echo(200),
			"refused": echo(403),
			"busy":    echo(503),
			"dropped": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			"redirect": func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "//other.example.org"+r.URL.String()+"&k="+url.QueryEscape(canary))
				w.WriteHeader(302)
			},
			"bad redirect": func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "ht!tp://%zz"+url.QueryEscape(canary))
				w.WriteHeader(302)
			},
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				var came atomic.Bool
				s, _ := script(t, func(w http.ResponseWriter, r *http.Request) {
					clone := *r
					body, _ := io.ReadAll(r.Body)
					clone.Body = io.NopCloser(strings.NewReader(string(body)))
					came.Store(arrived(&clone))
					r.Body = io.NopCloser(strings.NewReader(string(body)))
					h(w, r)
				})
				w := secretWorld(&http.Transport{})
				r.URL, r.Part = s.URL+"/rows", "p"
				a, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{})
				if !came.Load() {
					t.Error("the key did not arrive")
				}
				if (err == nil) != (what == "success" || what == "echo") {
					t.Errorf("error %v", err)
				}
				texts := []string{a.URL, a.ETag, a.LastModified, w.log.String()}
				for e := err; e != nil; e = errors.Unwrap(e) {
					texts = append(texts, e.Error())
				}
				for _, s := range texts {
					for _, f := range forms {
						if strings.Contains(s, f) {
							t.Errorf("a text holds the key: %q", s)
						}
					}
				}
			})
		}
	}
}

// TestWordsOfAnAnswerAreConcealed: a paged fetch finds refusals in bodies that
// the client has handed on.
func TestWordsOfAnAnswerAreConcealed(t *testing.T) {
	c := secretWorld(http.DefaultTransport).client(t)
	for name, r := range secrets() {
		got := c.Conceal(r, "the key "+canary+"\x1b[31m or "+url.QueryEscape(canary)+"\u202e or "+strconv.Quote(`CANARY/7 +x\u0026y=\"z`)+" is\nspent"+strings.Repeat(" and", 1000))
		if want := `the key [secret] [31m or [secret] or "[secret]" is spent and`; !strings.HasPrefix(got, want) || len(got) > 610 {
			t.Errorf("%s: %q of %d bytes, want %q", name, got, len(got), want)
		}
	}
	if got := c.Conceal(sources.Request{}, "plain"); got != "plain" {
		t.Errorf("without a key: %q", got)
	}
}

func TestAMissingSecretIsNamedUnlessOptional(t *testing.T) {
	s, n := script(t, text("data"))
	for name, r := range secrets() {
		r.URL = s.URL
		_, err := newWorld(http.DefaultTransport).client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{})
		var ce *fetch.ConfigError
		if !errors.As(err, &ce) || ce.Variable != "MADE_UP_KEY" || !strings.Contains(err.Error(), "MADE_UP_KEY") || n.Load() != 0 {
			t.Errorf("%s: %v after %d requests", name, err, n.Load())
		}
		r.Secret.Optional = true
		if _, err := newWorld(http.DefaultTransport).client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{}); err != nil {
			t.Errorf("%s, optional: %v", name, err)
		}
		n.Store(0)
	}
	w := newWorld(http.DefaultTransport)
	w.cfg.Getenv = func(string) string { return "CANARY\nX-Evil: 1" }
	r := secrets()["header"]
	r.URL = s.URL
	_, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{})
	if err == nil || strings.Contains(err.Error(), "CANARY") || n.Load() != 0 {
		t.Errorf("a key with a line break: %v", err)
	}
}

// hosts are two servers, of which the second notes what it is sent.
func hosts(t *testing.T, first http.HandlerFunc) (a, b *httptest.Server, seen func() []*http.Request) {
	t.Helper()
	var mu sync.Mutex
	var got []*http.Request
	b = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.Clone(r.Context()))
		io.WriteString(w, "data")
	}))
	a = httptest.NewServer(first)
	t.Cleanup(a.Close)
	t.Cleanup(b.Close)
	return a, b, func() []*http.Request { mu.Lock(); defer mu.Unlock(); return got }
}

func TestARedirectWithinTheMachineReachesNobody(t *testing.T) {
	for name, r := range secrets() {
		var target string
		a, b, seen := hosts(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
		target = b.URL + "/elsewhere"
		w := secretWorld(&http.Transport{})
		w.cfg.RedirectHosts = []string{"127.0.0.1"}
		r.URL = a.URL
		_, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{})
		if err == nil || !strings.Contains(err.Error(), "not a public address") || len(seen()) != 0 {
			t.Errorf("%s: %v, %d requests to the other server", name, err, len(seen()))
		}
	}
}

func TestAnAllowedHostGetsTheRequestWithoutTheSecret(t *testing.T) {
	for name, r := range secrets() {
		var received []*http.Request
		w := secretWorld(transport(func(req *http.Request) (*http.Response, error) {
			received = append(received, req)
			switch req.URL.Path {
			case "/rows":
				resp := reply(req, 302, "")
				resp.Header.Set("Location", "https://files.example.net/there")
				return resp, nil
			case "/there":
				resp := reply(req, 302, "")
				resp.Header.Set("Location", "https://api.example.org/back")
				return resp, nil
			}
			return reply(req, 200, "data"), nil
		}))
		w.cfg.RedirectHosts = []string{"files.example.net"}
		r.URL = "https://api.example.org/rows"
		r.Header = map[string]string{"Authorization": "CANARY", "Cookie": "CANARY", "Accept": "text/csv"}
		if _, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &sink{}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(received) != 3 {
			t.Fatalf("%s: %d requests", name, len(received))
		}
		for _, req := range received[1:] {
			dump := req.URL.String()
			for k, v := range req.Header {
				dump += k + strings.Join(v, " ")
			}
			if strings.Contains(dump, "CANARY") || req.Header.Get("Referer") != "" || req.Body != nil {
				t.Errorf("%s: the request to %s carries %s", name, req.URL.Host, dump)
			}
			if req.Header.Get("Accept") != "text/csv" || !strings.HasPrefix(req.Header.Get("User-Agent"), "jevons/") {
				t.Errorf("%s: ordinary headers are lost: %v", name, req.Header)
			}
		}
	}
}
