package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tiny is a line of n yearly points without anything else on it.
func tiny(n int) Chart {
	c := lineChart()
	c.Title, c.Subtitle = "Jobs", "Made values."
	c.Events, c.Breaks, c.Interval, c.Revision, c.Notes = nil, nil, "", "", nil
	s := Series{Name: "all"}
	for i := range n {
		s.Points = append(s.Points, Point{T: day(2000+i, 1, 1), Y: Num(float64(50 + i%3))})
	}
	c.Series = []Series{s}
	return c
}

func svgOf(t *testing.T, c Chart) string {
	t.Helper()
	if err := ready(c, 760, 500); err != nil {
		t.Fatal(err)
	}
	svg, err := drawSVG(c, 760, 500, true, "chart") // as Render does, without the time that a picture takes
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the drawing is no XML: %v", err)
		}
	}
	return string(svg)
}

var (
	path  = regexp.MustCompile(`<path d="([^"]*)" style="([^"]*)"`)
	point = regexp.MustCompile(`[ML]([-0-9.e+]+),([-0-9.e+]+)`)
)

// paths returns the points of each path whose style holds all of the parts.
func paths(t *testing.T, svg string, parts ...string) [][][2]float64 {
	t.Helper()
	var out [][][2]float64
next:
	for _, m := range path.FindAllStringSubmatch(svg, -1) {
		for _, part := range parts {
			if !strings.Contains(m[2], part) {
				continue next
			}
		}
		var pts [][2]float64
		for _, q := range point.FindAllStringSubmatch(m[1], -1) {
			x, errX := strconv.ParseFloat(q[1], 64)
			y, errY := strconv.ParseFloat(q[2], 64)
			if errX != nil || errY != nil {
				t.Fatal(errX, errY)
			}
			pts = append(pts, [2]float64{x, y})
		}
		out = append(out, pts)
	}
	return out
}

// first is the colour of the first series as the drawing writes it, and stroke
// the style of its line.
const first, stroke = "#0066B3", "stroke-width:2"

func strokes(t *testing.T, c Chart) [][][2]float64 {
	t.Helper()
	return paths(t, svgOf(t, c), "fill:none", "stroke:"+first, stroke)
}

func TestReportHolesAreNotBridged(t *testing.T) {
	whole := tiny(12)
	if got := strokes(t, whole); len(got) != 1 || len(got[0]) != 12 {
		t.Fatalf("a line of 12 points is drawn as %d strokes", len(got))
	}
	holed := tiny(12)
	holed.Series[0].Points[5].Y = nil
	got := strokes(t, holed)
	if len(got) != 2 || len(got[0]) != 5 || len(got[1]) != 6 {
		t.Fatalf("a line with a hole is drawn as %v", got)
	}
	if gap, step := got[1][0][0]-got[0][4][0], got[0][1][0]-got[0][0][0]; gap < 1.9*step {
		t.Errorf("the hole is %.1f wide, a period %.1f", gap, step)
	}
	if svg := svgOf(t, holed); !strings.Contains(svg, "A gap is a period without an observation") {
		t.Error("no caption tells what a gap is")
	}
	area := holed
	area.Kind = Area
	for _, a := range paths(t, svgOf(t, area), "fill:"+first, "fill-opacity") {
		for i := 1; i < len(a); i++ {
			if d := a[i][0] - a[i-1][0]; d > 1.5*(got[0][1][0]-got[0][0][0]) {
				t.Error("the area is filled across the hole")
			}
		}
	}
}

func TestReportPointBetweenHolesStaysVisible(t *testing.T) {
	c := tiny(120) // too many points for a marker each
	for _, i := range []int{9, 11} {
		c.Series[0].Points[i].Y = nil
	}
	with := len(paths(t, svgOf(t, c), "stroke:"+first, "stroke-width:1.6"))
	if with != 1 {
		t.Errorf("%d markers; the lone point needs one", with)
	}
}

func TestReportBreaksAreNotBridged(t *testing.T) {
	for _, kind := range []Kind{Line, Step} {
		c := tiny(12)
		c.Kind = kind
		c.Breaks = []Break{{T: day(2005, 6, 1), Note: "wording changed"}}
		got := strokes(t, c)
		if len(got) != 2 {
			t.Errorf("%s: a line with a break is drawn as %d strokes", kind, len(got))
		}
		svg := svgOf(t, c)
		for _, want := range []string{"[a]", "Break at 2005-06-01: wording changed"} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s: the drawing lacks %q", kind, want)
			}
		}
	}
}

func TestReportStaircaseEndsAtTheHole(t *testing.T) {
	c := tiny(6)
	c.Kind = Step
	c.Series[0].Points[2].Y = nil
	got := strokes(t, c)
	if len(got) != 2 {
		t.Fatalf("%d strokes", len(got))
	}
	period := (got[1][len(got[1])-1][0] - got[1][0][0]) / 2
	if end := got[0][len(got[0])-1][0]; end > got[1][0][0]-0.9*period || end < got[1][0][0]-1.1*period {
		t.Errorf("the value before the hole is held to %.1f; the hole begins one period of %.1f before %.1f", end, period, got[1][0][0])
	}
}

