// Package schedules says when to look at which dataset, as crontab text: one
// file for each time zone and publishing habit. A file begins with its zone,
//
//	CRON_TZ=America/New_York
//	40 8 * * 1-5      bls.ces bls.ces_series
//
// and each line has five fields (minute, hour, day of the month, month, day of
// the week; Sunday is 0) and the datasets, where bls.* means all of a provider.
//
// A tick means "look", and a look that finds nothing new costs one "not
// modified", so lines stay coarse. Each time that a line names ticks exactly
// once by the clocks of its zone: one that a change of the clocks skips ticks
// when they have jumped, one that comes twice ticks the first time. What cron
// would do in silence is refused: two fields for days (of which cron would take
// either), and a time that never comes.
//
// A line may end in missed=last, missed=all or missed=none. It says what is made
// up when jevons did not run: the last tick, every one, or nothing; a line that
// does not say so gets what the caller of Due has chosen.
//
// Where an agency announces the days of its releases, a file *.dates has them:
// again the zone first, then a line for each release with date, time, the period
// that it is about (2026, 2026-Q3, 2026-11 or 2026-11-15) and the datasets.
//
//	2026-12-04 08:30 2026-11 bls.ces bls.cps
//	moved 2026-12-04  2026-12-16 08:30 2026-11 bls.ces bls.cps
//	cancelled 2025-11-07 08:30 2025-10 bls.ces bls.cps
//	named Employment Situation = bls.ces bls.cps
//	closed 2026-11-26 Thanksgiving Day
//
// A release that moves keeps its line, with moved and the old date put before it;
// one that falls out keeps it with cancelled. named says which datasets the
// agency's own calendar means by a name, so that Merge can hold the file against
// it; closed is a day on which the agencies of the file publish nothing.
package schedules

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

//go:embed *.cron *.dates
var files embed.FS

// Files are the built-in timetables and release calendars.
func Files() fs.FS { return files }

// Entry is one line of a timetable.
type Entry struct {
	Datasets []string      // names, or patterns such as bls.*
	When     cron.Schedule // answers in any zone
	Spec     string        // the five fields as written
	Zone     *time.Location
	From     string // file:line
	Missed   Missed // "" where the line does not say
}

// Matches tells whether the entry is about a dataset.
func (e Entry) Matches(name string) bool { return matches(e.Datasets, name) }

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(p, name) // the loaders have checked the pattern
		return ok
	})
}

// Load reads every *.cron file of a folder. An error names file and line.
func Load(fsys fs.FS) ([]Entry, error) {
	names, err := fs.Glob(fsys, "*.cron")
	if err != nil {
		return nil, fmt.Errorf("list the timetables: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("list the timetables: no file *.cron")
	}
	var out []Entry
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read timetable %s: %w", name, err)
		}
		entries, err := parse(name, string(text))
		if err != nil {
			return nil, err
		}
		out = append(out, entries...)
	}
	return out, nil
}

func parse(file, text string) (out []Entry, err error) {
	err = eachLine(file, text, func(from, line string, zone *time.Location) error {
		e, err := parseLine(line, zone)
		e.From = from
		out = append(out, e)
		return err
	})
	return out, err
}

