package notify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

const canary = "canary/key+with&signs=42"

// forms are the ways in which a key may come to be written.
func forms(key string) []string {
	quoted, _ := json.Marshal(key)
	return []string{key, url.QueryEscape(key), url.PathEscape(key), strings.Trim(string(quoted), `"`), base64.StdEncoding.EncodeToString([]byte(key))}
}

// TestKeysAreNowhere puts a key of a provider into every text of an event, and
// one of the webhook into its address, lets every way of delivery fail in ways
// that repeat them, and looks for both in notices, log, spool and errors.
func TestKeysAreNowhere(t *testing.T) {
	const hookKey = "T0canaryCANARY99xyz"
	var mode atomic.Int32
	s, got := hookServer(t, func(w http.ResponseWriter, r *http.Request) {
		switch mode.Load() {
		case 0:
			http.Error(w, "no: "+r.URL.String(), http.StatusForbidden)
		case 1:
			w.Header().Set("Location", r.URL.String()+hookKey)
			w.WriteHeader(http.StatusFound)
		case 2:
			w.Header().Set("Location", "https://elsewhere.example/"+hookKey)
			w.WriteHeader(http.StatusTemporaryRedirect)
		case 3:
			panic(http.ErrAbortHandler)
		}
	})
	gone, _ := hookServer(t, nil)
	cfg, log := config(t)
	cfg.Secrets, cfg.Keys = []string{canary, "abc"}, []string{"TOY_KEY"}
	cfg.Environ = []string{"PATH=" + os.Getenv("PATH"), "TOY_KEY=" + canary}
	cfg.Command = append(script(t, `cat; echo "key $1 $TOY_KEY" >&2; exit 1`), canary)
	var told strings.Builder
	for i, base := range []string{s.URL, s.URL, s.URL, s.URL, gone.URL, "https://" + hookKey + ".invalid"} {
		mode.Store(int32(i))
		if i == 4 {
			gone.Close()
		}
		cfg.Address = address(t, base+"/services/"+hookKey+"?token="+hookKey)
		n := notifier(t, cfg)
		for _, form := range append(forms(canary), base+"/services/"+hookKey+"?token="+hookKey) {
			e := event("toy."+form, "failed", form)
			e.Text = "get https://x.test/?k=" + form + " \"" + form + "\" failed"
			n.Tell(e)
		}
		for _, l := range n.lanes {
			it, _ := n.pick(l)
			err := l.deliver(context.Background(), it.notice)
			if err == nil {
				t.Fatalf("mode %d: %s delivered", i, l.name)
			}
			n.settle(context.Background(), l, it, err)
			for _, it := range l.queue {
				b, _ := it.notice.body()
				told.Write(b)
			}
		}
	}
	for _, p := range got() {
		told.WriteString(p.body)
	}
	spool, err := os.ReadFile(filepath.Join(cfg.Dir, spoolName))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(told.String(), hidden) || !strings.Contains(log.String(), "it says") || !strings.Contains(log.String(), "status 403") {
		t.Errorf("the test proves nothing: %s\n%s", told.String(), log)
	}
	for where, text := range map[string]string{"notices": told.String(), "log": log.String(), "spool": string(spool)} {
		for _, key := range append(forms(canary), hookKey) {
			if i := strings.Index(text, key); i >= 0 {
				t.Errorf("%s: %q stands in …%.200s…", where, key, text[max(i-80, 0):])
			}
		}
	}
}
