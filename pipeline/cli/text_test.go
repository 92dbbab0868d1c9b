package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// inertText fails when an output could steer a terminal.
func inertText(t *testing.T, r result) {
	t.Helper()
	for i, c := range r.out + r.err {
		if c != '\n' && c != '\u2009' && !unicode.IsPrint(c) {
			t.Fatalf("%U at byte %d of\n%q\n%q", c, i, r.out, r.err)
		}
	}
}

const hostile = `'a' || chr(27) || ']0;title' || chr(7) || chr(155) || '31m' || chr(8238) || chr(8203) || chr(10) || chr(13) || 'z|<b>[x](y)'`

func TestHostileCellsAreInert(t *testing.T) {
	for _, format := range formats {
		env := testEnv()
		env.Out = Terminal{Is: true, Width: 60}
		env.Getenv = func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }
		r := call{env: env, args: []string{"query", "--dir", demoFolder(t), "-f", format, "SELECT " + hostile + " AS c"}}.run().want(t, ExitOK)
		inertText(t, r)
	}
	// In a file, CSV and JSON keep what the database holds.
	r := run("query", "--dir", demoFolder(t), "-f", "json", "SELECT "+hostile+" AS c").want(t, ExitOK)
	var got struct{ C string }
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatal(err)
	}
	want := "a\x1b]0;title\a\u009b31m\u202e\u200b\n\rz|<b>[x](y)"
	if got.C != want {
		t.Errorf("JSON gave back %q, want %q", got.C, want)
	}
	r = run("query", "--dir", demoFolder(t), "-f", "csv", "SELECT "+hostile+" AS c").want(t, ExitOK)
	if !strings.Contains(r.out, "\u202e") {
		t.Errorf("CSV in a file lost characters: %q", r.out)
	}
	inertText(t, run("query", "--dir", demoFolder(t), "SELECT \"\x1b[31m\u202e\"").want(t, ExitFailure))
	inertText(t, run("query", "--dir", demoFolder(t), "SELECT 1 AS \"\x1b[31m\u202e\"").want(t, ExitOK))
}

func TestQueryFormats(t *testing.T) {
	const sql = "SELECT 1.50::DECIMAL(9,2) AS price, NULL AS nothing, DATE '2026-01-02' AS day, 'a, \"b\" | c' AS text, 0.1 + 0.2::DOUBLE AS sum, [1, NULL] AS list"
	for format, want := range map[string]string{
		"table": "price  nothing  day         text                        sum  list\n" +
			"─────  ───────  ──────────  ──────────  ───────────────────  ─────────\n" +
			" 1.50     NULL  2026-01-02  a, \"b\" | c  0.30000000000000004  [1, NULL]\n" +
			"(1 row)\n",
		"csv":      "price,nothing,day,text,sum,list\n1.50,,2026-01-02,\"a, \"\"b\"\" | c\",0.30000000000000004,\"[1, NULL]\"\n",
		"json":     `{"price":1.50,"nothing":null,"day":"2026-01-02","text":"a, \"b\" | c","sum":0.30000000000000004,"list":[1,null]}` + "\n",
		"markdown": "| price | nothing | day | text | sum | list |\n| ---: | ---: | --- | --- | ---: | --- |\n| 1.50 |  | 2026-01-02 | a, \"b\" \\| c | 0.30000000000000004 | \\[1, NULL\\] |\n",
	} {
		got := call{args: []string{"query", "--dir", demoFolder(t), "-f", format, "-"}, in: sql}.run().want(t, ExitOK).out
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", format, d)
		}
	}
	run("query", "--dir", demoFolder(t), "SELECT * FROM range(200)").want(t, ExitOK, "(the first 100 rows; more with --limit")
	if n := strings.Count(run("query", "--dir", demoFolder(t), "-f", "csv", "SELECT * FROM range(200)").out, "\n"); n != 201 {
		t.Errorf("csv gave %d lines", n)
	}
	run("query", "--dir", demoFolder(t), "INSERT INTO meta.info VALUES (1)").want(t, ExitFailure, "read-only")
	run("query", "--dir", demoFolder(t), " ").want(t, ExitUsage, "is empty")
	run("query", "--dir", t.TempDir(), "SELECT 1").want(t, ExitFailure, "nothing is published")
}

func TestNothingIsWiderThanTheTerminal(t *testing.T) {
	for _, w := range []int{20, 32, 50, 80, 200} {
		for _, args := range [][]string{{"status"}, {"plan"}, {"datasets"}, {"datasets", "epoch.models"}, {"quarantine", "list"},
			{"query", "SELECT * FROM marts.gpu_hour_price LIMIT 3"}, {"query", "SELECT repeat('宽', 90) AS wide, * FROM raw.bls_ces LIMIT 2"}, {"query", "selec"}, {"demo"}} {
			if args[0] == "demo" && w != 50 {
				continue // it takes its time
			}
			env := testEnv()
			env.Out, env.Err = Terminal{Is: true, Width: w}, Terminal{Is: true, Width: w}
			r := call{env: env, args: append(args, "--dir", demoFolder(t))}.run()
			for line := range strings.Lines(r.out + r.err) {
				if n := visible(strings.TrimSuffix(line, "\n")); n > w {
					t.Errorf("%v at %d columns: %d in %q", args, w, n, line)
				}
			}
		}
	}
}

