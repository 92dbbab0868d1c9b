package web

import (
	"net/http"
	"path"
	"strings"

	"jevons/pipeline/report"
	"jevons/pipeline/warehouse"
)

// chartsBody is what the page of the charts shows.
type chartsBody struct {
	Charts   []chartLink
	Snapshot *warehouse.Snapshot
	Days     []string
}

type chartLink struct {
	Name, Title, Subtitle string
	Wide, High            int
	NarrowHigh            int
}

// The widths that charts are drawn at for a desk and for a phone.
const (
	wideChart   = 760
	narrowChart = 350
)

func (s *Site) charts(w http.ResponseWriter, r *http.Request) {
	d, err := s.drawnNow(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b := chartsBody{Days: s.asOfDays()}
	if d != nil {
		b.Snapshot = &d.snapshot
		b.Charts = d.charts
	}
	s.page(w, r, http.StatusOK, "charts.html", frame{Title: "Charts", Here: "/charts", Sample: d != nil && d.snapshot.Sample, Body: b})
}

// chart sends one chart: NAME.svg or NAME.png, and NAME.narrow.svg for a phone.
func (s *Site) chart(w http.ResponseWriter, r *http.Request) {
	d, err := s.drawnNow(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	file := r.PathValue("file")
	var b []byte
	if d != nil {
		if b, err = d.picture(file); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	if b == nil {
		s.missing(w, r, "There is no chart "+cut(file)+".", "All charts stand on the page of the charts.")
		return
	}
	kind := "image/svg+xml"
	if path.Ext(file) == ".png" {
		kind = "image/png"
	}
	w.Header().Set("Content-Type", kind)
	tagged(w, r, b)
}

// picture draws a chart when it is first asked for; nil where there is none.
func (d *drawnReport) picture(file string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if b := d.pictures[file]; b != nil {
		return b, nil
	}
	ext := path.Ext(file)
	name, width := strings.TrimSuffix(file, ext), wideChart
	if n, ok := strings.CutSuffix(name, ".narrow"); ok {
		name, width = n, narrowChart
	}
	if ext != ".svg" && ext != ".png" {
		return nil, nil
	}
	for _, c := range d.page.Drawings() {
		if c.Name != name {
			continue
		}
		svg, png, err := report.Render(c.Chart, width, c.Chart.PictureHeight(width))
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(file, ext)
		d.pictures[base+".svg"], d.pictures[base+".png"] = []byte(attributes(string(svg))), png
		return d.pictures[file], nil
	}
	return nil, nil
}
