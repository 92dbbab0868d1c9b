package report

import (
	"image/color"
	"sort"
	"strings"
	"unicode/utf8"

	imgfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// One unit of the canvas is one CSS pixel, so sizes here are those on a screen.
var (
	ink   = color.NRGBA{0x1a, 0x1a, 0x1a, 0xff}
	quiet = color.NRGBA{0x4d, 0x4d, 0x4d, 0xff}
	rule  = color.NRGBA{0xdd, 0xdd, 0xdd, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	// quietBar joins the dots of a row without outshining them.
	quietBar = color.NRGBA{0xbb, 0xbb, 0xbb, 0xff}
	// shadeGrey lies behind the data and leaves the grid to be seen.
	shadeGrey = color.NRGBA{0x88, 0x88, 0x88, 0x2a}
	// haze lets data be seen faintly behind words that stand over them.
	haze = color.NRGBA{0xff, 0xff, 0xff, 0xd8}
	// sampleInk is strong enough to be read over lines and weak enough to read them.
	sampleInk = color.NRGBA{0xb0, 0x00, 0x20, 0x48}

	headText   = face(16, true, ink)
	subText    = face(13, false, quiet)
	axisText   = face(12, false, ink)
	tickText   = face(11.5, false, quiet)
	legendText = face(12, false, ink)
	noteText   = face(11, false, quiet)
	labelText  = face(11, false, ink)
	markText   = face(10.5, true, ink)
)

// colours keep three to one against white and stay apart for red-green and
// blue-yellow blindness; dashes and shapes tell the series apart without them.
var colours = [maxColours]color.NRGBA{
	{0x00, 0x66, 0xb3, 0xff}, {0xcc, 0x4c, 0x00, 0xff}, {0x00, 0x7a, 0x5a, 0xff},
	{0xaa, 0x33, 0x77, 0xff}, {0x85, 0x6a, 0x00, 0xff}, {0x33, 0x33, 0x33, 0xff},
}

var dashes = [maxColours][]vg.Length{
	nil, {7, 3}, {2, 2.5}, {9, 3, 2, 3}, {4, 4}, {12, 4},
}

func face(size float64, bold bool, c color.Color) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Length(size)}
	if bold {
		f.Weight = imgfont.WeightBold
	}
	return text.Style{Color: c, Font: f, Handler: text.Plain{Fonts: font.DefaultCache}}
}

func textWidth(s text.Style, t string) float64 { return float64(s.Width(t)) }

// faint returns c as it shades an interval.
func faint(c color.NRGBA) color.NRGBA {
	c.A = 0x30
	return c
}

// wrap breaks t into lines no wider than w, cutting a word only where it is
// wider than a line, and after most lines ends with an ellipsis.
func wrap(s text.Style, t string, w float64, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(t) {
		if len(lines) > most {
			break
		}
		for len(lines) <= most && textWidth(s, word) > w && utf8.RuneCountInString(word) > 1 {
			head := fit(s, word, w)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, head), word[len(head):]
		}
		switch {
		case line == "":
			line = word
		case textWidth(s, line+" "+word) <= w:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = fit(s, lines[most-1], w-12) + "…"
	}
	return lines
}

// fit returns the longest start of t, at least one character, within w. It
// halves, since measuring every start of a long hostile text would take seconds.
func fit(s text.Style, t string, w float64) string {
	if textWidth(s, t) <= w {
		return t
	}
	r := []rune(t)
	n := sort.Search(len(r), func(i int) bool { return textWidth(s, string(r[:i+1])) > w })
	return string(r[:min(max(n, 1), len(r))])
}

// shapes are outlines about the origin with about the same area, one a series.
var shapes = [maxColours][]vg.Point{
	nil, // a circle
	{{X: -.85, Y: -.85}, {X: .85, Y: -.85}, {X: .85, Y: .85}, {X: -.85, Y: .85}},
	{{X: -1.1, Y: -.8}, {X: 1.1, Y: -.8}, {X: 0, Y: 1.15}},
	{{X: 0, Y: -1.25}, {X: 1.1, Y: 0}, {X: 0, Y: 1.25}, {X: -1.1, Y: 0}},
	{{X: -1.1, Y: .8}, {X: 1.1, Y: .8}, {X: 0, Y: -1.15}},
	{{X: -1.2, Y: -.35}, {X: -.35, Y: -.35}, {X: -.35, Y: -1.2}, {X: .35, Y: -1.2}, {X: .35, Y: -.35}, {X: 1.2, Y: -.35},
		{X: 1.2, Y: .35}, {X: .35, Y: .35}, {X: .35, Y: 1.2}, {X: -.35, Y: 1.2}, {X: -.35, Y: .35}, {X: -1.2, Y: .35}},
}

// dot draws the shape of series i at pt; a hollow one is white inside.
func dot(c draw.Canvas, i int, pt vg.Point, r vg.Length, hollow bool) {
	var path vg.Path
	if shape := shapes[i]; shape == nil {
		path.Move(vg.Point{X: pt.X + r, Y: pt.Y})
		path.Arc(pt, r, 0, 2*3.141592653589793)
	} else {
		for j, q := range shape {
			at := vg.Point{X: pt.X + q.X*r, Y: pt.Y + q.Y*r}
			if j == 0 {
				path.Move(at)
			} else {
				path.Line(at)
			}
		}
	}
	path.Close()
	if hollow {
		c.SetColor(white)
	} else {
		c.SetColor(colours[i])
	}
	c.Fill(path)
	c.SetLineStyle(draw.LineStyle{Color: colours[i], Width: 1.6})
	c.Stroke(path)
}

// line returns the stroke of series i.
func line(i int) draw.LineStyle {
	return draw.LineStyle{Color: colours[i], Width: 2, Dashes: dashes[i]}
}
