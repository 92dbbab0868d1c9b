package schedules

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// State says what has become of a release that was announced.
type State string

const (
	Scheduled State = "scheduled"
	Moved     State = "moved" // At is the new time, Was the old one
	Cancelled State = "cancelled"
)

// Release is the day and hour at which an agency publishes a period.
type Release struct {
	Datasets []string // names, or patterns such as bls.*
	Period   string   // 2026, 2026-Q3, 2026-11 or 2026-11-15; "" where only the agency's calendar has it
	At       time.Time
	From     string // file:line, or the agency's calendar
	State    State
	Was      time.Time // of one that was moved, else zero
}

// Matches tells whether the release is about a dataset.
func (r Release) Matches(name string) bool { return matches(r.Datasets, name) }

func (r Release) why() string {
	if r.Period == "" {
		return "release of " + r.At.Format(time.DateOnly)
	}
	return "release of " + r.Period
}

// Name says which datasets an agency's calendar means by the name of a release.
type Name struct {
	Name     string // compared whole: Employment Situation of Veterans is another
	Datasets []string
	Zone     *time.Location // in which its days are counted
	From     string
}

// Closed is a day on which nothing is published.
type Closed struct {
	Day string // 2026-11-26
	Why string
}

// Calendar is what the *.dates files say.
type Calendar struct {
	Releases []Release // by time
	Names    []Name
	Closed   []Closed
}

// LoadCalendar reads every *.dates file of a folder, which may have none. An
// error names file and line.
func LoadCalendar(fsys fs.FS) (Calendar, error) {
	var c Calendar
	names, err := fs.Glob(fsys, "*.dates")
	if err != nil {
		return c, fmt.Errorf("list the release calendars: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return Calendar{}, fmt.Errorf("read release calendar %s: %w", name, err)
		}
		if err := eachLine(name, string(text), c.line); err != nil {
			return Calendar{}, err
		}
	}
	sortReleases(c.Releases)
	return c, nil
}

func sortReleases(rs []Release) {
	slices.SortStableFunc(rs, func(a, b Release) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.From, b.From)) })
}

// line takes one line of a file in.
func (c *Calendar) line(from, line string, zone *time.Location) error {
	line = strings.Join(strings.Fields(line), " ")
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "named":
		return c.named(from, rest, zone)
	case "closed":
		return c.closed(rest)
	case "cancelled":
		return c.release(from, rest, zone, Release{State: Cancelled})
	case "moved":
		old, rest, _ := strings.Cut(rest, " ")
		if _, err := parseDay(old); err != nil {
			return fmt.Errorf("moved: %w; write moved OLD-DATE before the line with the new date", err)
		}
		return c.release(from, rest, zone, Release{State: Moved}, old)
	default:
		return c.release(from, line, zone, Release{State: Scheduled})
	}
}

const grammar = "a line is DATE TIME PERIOD DATASET…, such as 2026-12-04 08:30 2026-11 bls.ces; before it may stand moved OLD-DATE, or cancelled"

func (c *Calendar) release(from, line string, zone *time.Location, r Release, old ...string) error {
	fields := strings.Fields(line)
	if len(fields) < 4 {
		return fmt.Errorf("%q has %d fields; %s", cut(line), len(fields), grammar)
	}
	r.From, r.Period, r.Datasets = from, fields[2], fields[3:]
	var err error
	if r.At, err = parseTime(fields[0], fields[1], zone); err != nil {
		return err
	}
	for _, day := range old {
		if r.Was, err = parseTime(day, fields[1], zone); err != nil {
			return err
		}
		if r.Was.Equal(r.At) {
			return fmt.Errorf("moved from %s to the same day; write the new date on the line, or take moved away", day)
		}
	}
	if err := checkDatasets(r.Datasets); err != nil {
		return err
	}
	start, ok := periodStart(r.Period)
	switch {
	case !ok:
		return fmt.Errorf("%q is no period; write 2026, 2026-Q3, 2026-11 or 2026-11-15", cut(r.Period))
	case asUTC(r.At).Before(start):
		return fmt.Errorf("period %s begins after its release of %s; mend whichever is wrong", r.Period, fields[0])
	case asUTC(r.At).Sub(start) > 4*366*24*time.Hour:
		return fmt.Errorf("period %s lies over four years before its release of %s; mend whichever is wrong", r.Period, fields[0])
	}
	for _, other := range c.Releases {
		for _, d := range r.Datasets {
			if other.At.Equal(r.At) && slices.Contains(other.Datasets, d) {
				return fmt.Errorf("%s comes out at %s %s already by %s; take one of the lines away", d, fields[0], fields[1], other.From)
			}
		}
	}
	c.Releases = append(c.Releases, r)
	return nil
}

