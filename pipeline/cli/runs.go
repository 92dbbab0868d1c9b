package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"jevons/pipeline"
)

// runLine is one line of --json: what happened to one part of one dataset.
type runLine struct {
	Dataset     string     `json:"dataset"`
	Part        string     `json:"part"`
	Outcome     string     `json:"outcome"` // loaded, unchanged, refused, held or failed
	Read        int64      `json:"rows_read"`
	New         int64      `json:"rows_new"`
	Revised     int64      `json:"rows_revised"`
	Withdrawn   int64      `json:"rows_withdrawn"`
	Quarantined int64      `json:"rows_quarantined"`
	Ignored     int64      `json:"rows_ignored"`
	SHA256      string     `json:"sha256"`
	KnownAt     *time.Time `json:"known_at"`
	Seconds     float64    `json:"seconds"`
	Error       string     `json:"error"`
	Note        string     `json:"note,omitempty"`
	Held        string     `json:"held,omitempty"` // by which jevons approve knows it
}

func lineOf(r pipeline.Run) runLine {
	c := r.Counts
	return runLine{Dataset: r.Dataset, Part: r.Part, Outcome: string(r.Outcome), Read: c.Read, New: c.New, Revised: c.Revised,
		Withdrawn: c.Withdrawn, Quarantined: c.Quarantined, Ignored: c.Ignored, SHA256: r.SHA256, KnownAt: r.KnownAt,
		Seconds: r.Seconds, Error: r.Error, Note: r.Note, Held: r.Held}
}

// object writes one JSON object on a line of its own.
func (a *app) object(v any) error {
	text, err := jsonText(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, text)
	return err
}

// say writes a line for people, broken where the terminal ends. With --json
// and --quiet there is nobody to read it.
func (a *app) say(format string, args ...any) {
	if a.mute {
		return
	}
	fmt.Fprintln(a.out, a.text.wrap(fmt.Sprintf(format, args...), "  "))
}

// sum adds up the runs of one part, which are several for a mirror of several
// dates.
type sum struct {
	dataset, part                                string
	landings                                     int64
	rows, fresh, revised, withdrawn, quarantined int64
	newest                                       time.Time
	note                                         string
	unchanged                                    bool
	parts                                        map[string]int64
}

func (s *sum) add(r pipeline.Run) {
	if r.Note != "" {
		s.note = r.Note
	}
	if r.Outcome != pipeline.Loaded {
		s.unchanged = s.unchanged || r.Outcome == pipeline.Unchanged
		return
	}
	c := r.Counts
	s.landings++
	if s.parts == nil {
		s.parts = map[string]int64{}
	}
	s.rows += c.Kept - s.parts[r.Part] // of the newest landing of each part
	s.parts[r.Part] = c.Kept
	s.fresh += c.New
	s.revised += c.Revised
	s.withdrawn += c.Withdrawn
	s.quarantined += c.Quarantined
	if r.KnownAt != nil && r.KnownAt.After(s.newest) {
		s.newest = *r.KnownAt
	}
}

// sums groups runs by key, in the order in which they came.
func sums(runs []pipeline.Run, key func(pipeline.Run) [2]string) []*sum {
	var out []*sum
	at := map[[2]string]*sum{}
	for _, r := range runs {
		k := key(r)
		if at[k] == nil {
			at[k] = &sum{dataset: k[0], part: k[1]}
			out = append(out, at[k])
		}
		at[k].add(r)
	}
	return out
}

func byPart(r pipeline.Run) [2]string { return [2]string{r.Dataset, r.Part} }

// tell reports runs. It returns errPartly when any failed, was refused or held.
func (a *app) tell(runs []pipeline.Run) error {
	var bad error
	told := map[[2]string]bool{} // parts of which more is to be told than that a date changed nothing
	for _, r := range runs {
		told[byPart(r)] = told[byPart(r)] || r.Outcome != pipeline.Unchanged
	}
	for _, r := range runs {
		if trouble(r) {
			bad = errPartly
		}
		if a.json && (r.Outcome != pipeline.Unchanged || !told[byPart(r)]) {
			told[byPart(r)] = true
			if err := a.object(lineOf(r)); err != nil {
				return err
			}
		}
	}
	if a.json {
		return bad
	}
	if err := a.changes(runs); err != nil {
		return err
	}
	for _, r := range runs {
		if trouble(r) {
			a.trouble(r)
		}
	}
	return bad
}

