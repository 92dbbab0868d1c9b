package report

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The sizes in pixels that a chart may be drawn at.
const (
	minSide = 200
	maxSide = 4000
)

// Render draws c on w by h pixels, as SVG and as PNG with two dots a pixel; both
// carry the title, the captions and the as-of line. It returns the same bytes
// for the same input, and an error where the chart would mislead (Validate) or
// the size leaves no room; Height says which height suits a width.
func Render(c Chart, w, h int) (svg, png []byte, err error) {
	if err := ready(c, w, h); err != nil {
		return nil, nil, err
	}
	if svg, err = drawSVG(c, w, h, true, "chart"); err != nil {
		return nil, nil, err
	}
	img := vgimg.NewWith(vgimg.UseWH(vg.Length(w), vg.Length(h)), vgimg.UseDPI(2*72))
	if err := paint(c, draw.New(img), true); err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: img}).WriteTo(&b); err != nil {
		return nil, nil, fmt.Errorf("chart %q: write png: %w", shorten(c.Title), err)
	}
	return svg, b.Bytes(), nil
}

func ready(c Chart, w, h int) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if w < minSide || h < minSide || w > maxSide || h > maxSide {
		return fmt.Errorf("chart %q: %d by %d pixels; each side must be from %d to %d", shorten(c.Title), w, h, minSide, maxSide)
	}
	return nil
}

// drawSVG draws c with ids that start with id, since one page holds many. With
// words false it leaves out the title and the captions, which the page sets as
// text of its own.
func drawSVG(c Chart, w, h int, words bool, id string) ([]byte, error) {
	cv := vgsvg.NewWith(vgsvg.UseWH(vg.Length(w), vg.Length(h)))
	if err := paint(c, draw.New(cv), words); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := cv.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("chart %q: write svg: %w", shorten(c.Title), err)
	}
	// The library's own opening sizes the picture in points and names nothing.
	s := b.String()
	_, s, ok := strings.Cut(s, "<svg ")
	if ok {
		_, s, ok = strings.Cut(s, ">")
	}
	if !ok {
		return nil, fmt.Errorf("chart %q: the drawing has no opening tag; see whether gonum.org/v1/plot changed", shorten(c.Title))
	}
	s = svgText.ReplaceAllStringFunc(s, setText)
	open := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		w, h, w, h, id, id, id, html.EscapeString(c.heading()), id, html.EscapeString(c.description()))
	return []byte(open + s), nil
}

// svgText finds the texts as the library writes them.
var svgText = regexp.MustCompile(`<text x="[^"]*" y="[^"]*" transform="[^"]*"\s+style="([^"]*)">([^<]*)</text>`)

// setText mends one text of the drawing: it names fonts that have the widths of
// the one it was laid out in, holds it to that width where they are missing, and
// gives back the transparency of the sample mark, which the library drops.
func setText(tag string) string {
	part := svgText.FindStringSubmatch(tag)
	style, words := part[1], html.UnescapeString(part[2])
	size, bold := 0.0, strings.Contains(style, "font-weight:bold")
	for _, field := range strings.Split(style, ";") {
		if v, ok := strings.CutPrefix(field, "font-size:"); ok {
			if f, err := strconv.ParseFloat(strings.TrimSuffix(v, "px"), 64); err == nil {
				size = f
			}
		}
	}
	if w := textWidth(face(size, bold, ink), words); w > 0 {
		tag = strings.Replace(tag, "<text ", fmt.Sprintf(`<text textLength="%.1f" lengthAdjust="spacingAndGlyphs" `, w), 1)
	}
	tag = strings.Replace(tag, "font-family:Liberation Sans;", "font-family:'Liberation Sans',Arimo,Arial,Helvetica,sans-serif;", 1)
	if words == sampleWords {
		tag = strings.Replace(tag, `">`, fmt.Sprintf(`;fill-opacity:%.2f">`, float64(sampleInk.A)/255), 1)
	}
	return tag
}

