package report

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestReportExposureIsNotLoss(t *testing.T) {
	good := dumbbellChart()
	good.Notes = []string{"Exposed = a model could halve the time of the task; not a forecast of jobs. Models of 2023."}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, mend := range map[string]func(*Chart){
		"what it means": func(c *Chart) { c.Notes = []string{"Models of 2023."} },
		"year": func(c *Chart) {
			c.Notes = []string{"Not loss; not a forecast of jobs."}
			c.Series[0].Name, c.Series[1].Name = "Humans", "GPT-4"
		},
		"rater":   func(c *Chart) { c.Subtitle = "Ratings."; c.Series[0].Name, c.Series[1].Name = "first, 2023", "second" },
		"measure": func(c *Chart) { c.Y.Name = "Exposed tasks" },
	} {
		c := dumbbellChart()
		c.Notes = good.Notes
		c.Series = append([]Series(nil), c.Series...)
		mend(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "exposure must say") {
			t.Errorf("a chart of exposure without its %s passes: %v", name, err)
		}
	}
}

func TestReportNamesSayNoMoreThanWasMeasured(t *testing.T) {
	for _, bad := range []string{"The cost of inference fell.", "Jevons paradox confirmed", "The paradox is proven."} {
		if Check(bad) == nil {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"The posted price of tokens fell.", "The paradox is not identified."} {
		if err := Check(good); err != nil {
			t.Error(err)
		}
	}
}

// TestReportVerdictsAreShownAtOneSize holds null and contrary results to the
// size of supporting ones.
func TestReportVerdictsAreShownAtOneSize(t *testing.T) {
	box := regexp.MustCompile(`viewBox="0 0 [0-9]+ [0-9]+"`)
	var first []string
	for _, v := range []Verdict{Supported, Contradicted, Mixed, NotIdentified, NotTestable} {
		p := examplePage()
		p.Indicators = nil
		p.Cards = p.Cards[1:2]
		p.Cards[0].Verdict = v
		text, root := written(t, p)
		got := box.FindAllString(text[strings.Index(text, `class="card"`):], -1)
		if len(got) < 5 {
			t.Fatalf("%s: %d drawings", v, len(got))
		}
		if first == nil {
			first = got
		}
		if strings.Join(first, " ") != strings.Join(got, " ") {
			t.Errorf("%s is drawn at other sizes than supported", v)
		}
		for _, n := range elements(root) {
			if n.Data == "section" && attr(n, "id") == "price" && attr(n, "class") != "card" {
				t.Errorf("%s has a look of its own: %q", v, attr(n, "class"))
			}
		}
	}
	css, _, _ := strings.Cut(pageText, "</style>")
	for _, name := range []string{"supported", "contradicted", "mixed", "not-identified", "not-testable"} {
		for _, rule := range regexp.MustCompile(`\.`+name+`\{([^}]*)\}`).FindAllStringSubmatch(css, -1) {
			if !strings.HasPrefix(rule[1], "color:") || strings.Contains(rule[1], ";") {
				t.Errorf("verdict %s differs by more than colour: %s", name, rule[1])
			}
		}
	}
}

// section returns the part of the page with the given id.
func section(t *testing.T, root *html.Node, id string) *html.Node {
	t.Helper()
	for _, n := range elements(root) {
		if attr(n, "id") == id {
			return n
		}
	}
	t.Fatalf("the page has no part %q", id)
	return nil
}

func TestReportSourceStandsBesideTheClaim(t *testing.T) {
	_, root := written(t, examplePage())
	for _, c := range examplePage().Cards {
		found := false
		for n := range section(t, root, c.ID).Descendants() {
			if n.Data == "div" && attr(n, "class") == "beside" {
				found = true
				text := textOf(n)
				if !strings.Contains(text, c.Statement) || !strings.Contains(text, c.SourceSays) {
					t.Errorf("card %s: claim and source do not stand beside each other: %s", c.ID, text)
				}
			}
		}
		if !found {
			t.Errorf("card %s sets no source beside its claim", c.ID)
		}
	}
}

func TestReportCardsBearTheirTerms(t *testing.T) {
	p := examplePage()
	_, root := written(t, p)
	for _, id := range []string{"jobs", "price", "hk", "indicator-young_exposed_gap"} {
		text := textOf(section(t, root, id))
		for _, want := range []string{"Made jobs (made.jobs). Licence: public domain. Bureau of Made Statistics.", "Made prices (made.prices). Licence: MIT."} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks the terms %q", id, want)
			}
		}
	}
}

