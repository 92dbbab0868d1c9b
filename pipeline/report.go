package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"jevons/pipeline/cards"
	"jevons/pipeline/report"
	"jevons/pipeline/warehouse"
)

// Size of the pictures beside the page, in pixels.
const pictureWidth = 900

// Reported is what a report wrote.
type Reported struct {
	Page    string `json:"page"`
	Charts  int    `json:"charts"`
	Claims  int    `json:"claims"`
	Missing int    `json:"without_data"` // claims with nothing to show
}

// WriteReport reads a database of indicators and writes into a folder the page
// report.html, and each chart as SVG and PNG under charts/.
func WriteReport(ctx context.Context, database, to string, opt warehouse.Options, progress Progress) (out Reported, err error) {
	db, err := warehouse.OpenReader(database, opt)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	page, err := cards.Page(ctx, db, cards.Figures())
	if err != nil {
		return out, fmt.Errorf("make the report: %w", err)
	}
	var html bytes.Buffer
	if err := report.WriteHTML(&html, page); err != nil {
		return out, fmt.Errorf("make the report: %w", err)
	}
	charts := filepath.Join(to, "charts")
	if err := os.MkdirAll(charts, 0o755); err != nil {
		return out, err
	}
	for _, c := range page.Cards {
		out.Claims++
		if len(c.Charts)+len(c.Tables) == 0 {
			out.Missing++
		}
	}
	drawings := page.Drawings()
	add, end := progress.Begin("draw the charts", int64(len(drawings)))
	defer end()
	for _, d := range drawings {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		svg, png, err := report.Render(d.Chart, pictureWidth, d.Chart.PictureHeight(pictureWidth))
		if err != nil {
			return out, fmt.Errorf("draw %q (%s): %w", d.Chart.Title, d.Name, err)
		}
		name := filepath.Join(charts, d.Name)
		if err := errors.Join(os.WriteFile(name+".svg", svg, 0o644), os.WriteFile(name+".png", png, 0o644)); err != nil {
			return out, err
		}
		out.Charts++
		add(1)
	}
	out.Page = filepath.Join(to, "report.html")
	// The page comes last, and whole: a reader never sees half of one.
	tmp := out.Page + ".new"
	if err := os.WriteFile(tmp, html.Bytes(), 0o644); err != nil {
		return out, err
	}
	return out, os.Rename(tmp, out.Page)
}
