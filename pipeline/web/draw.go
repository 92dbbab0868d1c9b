package web

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"jevons/pipeline/report"
	"jevons/pipeline/watch"
)

// The sizes of a curve in its own units; on a phone they are nearly pixels.
const (
	curveWide, curveHigh = 340.0, 150.0
	curveLeft, curveRight,
	curveTop, curveBottom = 46.0, 8.0, 10.0, 22.0
)

// curve is a drawing and what it says in words.
type curve struct {
	SVG   template.HTML
	Words string
}

// drawRows draws how many rows of all vintages were kept, by the time known: a
// step at each vintage. nil where there is nothing to draw.
func drawRows(name string, marks []mark) *curve {
	if len(marks) == 0 {
		return nil
	}
	first, last := marks[0], marks[len(marks)-1]
	words := fmt.Sprintf("%s rows of all vintages on %s", count(last.N), last.At.UTC().Format(time.DateOnly))
	if len(marks) > 1 {
		words += fmt.Sprintf(", from %s on %s", count(first.N), first.At.UTC().Format(time.DateOnly))
	}
	top := ceiling(float64(max(last.N, 1)))
	span := last.At.Sub(first.At).Seconds()
	x := func(t time.Time) float64 {
		if span <= 0 {
			return curveLeft
		}
		return curveLeft + (curveWide-curveLeft-curveRight)*t.Sub(first.At).Seconds()/span
	}
	y := func(n float64) float64 { return curveHigh - curveBottom - (curveHigh-curveTop-curveBottom)*n/top }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="curve" viewBox="0 0 %g %g" role="img" aria-labelledby="curve-t"><title id="curve-t">%s: %s</title>`,
		curveWide, curveHigh, template.HTMLEscapeString(report.Clean(name)), template.HTMLEscapeString(words))
	for _, part := range []float64{0, .5, 1} {
		fmt.Fprintf(&b, `<path class="grid" d="M%g %.1fH%g"/><text x="%g" y="%.1f" text-anchor="end">%s</text>`,
			curveLeft, y(part*top), curveWide-curveRight, curveLeft-5, y(part*top)+4, brief(part*top))
	}
	fmt.Fprintf(&b, `<text x="%g" y="%g">%s</text>`, curveLeft, curveHigh-5, first.At.UTC().Format(time.DateOnly))
	if span > 0 {
		fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="end">%s</text>`, curveWide-curveRight, curveHigh-5, last.At.UTC().Format(time.DateOnly))
	}
	fmt.Fprintf(&b, `<path class="line" d="M%.1f %.1f`, x(first.At), y(float64(first.N)))
	for _, m := range marks[1:] {
		fmt.Fprintf(&b, "H%.1fV%.1f", x(m.At), y(float64(m.N)))
	}
	if span <= 0 {
		fmt.Fprintf(&b, "H%g", curveWide-curveRight)
	}
	b.WriteString(`"/></svg>`)
	return &curve{template.HTML(b.String()), words}
}

// ceiling is the next round number.
func ceiling(f float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(f)))
	for _, m := range []float64{1, 2, 4, 5, 10} {
		if m*p >= f {
			return m * p
		}
	}
	return 10 * p
}

// brief writes a number for an axis.
func brief(f float64) string {
	for _, u := range []struct {
		at   float64
		name string
	}{{1e9, "bn"}, {1e6, "m"}, {1e3, "k"}} {
		if f >= u.at {
			return fmt.Sprintf("%.4g %s", f/u.at, u.name)
		}
	}
	return fmt.Sprintf("%.3g", f)
}

// bar is one step of a run on its line of time.
type bar struct {
	watch.Step
	After float64 // seconds from the begin of the run
	SVG   template.HTML
}

// drawSteps puts each step where it lies between the run's begin and its last end.
func drawSteps(run watch.Run) []bar {
	total := 0.0
	for _, st := range run.Steps {
		total = max(total, st.Began.Sub(run.Began).Seconds()+st.Seconds)
	}
	if run.Ended != nil {
		total = max(total, run.Ended.Sub(run.Began).Seconds())
	}
	var out []bar
	for _, st := range run.Steps {
		from, wide := 0.0, 0.0
		if total > 0 {
			from = min(max(100*st.Began.Sub(run.Began).Seconds()/total, 0), 99)
			wide = min(100*st.Seconds/total, 100-from)
		}
		out = append(out, bar{st, st.Began.Sub(run.Began).Seconds(), template.HTML(fmt.Sprintf(
			`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="8"/><rect class="fill" x="%.2f" width="%.2f" height="8"/></svg>`,
			from, max(wide, 1)))})
	}
	return out
}

// signs have a shape for each way to stand, so that colour is not needed.
var signs = map[string]struct{ class, path string }{
	"fresh":   {"good", `<circle cx="10" cy="10" r="9" class="s"/><path d="M5.5 10.5l3 3 6-7" class="h"/>`},
	"running": {"busy", `<circle cx="10" cy="10" r="8" class="o"/><path d="M8 6l6 4-6 4z" class="s"/>`},
	"late":    {"warn", `<circle cx="10" cy="10" r="8" class="o"/><path d="M10 5v5.5l4 2.5" class="o"/>`},
	"held":    {"warn", `<rect x="2" y="2" width="16" height="16" rx="3" class="s"/><path d="M7.5 6v8M12.5 6v8" class="h"/>`},
	"refused": {"bad", `<path d="M6 1h8l5 5v8l-5 5H6l-5-5V6z" class="s"/><path d="M5 10h10" class="h"/>`},
	"failed":  {"bad", `<path d="M10 1L19.5 18.5H.5z" class="s"/><path d="M10 7v5.5M10 14.5v2" class="h"/>`},
	"never":   {"none", `<circle cx="10" cy="10" r="8" class="o d"/>`},
	"off":     {"none", `<circle cx="10" cy="10" r="8" class="o"/><path d="M4.5 15.5l11-11" class="o"/>`},
}

func sign(kind, word string) template.HTML {
	s := signs[kind]
	if s.class == "" {
		s = signs["never"]
	}
	return template.HTML(`<span class="sign ` + s.class + `"><svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">` + s.path + `</svg>` +
		template.HTMLEscapeString(report.Clean(word)) + `</span>`)
}

func standingSign(s watch.Standing) template.HTML { return sign(string(s), string(s)) }

// outcomeSign shows the outcome of a run or of one of its parts.
func outcomeSign(x any) template.HTML {
	o, _ := x.(string)
	if r, ok := x.(watch.Run); ok {
		o = word(r)
	}
	kinds := map[string]string{"loaded": "fresh", "merged": "fresh", "unchanged": "fresh", "failed": "failed", "refused": "refused", "held": "held", "running": "running", "cut short": "failed"}
	if o == "unchanged" {
		return template.HTML(`<span class="sign none"><svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="M4 7.5h12M4 12.5h12" class="o"/></svg>unchanged</span>`)
	}
	return sign(kinds[o], o)
}
