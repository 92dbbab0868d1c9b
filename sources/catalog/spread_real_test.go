package catalog_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jevons/sources"
	"jevons/sources/sourcetest"
)

// TestRealSpreadOfAIDecodesWhole reads files of Microsoft and of Anthropic,
// whose figures were summed from the files in another program.
func TestRealSpreadOfAIDecodesWhole(t *testing.T) {
	const index = "exposure.anthropic_index"
	for _, c := range []struct {
		dataset, file, ignored string
		rows                   int
		figure                 string // a column
		sum                    string // of its figures
	}{
		{"microsoft.ai_diffusion", "microsoft-ai-diffusion/AI_Diffusion_Q12026_Update.csv", "header 1", 441, "share_pct", "7745.2"},
		{"microsoft.ai_diffusion", "microsoft-ai-diffusion/US/State_Rankings_2026Q1.csv", "header 1", 51, "share_pct", "1493.9"},
		{"microsoft.ai_diffusion", "microsoft-ai-diffusion/US/MSA_Ranking_2026Q1.csv", "header 1", 35, "share_pct", "1185.9"},
		{index, "anthropic-economic-index/release_2025_02_10/onet_task_mappings.csv", "header 1", 3514, "value", "100.0"},
		{index, "anthropic-economic-index/release_2025_03_27/task_pct_v2.csv", "header 1", 3365, "value", "100.0"},
		{index, "anthropic-economic-index/release_2025_03_27/automation_vs_augmentation_by_task.csv", "header 1", 20184, "value", "3364.0"},
		{index, "anthropic-economic-index/release_2025_09_15/aei_enriched_claude_ai_2025-08-04_to_2025-08-11_4ROWS.csv", "breakdown of another area 3, header 1", 1, "value", "4.0"},
		{index, "anthropic-economic-index/release_2026_06_26/aei_claude_ai_2026-06-26_48ROWS.RECONSTRUCTED.csv", "header 1", 48, "value", "1107.3"},
	} {
		t.Run(strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Rows) != c.rows || r.Ledger.Quarantined != 0 || r.Ledger.IgnoredText() != c.ignored || len(r.Ledger.Warnings) > 0 {
				t.Errorf("want %d rows: %.600s", c.rows, r.LedgerText())
			}
			if keys := byKey(d, r); len(keys) != c.rows {
				t.Errorf("%d keys in %d rows", len(keys), c.rows)
			}
			db := tableOf(t, d, r)
			for _, k := range d.Contract.Checks {
				var n int
				if err := db.QueryRow("select count(*) from t where not coalesce((" + k.Rule + "), true)").Scan(&n); err != nil || n > 0 {
					t.Errorf("check %q fails for %d rows, error %v", k.Name, n, err)
				}
			}
			var sum float64
			if err := db.QueryRow("select sum(" + c.figure + ") from t").Scan(&sum); err != nil || fmt.Sprintf("%.1f", sum) != c.sum {
				t.Errorf("the figures add up to %.4f, want %s, error %v", sum, c.sum, err)
			}
			dated := d.Columns[len(d.Columns)-1]
			var lacks int
			if err := db.QueryRow("select count(*) from t where (" + dated.SQL + ") is null").Scan(&lacks); err != nil || lacks > 0 {
				t.Errorf("%d rows have no %s, error %v", lacks, dated.Name, err)
			}
		})
	}
}

func TestRealNameOfAMacintoshIsReadAsItWasWritten(t *testing.T) {
	d, r, err := decodeReal(t, "microsoft.ai_diffusion", "microsoft-ai-diffusion/AI_Diffusion_Q12026_Update.csv")
	if err != nil {
		t.Fatal(err)
	}
	if n := count(d, r, "area", "Türkiye"); n != 3 {
		t.Errorf("%d rows are of Türkiye, want 3", n)
	}
}

// TestRealTaskWithoutConversationsHasNoModes: 1,066 of 3,364 tasks were
// filtered out, and the zeros beside that are no figures.
func TestRealTaskWithoutConversationsHasNoModes(t *testing.T) {
	d, r, err := decodeReal(t, "exposure.anthropic_index", "anthropic-economic-index/release_2025_03_27/automation_vs_augmentation_by_task.csv")
	if err != nil {
		t.Fatal(err)
	}
	if n := count(d, r, "value", "NULL"); n != 5*1066 {
		t.Errorf("%d shares are missing, want five for each of 1,066 tasks", n)
	}
}

func TestRealFilesOfNoReleaseAreRefusedWithWords(t *testing.T) {
	d := dataset(t, "exposure.anthropic_index")
	for _, c := range []struct{ file, part, want string }{
		// Made by others from a release: one is in other units.
		{"anthropic-economic-index/anthropic_ei_raw.csv", "2026_01_15", "is not the header of release 2026_01_15"},
		{"anthropic-economic-index/derived_2025_08/automation_vs_augmentation_by_task_v2_claude.csv", "2025_03_27.modes", "has columns that release 2025_03_27.modes does not have"},
		{"anthropic-economic-index/release_2026_01_15/aei_raw_claude_ai_2025-11-13_to_2025-11-20_1ROW.csv", "2026_09_30", "is a release whose layout is not known"},
	} {
		path := realFile(t, c.file)
		if _, err := decodeFile(d, path, c.part); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s as %s gives %v, want %q", c.file, c.part, err, c.want)
		}
	}
	if got := d.PartOf("x/release_2027_01_01/data/new.csv"); got != "2027_01_01" {
		t.Errorf("a release that is not known is part %q", got)
	}
}

// TestRealRowOfAStateIsLeftOut: the only row of this cut file is a breakdown
// of a state, which is not read.
func TestRealRowOfAStateIsLeftOut(t *testing.T) {
	_, r, err := decodeReal(t, "exposure.anthropic_index", "anthropic-economic-index/release_2026_01_15/aei_raw_claude_ai_2025-11-13_to_2025-11-20_1ROW.csv")
	if err != nil || len(r.Rows) != 0 || r.Ledger.IgnoredText() != "breakdown of another area 1, header 1" {
		t.Errorf("got %v, error %v", r, err)
	}
}

func decodeFile(d *sources.Dataset, path, part string) (*sourcetest.Result, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return sourcetest.Decode(d, sourcetest.Body{Name: filepath.Base(path), Part: part, Bytes: body}, sourcetest.Options{})
}

// TestAReleaseWithoutMappingIsHeldBackByName: a list with a release that the
// index does not read breaks the check for its files and no others.
func TestAReleaseWithoutMappingIsHeldBackByName(t *testing.T) {
	d := dataset(t, "exposure.anthropic_files")
	body := `[{"type":"file","oid":"a","size":1,"path":"release_2026_06_26/data/x.csv"},{"type":"file","oid":"b","size":1,"path":"release_2031_01_01/x.csv"},{"type":"file","oid":"c","size":1,"path":"README.md"}]`
	r, err := sourcetest.Decode(d, sourcetest.Body{Name: "tree.json", Bytes: []byte(body)}, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := violations(t, d, r)["known release"]; got != 1 {
		t.Errorf("%d files are held back, want that of 2031", got)
	}
}
