package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"
)

//go:embed page.html
var pageText string

// The widths in pixels that the charts of a page are drawn at. A drawing scaled
// down to a phone would have letters too small to read, so there are two.
const (
	wideChart   = 760
	narrowChart = 350
)

// view is what the template sees of a chart.
type view struct {
	Chart
	Heading      string
	ID           string
	Captions     []string
	Wide, Narrow template.HTML
	Data         Table
}

// WriteHTML writes p as one file: no script, no style sheet, picture or font of
// another host. It writes nothing where Validate finds a fault.
func WriteHTML(w io.Writer, p Page) error {
	if err := p.Validate(); err != nil {
		return fmt.Errorf("write page %q: %w", shorten(p.Title), err)
	}
	tmpl, err := template.New("page").Funcs(template.FuncMap{
		"t":        clean,
		"badge":    badge,
		"terms":    p.Terms,
		"count":    p.count,
		"day":      func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") },
		"view":     newView,
		"rows":     firstRows,
		"rest":     func(t Table) int { return max(0, len(t.Rows)-maxTableRows) },
		"title":    p.cardTitle,
		"bySource": bySource,
		"states":   states,
		"slug":     func(v Verdict) string { return strings.ReplaceAll(string(v), " ", "-") },
		"sample":   func(x interface{ sample() bool }) bool { return x.sample() },
	}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("write page %q: read its template: %w", shorten(p.Title), err)
	}
	var b bytes.Buffer
	if err := tmpl.Execute(&b, p); err != nil {
		return fmt.Errorf("write page %q: %w", shorten(p.Title), err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("write page %q: %w", shorten(p.Title), err)
	}
	return nil
}

// cardTitle returns the title of the card with the given id.
func (p Page) cardTitle(id string) string {
	for _, c := range p.Cards {
		if c.ID == id {
			return c.Title
		}
	}
	return id
}

// count says how many of the claims have each verdict, in words.
func (p Page) count() string {
	var parts []string
	for _, v := range []Verdict{Supported, Contradicted, Mixed, NotIdentified, NotTestable} {
		n := 0
		for _, c := range p.Cards {
			if c.Verdict == v {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return fmt.Sprintf("Of %d claims: %s.", len(p.Cards), strings.Join(parts, ", "))
}

// clean makes any text of a page inert; every text of the template goes through it.
func clean(s any) string { return Clean(fmt.Sprint(s)) }

func firstRows(t Table) [][]string { return t.Rows[:min(len(t.Rows), maxTableRows)] }

// newView draws chart number i of the card with the given id.
func newView(c Chart, card string, i int) (view, error) {
	v := view{Chart: c, ID: card + "-" + strconv.Itoa(i), Heading: c.heading(), Captions: c.captions(), Data: c.Table()}
	// The captions end with the as-of line, which the table repeats.
	for _, d := range []struct {
		out  *template.HTML
		w    int
		name string
	}{{&v.Wide, wideChart, "w"}, {&v.Narrow, narrowChart, "n"}} {
		svg, err := drawSVG(c, d.w, c.Height(d.w), false, card+"-"+strconv.Itoa(i)+d.name)
		if err != nil {
			return view{}, err
		}
		// drawSVG escapes all that comes from data.
		*d.out = template.HTML(svg)
	}
	return v, nil
}

// badge returns the sign of a verdict: each has a shape of its own, so that it
// is told without colour and without reading.
func badge(v Verdict) template.HTML {
	const open = `<svg class="sign" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">`
	var in string
	switch v {
	case Supported:
		in = `<circle cx="10" cy="10" r="9" fill="currentColor"/><path d="M5.5 10.5l3 3 6-7" fill="none" stroke="var(--plate)" stroke-width="2.4"/>`
	case Contradicted:
		in = `<rect x="1.5" y="1.5" width="17" height="17" fill="currentColor"/><path d="M6 6l8 8M14 6l-8 8" stroke="var(--plate)" stroke-width="2.4"/>`
	case Mixed:
		in = `<path d="M10 1l9 9-9 9-9-9z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M10 1v18l-9-9z" fill="currentColor"/>`
	case NotIdentified:
		in = `<path d="M10 1.5L19 18H1z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M6.5 14.5h7M6.5 11.5h7" stroke="currentColor" stroke-width="1.8"/>`
	default:
		in = `<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2.6"/>`
	}
	return template.HTML(open + in + `</svg>`)
}
