package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"jevons/pipeline/report"
	"jevons/pipeline/warehouse"
)

// drawnReport is the report of one snapshot, ready to be sent.
type drawnReport struct {
	snapshot warehouse.Snapshot
	html, gz []byte
	etag     string
	page     report.Page
	charts   []chartLink

	mu       sync.Mutex
	pictures map[string][]byte // by file name
}

// drawnReports keeps the report of the newest snapshot. While that of a newer
// one is made in the background, the one before is shown.
type drawnReports struct {
	mu     sync.Mutex
	last   *drawnReport
	sheet  []byte
	making *making
	ended  bool // none is begun any more
}

// making is a report that is being made.
type making struct {
	id   string
	done chan struct{}
	out  *drawnReport
	err  error
}

func newDrawnReports() *drawnReports { return &drawnReports{} }

// css is the style sheet of the report of now.
func (d *drawnReports) css() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sheet
}

// id is that of the snapshot of the report that is shown, "" where none is.
func (d *drawnReports) id() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil {
		return ""
	}
	return d.last.snapshot.ID
}

// end lets no report be begun any more: nobody would wait for it.
func (d *drawnReports) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = true
}

// any tells whether somebody has wanted a report yet.
func (d *drawnReports) any() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last != nil
}

// drawnNow is the report to show now: that of the published snapshot or, while it
// is being made, the one before; nil where nothing is published.
func (s *Site) drawnNow(ctx context.Context) (*drawnReport, error) {
	p, err := s.published.now(ctx)
	if err != nil || p == nil {
		return nil, err
	}
	d := s.drawn
	d.mu.Lock()
	last := d.last
	if last != nil && last.snapshot.ID == p.ID {
		d.mu.Unlock()
		return last, p.release()
	}
	m := d.making
	if m == nil && d.ended {
		d.mu.Unlock()
		if err := p.release(); last != nil || err != nil {
			return last, err
		}
		return nil, errEnded
	}
	if m == nil {
		m = &making{id: p.ID, done: make(chan struct{})}
		d.making = m
		s.work.Go(func() { s.makeReport(m, p) }) // lets go of p
	} else if err := p.release(); err != nil {
		d.mu.Unlock()
		return nil, err
	}
	d.mu.Unlock()
	if last != nil {
		return last, nil
	}
	select {
	case <-m.done:
		return m.out, m.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Site) makeReport(m *making, p *published) {
	out, err := s.drawReport(p)
	err = errors.Join(err, p.release())
	s.drawn.mu.Lock()
	m.out, m.err = out, err
	if err == nil {
		s.drawn.last = out
	} else if s.ctx.Err() == nil {
		s.cfg.Log.Error("the report could not be made", "snapshot", p.ID, "error", err)
	}
	s.drawn.making = nil
	s.drawn.mu.Unlock()
	close(m.done)
	if err == nil {
		s.turns.next(true)
		s.lookAgain()
	}
}

func (s *Site) drawReport(p *published) (_ *drawnReport, err error) {
	defer func() {
		if what := recover(); what != nil {
			err = fmt.Errorf("making the report panicked: %v", what)
		}
	}()
	page, err := p.page(s.ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := report.WriteHTML(&b, page); err != nil {
		return nil, err
	}
	html, err := s.framed(b.Bytes(), "", p.ID, "As published on "+string(plainTime(p.CreatedAt)))
	if err != nil {
		return nil, err
	}
	out := &drawnReport{snapshot: p.Snapshot, html: html, page: page, pictures: map[string][]byte{}}
	for _, c := range page.Drawings() {
		out.charts = append(out.charts, chartLink{Name: c.Name, Title: c.Chart.Title, Subtitle: c.Chart.Subtitle,
			Wide: wideChart, High: c.Chart.PictureHeight(wideChart), NarrowHigh: c.Chart.PictureHeight(narrowChart)})
	}
	sum := sha256.Sum256(html)
	out.etag = hex.EncodeToString(sum[:12])
	if out.gz, err = zipped(html); err != nil {
		return nil, err
	}
	return out, nil
}

func plainTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func zipped(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// framed makes a report file a page of this site: its style sheet comes as a
// file and its drawings carry no styles of their own, as the policy wants, and
// the bar of the site stands above it, with the ID of the newest report's
// snapshot. A report as of a day has a sheet of its own: it may be of an older
// version.
func (s *Site) framed(b []byte, day, report, note string) ([]byte, error) {
	before, sheet, after, ok := styled(b)
	head, body, ok2 := strings.Cut(after, "<header>")
	if !ok || !ok2 {
		return nil, errors.New("the report has no style sheet or no header where it should; it may be of another version: write it again with jevons report")
	}
	tmpl, err := s.template("bar.html")
	if err != nil {
		return nil, err
	}
	var bar bytes.Buffer
	if err := tmpl.ExecuteTemplate(&bar, "reportbar", struct{ Note, Report string }{note, report}); err != nil {
		return nil, err
	}
	from := "/assets/report.css"
	if day != "" {
		from += "?asof=" + day
	} else {
		s.drawn.mu.Lock()
		s.drawn.sheet = []byte(sheet)
		s.drawn.mu.Unlock()
	}
	links := `<link rel="icon" href="data:,">` + "\n" + `<link rel="stylesheet" href="` + from + `">` + "\n" + `<link rel="stylesheet" href="/assets/site.css">` + "\n" + `<script src="/assets/live.js" defer></script>`
	return []byte(before + links + strings.Replace(head, "<body>", `<body class="report">`, 1) + bar.String() + "<header>" + attributes(body)), nil
}

// styled cuts a report file at its style sheet.
func styled(b []byte) (before, sheet, after string, ok bool) {
	before, rest, ok := strings.Cut(string(b), "<style>")
	sheet, after, ok2 := strings.Cut(rest, "</style>")
	return before, sheet, after, ok && ok2
}

// styles finds the styles that the drawing library writes into its elements.
// In a report such text is nothing but markup, since quotes of texts are escaped.
var styles = regexp.MustCompile(`\s+style="([^"<>]*)"`)

// drawingStyles are the properties that SVG also takes as attributes.
var drawingStyles = []string{"fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "opacity",
	"font-family", "font-variant", "font-weight", "font-style", "font-size", "text-anchor"}

// attributes turns the styles of drawings into attributes.
func attributes(svg string) string {
	return styles.ReplaceAllStringFunc(svg, func(tag string) string {
		var b strings.Builder
		for _, d := range strings.Split(styles.FindStringSubmatch(tag)[1], ";") {
			name, value, ok := strings.Cut(strings.TrimSpace(d), ":")
			if ok && slices.Contains(drawingStyles, name) {
				b.WriteString(" " + name + `="` + strings.TrimSpace(value) + `"`)
			}
		}
		return b.String()
	})
}

// send answers with the report, packed where the reader can unpack it.
func (d *drawnReport) send(w http.ResponseWriter, r *http.Request) {
	body, tag := d.html, d.etag
	w.Header().Set("Vary", "Accept-Encoding")
	if unpacks(r) && r.Header.Get("Range") == "" {
		body, tag = d.gz, tag+"-gz"
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// unpacks tells whether a reader takes gzip. One who names it with weight 0 refuses it.
func unpacks(r *http.Request) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			_, q, ok := strings.Cut(weight, "=")
			return !ok || strings.Trim(q, " 0.") != ""
		}
	}
	return false
}

func (s *Site) claims(w http.ResponseWriter, r *http.Request) {
	if day := r.URL.Query().Get("asof"); day != "" {
		s.asOf(w, r, day)
		return
	}
	d, err := s.drawnNow(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if d == nil {
		s.page(w, r, http.StatusOK, "charts.html", frame{Title: "Claims", Here: "/claims", Body: chartsBody{}})
		return
	}
	d.send(w, r)
}

// datedReports is where reports as of a day lie, one folder each.
const datedReports = "reports"

// maxReport bounds a report that lies in the folder.
const maxReport = 64 << 20

// asOfDays are the days of which a report lies in the data folder.
func (s *Site) asOfDays() (days []string) {
	found, err := filepath.Glob(filepath.Join(s.cfg.Dir, datedReports, "*", "report.html"))
	if err != nil {
		return nil
	}
	for _, f := range found {
		day := filepath.Base(filepath.Dir(f))
		if _, err := time.Parse(time.DateOnly, day); err == nil {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	slices.Reverse(days)
	return days
}

// asOf shows the report as of a day, where somebody had it made: making one
// needs the working file, which belongs to the schedule.
func (s *Site) asOf(w http.ResponseWriter, r *http.Request, day string) {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		s.missing(w, r, cut(day)+" is no day.", "Write it as 2026-04-01.")
		return
	}
	day = at.Format(time.DateOnly)
	b, err := s.readDated(day)
	if errors.Is(err, fs.ErrNotExist) {
		var links []string
		for _, d := range s.asOfDays() {
			links = append(links, "/claims?asof="+d)
		}
		s.missing(w, r, "There is no report as of "+day+" here.",
			"To make it: jevons report --as-of "+day+" --to "+path.Join("DATA-FOLDER", datedReports, day)+" (while no schedule runs in that folder). Reports that there are:", links...)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	html, err := s.framed(b, day, "", "As it could have been written on "+day)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	tagged(w, r, html)
}

func (s *Site) readDated(day string) ([]byte, error) {
	root, err := os.OpenRoot(s.cfg.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name := filepath.Join(datedReports, day, "report.html")
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxReport {
		return nil, fmt.Errorf("%s has %d bytes, which no report has", name, info.Size())
	}
	return root.ReadFile(name)
}

// css is the style sheet of the report of now, or of that as of a day.
func (s *Site) css(day string) ([]byte, error) {
	if day == "" {
		return s.drawn.css(), nil
	}
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	b, err := s.readDated(at.Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	_, sheet, _, _ := styled(b)
	return []byte(sheet), nil
}
