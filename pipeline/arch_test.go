package pipeline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says which of our packages each package may import. A package under a
// listed prefix ending in / follows that line; a name ending in /* allows what
// lies directly under it. Tests may import more.
var rooms = map[string][]string{
	".":                        {"transforms/compute", "pipeline/cli", "sources/catalog", "sources/sample", "sql", "schedules", "pipeline", "pipeline/fetch"},
	"pipeline/cli":             {"pipeline", "pipeline/daemon", "pipeline/notify", "pipeline/watch", "pipeline/web", "pipeline/fetch", "pipeline/warehouse", "pipeline/landing", "sources", "schedules", "transforms"},
	"pipeline/cards":           {"pipeline/report", "transforms"},
	"pipeline/daemon":          {"pipeline", "pipeline/landing", "pipeline/watch", "schedules", "sources"},
	"pipeline/web":             {"pipeline", "pipeline/cards", "pipeline/report", "pipeline/warehouse", "pipeline/watch", "sources", "transforms"},
	"pipeline/notify":          {"pipeline/watch"},
	"pipeline/watch":           {},
	"pipeline":                 {"pipeline/watch", "pipeline/cards", "pipeline/report", "pipeline/fetch", "pipeline/landing", "pipeline/warehouse", "schedules", "sources", "transforms"},
	"pipeline/warehouse":       {"pipeline/fault", "sources", "transforms"},
	"pipeline/fetch":           {"pipeline/fault", "sources"},
	"pipeline/landing":         {"pipeline/fault", "sources"},
	"pipeline/fault":           {},
	"pipeline/report":          {},
	"pipeline/fault/faulttest": {"pipeline/fault"},
	"transforms":               {"sources"},
	"transforms/stats":         {},
	"transforms/compute":       {"transforms", "transforms/stats"},
	"schedules":                {},
	"sql":                      {},
	"sources":                  {},
	"sources/decode":           {"sources"},
	"sources/catalog":          {"sources", "sources/*"},
	"sources/sourcetest":       {"sources"},
	"sources/sample":           {},
	"sources/sample/gen":       {},
	"sources/":                 {"sources", "sources/decode"},
}

// only says which packages may import a module, because it is the seam there.
var only = map[string][]string{
	"github.com/marcboeker/go-duckdb":                {"pipeline/warehouse"},
	"github.com/robfig/cron/v3":                      {"schedules", "pipeline"},
	"github.com/spf13/cobra":                         {"pipeline/cli"},
	"github.com/prometheus/client_golang/prometheus": {"pipeline/web"},
	"net/http": {".", "pipeline", "pipeline/cli", "pipeline/fetch", "pipeline/notify", "pipeline/web"},
	"os/exec":  {"pipeline/fault/faulttest", "pipeline/notify"},
}

// forbidden are calls that only main may make: what they return differs from
// run to run, and tests could not hold it still.
var forbidden = []string{
	"time.Now", "time.Sleep", "time.Since", "time.After", "os.Getenv", "os.LookupEnv", "os.Environ", "os.Exit",
	"http.Get", "http.Post", "http.DefaultClient", "http.DefaultTransport", "rand.Int", "rand.IntN", "rand.Float64",
}

func TestHouseStaysInOrder(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "testdata" || strings.HasPrefix(n, ".") && path != ".." {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel("..", path)
		if err != nil {
			return err
		}
		checkFile(t, filepath.ToSlash(rel), path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, rel, file string) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg := filepath.ToSlash(filepath.Dir(rel))
	allowed, ok := rooms[pkg]
	if !ok && strings.HasPrefix(pkg, "sources/") {
		allowed, ok = rooms["sources/"], true
	}
	if !ok {
		t.Errorf("%s: package %s is in no room of arch_test.go; say what it may import", rel, pkg)
		return
	}
	for _, imp := range f.Imports {
		p, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if ours, ok := strings.CutPrefix(p, "jevons/"); ok && !slices.Contains(allowed, ours) && !slices.Contains(allowed, path.Dir(ours)+"/*") {
			t.Errorf("%s imports jevons/%s, which package %s may not", rel, ours, pkg)
		}
		if where, ok := only[p]; ok && !slices.Contains(where, pkg) {
			t.Errorf("%s imports %s; only %v may", rel, p, where)
		}
	}
	checkCalls(t, rel, pkg, f)
}

func checkCalls(t *testing.T, rel, pkg string, f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Name.Name == "init" && n.Recv == nil {
				t.Errorf("%s has an init function", rel)
			}
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if ok && x.Obj == nil && pkg != "." && pkg != "pipeline/fault/faulttest" && slices.Contains(forbidden, x.Name+"."+n.Sel.Name) {
				t.Errorf("%s uses %s.%s; only main may, others get it through Env", rel, x.Name, n.Sel.Name)
			}
		}
		return true
	})
}

func TestTopLevelHoldsNothingElse(t *testing.T) {
	want := []string{".ci", ".git", ".gitignore", "LICENSE", "README.md", "go.mod", "go.sum", "main.go", "pipeline", "schedules", "sources", "sql", "transforms"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		n := e.Name()
		if !slices.Contains(want, n) && !strings.HasPrefix(n, "jevons") {
			t.Errorf("%s stands at the top level", n)
		}
	}
}