// description says in words what the picture holds.
func (c Chart) description() string {
	names := make([]string, len(c.Series))
	for i, s := range c.Series {
		names[i] = Clean(s.Name)
	}
	return Clean(fmt.Sprintf("%s Kind: %s. Across: %s. Values: %s. Series: %s. %s.",
		c.Subtitle, c.Kind, c.X.Title(), c.Y.Title(), strings.Join(names, ", "), c.Line()))
}

// paint lays out words, legend and plot from the top and from the bottom, and
// gives the plot what lies between.
func paint(c Chart, cv draw.Canvas, words bool) error {
	cv.SetColor(white)
	cv.Fill(cv.Rectangle.Path())
	s := sheet{cv: cv, left: 10, width: float64(cv.Max.X-cv.Min.X) - 20, top: cv.Max.Y - 8, bottom: cv.Min.Y + 6}
	flip := c.flipped(s.width + 20)
	if words {
		s.down(headText, c.heading(), 3)
		s.down(subText, Clean(c.Subtitle), 4)
		s.top -= 4
		caps := c.captions()
		for i := len(caps) - 1; i >= 0; i-- {
			s.up(noteText, caps[i], 6)
		}
		s.bottom += 4
	}
	if len(c.Series) <= maxColours {
		s.legend(c)
	}
	above, below := c.Y.Title(), c.X.Title()
	if flip {
		above, below = below, above
	}
	s.down(axisText, above, 3)
	s.up(axisText, below, 3)
	room := cv
	room.Max.Y, room.Min.Y = s.top, s.bottom
	room.Min.X, room.Max.X = cv.Min.X+6, cv.Max.X-10
	if room.Max.Y-room.Min.Y < 60 {
		return fmt.Errorf("chart %q: no room for the plot beside its words; draw it higher, such as %d pixels", shorten(c.Title), c.Height(int(s.width)+20)+220)
	}
	if len(c.Series) > maxColours {
		c.panels(room)
	} else {
		x, y := c.spans()
		c.plot(room, x, y, flip)
	}
	if c.Sample {
		sampleMark(room)
	}
	return nil
}

// sheet is the part of the canvas still free.
type sheet struct {
	cv          draw.Canvas
	left, width float64
	top, bottom vg.Length
}

func lineHeight(st text.Style) vg.Length { return st.Font.Size * 1.28 }

func (s *sheet) down(st text.Style, t string, most int) {
	st.YAlign = draw.YTop
	for _, l := range wrap(st, t, s.width, most) {
		s.cv.FillText(st, vg.Point{X: s.cv.Min.X + vg.Length(s.left), Y: s.top}, l)
		s.top -= lineHeight(st)
	}
	s.top -= 3
}

func (s *sheet) up(st text.Style, t string, most int) {
	lines := wrap(st, t, s.width, most)
	st.YAlign = draw.YBottom
	for i := len(lines) - 1; i >= 0; i-- {
		s.cv.FillText(st, vg.Point{X: s.cv.Min.X + vg.Length(s.left), Y: s.bottom}, lines[i])
		s.bottom += lineHeight(st)
	}
	s.bottom += 2
}

const (
	legendIcon = 26.0
	rowNames   = 0.38 // the part of the width that names of rows may take
	rowLines   = 4    // and the lines
)

