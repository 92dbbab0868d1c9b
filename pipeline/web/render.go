package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jevons/pipeline/report"
	"jevons/pipeline/watch"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed assets/site.css assets/live.js
var assetFiles embed.FS

// frame is what every page has around its content.
type frame struct {
	Title  string
	Here   string // the entry of the bar that stands for it
	Sample bool
	State  watch.State
	Body   any

	Edition string // filled in by page
}

// template has functions that need the zone, so each site has its own, read once.
func (s *Site) template(page string) (*template.Template, error) {
	if t, ok := s.templates.Load(page); ok {
		return t.(*template.Template), nil
	}
	t, err := s.readTemplate(page)
	if err != nil {
		return nil, err
	}
	s.templates.Store(page, t)
	return t, nil
}

func (s *Site) readTemplate(page string) (*template.Template, error) {
	return template.New("frame.html").Funcs(template.FuncMap{
		"t":        clean,
		"when":     s.when,
		"whenp":    s.whenPointer,
		"count":    count,
		"bytes":    size,
		"seconds":  seconds,
		"short":    func(h string) string { return clean(h[:min(len(h), 12)]) },
		"standing": standingSign,
		"segment":  url.PathEscape,
		"path":     breakable,
		"outcome":  outcomeSign,
		"sentence": func(x string) string { return strings.TrimRight(clean(x), ".") + "." },
		"sums":     sums,
		"took": func(r watch.Run) string {
			if r.Ended == nil {
				return ""
			}
			return seconds(took(r).Seconds())
		},
	}).ParseFS(pageFiles, "pages/frame.html", "pages/"+page)
}

// breakable lets a name break across lines behind its slashes and underscores.
func breakable(name string) template.HTML {
	return template.HTML(strings.NewReplacer("/", "/<wbr>", "_", "_<wbr>").Replace(template.HTMLEscapeString(clean(name))))
}

// clean makes any text inert; every text of a page that is not ours goes through it.
func clean(x any) string { return report.Clean(fmt.Sprint(x)) }

// page writes one page, whole or not at all.
func (s *Site) page(w http.ResponseWriter, r *http.Request, status int, name string, f frame) {
	tmpl, err := s.template(name)
	var b bytes.Buffer
	if err == nil {
		if f.State.Now.IsZero() {
			f.State = s.cfg.Source.State()
		}
		if f.State.Version == "" {
			f.State.Version = s.cfg.Version
		}
		f.Sample = f.Sample || f.State.Sample
		f.Edition = s.edition()
		if of, ok := r.Context().Value(stampKey{}).(stamp); ok {
			f.Edition = of.edition()
		}
		err = tmpl.Execute(&b, f)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status != http.StatusOK {
		w.WriteHeader(status)
		w.Write(b.Bytes())
		return
	}
	s.keepPage(r, b.Bytes())
	tagged(w, r, b.Bytes())
}

// tagged answers with bytes that have no time but what they are.
func tagged(w http.ResponseWriter, r *http.Request, b []byte) {
	sum := sha256.Sum256(b)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

// fail answers that something here went wrong. What it was stands in the log
// only: an error may name paths of this machine.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody waits any more
	}
	s.cfg.Log.Error("a page failed", "path", r.URL.Path, "error", err)
	http.Error(w, "This page could not be made; the log says why.", http.StatusInternalServerError)
}

// missing answers that there is no such thing, and what there is instead.
func (s *Site) missing(w http.ResponseWriter, r *http.Request, what string, hint string, links ...string) {
	s.page(w, r, http.StatusNotFound, "missing.html", frame{Title: "Not found", Body: struct {
		What, Hint string
		Links      []string
	}{what, hint, links}})
}

func (s *Site) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	kinds := map[string]string{"site.css": "text/css", "live.js": "text/javascript", "report.css": "text/css"}
	kind, ok := kinds[name]
	if !ok {
		s.missing(w, r, "There is no such part of a page.", "")
		return
	}
	var b []byte
	var err error
	if name == "report.css" {
		b, err = s.css(r.URL.Query().Get("asof"))
	} else {
		b, err = assetFiles.ReadFile("assets/" + name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		s.missing(w, r, "There is no report of that day.", "")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	tagged(w, r, b)
}

func (s *Site) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "ok\n")
}

// readyz tells whether pages can be answered: the schedule is there, and what
// is published, if anything is, can be read.
func (s *Site) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if s.cfg.Source.State().Since.IsZero() {
		http.Error(w, "not ready: the schedule has not begun", http.StatusServiceUnavailable)
		return
	}
	p, err := s.published.now(r.Context())
	if err != nil {
		s.cfg.Log.Error("the published file cannot be read", "error", err)
		http.Error(w, "not ready: what is published cannot be read; the log says why", http.StatusServiceUnavailable)
		return
	}
	if p == nil {
		io.WriteString(w, "ready: nothing is published yet\n")
		return
	}
	p.release()
	io.WriteString(w, "ready: snapshot "+p.ID+"\n")
}

// when shows an instant in the zone of the site and in UTC.
func (s *Site) when(t time.Time) template.HTML {
	if t.IsZero() {
		return `<span class="none">never</span>`
	}
	utc, local := t.UTC(), t.In(s.cfg.Zone)
	out := `<time datetime="` + utc.Format(time.RFC3339) + `">` + template.HTMLEscapeString(local.Format("2006-01-02 15:04 MST")) + `</time>`
	if _, shift := local.Zone(); shift != 0 {
		format := "15:04 UTC"
		if utc.Day() != local.Day() {
			format = "01-02 15:04 UTC"
		}
		out += ` <span class="utc">` + utc.Format(format) + `</span>`
	}
	return template.HTML(out)
}

func (s *Site) whenPointer(t *time.Time) template.HTML {
	if t == nil {
		return `<span class="none">none</span>`
	}
	return s.when(*t)
}

// count writes a number with commas between thousands.
func count(n any) string {
	text := fmt.Sprint(n)
	digits := strings.TrimPrefix(text, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if strings.HasPrefix(text, "-") {
		return "-" + digits
	}
	return digits
}

// size writes a number of bytes in units of 1,000.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	f, i := float64(n), 0
	for f >= 999.5 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	if i == 0 || f >= 100 {
		return fmt.Sprintf("%.0f %s", f, units[i])
	}
	return fmt.Sprintf("%.1f %s", f, units[i])
}

func seconds(f float64) string {
	switch {
	case f < 10:
		return strconv.FormatFloat(f, 'f', 2, 64) + " s"
	case f < 120:
		return strconv.FormatFloat(f, 'f', 0, 64) + " s"
	}
	return (time.Duration(f) * time.Second).String()
}