// changes prints a table of the parts that changed, grouped by dataset, and
// sums the others up.
func (a *app) changes(runs []pipeline.Run) error {
	if a.mute {
		return nil
	}
	all := sums(runs, byPart)
	slices.SortStableFunc(all, func(x, y *sum) int {
		return cmp.Or(cmp.Compare(x.dataset, y.dataset), cmp.Compare(x.part, y.part))
	})
	t := a.changeTable()
	var same int64
	group := ""
	for _, s := range all {
		if s.note != "" {
			a.say("%s %s: %s", inert(s.dataset), inert(s.part), inert(s.note))
		}
		if s.landings == 0 {
			if s.unchanged {
				same++
			}
			continue
		}
		label := s.dataset
		if s.part != "" {
			if group != s.dataset {
				t.add(append([]string{s.dataset}, make([]string, len(t.head)-1)...)...)
			}
			label = "  " + s.part
		}
		group = s.dataset
		t.addSum(label, s)
	}
	if len(t.rows) > 0 {
		if _, _, err := t.print(a.out); err != nil {
			return err
		}
	}
	if same > 0 {
		a.say("%s unchanged", count(same, "part"))
	}
	return nil
}

// changeTable has as many columns as leave room for the names.
func (a *app) changeTable() *table {
	head := []string{"dataset", "vintage", "rows", "new", "revised", "gone", "bad"}
	if a.text.width < 70 {
		head = []string{"dataset", "new", "revised", "gone", "bad"}
	}
	t := &table{style: a.text, head: head}
	t.numeric(head[1:]...)
	return t
}

// addSum fills the columns that the table has.
func (t *table) addSum(label string, s *sum) {
	cells := []string{label}
	for _, h := range t.head[1:] {
		switch h {
		case "vintage":
			cells = append(cells, s.newest.UTC().Format(time.DateOnly))
		case "vintages":
			cells = append(cells, thin(s.landings))
		case "rows":
			cells = append(cells, thin(s.rows))
		case "new":
			cells = append(cells, thin(s.fresh))
		case "revised":
			cells = append(cells, thin(s.revised))
		case "gone":
			cells = append(cells, thin(s.withdrawn))
		case "bad":
			cells = append(cells, thin(s.quarantined))
		}
	}
	t.add(cells...)
}

func trouble(r pipeline.Run) bool {
	return r.Outcome == pipeline.Failed || r.Outcome == pipeline.Refused || r.Outcome == pipeline.OnHold
}

// trouble tells what failed, was refused or is held, on the error output.
func (a *app) trouble(r pipeline.Run) {
	word := a.screen.style.red(string(r.Outcome))
	what := inert(r.Error)
	if name := r.Dataset; len(what) < len(name) || what[:len(name)] != name {
		what = inert(name) + ": " + what
	}
	if r.Held != "" {
		what += "; jevons approve " + r.Held[:8] + " loads it"
	}
	fmt.Fprintln(a.screen, a.screen.style.wrap(word+" "+what, "  "))
}

// publish publishes when there is anything new, and says so.
func (a *app) publish(ctx context.Context, r *pipeline.Runner) error {
	loaded, err := r.Loaded(ctx)
	if err != nil || !loaded {
		return err
	}
	p, err := r.Publish(ctx)
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if p.Sample {
		level = slog.LevelDebug // that a sample is small is no news
	}
	for _, w := range p.Warnings {
		a.log.Log(ctx, level, w)
	}
	if !p.New {
		return nil
	}
	if a.json {
		a.log.Info("published", "snapshot", p.ID, "file", p.Path, "sha256", p.SHA256, "size", p.Size, "is_sample", p.Sample)
		return nil
	}
	mark := ""
	if p.Sample {
		mark = " " + a.text.yellow("SAMPLE")
	}
	a.say("published %s (%s)%s and %s", inert(p.Path), bytesText(p.Size), mark, count(int64(len(p.Manifest.Files)), "Parquet file"))
	return nil
}

// finish tells what happened and publishes, whatever some parts did.
func (a *app) finish(ctx context.Context, r *pipeline.Runner, runs []pipeline.Run, runErr error, noPublish bool) error {
	err := a.tell(runs)
	if runErr != nil {
		return runErr
	}
	if err != nil && !errors.Is(err, errPartly) {
		return err
	}
	if noPublish {
		a.say("not published, as --no-publish says; the next command that publishes does it")
		return err
	}
	if perr := a.publish(ctx, r); perr != nil {
		return perr
	}
	return err
}
