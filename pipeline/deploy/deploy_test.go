// Package deploy_test holds the service's files to what the program is.
package deploy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/sources/catalog"
)

// lines are the lines of a file that are neither empty nor a comment, with
// continued lines joined.
func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range strings.Split(strings.ReplaceAll(string(text), "\\\n", ""), "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

// values are what key is set to, in order.
func values(lines []string, key string) []string {
	var out []string
	for _, l := range lines {
		if v, ok := strings.CutPrefix(l, key); ok {
			out = append(out, v)
		}
	}
	return out
}

// TestServiceHandsOverEveryKey fails when a dataset reads a key that the unit
// does not hand over: its user would put the file in place and nothing would
// come of it.
func TestServiceHandsOverEveryKey(t *testing.T) {
	want := []string{"JEVONS_NOTIFY_URL"}
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, d := range catalog.All() {
		for _, s := range pipeline.Secrets(d, now) {
			if !slices.Contains(want, s.Env) {
				want = append(want, s.Env)
			}
		}
	}
	got := values(lines(t, "jevons.service"), "LoadCredential=")
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jevons.service, LoadCredential= (-datasets +unit):\n%s", diff)
	}
}

// TestServiceAndImageAgree: both start the same command on the same folder, and
// neither listens beyond the machine.
func TestServiceAndImageAgree(t *testing.T) {
	unit, image := lines(t, "jevons.service"), lines(t, "Containerfile")
	quoted := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(`[]", `, r) }), " ")
	}
	start := values(unit, "ExecStart=")
	entry, command := values(image, "ENTRYPOINT "), values(image, "CMD ")
	if len(start) != 1 || len(entry) != 1 || len(command) != 1 {
		t.Fatalf("one of each is wanted: ExecStart %q, ENTRYPOINT %q, CMD %q", start, entry, command)
	}
	if got := quoted(entry[0]) + " " + quoted(command[0]); got != start[0] {
		t.Errorf("the image starts %q, the unit %q", got, start[0])
	}
	if !strings.HasSuffix(start[0], " --addr 127.0.0.1:8080") {
		t.Errorf("%q does not say that it listens on the machine's own address", start[0])
	}
	dir := values(unit, "Environment=JEVONS_DIR=")
	if volume := values(image, "VOLUME "); !slices.Equal(dir, volume) {
		t.Errorf("the unit's folder is %q, the image's volume %q", dir, volume)
	}
	if users := values(image, "USER "); len(users) != 1 || !regexp.MustCompile(`^[1-9][0-9]*:[1-9][0-9]*$`).MatchString(users[0]) {
		t.Errorf("USER is %q; one that is not root, by number, is wanted", users)
	}
}

// TestImageHasEveryPackage fails when a folder of the program is not copied
// into the build.
func TestImageHasEveryPackage(t *testing.T) {
	copies := strings.Join(values(lines(t, "Containerfile"), "COPY "), " ")
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		n := e.Name()
		if !e.IsDir() || strings.HasPrefix(n, ".") || strings.HasPrefix(n, "jevons") {
			continue
		}
		if !slices.Contains(strings.Fields(copies), n) {
			t.Errorf("the Containerfile does not copy %s", n)
		}
	}
}

// TestReadmeNamesWhatIsThere: each path of the packaging that the README
// speaks of exists.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile(`pipeline/deploy/[\w.]+`).FindAllString(string(text), -1)
	if len(paths) < 4 {
		t.Errorf("the README speaks of %q only", paths)
	}
	for _, p := range paths {
		if _, err := os.Stat(filepath.Join("../..", strings.TrimRight(p, "."))); err != nil {
			t.Error(err)
		}
	}
}
