package fred

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "fred.observations",
	About:        "Every vintage of chosen series (ALFRED): each value with the days between which it was the published one.",
	Home:         "https://fred.stlouisfed.org/docs/api/fred/series_observations.html",
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Paged{Requests: histories, Follow: followHistory},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{"."}}, Read: readObservations},
	Columns: []sources.Column{
		sources.Code("series_id", "Series by FRED's name.").Key().AsCode(),
		sources.Date("as_of", "NULL in the whole history. A day where the file is an answer about that day alone, loaded by hand: its realtime_start is then no day of release.").Key().Optional(),
		sources.Date("date", "First day of the period; the frequency is that of the series.").Key(),
		sources.Date("realtime_start", "First day on which the value was the published one.").Key(),
		sources.Date("realtime_end", "Last day on which it was; NULL while it still is.").Optional().MissingAs(forever),
		sources.Number("value", "as the series says", "Value as published; NULL where the vintage has none.").Optional(),
	},
	Complete: true,
	Vintage:  &sources.RowVintage{Known: "realtime_start", Ended: "realtime_end", EndKnown: "realtime_end + INTERVAL 1 DAY"},
	Fresh: sources.Freshness{Every: sources.Quarterly, Period: "date", Lag: 120,
		Why: "the slowest series, a quarterly survey, is out within four months; a monthly one that stops is seen late"},
	Contract: sources.Contract{
		MinRows:     1,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "real time", Rule: "realtime_end >= realtime_start", Why: "a value cannot cease to be published before it was"},
		},
		Why: "MinRows: the embedded sample has a few rows a series; an answer with fewer rows than it counts is refused before. MaxBad: no row of the 3,199 " +
			"vintages of GDP is bad. MaxVanished: history does not change; 2 percent leaves room for a correction by FRED.",
	},
	PartOf: func(file string) string {
		if m := historyRequest.FindStringSubmatch(file); m != nil {
			return m[1]
		}
		m := historyFile.FindStringSubmatch(path.Base(file))
		switch {
		case m == nil:
			return ""
		case m[2] != "":
			return m[1] + "@" + m[2]
		}
		return m[1]
	},
	Refused: refused,
})

// historyRequest is a request of a history; historyFile a saved answer, with a
// day behind rt where it is about one day of real time.
var (
	historyRequest = regexp.MustCompile(`/fred/series/.*&series_id=([A-Z0-9]+)`)
	historyFile    = regexp.MustCompile(`observations?_([A-Z][A-Z0-9]{2,})(?:_rt(\d{4}-\d{2}-\d{2}))?.*\.json`)
)

// FRED refuses a question about more than 2,000 vintage dates. Fewer are asked
// for, so that one which is added between two requests does no harm.
const (
	vintagesAtOnce = 1_900
	rowsAtOnce     = 100_000
)

func histories(time.Time) []sources.Request {
	var out []sources.Request
	for _, id := range series {
		out = append(out, vintageDates(id, always))
	}
	return out
}

// vintageDates asks on which days from start on the series was published.
func vintageDates(id, start string) sources.Request {
	return ask("series/vintagedates", id, url.Values{
		"series_id": {id}, "realtime_start": {start}, "realtime_end": {forever},
		"limit": {strconv.Itoa(vintagesAtOnce + 1)}, "offset": {"0"}, "sort_order": {"asc"},
	})
}

// followHistory asks for the rows of a period of real time once its vintage
// dates are known, for the pages of that, and then for the next period.
func followHistory(done sources.Request, body []byte) (*sources.Request, error) {
	if err := refused(body); err != nil {
		return nil, err
	}
	var answer struct {
		Count        int               `json:"count"`
		Dates        []string          `json:"vintage_dates"`
		Observations []json.RawMessage `json:"observations"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read FRED's answer: %w", err)
	}
	q := done.Query
	id, start := q.Get("series_id"), q.Get("realtime_start")
	if strings.HasSuffix(done.URL, "/vintagedates") {
		if len(answer.Dates) == 0 {
			return nil, fmt.Errorf("the series has no vintage dates from %s on", start)
		}
		end := forever
		if len(answer.Dates) > vintagesAtOnce {
			last, err := shift(answer.Dates[vintagesAtOnce], -1)
			if err != nil {
				return nil, err
			}
			end = last
		}
		r := observations(id, start, end, 0)
		r.Replaces = start == always // the first dates only told where to look
		return &r, nil
	}
	offset, err := strconv.Atoi(q.Get("offset"))
	if err != nil {
		return nil, fmt.Errorf("read the offset asked for: %w", err)
	}
	got, end := offset+len(answer.Observations), q.Get("realtime_end")
	switch {
	case got < answer.Count && len(answer.Observations) == 0:
		return nil, fmt.Errorf("FRED counts %d rows and sent %d", answer.Count, got)
	case got < answer.Count:
		r := observations(id, start, end, got)
		return &r, nil
	case end == forever:
		return nil, nil
	}
	next, err := shift(end, 1)
	if err != nil {
		return nil, err
	}
	r := vintageDates(id, next)
	return &r, nil
}

func observations(id, start, end string, offset int) sources.Request {
	return ask("series/observations", id, url.Values{
		"series_id": {id}, "realtime_start": {start}, "realtime_end": {end},
		"limit": {strconv.Itoa(rowsAtOnce)}, "offset": {strconv.Itoa(offset)},
		"output_type": {"1"}, "units": {"lin"}, "sort_order": {"asc"},
	})
}

// shift moves a day.
func shift(day string, days int) (string, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "", fmt.Errorf("read a day of real time: %w", err)
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly), nil
}
