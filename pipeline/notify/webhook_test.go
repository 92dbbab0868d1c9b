package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// posted is what a webhook on this machine was sent.
type posted struct {
	path, body, kind, key string
}

func hookServer(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) (*httptest.Server, func() []posted) {
	var mu sync.Mutex
	var got []posted
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		got = append(got, posted{r.URL.Path, string(b), r.Method + " " + r.Header.Get("Content-Type"), r.Header.Get("Idempotency-Key")})
		mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s, func() []posted {
		mu.Lock()
		defer mu.Unlock()
		return append([]posted(nil), got...)
	}
}

func TestWebhookPostsJSON(t *testing.T) {
	s, got := hookServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	cfg, _ := config(t)
	cfg.Address = address(t, s.URL+"/hook?key=1")
	n := notifier(t, cfg)
	n.Tell(event("bls.ces", "failed", "20261124-1"))
	l := n.lanes[0]
	if err := l.deliver(context.Background(), l.queue[0].notice); err != nil {
		t.Fatal(err)
	}
	p := got()[0]
	var x Notice
	if err := json.Unmarshal([]byte(p.body), &x); err != nil || x != *l.queue[0].notice || p.key != x.ID || p.kind != "POST application/json" || p.path != "/hook" {
		t.Errorf("%+v, %v", p, err)
	}
	if x.Dataset != "bls.ces" || x.Kind != "failed" || x.Run != "20261124-1" || x.Text != "bls.ces failed" || x.Version != "1.2.3" || len(x.ID) != 16 {
		t.Errorf("%+v", x)
	}
}

func TestWebhookDoesNotGoElsewhere(t *testing.T) {
	other, elsewhere := hookServer(t, func(http.ResponseWriter, *http.Request) {})
	for _, c := range []struct {
		status   int
		to, want string
		posts    int
	}{
		{307, "/again", "", 2},
		{308, "/again", "", 2},
		{302, "/again", "redirect (status 302)", 1},
		{303, "/again", "redirect (status 303)", 1},
		{307, other.URL + "/x", "redirect (status 307)", 1},
		{308, "http://localhost:1/x", "redirect (status 308)", 1},
		{307, "/first", "redirect (status 307)", 4},
		{500, "", "status 500", 1},
		{404, "", "status 404", 1},
	} {
		s, got := hookServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/first" {
				if c.to != "" {
					w.Header().Set("Location", c.to)
				}
				w.WriteHeader(c.status)
			}
		})
		cfg, _ := config(t)
		cfg.Address = address(t, s.URL+"/first")
		err := newWebhook(cfg).deliver(context.Background(), &Notice{ID: "1"})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) || len(got()) != c.posts {
			t.Errorf("%d to %s: %v after %d posts", c.status, c.to, err, len(got()))
		}
		for _, p := range got() {
			if p.body != got()[0].body || !strings.HasPrefix(p.kind, "POST") {
				t.Errorf("%d: %+v", c.status, p)
			}
		}
	}
	if len(elsewhere()) != 0 {
		t.Errorf("another host was told: %+v", elsewhere())
	}
}

func TestPlainHTTPStaysOnThisMachine(t *testing.T) {
	for _, host := range []string{"192.0.2.7", "10.0.0.1"} {
		req, err := http.NewRequest(http.MethodPost, "http://"+host+":9/", nil)
		if err != nil {
			t.Fatal(err)
		}
		// Whatever localhost is resolved to, the connection is refused by its address.
		if _, err := newTransport(true).RoundTrip(req); err == nil || !strings.Contains(err.Error(), "not of this machine") {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestAWebhookThatHangsIsLeft(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	s, _ := hookServer(t, func(http.ResponseWriter, *http.Request) { close(arrived); <-release })
	defer close(release)
	cfg, _ := config(t)
	cfg.Address = address(t, s.URL)
	cfg.Sleep = func(ctx context.Context, d time.Duration) error { // its time is up as soon as the webhook has the notice
		if d != postIn {
			return errors.New("another wait")
		}
		<-arrived
		return nil
	}
	err := newWebhook(cfg).deliver(context.Background(), &Notice{ID: "1"})
	if err == nil || !strings.Contains(err.Error(), "no answer within 20s") {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	const key = "canary-in-the-address"
	for text, want := range map[string]string{
		"https://hooks.example.org/" + key:              "",
		"https://user:" + key + "@hooks.example.org":    "",
		"http://127.0.0.1:9000/" + key:                  "",
		"http://[::1]/" + key:                           "",
		"http://localhost/" + key:                       "",
		"HTTP://LOCALHOST./" + key:                      "",
		"http://hooks.example.org/" + key:               "everybody on the way",
		"http://127.0.0.1.example.org/" + key:           "everybody on the way",
		"http://10.0.0.7/" + key:                        "everybody on the way",
		"ftp://hooks.example.org/" + key:                "no absolute one",
		"hooks.example.org/" + key:                      "no absolute one",
		"https:///" + key:                               "no absolute one",
		"https://hooks.example.org/%zz" + key:           "cannot be read",
		"https://a.example/" + key + "\nhttps://b":      "cannot be read",
		"https://a.example/ " + key:                     "cannot be read",
		"https://a.example/" + strings.Repeat(key, 300): "longer than",
		"": "no absolute one",
	} {
		a, err := ParseAddress(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v", text, err)
		}
		whole := Config{Address: a}
		doc, _ := json.Marshal(a)
		var line strings.Builder
		slog.New(slog.NewTextHandler(&line, nil)).Info("x", "address", a, "config", whole)
		for _, shown := range []string{fmt.Sprint(err), fmt.Sprintf("%v %+v %#v %s %q", a, a, a, a, a), fmt.Sprintf("%+v", whole), string(doc), line.String()} {
			if strings.Contains(shown, key) {
				t.Errorf("%.60q is shown: %s", text, shown)
			}
		}
	}
}

func TestAddressComesFromFileOrVariable(t *testing.T) {
	none := func(string) string { return "" }
	if a, err := ReadAddress("", none); err != nil || !a.IsZero() {
		t.Errorf("nothing is set: %v", err)
	}
	set := func(name string) string {
		return map[string]string{AddressVariable: " https://a.example/canary-1\n"}[name]
	}
	if a, err := ReadAddress("", set); err != nil || a.url.String() != "https://a.example/canary-1" {
		t.Errorf("a variable: %v", err)
	}
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte("https://b.example/canary-2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if a, err := ReadAddress(file, set); err != nil || a.url.String() != "https://b.example/canary-2" {
		t.Errorf("a file: %v", err)
	}
	for _, text := range []string{"", "http://b.example/canary-2", "https://b.example/canary-2 x"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadAddress(file, none); err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), file) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadAddress(file+"x", none); err == nil {
		t.Error("no such file")
	}
}
