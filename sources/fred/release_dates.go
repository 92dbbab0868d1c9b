package fred

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "fred.release_dates",
	About:        "Days on which statistical releases came out and will come out, by FRED's calendar.",
	Home:         "https://fred.stlouisfed.org/docs/api/fred/release_dates.html",
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Paged{Requests: calendars, Follow: followCalendar},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readReleaseDates},
	Columns: []sources.Column{
		sources.Code("release_id", "Release by FRED's number: 10 CPI, 46 PPI, 47 productivity, 50 employment situation, 53 GDP, 54 income and outlays, 192 JOLTS, 524 use of generative AI.").Key().AsCode(),
		sources.Date("date", "Day of the release in the agency's zone; a coming one may move.").Key(),
		sources.Text("release_name", "Name of the release; NULL in the calendar of one release.").MayLack().AsCode(),
	},
	Unused:   []string{"release_last_updated"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Lag: 45, Why: "coming dates are added or moved every few weeks"},
	Contract: sources.Contract{
		MinRows:     2,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Why: "MinRows: the youngest release is quarterly and began in 2024, the week of all releases at hand has seven rows. MaxBad: the calendar is made by a program. " +
			"MaxVanished: coming dates move, and of a young quarterly release they are a large part; a third at once is a cut calendar.",
	},
	PartOf: func(file string) string {
		if m := calendarRequest.FindStringSubmatch(file); m != nil {
			return m[1]
		}
		if m := calendarFile.FindStringSubmatch(path.Base(file)); m != nil {
			return m[1]
		}
		return ""
	},
	Refused: refused,
})

// calendarRequest is the request of a release's calendar; calendarFile a saved
// answer: release_dates_50.json, or releases_dates_2026-10-12.json for all
// releases from a day on.
var (
	calendarRequest = regexp.MustCompile(`/fred/release/dates.*&release_id=(\d+)`)
	calendarFile    = regexp.MustCompile(`^releases?_dates_(\d+(?:-\d{2}-\d{2})?).*\.json`)
)

// releases are those that the series and other datasets here belong to.
var releases = []int{10, 46, 47, 50, 53, 54, 192, 524}

const datesAtOnce = 10_000

func calendars(time.Time) []sources.Request {
	var out []sources.Request
	for _, id := range releases {
		out = append(out, calendar(strconv.Itoa(id), 0))
	}
	return out
}

// calendar asks for past and coming days of one release. All of them are asked
// for whatever the day, so that a day which is moved is seen to be gone.
func calendar(id string, offset int) sources.Request {
	return ask("release/dates", id, url.Values{
		"release_id": {id}, "realtime_start": {always}, "realtime_end": {forever}, "include_release_dates_with_no_data": {"true"},
		"limit": {strconv.Itoa(datesAtOnce)}, "offset": {strconv.Itoa(offset)}, "sort_order": {"asc"},
	})
}

// followCalendar asks for the next page.
func followCalendar(done sources.Request, body []byte) (*sources.Request, error) {
	if err := refused(body); err != nil {
		return nil, err
	}
	var answer struct {
		Count int        `json:"count"`
		Dates []struct{} `json:"release_dates"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read FRED's calendar: %w", err)
	}
	offset, err := strconv.Atoi(done.Query.Get("offset"))
	if err != nil {
		return nil, fmt.Errorf("read the offset asked for: %w", err)
	}
	switch got := offset + len(answer.Dates); {
	case got >= answer.Count:
		return nil, nil
	case len(answer.Dates) == 0:
		return nil, fmt.Errorf("FRED counts %d days of release %s and sent %d", answer.Count, done.Part, got)
	default:
		r := calendar(done.Query.Get("release_id"), got)
		return &r, nil
	}
}

// readReleaseDates reads the pages of one calendar.
func readReleaseDates(in *decode.Input, emit func(decode.Record) error) error {
	got, count := 0, 0
	err := in.Documents(func(v any) error {
		m, _ := v.(map[string]any)
		days, ok := m["release_dates"].([]any)
		n, counted := whole(decode.Flatten(v)["count"])
		if !ok || !counted {
			return in.Errorf(0, "", "a document without release_dates and their count; load answers of release/dates or releases/dates in JSON")
		}
		got, count = got+len(days), n
		for _, d := range days {
			if err := emit(decode.Record{Cells: decode.Flatten(d)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && got != count {
		err = in.Errorf(0, "", "%d of %d release dates; the file is a part of the answer, fetch the rest too", got, count)
	}
	return err
}