func TestReportCardShowsThresholdAnswerAndHistory(t *testing.T) {
	_, root := written(t, examplePage())
	text := textOf(section(t, root, "cost"))
	for _, want := range []string{"The two groups cannot be told apart.", "Gap below -2 %", "(registered 2026-11-24)", "first verdict, mixed", "mixed became mixed. Known since: made.jobs 2026-03-01.",
		"So what is measured", "“Hires” has no data: not loaded: made.hires."} {
		if !strings.Contains(text, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	p := examplePage()
	p.Cards[0].Answer = ""
	if p.Validate() == nil {
		t.Error("a card without an answer passes")
	}
}

func TestReportStackWithoutAPartIsLeftOut(t *testing.T) {
	c := stackedChart()
	c.Events, c.Shades = nil, nil
	svg := svgOf(t, c)
	// The legend has one of each colour.
	for _, colour := range []string{first, "#CC4C00", "#007A5A"} {
		if got := len(paths(t, svg, "fill:"+colour)) - 1; got != 10 {
			t.Errorf("%d full bars of %s; of 12 quarters one lacks a part and one is preliminary", got, colour)
		}
	}
	if !strings.Contains(svg, "the whole bar is left out") {
		t.Error("no caption tells why a bar is missing")
	}
	short := stackedChart()
	short.Series = append([]Series(nil), short.Series...)
	short.Series[1].Points = short.Series[1].Points[5:] // no holes, only fewer quarters
	if svg := svgOf(t, short); !strings.Contains(svg, "the whole bar is left out") {
		t.Error("no caption tells why the bars of a shorter series are missing")
	}
	c.Series[0].Points[0].Y = Num(-1)
	if c.Validate() == nil {
		t.Error("a stack with a part below zero passes")
	}
}

func TestReportPathStopsAtTheHole(t *testing.T) {
	c := pathChart()
	c.Guides = nil
	got := paths(t, svgOf(t, c), "fill:none", "stroke:"+first, "stroke-width:1.2")
	if len(got) != 2 || len(got[0]) != 20 || len(got[1]) != 9 {
		t.Errorf("a path of 30 months with a hole is drawn as %d strokes", len(got))
	}
}

func TestReportGuidesAndShadesAreNamed(t *testing.T) {
	svg := svgOf(t, pathChart())
	for _, want := range []string{"Dotted lines: the curve of earlier years; its mean.", ">its mean</text>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the drawing lacks %q", want)
		}
	}
	if svg := svgOf(t, stackedChart()); !strings.Contains(svg, "Shaded, 2021-03-01 to 2021-10-01: supply was short.") {
		t.Error("a shaded stretch is not explained")
	}
	for what, c := range map[string]Chart{
		"a guide without a label":         func() Chart { c := pathChart(); c.Guides[0].Label = ""; return c }(),
		"a slanted guide over time":       func() Chart { c := tiny(4); c.Guides = []Guide{Between(1, 1, 2, 2, "x")}; return c }(),
		"a guide at zero on a log axis":   func() Chart { c := stepChart(); c.Guides = []Guide{At(0, "x")}; return c }(),
		"a shaded stretch without a time": func() Chart { c := pathChart(); c.Shades = stackedChart().Shades; return c }(),
	} {
		if c.Validate() == nil {
			t.Errorf("%s passes", what)
		}
	}
}
