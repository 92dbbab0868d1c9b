package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/report"
	"jevons/pipeline/warehouse"
	"jevons/pipeline/watch"
	"jevons/sources"
)

// How much of a dataset's past one page shows.
const (
	maxVintages = 100
	maxHeldRows = 50
	maxRuns     = 10
	maxCell     = 300 // characters of one quarantined cell or row
)

// shelf is what a snapshot says of one dataset.
type shelf struct {
	Vintages    []vintage // newest first, at most maxVintages
	Landings    int64     // that there are
	Held        []heldRow // newest first, at most maxHeldRows
	Quarantined int64
	Rows        []mark // rows kept of all vintages, by the time known, oldest first
}

// vintage is one landing of the ledger.
type vintage struct {
	Known                                     time.Time
	Part, Outcome, SHA256, Error              string
	Size, Read, New, Revised, Withdrawn, Held int64
}

// heldRow is one row of the quarantine.
type heldRow struct {
	Part, Outcome, Column, Text, Reason, Detail, Raw string
	Line                                             int64
}

// mark is a point of a curve.
type mark struct {
	At time.Time
	N  int64
}

func readShelf(ctx context.Context, db *warehouse.Reader, name string) (*shelf, error) {
	s := &shelf{}
	rows, err := db.Rows(ctx, `SELECT known_at, part, outcome, sha256, coalesce(error, '') AS error, coalesce(size, 0) AS size, coalesce(rows_read, 0) AS read,
  coalesce(rows_new, 0) AS new, coalesce(rows_revised, 0) AS revised, coalesce(rows_withdrawn, 0) AS withdrawn, coalesce(rows_quarantined, 0) AS held,
  count(*) OVER () AS landings FROM meta.ledger WHERE dataset = ? ORDER BY known_at DESC, load DESC LIMIT ?`, name, maxVintages)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		s.Landings = whole(r, "landings")
		s.Vintages = append(s.Vintages, vintage{Known: instant(r, "known_at"), Part: text(r, "part"), Outcome: text(r, "outcome"),
			SHA256: text(r, "sha256"), Error: text(r, "error"), Size: whole(r, "size"), Read: whole(r, "read"), New: whole(r, "new"),
			Revised: whole(r, "revised"), Withdrawn: whole(r, "withdrawn"), Held: whole(r, "held")})
	}
	rows, err = db.Rows(ctx, `SELECT known_at, CAST(sum(sum(rows_new + rows_revised + rows_withdrawn)) OVER (ORDER BY known_at) AS BIGINT) AS n
FROM meta.landing WHERE dataset = ? GROUP BY known_at ORDER BY known_at`, name)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		s.Rows = append(s.Rows, mark{At: instant(r, "known_at"), N: whole(r, "n")})
	}
	rows, err = db.Rows(ctx, `SELECT q.part, coalesce(l.outcome, '') AS outcome, coalesce(q.line, 0) AS line, coalesce(q.column_name, '') AS column_name,
  coalesce(q.text, '') AS text, q.reason, coalesce(q.detail, '') AS detail, coalesce(q.raw, '') AS raw, count(*) OVER () AS n
FROM meta.quarantine AS q LEFT JOIN meta.ledger AS l ON l.id = q.landing
WHERE q.dataset = ? ORDER BY l.known_at DESC, q.landing, q.line LIMIT ?`, name, maxHeldRows)
	for _, r := range rows {
		s.Quarantined = whole(r, "n")
		s.Held = append(s.Held, heldRow{Part: text(r, "part"), Outcome: text(r, "outcome"), Line: whole(r, "line"), Column: text(r, "column_name"),
			Text: cut(text(r, "text")), Reason: text(r, "reason"), Detail: cut(text(r, "detail")), Raw: cut(text(r, "raw"))})
	}
	return s, err
}

func text(r map[string]any, column string) string {
	s, _ := r[column].(string)
	return s
}

func whole(r map[string]any, column string) int64 {
	switch v := r[column].(type) {
	case int64:
		return v
	case float64:
		return int64(v)
	}
	return 0
}

func instant(r map[string]any, column string) time.Time {
	t, _ := r[column].(time.Time)
	return t
}

