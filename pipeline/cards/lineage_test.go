package cards

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jevons/sql"
)

var (
	comment = regexp.MustCompile(`--.*`)
	table   = regexp.MustCompile(`\b(?:raw|latest|core|marts)\.\w+`)
)

// models are the texts of the models by their names, without comments.
func models(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(sql.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if name, ok := strings.CutSuffix(path, ".sql"); ok {
			text, err := fs.ReadFile(sql.Files, path)
			if err != nil {
				return err
			}
			out[strings.ReplaceAll(name, "/", ".")] = comment.ReplaceAllString(string(text), "")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// under adds the tables of the datasets that a model rests on.
func under(all map[string]string, model string, seen, out map[string]bool) {
	if seen[model] {
		return
	}
	seen[model] = true
	for _, name := range table.FindAllString(all[model], -1) {
		layer, base, _ := strings.Cut(name, ".")
		if layer == "raw" || layer == "latest" {
			out[strings.TrimSuffix(base, "_asof")] = true
			continue
		}
		under(all, name, seen, out)
	}
}

// TestCardsNameTheDataThatTheyRestOn holds the sources of each figure to what
// the SQL of its table reads.
func TestCardsNameTheDataThatTheyRestOn(t *testing.T) {
	all := models(t)
	for _, f := range Figures() {
		if all[f.Mart] == "" {
			t.Errorf("%q shows %s, which is no model", f.Chart.Title, f.Mart)
			continue
		}
		reads := map[string]bool{}
		under(all, f.Mart, map[string]bool{}, reads)
		for _, other := range table.FindAllString(f.Query, -1) {
			under(all, other, map[string]bool{}, reads)
		}
		if len(f.Datasets) == 0 {
			t.Errorf("%q names no data", f.Chart.Title)
		}
		for _, d := range f.Datasets {
			if !reads[strings.ReplaceAll(d, ".", "_")] {
				t.Errorf("%q names %s, which %s does not read", f.Chart.Title, d, f.Mart)
			}
		}
	}
}

func TestCardsFiguresBelongToKnownClaimsAndIndicators(t *testing.T) {
	var claims, indicators []string
	for _, r := range refs(t, "claim.csv") {
		claims = append(claims, r["claim"])
	}
	for _, r := range refs(t, "indicator.csv") {
		indicators = append(indicators, r["indicator"])
	}
	for _, f := range Figures() {
		if f.Claim != "" && !slices.Contains(claims, f.Claim) {
			t.Errorf("%q belongs to claim %q, which is not registered", f.Chart.Title, f.Claim)
		}
		for _, i := range append([]string{f.Indicator}, f.Also...) {
			if !slices.Contains(indicators, i) {
				t.Errorf("%q belongs to indicator %q, which is not in the catalogue", f.Chart.Title, i)
			}
		}
	}
}
