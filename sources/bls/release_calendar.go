package bls

import (
	"bytes"
	"errors"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.release_calendar",
	About:        "Calendar of the bureau's news releases: what comes out when, as announced.",
	Home:         "https://www.bls.gov/schedule/",
	License:      license,
	Citation:     "News release schedule, " + citation,
	Redistribute: sources.RedistributeYes,

	// The host answers robots that name a contact, but not all of them; the
	// calendar can be fetched in a browser and loaded by hand.
	Fetch:  sources.Each(sources.Request{URL: "https://www.bls.gov/schedule/news_release/bls.ics", Contact: true}),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readCalendar},
	Columns: []sources.Column{
		sources.Code("uid", "The calendar's own name of the entry.").Key(),
		sources.Text("summary", "Name of the release. Compare the whole of it: Employment Situation and Employment Situation of Veterans are two."),
		local(sources.Timestamp("starts_local", "When it comes out, by the clock of zone; midnight for an entry of a whole day.")),
		sources.Code("zone", "Time zone of starts_local, by its IANA name.").AsCode(),
		sources.Timestamp("starts_at", "The same instant in UTC; NULL for an entry of a whole day.").Optional(),
		sources.Text("description", "Further words.").MayLack(),
		sources.Text("location", "Where the bureau says it comes out.").MayLack().AsCode(),
		sources.Text("categories", "Categories, joined by commas.").MayLack().AsCode(),
		sources.Code("status", "CONFIRMED, TENTATIVE or CANCELLED, where the entry says so.").MayLack().AsCode(),
		sources.Text("url", "Page of the release.").MayLack(),
		sources.Date("date", "Day on which it comes out, in zone.").Shown("CAST(starts_local AS DATE)"),
	},
	Unused: []string{"SEQUENCE", "CLASS", "DURATION", "DTEND", "DTSTAMP", "TRANSP", "CREATED", "LAST-MODIFIED", "ORGANIZER", "PRIORITY", "X-ALT-DESC", "X-MICROSOFT-CDO-BUSYSTATUS"},

	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Lag: 180, Why: "the calendar is changed when dates move, and at the latest when those of the next year are added"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.01,
		MaxVanished: 0.7,
		Checks: []sources.Check{
			{Name: "zone", Rule: "abs(date_diff('hour', starts_local, starts_at)) <= 14", Why: "no zone is more than fourteen hours from UTC"},
		},
		Why: "MinRows: the embedded sample has over 20 entries, the calendar of two years 246. MaxBad: none of those is bad; two bad ones are a new form of " +
			"entry. MaxVanished: the calendar drops a whole year at a time, of the two or three that it covers.",
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
		if !bytes.HasPrefix(h, []byte("BEGIN:VCALENDAR")) {
			return errors.New("the answer is not a calendar, which begins with BEGIN:VCALENDAR")
		}
		return nil
	},
})

// local says that a timestamp is a clock's and not UTC.
func local(c sources.Column) sources.Column {
	c.Unit = "local time"
	return c
}

// readCalendar reads an iCalendar file, a row an entry.
func readCalendar(in *decode.Input, emit func(decode.Record) error) error {
	text, err := in.All()
	if err != nil {
		return err
	}
	// The reader would take a file that is cut between two entries.
	if !bytes.HasSuffix(bytes.TrimSpace(text), []byte("END:VCALENDAR")) {
		return in.Errorf(0, "", "the calendar is cut short; fetch the file again")
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		return err
	}
	usual := ""
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == "X-WR-TIMEZONE" {
			usual = p.Value
		}
	}
	for _, e := range cal.Events() {
		if err := emit(entry(e, usual)); err != nil {
			return err
		}
	}
	return nil
}

// entry is an entry of the calendar; usual is the zone of those that name none.
func entry(e *ics.VEvent, usual string) decode.Record {
	c := map[string]string{}
	r := decode.Record{Cells: c}
	for _, p := range e.Properties {
		switch p.IANAToken {
		case "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "STATUS", "URL":
			c[strings.ToLower(p.IANAToken)] = p.Value
		case "DTSTART":
			if !start(c, p, usual) {
				r.Malformed = "a start in a known zone, such as DTSTART;TZID=US-Eastern:20260109T083000"
			}
		case "RRULE", "RDATE", "RECURRENCE-ID":
			r.Malformed = "an entry that does not recur"
		default:
			c[p.IANAToken] = p.Value
		}
	}
	return r
}

// start reads the property DTSTART: an instant in UTC, a clock's time in a
// zone, or a day.
func start(c map[string]string, p ics.IANAProperty, usual string) bool {
	name := usual
	if z := p.ICalParameters["TZID"]; len(z) == 1 {
		name = z[0]
	}
	value, utc := strings.CutSuffix(p.Value, "Z")
	if utc {
		name = "UTC"
	}
	// The bureau's own name of its zone, which no list of zones has.
	if name == "US-Eastern" {
		name = "America/New_York"
	}
	if name == "" || name == "Local" { // LoadLocation would take UTC, or the machine's zone
		return false
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return false
	}
	const shown = "2006-01-02 15:04:05"
	c["zone"] = name
	if t, err := time.ParseInLocation("20060102T150405", value, zone); err == nil {
		c["starts_local"], c["starts_at"] = t.Format(shown), t.UTC().Format(shown)
		return true
	}
	t, err := time.Parse("20060102", value)
	c["starts_local"] = t.Format(shown)
	return err == nil
}
