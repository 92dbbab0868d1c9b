package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBackfillIsRefusedWithTheNextStep(t *testing.T) {
	run("backfill", "litellm.prices").want(t, ExitUsage, "say with --since how far back")
	run("backfill", "litellm.prices", "--since", "spring").want(t, ExitUsage, `--since "spring" is neither a day`)
	run("backfill", "litellm.prices", "--since", "2030-01-01").want(t, ExitUsage, "is in the future")
	run("backfill", "litellm.price", "--since", "2024-01-01").want(t, ExitUsage, "litellm.prices")
	run("backfill", "bls.ces", "--since", "2024-01-01").want(t, ExitUsage, "the source serves its present only", "jevons load bls.ces FILE --at DATE")
	call{args: []string{"backfill", "litellm.prices", "--since", "2024-01-01", "--dir", t.TempDir()}}.run().want(t, ExitFailure, "ask which earlier states there are")
}

// TestBackfillFromAMirror reads the history of a price list from recorded answers.
func TestBackfillFromAMirror(t *testing.T) {
	mirror, dir := t.TempDir(), t.TempDir()
	put := func(name, body string) {
		t.Helper()
		path := filepath.Join(mirror, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old, newer := strings.Repeat("a", 40), strings.Repeat("b", 40)
	put("api.github.com/repos/BerriAI/litellm/commits%3Fpage=1&path=model_prices_and_context_window.json&per_page=100&sha=main&since=2024-01-01T00%3A00%3A00Z",
		`[{"sha": "`+newer+`", "commit": {"committer": {"date": "2024-03-01T10:00:00Z"}}}, {"sha": "`+old+`", "commit": {"committer": {"date": "2024-02-01T10:00:00Z"}}}]`)
	sample, err := testEnv().Sample.Open("@2026-01-09/raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json")
	if err != nil {
		t.Fatal(err)
	}
	defer sample.Close()
	var body strings.Builder
	buf := make([]byte, 1<<16)
	for {
		n, err := sample.Read(buf)
		body.Write(buf[:n])
		if err != nil {
			break
		}
	}
	for sha, price := range map[string]string{old: "1", newer: "2"} {
		put("raw.githubusercontent.com/BerriAI/litellm/"+sha+"/model_prices_and_context_window.json",
			strings.Replace(body.String(), "{", `{"made-up-model": {"litellm_provider": "nobody", "mode": "chat", "input_cost_per_token": `+price+`},`, 1))
	}
	run("backfill", "litellm.prices", "--since", "2024-01-01", "--mirror", mirror, "--dir", dir).want(t, ExitOK, "litellm.prices")
	run("query", "--dir", dir, `SELECT string_agg(input_cost_per_token || ' since ' || CAST(CAST(_known_at AS DATE) AS VARCHAR), '; ' ORDER BY _known_at)
FROM raw.litellm_prices WHERE model = 'made-up-model'`).want(t, ExitOK, "1.0 since 2024-02-01; 2.0 since 2024-03-01")
	run("backfill", "litellm.prices", "--since", "2024-01-01", "--mirror", mirror, "--dir", dir).want(t, ExitOK, "nothing that is not there already")
}