func TestReportPreliminaryPointsAreHollow(t *testing.T) {
	for _, kind := range []Kind{Line, Step, Scatter, Area, Bars} {
		c := tiny(6)
		c.Kind = kind
		before := len(paths(t, svgOf(t, c), "fill:#FFFFFF"))
		c.Series[0].Points[5].Preliminary = true
		c.Series[0].Points[4].Preliminary = true
		if c.Validate() == nil {
			t.Errorf("%s: preliminary points pass without their next revision", kind)
		}
		c.Revision = "2026-12-04"
		svg := svgOf(t, c)
		if got := len(paths(t, svg, "fill:#FFFFFF")); got != before+2 {
			t.Errorf("%s: %d white marks for 2 preliminary points", kind, got-before)
		}
		if look := map[bool]string{true: "Hatched", false: "Hollow"}[kind == Bars]; !strings.Contains(svg, look+": preliminary; next revision: 2026-12-04.") {
			t.Errorf("%s: no caption for preliminary points", kind)
		}
	}
}

func TestReportSamplesBearTheirMark(t *testing.T) {
	c := tiny(6)
	plain, plainPNG, err := Render(c, 760, 500)
	if err != nil {
		t.Fatal(err)
	}
	c.Sample = true
	marked, markedPNG, err := Render(c, 760, 500)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(plain), "SAMPLE") || bytes.Equal(plainPNG, markedPNG) {
		t.Error("the mark stands where it should not, or not in the picture")
	}
	if !regexp.MustCompile(`rotate\([^)]+\)">\s*<text[^>]*fill-opacity:[^>]*>SAMPLE DATA</text>`).Match(marked) {
		t.Error("no diagonal, transparent mark over the plot")
	}
	for _, want := range []string{">SAMPLE: Jobs", "SAMPLE DATA. Data known at"} {
		if !strings.Contains(string(marked), want) {
			t.Errorf("the drawing lacks %q", want)
		}
	}
	p := examplePage()
	p.Cards, p.Indicators = p.Cards[1:2], nil
	var b bytes.Buffer
	if err := WriteHTML(&b, p); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "SAMPLE") {
		t.Error("a page without samples says sample")
	}
	p.Cards[0].Charts[1].Sample = true
	b.Reset()
	if err := WriteHTML(&b, p); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title>SAMPLE: ", `class="banner"`, "<h2 id=\"price-h\">SAMPLE: "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("one sample chart, and the page lacks %q", want)
		}
	}
}

func TestReportBarsStandOnZero(t *testing.T) {
	c := tiny(2)
	c.Kind = Bars
	c.Series[0].Points[0].Y, c.Series[0].Points[1].Y = Num(50), Num(60)
	if !strings.Contains(svgOf(t, c), ">0</text>") {
		t.Error("zero is not on the axis of bars from 50 to 60")
	}
	bars := paths(t, svgOf(t, c), "fill:"+first)
	if len(bars) != 2 {
		t.Fatalf("%d bars", len(bars))
	}
	high := func(b [][2]float64) float64 { return b[2][1] - b[0][1] }
	if r := high(bars[0]) / high(bars[1]); r < 50./60-.01 || r > 50./60+.01 {
		t.Errorf("heights of bars for 50 and 60 stand as %.3f to 1", r)
	}
	c.Y.Log = true
	if err := c.Validate(); err == nil {
		t.Error("bars on a log axis pass")
	}
}

func TestReportBarsOfNegativeValuesHangFromZero(t *testing.T) {
	c := tiny(2)
	c.Kind = Bars
	c.Series[0].Points[0].Y, c.Series[0].Points[1].Y = Num(-50), Num(25)
	bars := paths(t, svgOf(t, c), "fill:"+first)
	if len(bars) != 2 || bars[0][0][1] != bars[1][0][1] || bars[0][2][1] >= bars[0][0][1] || bars[1][2][1] <= bars[1][0][1] {
		t.Errorf("bars for -50 and 25: %v", bars)
	}
}

