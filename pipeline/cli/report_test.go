package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	dir, to := demoFolder(t), t.TempDir()
	run("report", "--dir", dir, "--to", to).want(t, ExitOK, "report.html: 22 claims,")
	page, err := os.ReadFile(filepath.Join(to, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	html := string(page)
	for _, part := range []string{"SAMPLE", "not testable", "Registered", "CC BY 4.0", "Data known at"} {
		if !strings.Contains(html, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	for _, part := range []string{"<script", " src=\"http", "@import", "url(http"} {
		if strings.Contains(html, part) {
			t.Errorf("the page holds %q, although it asks for nothing else", part)
		}
	}
	charts, err := filepath.Glob(filepath.Join(to, "charts", "*.svg"))
	if err != nil || len(charts) < 6 {
		t.Errorf("%d charts, %v", len(charts), err)
	}
	run("report", "--dir", dir, "--as-of", "2099-01-01").want(t, ExitUsage, "is in the future")
	run("report", "--dir", dir, "--as-of", "2026-03-01", "--to", filepath.Join(to, "then")).want(t, ExitOK, "22 claims")
	run("build", "--dir", dir, "--as-of", "2026-03-01").want(t, ExitUsage, "the file to write with --to")
}
