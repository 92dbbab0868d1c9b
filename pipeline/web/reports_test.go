package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// A report as of a day may be of an older version of the program, with another
// style sheet than that of the report of today.
func TestEachReportKeepsItsStyleSheet(t *testing.T) {
	dir := copyFolder(t, demoDir(t))
	old := filepath.Join(dir, "reports", "2026-01-02")
	if err := os.MkdirAll(old, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "report.html"), []byte("<html><head><style>body{color:#123456}</style></head><body><header>old</header></body></html>"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := site(t, config(dir, newFake()))
	link := regexp.MustCompile(`href="(/assets/report[^"]*)"`)
	sheet := func(page string) string {
		m := link.FindStringSubmatch(ask(s, page).Body.String())
		if m == nil {
			t.Fatalf("%s names no style sheet", page)
		}
		return ask(s, m[1]).Body.String()
	}
	before := sheet("/claims")
	if got := sheet("/claims?asof=2026-01-02"); got != "body{color:#123456}" {
		t.Errorf("the older report's sheet is %.60q", got)
	}
	if got := sheet("/claims"); got != before {
		t.Errorf("once an older report was read, today's has its sheet: %.60q", got)
	}
}