// eachLine hands over the lines of a file that are no comments, after the first,
// which names the zone. An error gets file and line put before it.
func eachLine(file, text string, do func(from, line string, zone *time.Location) error) (err error) {
	var zone *time.Location
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		from := fmt.Sprintf("%s:%d", file, n)
		if zone == nil {
			zone, err = parseZone(line)
		} else {
			err = do(from, line, zone)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if zone == nil {
		return fmt.Errorf("%s: the file is empty; it begins with CRON_TZ=ZONE, such as CRON_TZ=America/New_York", file)
	}
	return nil
}

func parseZone(line string) (*time.Location, error) {
	name, ok := strings.CutPrefix(line, "CRON_TZ=")
	if !ok {
		return nil, fmt.Errorf("the first line that is no comment must be CRON_TZ=ZONE, such as CRON_TZ=America/New_York, and is %q", cut(line))
	}
	// An empty name would mean UTC, and Local whatever machine this is.
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("CRON_TZ=%s names no zone; write one such as America/New_York, or UTC", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("CRON_TZ=%s: no such time zone; write one such as America/New_York, or UTC", cut(name))
	}
	return zone, nil
}

func parseLine(line string, zone *time.Location) (Entry, error) {
	fields := strings.Fields(line)
	if len(fields) < 6 {
		return Entry{}, fmt.Errorf("%q has %d fields; a line is five fields of time and at least one dataset", cut(line), len(fields))
	}
	e := Entry{Spec: strings.Join(fields[:5], " "), Datasets: fields[5:], Zone: zone}
	if policy, ok := strings.CutPrefix(fields[len(fields)-1], "missed="); ok {
		e.Missed, e.Datasets = Missed(policy), e.Datasets[:len(e.Datasets)-1]
		if !slices.Contains([]Missed{MissedLast, MissedAll, MissedNone}, e.Missed) {
			return Entry{}, fmt.Errorf("missed=%s is not known; write missed=last, missed=all or missed=none", cut(policy))
		}
	}
	if err := checkDatasets(e.Datasets); err != nil {
		return Entry{}, err
	}
	spec, err := parseSpec(e.Spec)
	if err != nil {
		return Entry{}, fmt.Errorf("%q: %w", e.Spec, err)
	}
	spec.Location = time.UTC
	e.When = exact{spec: spec, zone: zone}
	if err := check(spec); err != nil {
		return Entry{}, fmt.Errorf("%q: %w", e.Spec, err)
	}
	return e, nil
}

// checkDatasets refuses what can be the name of no dataset.
func checkDatasets(names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("no dataset is named; write a name such as bls.ces, or bls.* for all of a provider")
	}
	for _, p := range names {
		if _, err := path.Match(p, ""); err != nil || !strings.Contains(p, ".") || strings.Contains(p, "=") {
			return fmt.Errorf("%q is no dataset; write a name such as bls.ces, or bls.* for all of a provider", cut(p))
		}
	}
	return nil
}

// parseSpec guards the parser of robfig/cron v3.0.1, which panics on some
// texts (its issue 554).
func parseSpec(text string) (spec *cron.SpecSchedule, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the time cannot be read (%v)", p)
		}
	}()
	if strings.Contains(text, "TZ=") {
		return nil, fmt.Errorf("the zone stands once, on the file's first line")
	}
	s, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the time cannot be read: %w", err)
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("the time must be five fields")
	}
	return spec, nil
}

// star is the bit by which robfig/cron marks a field that was *.
const star = 1 << 63

func check(spec *cron.SpecSchedule) error {
	if spec.Dom&star == 0 && spec.Dow&star == 0 {
		return fmt.Errorf("day of the month and day of the week are both given, and cron would tick on either; leave one of them *")
	}
	// From any day: a date such as 31 February never comes.
	if spec.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return fmt.Errorf("this time never comes")
	}
	return nil
}

// Next is the first tick for a dataset after now, in the zone of its entry;
// the zero time when no entry is about it.
func Next(entries []Entry, name string, now time.Time) time.Time {
	var first time.Time
	for _, e := range entries {
		if !e.Matches(name) {
			continue
		}
		if t := e.When.Next(now.In(e.Zone)); !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// Check holds timetables against the datasets that there are. It refuses a
// pattern that matches none, saying which name is nearest, and tells which
// datasets nobody looks at.
func Check(entries []Entry, names []string, nearest func(string, []string) string) (uncovered []string, err error) {
	for _, e := range entries {
		if err := checkNames(e.From, e.Datasets, names, nearest); err != nil {
			return nil, err
		}
	}
	for _, n := range names {
		if !slices.ContainsFunc(entries, func(e Entry) bool { return e.Matches(n) }) {
			uncovered = append(uncovered, n)
		}
	}
	return uncovered, nil
}

func checkNames(from string, patterns, names []string, nearest func(string, []string) string) error {
	for _, p := range patterns {
		if !slices.ContainsFunc(names, func(n string) bool { return matches([]string{p}, n) }) {
			return fmt.Errorf("%s: no dataset is called %q; did you mean %q?", from, cut(p), nearest(p, names))
		}
	}
	return nil
}

// cut bounds what an error quotes.
func cut(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