// legend sets one entry a series in rows above the plot, so that it never lies
// over the data, with what the shading or the whiskers are.
func (s *sheet) legend(c Chart) {
	x, y := s.left, s.top-8
	entry := func(name string, icon float64, key func(at vg.Point)) {
		name = fit(legendText, name, s.width-icon-8)
		if wide := icon + 6 + textWidth(legendText, name); x > s.left && x+wide > s.left+s.width {
			x, y = s.left, y-17
		}
		at := vg.Point{X: s.cv.Min.X + vg.Length(x), Y: y}
		key(at)
		st := legendText
		st.YAlign = draw.YCenter
		s.cv.FillText(st, vg.Point{X: at.X + vg.Length(icon+6), Y: y + 1}, name)
		x += icon + 6 + textWidth(legendText, name) + 18
	}
	shown := false
	for i := range c.named() {
		entry(Clean(c.Series[i].Name), legendIcon, func(at vg.Point) { c.key(s.cv, i, at) })
		shown = true
	}
	if c.has(interval) {
		entry(Clean(c.Interval), legendIcon, c.intervalKey(s.cv))
		shown = true
	}
	if shown {
		s.top = y - 14
	}
}

// intervalKey draws the sample of a band or of a whisker, in grey since it
// stands for those of all series.
func (c Chart) intervalKey(cv draw.Canvas) func(vg.Point) {
	return func(at vg.Point) {
		if !c.whiskers() {
			cv.FillPolygon(quietBar, []vg.Point{{X: at.X, Y: at.Y - 6}, {X: at.X + 26, Y: at.Y - 6}, {X: at.X + 26, Y: at.Y + 6}, {X: at.X, Y: at.Y + 6}})
			return
		}
		st := draw.LineStyle{Color: quiet, Width: 1}
		cv.StrokeLine2(st, at.X+4, at.Y, at.X+22, at.Y)
		cv.StrokeLine2(st, at.X+4, at.Y-3, at.X+4, at.Y+3)
		cv.StrokeLine2(st, at.X+22, at.Y-3, at.X+22, at.Y+3)
	}
}

// key draws the sample of series i that stands in the legend.
func (c Chart) key(cv draw.Canvas, i int, at vg.Point) {
	mid := vg.Point{X: at.X + 13, Y: at.Y}
	switch c.Kind {
	case Bars, Stacked:
		box := []vg.Point{{X: at.X + 6, Y: at.Y - 6}, {X: at.X + 20, Y: at.Y - 6}, {X: at.X + 20, Y: at.Y + 6}, {X: at.X + 6, Y: at.Y + 6}}
		bar(cv, i, box, false)
	case Line, Step, Area, Path:
		cv.StrokeLine2(line(i), at.X, at.Y, at.X+26, at.Y)
		if c.marked(cv.Max.X - cv.Min.X - 16) {
			dot(cv, i, mid, 3, false)
		}
	default:
		dot(cv, i, mid, 4, false)
	}
}

func (c Chart) whiskers() bool { return c.Kind != Line && c.Kind != Step && c.Kind != Area }

// marked says whether each point of a line gets its shape on a plot of width w;
// closer than 12 pixels they would hide the line.
func (c Chart) marked(w vg.Length) bool {
	if c.Kind != Line && c.Kind != Step {
		return false
	}
	for _, s := range c.Series {
		if vg.Length(len(s.Points))*12 > w {
			return false
		}
	}
	return true
}

func panelColumns(w int) int { return min(4, max(1, w/240)) }

// panels draws a plot a series, all on the same axes.
func (c Chart) panels(room draw.Canvas) {
	cols := panelColumns(int(room.Max.X - room.Min.X + 16))
	rows := (len(c.Series) + cols - 1) / cols
	w := (room.Max.X - room.Min.X) / vg.Length(cols)
	h := (room.Max.Y - room.Min.Y) / vg.Length(rows)
	x, y := c.spans()
	for i, s := range c.Series {
		cell := room
		cell.Min.X = room.Min.X + vg.Length(i%cols)*w
		cell.Max.X = cell.Min.X + w - 8
		cell.Max.Y = room.Max.Y - vg.Length(i/cols)*h
		cell.Min.Y = cell.Max.Y - h + 4
		st := markText
		st.YAlign = draw.YTop
		cell.FillText(st, vg.Point{X: cell.Min.X + 4, Y: cell.Max.Y}, fit(st, Clean(s.Name), float64(w)-20))
		cell.Max.Y -= 15
		one := c
		one.Series = []Series{s}
		one.plot(cell, x, y, false)
	}
}