func TestReportAxisMustSayHowItIsMeasured(t *testing.T) {
	good := Axis{Name: "Employment", Unit: "thousand jobs", Adjustment: SA, Prices: NoPrices, Measure: Level}
	for _, tc := range []struct {
		name, err string
		mend      func(*Axis)
	}{
		{"good", "", func(*Axis) {}},
		{"name", "no name", func(a *Axis) { a.Name = " \u200b" }},
		{"unit", "no unit", func(a *Axis) { a.Unit = "" }},
		{"adjustment", "say SA, NSA, SAAR or NA", func(a *Axis) { a.Adjustment = "" }},
		{"prices", "nominal, real or NA", func(a *Axis) { a.Prices = "" }},
		{"measure", "level, rate or index", func(a *Axis) { a.Measure = "" }},
		{"base", "without its base", func(a *Axis) { a.Measure = Index }},
		{"price base", "real prices of no year", func(a *Axis) { a.Prices = Real }},
		{"money", "is money", func(a *Axis) { a.Unit = "million USD" }},
		{"time and rows", "choose one", func(a *Axis) { a.Time, a.Categories = true, []string{"x"} }},
		{"log time", "log scale needs quantities", func(a *Axis) { *a = Axis{Name: "Month", Unit: "month", Time: true, Log: true} }},
	} {
		a := good
		tc.mend(&a)
		err := a.Validate("y")
		if tc.err == "" && err != nil || tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.err)
		}
		c := lineChart()
		c.Y = a
		if tc.err != "" {
			if _, _, err := Render(c, 760, 600); err == nil {
				t.Errorf("%s: a chart with this axis is drawn", tc.name)
			}
		}
	}
	c := stepChart()
	c.Y.Prices, c.Y.PriceBase, c.Y.Adjustment = Real, "2023 USD", NSA
	want := "List price, USD per million tokens (NSA; real, 2023 USD; level; log axis)"
	if svg := svgOf(t, c); c.Y.Title() != want || strings.Count(svg, want+"</text>") != 1 || !strings.Contains(svg, "Date of the price list, day</text>") {
		t.Errorf("axis title %q is not what stands on the chart", c.Y.Title())
	}
}

func TestReportChartsThatWouldMisleadAreRefused(t *testing.T) {
	for _, tc := range []struct {
		err  string
		make func() Chart
	}{
		{"is NSA on an axis that is SA", func() Chart { c := lineChart(); c.Series[1].Adjustment = NSA; return c }},
		{"name of the interval", func() Chart { c := lineChart(); c.Interval = ""; return c }},
		{"no subtitle", func() Chart { c := lineChart(); c.Subtitle = ""; return c }},
		{"no instant at which", func() Chart { c := lineChart(); c.AsOf = time.Time{}; return c }},
		{"no newest period", func() Chart { c := lineChart(); c.NewestPeriod = ""; return c }},
		{"no source", func() Chart { c := lineChart(); c.Sources = nil; return c }},
		{"no version of the method", func() Chart { c := lineChart(); c.Method = ""; return c }},
		{"not after the point before", func() Chart { c := tiny(4); c.Series[0].Points[2].T = day(2000, 1, 1); return c }},
		{"not above zero", func() Chart { c := stepChart(); c.Series[0].Points[0].Y = Num(0); return c }},
		{"no finite number", func() Chart { c := tiny(4); c.Series[0].Points[0].Y = Num(1e308); return c }},
		{"no value at all", func() Chart { c := tiny(1); c.Series[0].Points[0].Y = nil; return c }},
		{"upside down", func() Chart { c := lineChart(); c.Series[0].Points[0].High = Num(-9); return c }},
		{"from 1 to 24", func() Chart {
			c := tiny(2)
			for i := range 24 {
				c.Series = append(c.Series, Series{Name: fmt.Sprint(i), Points: c.Series[0].Points})
			}
			return c
		}},
		{"from 1 to 24", func() Chart { c := tiny(2); c.Series = nil; return c }},
		{"events need a time axis", func() Chart { c := barChart(); c.Events = lineChart().Events; return c }},
		{"no such category", func() Chart { c := barChart(); c.Series[0].Points[0].X = 7; return c }},
		{"use bars, dots or dumbbell", func() Chart { c := barChart(); c.Kind = Line; return c }},
		{"states a cause", func() Chart { c := lineChart(); c.Notes = []string{"The fall was caused by the release."}; return c }},
		{"states a cause", func() Chart { c := lineChart(); c.Events[0].Label = "AI destroyed jobs"; return c }},
	} {
		c := tc.make()
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), tc.err) {
			t.Errorf("got %v, want %q", err, tc.err)
		}
	}
}

func TestReportEventLinesSayTimingOnly(t *testing.T) {
	if svg := svgOf(t, lineChart()); !strings.Contains(svg, EventCaption) || !strings.Contains(svg, "[1] 2022-11-30: ChatGPT released") {
		t.Error("an event line without its caption")
	}
	if svg := svgOf(t, tiny(4)); strings.Contains(svg, EventCaption) {
		t.Error("a chart without events speaks of timing")
	}
}

func TestReportMoreSeriesThanColoursBecomePanels(t *testing.T) {
	c := panelChart()
	c.Breaks = nil
	svg := svgOf(t, c)
	if got := paths(t, svg, "fill:none", "stroke:"+first, stroke); len(got) != 8 {
		t.Errorf("%d lines in 8 panels", len(got))
	}
	if strings.Contains(svg, "#CC4C00") {
		t.Error("a panel uses a second colour")
	}
}
