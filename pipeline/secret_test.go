package pipeline_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
	"jevons/sources"
)

const canary = "canary/key+with&signs=42"

// canaryForms are the ways in which a key may stand in a file.
func canaryForms() []string {
	quoted, _ := json.Marshal(canary)
	return []string{canary, url.QueryEscape(canary), url.PathEscape(canary), strings.Trim(string(quoted), `"`),
		base64.StdEncoding.EncodeToString([]byte(canary))}
}

// TestKeysAreNowhere runs datasets with a key in the query and in a header
// against a host that works, fails, redirects and sends the key back wherever it can, and
// then looks for the key in every file, error, log and published value.
func TestKeysAreNowhere(t *testing.T) {
	mode := ""
	sent := map[string]int{}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.URL.Query().Get("k") + r.Header.Get("X-Api-Key")
		if key == canary {
			sent[r.URL.Path]++
		}
		w.Header().Set("ETag", `"`+key+mode+`"`)
		w.Header().Set("Last-Modified", key)
		switch mode {
		case "error":
			http.Error(w, "no: "+r.URL.String()+" "+key, http.StatusInternalServerError)
		case "forbidden":
			http.Error(w, `{"error":"key `+key+` is not known"}`, http.StatusForbidden)
		case "page":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<html><title>key " + key + " at " + r.URL.String() + "</title></html>"))
		case "redirect":
			http.Redirect(w, r, "https://elsewhere.example.org/?k="+url.QueryEscape(key), http.StatusFound)
		case "cut":
			w.Header().Set("Content-Length", "100000")
			w.Write([]byte(strings.Repeat("x", 100)))
		default:
			w.Write(pricesFile(map[string]float64{"x": float64(len(mode))}))
		}
	}))
	defer host.Close()
	var logged bytes.Buffer
	dir := filepath.Join(t.TempDir(), "data")
	cfg := toyConfig(dir)
	inQuery, inHeader := toyPrices(), toyPrices()
	inQuery.Name, inQuery.Fetch = "toy.query", sources.Each(sources.Request{URL: host.URL + "/query", Secret: &sources.Secret{Env: "TOY_KEY", Query: "k"}})
	inHeader.Name, inHeader.Fetch = "toy.header", sources.Each(sources.Request{URL: host.URL + "/header", Secret: &sources.Secret{Env: "TOY_KEY", Header: "X-Api-Key"}})
	cfg.Datasets, cfg.SQL = []*sources.Dataset{inQuery, inHeader}, nil
	cfg.Env.Live = http.DefaultTransport
	cfg.Env.Log = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	cfg.Env.Getenv = func(name string) string { return map[string]string{"TOY_KEY": canary}[name] }
	var told strings.Builder
	for _, mode = range []string{"error", "page", "ok", "forbidden", "cut", "redirect", "well"} {
		r := openRunner(t, cfg)
		runs, err := r.Run(context.Background(), pipeline.Source{})
		if err != nil {
			t.Fatal(err)
		}
		want := pipeline.Failed
		switch mode {
		case "ok", "well":
			want = pipeline.Loaded
		case "page":
			want = pipeline.Refused
		}
		for _, run := range runs {
			if run.Outcome != want {
				t.Errorf("%s: %s is %s, want %s: %v", mode, run.Dataset, run.Outcome, want, run.Err)
			}
			text, err := json.Marshal(run)
			if err != nil {
				t.Fatal(err)
			}
			told.Write(text)
			if run.Err != nil {
				told.WriteString(run.Err.Error())
			}
		}
		if p, err := r.Publish(context.Background()); err == nil {
			text, _ := json.Marshal(p)
			told.Write(text)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if sent["/query"] == 0 || sent["/header"] == 0 {
		t.Errorf("the key never reached the host: %v", sent)
	}
	absent(t, "errors and results", told.String())
	absent(t, "log", logged.String())
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files++
		absent(t, path, string(b))
		return err
	})
	if err != nil || files < 8 {
		t.Errorf("looked into %d files, %v", files, err)
	}
	// DuckDB compresses texts, so its file is also asked.
	db := readOnly(t, filepath.Join(dir, warehouse.StableName))
	defer db.Close()
	absent(t, "ledger", strings.Join(texts(t, db, "SELECT CAST(l AS VARCHAR) FROM meta.ledger AS l"), "\n"))
}

func absent(t *testing.T, where, text string) {
	t.Helper()
	for _, form := range canaryForms() {
		if i := strings.Index(text, form); i >= 0 {
			t.Errorf("%s holds the key as %q: …%q…", where, form, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}
