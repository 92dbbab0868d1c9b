package report

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func written(t *testing.T, p Page) (string, *html.Node) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, p); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), root
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func elements(root *html.Node) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestReportPageIsOneFileThatAsksForNothing(t *testing.T) {
	text, root := written(t, examplePage())
	for _, n := range elements(root) {
		switch n.Data {
		case "script", "link", "iframe", "img", "image", "object", "embed", "base", "use", "form":
			t.Errorf("the page holds a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			outside := strings.Contains(a.Val, "//") && a.Key != "xmlns"
			if outside && !(n.Data == "a" && a.Key == "href") || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "style" && (strings.Contains(textOf(n), "url(") || strings.Contains(textOf(n), "@import")) {
			t.Error("the style asks for a file")
		}
	}
	for _, want := range []string{"prefers-color-scheme:dark", "@media print", "width=device-width"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestReportPageHasOrderedHeadingsAndNamedParts(t *testing.T) {
	_, root := written(t, examplePage())
	ids, level, ones := map[string]bool{}, 0, 0
	for _, n := range elements(root) {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("id %q stands twice", id)
			}
			ids[id] = true
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			now := int(n.Data[1] - '0')
			if now > level+1 {
				t.Errorf("heading %q jumps from h%d to h%d", textOf(n), level, now)
			}
			level = now
			if now == 1 {
				ones++
			}
		}
	}
	if ones != 1 {
		t.Errorf("%d h1", ones)
	}
	tables, figures := 0, 0
	for _, n := range elements(root) {
		for _, ref := range strings.Fields(attr(n, "aria-labelledby")) {
			if !ids[ref] {
				t.Errorf("<%s> is labelled by %q, which is not there", n.Data, ref)
			}
		}
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && !ids[to] {
			t.Errorf("a link to #%s goes nowhere", to)
		}
		switch n.Data {
		case "table":
			tables++
			if c := n.FirstChild.NextSibling; c == nil || c.Data != "caption" || textOf(c) == "" {
				t.Error("a table without a caption")
			}
		case "th":
			if attr(n, "scope") == "" {
				t.Errorf("head %q has no scope", textOf(n))
			}
		case "figure":
			figures++
			caption := n
			for d := range n.Descendants() {
				if d.Data == "figcaption" {
					caption = d
				}
			}
			if got := textOf(caption); caption == n || !strings.Contains(got, "Data known at 2026-11-24 08:30 UTC, newest period 2026-10, sources made.jobs, made.prices, method v3") {
				t.Errorf("a figure without its as-of line: %s", got)
			}
			drawings := 0
			for d := range n.Descendants() {
				if d.Data == "svg" {
					drawings++
					if attr(d, "role") != "img" || d.FirstChild.Data != "title" || d.FirstChild.NextSibling.Data != "desc" {
						t.Error("a drawing without role, title and desc")
					}
				}
			}
			if drawings != 2 {
				t.Errorf("%d drawings of one chart, want a wide and a narrow one", drawings)
			}
		}
	}
	page := examplePage()
	charts := len(page.Drawings())
	// The index, the two appendices, and the table behind each chart.
	if figures != charts || tables != charts+3 {
		t.Errorf("%d figures and %d tables for %d charts", figures, tables, charts)
	}
}

func TestReportVerdictsDifferByWordAndShape(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range []Verdict{Supported, Contradicted, Mixed, NotIdentified, NotTestable} {
		seen[string(badge(v))] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d shapes for 5 verdicts", len(seen))
	}
	_, root := written(t, examplePage())
	for _, n := range elements(root) {
		if attr(n, "id") == "verdicts" {
			got := textOf(n)
			for _, want := range []string{"not identified", "supported", "mixed", "contradicted", "not testable", "Of 5 claims: 1 supported, 1 contradicted, 1 mixed, 1 not identified, 1 not testable."} {
				if !strings.Contains(got, want) {
					t.Errorf("the index lacks %q: %s", want, got)
				}
			}
		}
	}
}

// hostile is what a page of data may hold to reach out of it.
const hostile = "</title></desc></style><script>alert(1)</script>\"' onload=x ]]> --> \x1b[31mred\x1b]8;;https://evil.example\x07 \u202Egnp\u2066\u200B\x00\x9b1m {{.}} &amp;"

// infect puts hostile text into every text below v but those named.
func infect(v reflect.Value, but map[string]bool) int {
	n := 0
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return 0
		}
		for i := range v.NumField() {
			if !but[v.Type().Name()+"."+v.Type().Field(i).Name] {
				n += infect(v.Field(i), but)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += infect(v.Index(i), but)
		}
	case reflect.String:
		if v.String() == "" { // a text that was not there would add elements by right
			return 0
		}
		v.SetString(v.String() + hostile)
		n++
	}
	return n
}

func TestReportHostileTextStaysText(t *testing.T) {
	p := examplePage()
	p.Cards[0].Tables = []Table{{Caption: "Rows", Columns: []Column{{Name: "a"}, {Name: "b", Numeric: true}}, Rows: [][]string{{"x", "1"}}, Stamp: stamp()}}
	_, before := written(t, p)
	fixed := map[string]bool{"Card.ID": true, "Card.Verdict": true, "Source.ID": true, "Source.URL": true, "Stamp.Sources": true, "Indicator.ID": true, "Indicator.Cards": true, "Change.Before": true, "Change.After": true, "Chart.Kind": true,
		"Axis.Adjustment": true, "Axis.Prices": true, "Axis.Measure": true, "Series.Adjustment": true}
	if n := infect(reflect.ValueOf(&p).Elem(), fixed); n < 200 {
		t.Fatalf("only %d texts were infected", n)
	}
	text, after := written(t, p)
	for _, bad := range []string{"<script", "\x1b", "\x00", "\u202E", "\u2066", "\u200B", "\u009b", "[31m"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !utf8.ValidString(text) {
		t.Error("the page is no UTF-8")
	}
	for _, n := range elements(after) {
		if attr(n, "onload") != "" {
			t.Errorf("<%s> got an attribute from data", n.Data)
		}
	}
	kinds := func(root *html.Node) map[string]int {
		m := map[string]int{}
		for _, n := range elements(root) {
			switch n.Data {
			case "path", "text", "g", "desc", "title": // longer texts lay charts out anew
			default:
				m[n.Data]++
			}
		}
		return m
	}
	if a, b := kinds(before), kinds(after); !reflect.DeepEqual(a, b) {
		t.Errorf("hostile text changed the elements of the page:\n%v\n%v", a, b)
	}
	for name, c := range allCharts() {
		infect(reflect.ValueOf(&c).Elem(), fixed)
		svg, err := drawSVG(c, 760, 1600, true, "x")
		if err != nil {
			t.Fatal(name, err)
		}
		for _, bad := range []string{"<script", "\x1b", "\u202E", "\u2066"} {
			if bytes.Contains(svg, []byte(bad)) {
				t.Errorf("%s: the drawing holds %q", name, bad)
			}
		}
	}
}

func TestReportPageRefusesWhatMisleads(t *testing.T) {
	for _, tc := range []struct {
		err  string
		mend func(*Page)
	}{
		{"states a cause", func(p *Page) { p.Lead = "AI killed these jobs." }},
		{"states a cause", func(p *Page) { p.Cards[0].Why = "Fewer jobs because of AI." }},
		{"states a cause", func(p *Page) { p.Cards[0].Caveats[0] = "The release led to a fall." }},
		{"states a cause", func(p *Page) { p.Cards[0].Charts[0].Title = "What AI destroyed" }},
		{"states a cause", func(p *Page) { p.Cards[0].SourceSays = "The price fall was caused by entry." }},
		{"states a cause", func(p *Page) { p.Reproductions[0].Note = "caused by rounding" }},
		{"state of figure", func(p *Page) { p.Reproductions[0].State = "" }},
		{"states a cause", func(p *Page) { p.Indicators[0].Note = "driven by AI" }},
		{"verdict \"maybe\"", func(p *Page) { p.Cards[0].Verdict = "maybe" }},
		{"no value", func(p *Page) { p.Cards[0].Value = "" }},
		{"SE is not published", func(p *Page) { p.Cards[0].Uncertainty = "" }},
		{"no threshold as registered", func(p *Page) { p.Cards[0].Threshold = "" }},
		{"no statement of the source itself", func(p *Page) { p.Cards[0].SourceSays = "" }},
		{"which Page.Sources does not list", func(p *Page) { p.Sources = p.Sources[1:] }},
		{"no licence", func(p *Page) { p.Sources[0].Licence = "" }},
		{"plain http or https", func(p *Page) { p.Sources[0].URL = "javascript:alert(1)" }},
		{"plain http or https", func(p *Page) { p.Sources[0].URL = "https://user:secret@example.org/" }},
		{"is no anchor", func(p *Page) { p.Cards[0].ID = "a b" }},
		{"two cards", func(p *Page) { p.Cards[1].ID = p.Cards[0].ID }},
		{"cells under", func(p *Page) {
			p.Cards[0].Tables = []Table{{Caption: "Rows", Columns: []Column{{Name: "a"}}, Rows: [][]string{{"1", "2"}}, Stamp: stamp()}}
		}},
		{"no instant at which", func(p *Page) { p.AsOf = time.Time{} }},
	} {
		p := examplePage()
		tc.mend(&p)
		var b bytes.Buffer
		err := WriteHTML(&b, p)
		if err == nil || !strings.Contains(err.Error(), tc.err) {
			t.Errorf("got %v, want %q", err, tc.err)
		}
		if b.Len() > 0 {
			t.Errorf("%s: something was written", tc.err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Error("the error holds the secret of an address")
		}
	}
}

func TestReportQuotedClaimMayStateACause(t *testing.T) {
	p := examplePage()
	if Check(p.Cards[0].Statement) == nil {
		t.Fatal("the example quotes no cause")
	}
	if text, _ := written(t, p); !strings.Contains(text, "AI killed the junior job") {
		t.Error("the claim is not quoted")
	}
}

func TestReportTableHoldsEveryPointAndHole(t *testing.T) {
	c := lineChart()
	tab := c.Table()
	if len(tab.Rows) != 72 || len(tab.Columns) != 6 {
		t.Fatalf("%d rows of %d columns", len(tab.Rows), len(tab.Columns))
	}
	if got := strings.Join(tab.Rows[12], "|"); got != "2022-01-01|Exposed (beta at least .5)|n/a|n/a|n/a|no observation" {
		t.Error(got)
	}
	if got := tab.Rows[35]; got[5] != "preliminary" || got[0] != "2023-12-01" {
		t.Error(got)
	}
	if err := tab.Validate(); err != nil {
		t.Error(err)
	}
	long := Table{Caption: "Long", Columns: []Column{{Name: "a"}}, Stamp: stamp()}
	for range maxTableRows + 7 {
		long.Rows = append(long.Rows, []string{"x"})
	}
	p := examplePage()
	p.Cards[0].Tables = []Table{long}
	if text, _ := written(t, p); !strings.Contains(text, "7 more rows are not shown.") {
		t.Error("a cut table does not say so")
	}
}
