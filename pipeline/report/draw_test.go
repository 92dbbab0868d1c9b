package report

import (
	"bytes"
	"errors"
	"image/png"
	"regexp"
	"strings"
	"testing"
)

func TestReportEveryKindIsDrawnAtEveryWidth(t *testing.T) {
	for name, c := range allCharts() {
		for _, w := range []int{320, 760} {
			svg, img, err := Render(c, w, c.Height(w)+230)
			if err != nil {
				t.Errorf("%s at %d: %v", name, w, err)
				continue
			}
			if strings.Contains(string(svg), "NaN") || strings.Contains(string(svg), "Inf,") || strings.Contains(string(svg), ",-Inf") {
				t.Errorf("%s at %d: a coordinate is no number", name, w)
			}
			if !regexp.MustCompile(`<text[^>]*>(SAMPLE DATA\. )?Data known at`).Match(svg) {
				t.Errorf("%s at %d: no as-of line", name, w)
			}
			if m, err := png.DecodeConfig(bytes.NewReader(img)); err != nil || m.Width != 2*w {
				t.Errorf("%s at %d: picture of %d pixels, %v", name, w, m.Width, err)
			}
		}
	}
	if _, _, err := Render(lineChart(), 760, 210); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a chart without room: %v", err)
	}
}

func TestReportExtremesAreDrawn(t *testing.T) {
	for name, c := range allCharts() {
		for _, v := range []float64{0, 1e-300, 1e300, -1e300, 7} {
			if c.Y.Log && v <= 0 || c.Kind == Stacked && v < 0 {
				continue
			}
			c := c
			c.Series = append([]Series(nil), c.Series...)
			for i, s := range c.Series {
				p := s.Points[0]
				p.Y, p.Low, p.High = Num(v), nil, nil
				if i > 0 && v > 1 {
					p.Y = Num(1e-300) // the widest range that passes
				}
				c.Series[i].Points = []Point{p}
			}
			for _, w := range []int{minSide, 760} {
				svg, err := drawSVG(c, w, c.Height(w), false, "x")
				if err := errors.Join(err, c.Validate()); err != nil {
					t.Errorf("%s of %g at %d: %v", name, v, w, err)
				}
				if len(svg) > 400_000 || strings.Contains(string(svg), "NaN") {
					t.Errorf("%s of %g at %d: %d bytes, or a coordinate that is no number", name, v, w, len(svg))
				}
			}
		}
	}
}

func TestReportSameInputGivesSameBytes(t *testing.T) {
	for _, name := range []string{"sample", "bars", "dots"} {
		c := allCharts()[name]
		svg1, png1, err1 := Render(c, 500, 700)
		svg2, png2, err2 := Render(c, 500, 700)
		if err1 != nil || err2 != nil || !bytes.Equal(svg1, svg2) || !bytes.Equal(png1, png2) {
			t.Errorf("%s: two drawings differ (%v, %v)", name, err1, err2)
		}
	}
	var a, b bytes.Buffer
	if err := errors.Join(WriteHTML(&a, examplePage()), WriteHTML(&b, examplePage())); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("two pages differ (%v)", err)
	}
}