// plot draws axes, grid and marks within room.
func (c Chart) plot(room draw.Canvas, x, y span, flip bool) {
	p := plot.New()
	p.BackgroundColor = white
	if len(c.Events)+len(c.Breaks) > 0 {
		room.Max.Y -= 16 // for the numbers over the lines
	}
	room.Max.Y -= 6
	wide, high := float64(room.Max.X-room.Min.X), float64(room.Max.Y-room.Min.Y)
	values := &p.Y
	places := &p.X
	if flip {
		values, places = &p.X, &p.Y
		p.Y.Scale = plot.InvertedScale{Normalizer: plot.LinearScale{}}
		values.Tick.Marker = plot.ConstantTicks(c.Y.ticks(y, int(wide/85)))
	} else {
		values.Tick.Marker = plot.ConstantTicks(c.Y.ticks(y, int(math.Max(4, high/45))))
	}
	places.Tick.Marker = plot.ConstantTicks(c.X.ticks(x, int(math.Max(2, wide/75))))
	places.Min, places.Max, values.Min, values.Max = x.lo, x.hi, y.lo, y.hi
	if flip {
		places.Tick.Marker = plot.ConstantTicks(c.X.rows(wide * rowNames))
	}
	if c.Y.Log {
		values.Scale = plot.LogScale{}
	}
	if c.X.Log {
		places.Scale = plot.LogScale{}
	}
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		// A style has its alignment from the library's axis; only the face is ours.
		a.Tick.Label.Font, a.Tick.Label.Color, a.Tick.Label.Handler = tickText.Font, tickText.Color, tickText.Handler
		a.LineStyle = draw.LineStyle{Color: quiet, Width: 0.8}
		a.Tick.LineStyle = draw.LineStyle{Color: quiet, Width: 0.8}
		a.Tick.Length = 4
		a.Padding = 0
	}
	p.Add(marks{chart: c, x: x, y: y, flip: flip, marked: c.marked(room.Max.X - room.Min.X), ticks: values.Tick.Marker.Ticks(y.lo, y.hi)})
	// Add widens the axes by nothing, since marks have no range of their own.
	p.Draw(room)
}

func (a Axis) ticks(s span, n int) []plot.Tick {
	switch {
	case len(a.Categories) > 0:
		out := make([]plot.Tick, len(a.Categories))
		for i, name := range a.Categories {
			out[i] = plot.Tick{Value: float64(i), Label: Clean(name)}
		}
		return out
	case a.Time:
		return timeTicks(s, n)
	case a.Log:
		return logTicks(s, n)
	}
	return linearTicks(s, n)
}

// rows returns the categories as row names no wider than w, on several lines
// where they need it.
func (a Axis) rows(w float64) []plot.Tick {
	out := make([]plot.Tick, len(a.Categories))
	for i, name := range a.Categories {
		out[i] = plot.Tick{Value: float64(i), Label: strings.Join(wrap(tickText, Clean(name), w, rowLines), "\n")}
		if out[i].Label == "" {
			out[i].Label = strconv.Itoa(i + 1)
		}
	}
	return out
}

const sampleWords = "SAMPLE DATA"

// sampleMark writes over the plot from corner to corner what the data are.
func sampleMark(c draw.Canvas) {
	w, h := float64(c.Max.X-c.Min.X), float64(c.Max.Y-c.Min.Y)
	st := face(10, true, sampleInk)
	size := math.Min(10*math.Hypot(w, h)*0.72/textWidth(st, sampleWords), h*0.5)
	st = face(size, true, sampleInk)
	st.XAlign, st.YAlign, st.Rotation = draw.XCenter, draw.YCenter, math.Atan2(h, w)
	c.FillText(st, c.Center(), sampleWords)
}