func TestColoursOnlyOnATerminal(t *testing.T) {
	env := testEnv()
	if r := (call{env: env, args: []string{"datasets"}}).run(); strings.Contains(r.out, "\x1b") {
		t.Error("colours in a file")
	}
	env.Out = Terminal{Is: true, Width: 80}
	if r := (call{env: env, args: []string{"datasets"}}).run(); !strings.Contains(r.out, "\x1b[1m") {
		t.Error("no colours on a terminal")
	}
	env.Getenv = func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }
	if r := (call{env: env, args: []string{"datasets"}}).run(); strings.Contains(r.out, "\x1b") {
		t.Error("colours in spite of NO_COLOR")
	}
}

func TestTextHelpers(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "tab\tline\n": `tab\tline\n`, "\x1b[31m": `\x1b[31m`, "\u202eabc": `\u202eabc`, "a\u00a0b": "a b",
		"\xff": `\xff`, "é宽": "é宽", "\u009b": `\u009b`,
	} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1\u2009000", -1234567: "-1\u2009234\u2009567"} {
		if got := thin(n); got != want {
			t.Errorf("thin(%d) = %q", n, got)
		}
	}
	for _, tc := range []struct {
		in   string
		n    int
		want string
	}{{"short", 5, "short"}, {"longer", 5, "long…"}, {"宽宽宽", 4, "宽…"}, {"x", 0, ""}, {"xy", 1, "…"}} {
		if got := fit(tc.in, tc.n); got != tc.want {
			t.Errorf("fit(%q, %d) = %q, want %q", tc.in, tc.n, got, tc.want)
		}
	}
	if got := (style{width: 10}).wrap("one two three fourteenlettersx", "  "); got != "one two\n  three\n  fourteen\n  lettersx" {
		t.Errorf("wrap gave %q", got)
	}
	for x, want := range map[float64]string{0: "0", 1e15: "1e+15", 123456789: "123456789", 1e-7: "1e-07", -0.25: "-0.25"} {
		if got := number(x, 64); got != want {
			t.Errorf("number(%g) = %q, want %q", x, got, want)
		}
	}
	a := &app{env: testEnv()}
	if got := a.when(time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)); got != "2026-01-01 22:04 EST (2026-01-02 03:04 UTC)" {
		t.Errorf("when gave %s", got)
	}
}

func FuzzInert(f *testing.F) {
	f.Add("\x1b]8;;http://x\x1b\\y\u202e\xf0\x28")
	f.Fuzz(func(t *testing.T, s string) {
		got := inert(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("inert(%q) = %q", s, got)
		}
		if again := inert(got); again != got {
			t.Errorf("inert is not settled: %q, then %q", got, again)
		}
		if n := visible(fit(got, 7)); n > 7 {
			t.Errorf("fit(%q, 7) is %d wide", got, n)
		}
		for line := range strings.SplitSeq(style{width: 12}.wrap(got, " "), "\n") {
			if n := visible(line); n > 12 {
				t.Errorf("wrap(%q): %q is %d wide", got, line, n)
			}
		}
		if json.Valid([]byte(`"`+s+`"`)) && !json.Valid([]byte(jsonInert(`"`+s+`"`))) {
			t.Errorf("jsonInert broke %q", s)
		}
	})
}

// The bar appears once a step is slow, and messages stand on lines of their own.
func TestProgressAppearsWhenAStepIsSlow(t *testing.T) {
	now := start
	var out bytes.Buffer
	s := &screen{w: &out, now: func() time.Time { return now }, terminal: true, style: style{width: 80}}
	add, end := s.Begin("quick \x1b[31m", 10)
	add(5)
	end()
	if out.Len() > 0 {
		t.Errorf("a quick step was shown: %q", out.String())
	}
	add, end = s.Begin("slow \x1b[31m", 10)
	now = now.Add(slow)
	add(5)
	if !strings.Contains(out.String(), `slow \x1b[31m`) || !strings.Contains(out.String(), "50%") {
		t.Errorf("no bar: %q", out.String())
	}
	out.Reset()
	fmt.Fprintln(s, "message")
	before, _, _ := strings.Cut(out.String(), "message")
	if !strings.Contains(before, "\r") {
		t.Errorf("the bar was not cleared before a message: %q", out.String())
	}
	end()
	s.clear()
}

func TestProgressInAFileIsALineForSlowSteps(t *testing.T) {
	now := start
	var out bytes.Buffer
	s := &screen{w: &out, now: func() time.Time { return now }, style: style{width: 80}}
	s.log = slog.New(slog.NewTextHandler(s, nil))
	_, end := s.Begin("quick", 1)
	end()
	add, end := s.Begin("slow", 10)
	add(10)
	now = now.Add(slow)
	end()
	if got := out.String(); strings.Contains(got, "quick") || strings.Count(got, "\n") != 1 || !strings.Contains(got, "msg=slow done=10 of=10 seconds=0.5") {
		t.Errorf("got %q", got)
	}
}