func (c *Calendar) named(from, rest string, zone *time.Location) error {
	name, datasets, ok := strings.Cut(rest, "=")
	n := Name{Name: strings.TrimSpace(name), Datasets: strings.Fields(datasets), Zone: zone, From: from}
	if !ok || n.Name == "" {
		return fmt.Errorf("named %q lacks a part; write named RELEASE = DATASET…, such as named Employment Situation = bls.ces", cut(rest))
	}
	for _, other := range c.Names {
		if other.Name == n.Name {
			return fmt.Errorf("%q is named already by %s; put all its datasets on one line", cut(n.Name), other.From)
		}
	}
	c.Names = append(c.Names, n)
	return checkDatasets(n.Datasets)
}

func (c *Calendar) closed(rest string) error {
	day, why, _ := strings.Cut(rest, " ")
	if _, err := parseDay(day); err != nil {
		return fmt.Errorf("closed: %w", err)
	}
	if why == "" {
		return fmt.Errorf("closed %s does not say why; write such as closed 2026-11-26 Thanksgiving Day", day)
	}
	c.Closed = append(c.Closed, Closed{Day: day, Why: why})
	return nil
}

// shut says why nothing is published on a day, "" where something may be.
func (c Calendar) shut(day time.Time) string {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return "a " + w.String()
	}
	for _, x := range c.Closed {
		if x.Day == day.Format(time.DateOnly) {
			return x.Why
		}
	}
	return ""
}

func parseDay(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fmt.Errorf("%q is no date; write a day that there is as 2026-12-04", cut(s))
	}
	return t, nil
}

// parseTime is the instant at which the clocks of a zone show a day and an hour.
func parseTime(day, hour string, zone *time.Location) (time.Time, error) {
	if _, err := parseDay(day); err != nil {
		return time.Time{}, fmt.Errorf("%w; %s", err, grammar)
	}
	wall, err := time.Parse("2006-01-02 15:04", day+" "+hour)
	if err != nil || len(hour) != 5 {
		return time.Time{}, fmt.Errorf("%q is no time of day; write hour and minute as 08:30", cut(hour))
	}
	return instant(wall, zone), nil
}

// periodStart is the first day of a period, and whether it is one.
func periodStart(p string) (time.Time, bool) {
	year, rest, _ := strings.Cut(p, "-Q")
	if len(rest) == 1 && rest >= "1" && rest <= "4" && len(year) == 4 {
		t, err := time.Parse("2006", year)
		return t.AddDate(0, 3*int(rest[0]-'1'), 0), err == nil
	}
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if t, err := time.Parse(layout, p); err == nil && len(p) == len(layout) {
			return t, true
		}
	}
	return time.Time{}, false
}

// CheckCalendar holds a calendar against the datasets that there are, as Check
// does for timetables.
func CheckCalendar(c Calendar, names []string, nearest func(string, []string) string) error {
	for _, r := range c.Releases {
		if err := checkNames(r.From, r.Datasets, names, nearest); err != nil {
			return err
		}
	}
	for _, n := range c.Names {
		if err := checkNames(n.From, n.Datasets, names, nearest); err != nil {
			return err
		}
	}
	return nil
}

// EndsAhead is how long before the last date of a calendar Ends warns.
const EndsAhead = 30 * 24 * time.Hour

// Ending says that a calendar ends for some datasets.
type Ending struct {
	Datasets []string
	Last     time.Time // the last release that is known
	Words    string
}

// Ends tells which datasets have no release after the next thirty days, though
// they had some: their calendar wants the dates of the year to come. Until then
// their timetables look for them as they do for all others.
func Ends(releases []Release, now time.Time) []Ending {
	last := map[string]Release{}
	for _, r := range releases {
		for _, d := range r.Datasets {
			if r.State != Cancelled && r.At.After(last[d].At) {
				last[d] = r
			}
		}
	}
	byDay := map[int64]*Ending{}
	for d, r := range last {
		if r.At.Sub(now) > EndsAhead {
			continue
		}
		e := byDay[r.At.Unix()]
		if e == nil {
			e = &Ending{Last: r.At}
			byDay[r.At.Unix()] = e
		}
		e.Datasets = append(e.Datasets, d)
	}
	out := make([]Ending, 0, len(byDay))
	for _, e := range byDay {
		slices.Sort(e.Datasets)
		e.Words = fmt.Sprintf("the release calendar of %s ends %s; add the next dates to the file *.dates, or load the agency's calendar",
			strings.Join(e.Datasets, ", "), e.Last.Format(time.DateOnly))
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b Ending) int { return a.Last.Compare(b.Last) })
	return out
}