// cut makes a text of the data inert and short enough for a cell.
func cut(s string) string {
	r := []rune(report.Clean(s))
	if len(r) > maxCell {
		return string(r[:maxCell]) + "…"
	}
	return string(r)
}

// datasetBody is what the page of a dataset shows.
type datasetBody struct {
	Stands    watch.Dataset
	NoPeriod  string // instead of the newest period
	Known     bool   // it is declared
	D         *sources.Dataset
	Columns   []columnLine
	Contract  []string
	Timetable []string
	Fresh     string
	Shelf     *shelf
	Trouble   string
	Curve     *curve
	Runs      []watch.Run
	Published bool
}

// columnLine is one line of the dictionary.
type columnLine struct {
	Name, Type, Unit, About, Limits string
	Key, Null                       bool
}

func (s *Site) dataset(w http.ResponseWriter, r *http.Request) {
	name, state := r.PathValue("name"), s.cfg.Source.State()
	b := datasetBody{NoPeriod: noPeriod(state), Stands: watch.Dataset{Name: name, Standing: watch.Never}}
	found := false
	var names []string
	for _, d := range state.Datasets {
		names = append(names, d.Name)
		if d.Name == name {
			b.Stands, found = d, true
		}
	}
	for _, d := range s.cfg.Datasets {
		names = append(names, d.Name)
		if d.Name == name {
			b.D, b.Known = d, true
		}
	}
	if !found && !b.Known {
		slices.Sort(names)
		s.missing(w, r, "There is no dataset "+cut(name)+".", "All datasets stand on the first page. Names like this one:", near(name, slices.Compact(names))...)
		return
	}
	if b.Known {
		b.declared()
	}
	if s.cfg.Timetable != nil {
		b.Timetable = s.cfg.Timetable(name)
	}
	b.Runs = s.cfg.Source.Runs(name, maxRuns)
	p, err := s.published.now(r.Context())
	if p != nil {
		defer p.release()
		b.Published = true
		b.Shelf, err = p.shelfOf(r.Context(), name)
	}
	if err != nil {
		s.cfg.Log.Error("the published file cannot be read", "dataset", name, "error", err)
		b.Trouble = "What is published could not be read; the log says why."
	}
	if b.Shelf != nil {
		b.Curve = drawRows(name, b.Shelf.Rows)
	}
	s.page(w, r, http.StatusOK, "dataset.html", frame{Title: name, Here: "/", State: state, Sample: p != nil && p.Sample, Body: b})
}

// declared fills in what the declaration says.
func (b *datasetBody) declared() {
	d := b.D
	if b.Stands.About == "" {
		b.Stands.About = d.About
	}
	b.Fresh = d.Fresh.String()
	for _, c := range d.Columns {
		line := columnLine{Name: c.Name, Type: strings.ToLower(c.SQLType()), Unit: c.Unit, About: c.About, Key: c.Role == sources.Key, Null: c.Null}
		var limits []string
		if c.Min != nil {
			limits = append(limits, fmt.Sprintf("at least %g", *c.Min))
		}
		if c.Max != nil {
			limits = append(limits, fmt.Sprintf("at most %g", *c.Max))
		}
		if len(c.Values) > 0 {
			limits = append(limits, "one of "+cut(strings.Join(c.Values, ", ")))
		}
		line.Limits = strings.Join(limits, "; ")
		b.Columns = append(b.Columns, line)
	}
	c := d.Contract
	b.Contract = append(b.Contract,
		fmt.Sprintf("At least %s rows in a landing.", count(c.MinRows)),
		fmt.Sprintf("At most %s of the rows quarantined.", share(c.MaxBad)))
	if d.Complete {
		b.Contract = append(b.Contract, fmt.Sprintf("At most %s of the known keys missing from a newer landing.", share(c.MaxVanished)))
	}
	for _, k := range c.Checks {
		b.Contract = append(b.Contract, fmt.Sprintf("%s: %s (%s).", k.Name, k.Rule, strings.TrimSuffix(k.Why, ".")))
	}
}

func share(f float64) string { return fmt.Sprintf("%.4g %%", 100*f) }
