package fred

import (
	"maps"
	"slices"
	"strings"

	"jevons/sources/decode"
)

// history joins the answers about one period of real time after the other.
//
// FRED clips a row to the period asked for: a value that was published before
// the period begins seems to begin with it, and one that lasts seems to end
// with it. So rows that reach the end of a period are held back, and continued
// by the row of the same date and value with which the next period begins.
// Otherwise every border would look like a revision.
type history struct {
	emit          func(decode.Record) error
	series, asOf  string
	start, end    string         // the period being read
	periods       int            // those begun so far
	got, count    int            // its rows so far, and those announced
	before, lasts map[string]row // by date: rows that reached the end of the period before, and of this one
}

type row struct{ date, start, end, value string }

// readObservations reads answers of series/observations.
func readObservations(in *decode.Input, emit func(decode.Record) error) error {
	h := history{emit: emit, before: map[string]row{}, lasts: map[string]row{}}
	h.series, h.asOf, _ = strings.Cut(in.Part, "@")
	err := in.Documents(func(v any) error {
		doc := decode.Flatten(v)
		m, _ := v.(map[string]any)
		if _, ok := m["vintage_dates"]; ok {
			return emit(decode.Record{Ignore: "vintage dates"})
		}
		rows, ok := m["observations"].([]any)
		if !ok {
			return in.Errorf(0, "", "a document without observations; load answers of series/observations in JSON")
		}
		if err := h.page(in, doc, len(rows)); err != nil {
			return err
		}
		for _, o := range rows {
			if err := h.observation(in, decode.Flatten(o)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch {
	case h.periods == 0:
		return in.Errorf(0, "", "no observations; load answers of series/observations")
	case h.asOf == "" && h.end != forever:
		return h.partial(in, "ends with "+h.end)
	}
	if err := h.close(in); err != nil {
		return err
	}
	return h.put(sorted(h.before)...)
}

// page begins a page: it continues the period, or begins the next one.
func (h *history) page(in *decode.Input, doc map[string]string, rows int) error {
	start, end := doc["realtime_start"], doc["realtime_end"]
	switch {
	case doc["output_type"] == "2" || doc["output_type"] == "3":
		return in.Errorf(0, doc["output_type"], "is an output type with a column a vintage; ask for output type 1")
	case doc["units"] != "" && doc["units"] != "lin":
		return in.Errorf(0, doc["units"], "is a transformation; ask for the series itself, units lin")
	case h.asOf != "" && (start != h.asOf || end != h.asOf):
		return in.Errorf(0, start+" to "+end, "is not the day of real time that part %s names", in.Part)
	}
	count, ok := whole(doc["count"])
	if !ok {
		return in.Errorf(0, doc["count"], "is no count of observations")
	}
	if start == h.start && end == h.end {
		if offset, ok := whole(doc["offset"]); !ok || offset != h.got || count != h.count {
			return in.Errorf(0, "", "a page begins at %s of %d rows where %d of %d were read; fetch the series again", doc["offset"], count, h.got, h.count)
		}
	} else {
		if h.periods > 0 {
			if next, err := shift(h.end, 1); err != nil || next != start {
				return in.Errorf(0, "", "the real time from %s to %s is followed by that from %s; a period is missing", h.start, h.end, start)
			}
			if err := h.close(in); err != nil {
				return err
			}
		}
		h.start, h.end, h.got, h.count = start, end, 0, count
		h.periods++
	}
	h.got += rows
	return nil
}

// partial refuses an answer that is no whole history.
func (h *history) partial(in *decode.Input, what string) error {
	if h.start == h.end {
		return in.Errorf(0, "", "the answer is about the real time of %s alone; load it as part %s@%s", h.start, h.series, h.start)
	}
	return in.Errorf(0, "", "the real time of the answer %s; ask from %s to %s", what, always, forever)
}

// whole is a count; its limit keeps sums of counts in range.
func whole(text string) (n int, ok bool) {
	if text == "" || len(text) > 9 {
		return 0, false
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// observation takes one row.
func (h *history) observation(in *decode.Input, o map[string]string) error {
	r := row{o["date"], o["realtime_start"], o["realtime_end"], o["value"]}
	if was, ok := h.before[r.date]; ok && r.start == h.start && r.value == was.value {
		r.start = was.start
		delete(h.before, r.date)
	} else if r.start == h.start && h.start != always && h.asOf == "" && h.periods == 1 {
		return h.partial(in, "begins with "+h.start+", a value of which may be older")
	}
	if _, twice := h.lasts[r.date]; r.end != h.end || twice {
		return h.put(r)
	}
	h.lasts[r.date] = r
	return nil
}

// close ends a period: what the period before held back and this one did not
// continue ended with it.
func (h *history) close(in *decode.Input) error {
	if h.got != h.count {
		return in.Errorf(0, "", "%d of %d observations; the file is a part of the answer, fetch the rest too", h.got, h.count)
	}
	over := h.before
	h.before, h.lasts = h.lasts, map[string]row{}
	return h.put(sorted(over)...)
}

func (h *history) put(rows ...row) error {
	for _, r := range rows {
		c := map[string]string{"series_id": h.series, "as_of": h.asOf, "date": r.date, "realtime_start": r.start, "realtime_end": r.end, "value": r.value}
		if err := h.emit(decode.Record{Cells: c}); err != nil {
			return err
		}
	}
	return nil
}

func sorted(m map[string]row) (out []row) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}
