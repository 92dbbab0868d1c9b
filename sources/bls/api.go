package bls

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.api",
	About:        "Chosen series of several surveys as the public data API answers: a filler of gaps where the flat files cannot be had.",
	Home:         "https://www.bls.gov/developers/",
	License:      license,
	Citation:     "Public Data API, " + citation,
	Redistribute: sources.RedistributeYes,
	Off: "the flat files hold the same and more without a limit; the API answers 25 requests a day without the key BLS_API_KEY, 500 with it. " +
		"Answers saved by hand can be loaded all the same",

	Fetch:  sources.Paged{Requests: firstBatch, Follow: nextBatch},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{"-"}}, Read: readAnswers},
	Columns: slices.Concat(
		values("Series by the bureau's id, which begins with its survey.", "as the series says",
			"Codes of the footnotes, joined by commas; each survey has codes of its own: X and 9 both stand for October 2025.",
			months, quarters, halfYears, annual),
		[]sources.Column{sources.Text("footnotes", "Texts of the footnotes, joined by semicolons.").Optional().Note()}),
	Fresh: sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 45, Why: "most series are monthly and out within six weeks"},
	Contract: sources.Contract{
		MinRows: 1,
		MaxBad:  0.001,
		Checks: []sources.Check{
			{Name: "series code", Rule: "regexp_full_match(series_id, '[A-Z]{2}[A-Z0-9_#-]{5,}')", Why: "an id of the bureau begins with the two letters of its survey"},
		},
		Why: "MinRows: an answer about one series may have one year; one without any row is refused with the API's own words. MaxBad: no row of nine answers " +
			"is bad. Nothing vanishes: an answer says nothing of what was not asked for.",
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
		if bytes.HasPrefix(h, []byte{0x1f, 0x8b}) {
			return nil // as sent; its text is looked at when it is read
		}
		if !bytes.HasPrefix(h, []byte("{")) {
			return errors.New("the answer is not a JSON object of the BLS API")
		}
		if m := apiStatus.FindSubmatch(h); m != nil && string(m[1]) != succeeded {
			return notProcessed(string(m[1]), string(h))
		}
		return nil
	},
})

const (
	apiAddress = "https://api.bls.gov/publicAPI/v2/timeseries/data/"
	succeeded  = "REQUEST_SUCCEEDED"
)

var (
	apiStatus  = regexp.MustCompile(`^\{\s*"status"\s*:\s*"([A-Z_]+)"`)
	apiMessage = regexp.MustCompile(`"message"\s*:\s*\[\s*"((?:[^"\\]|\\.)*)"`)
)

// notProcessed puts the API's refusal, which comes with a success status, into
// words.
func notProcessed(status, answer string) error {
	said := "without a reason"
	var words string
	if m := apiMessage.FindStringSubmatch(answer); m != nil && json.Unmarshal([]byte(`"`+m[1]+`"`), &words) == nil {
		said = strconv.Quote(sources.Cut(words, 300))
	}
	hint := "see the limits on the API's page"
	if strings.Contains(said, "threshold") {
		hint = "try again tomorrow, or set BLS_API_KEY to a free key for more"
	}
	return fmt.Errorf("the BLS API answers %s: %s; %s", status, said, hint)
}

// apiSeries are asked for, a batch a request.
var apiSeries = []string{
	"CES0000000001", "CES0500000003", "CES5000000001", "CES5051320001", "CES5051800001", "CES5500000001", "CES6000000001", "CES6054150001", "CES6056132001", "CES9000000001",
	"CEU0000000001", "CEU5000000001",
	"CUSR0000SA0", "CUSR0000SEEE", "CUUR0000SA0", "CUUR0000SA0L1E", "CUUR0000SEEE01",
	"JTS000000000000000HIR", "JTS000000000000000JOL", "JTS000000000000000LDL", "JTS000000000000000QUR", "JTS510000000000000JOL", "JTS540099000000000JOL",
	"LNS11300000", "LNS12300000", "LNS14000000", "LNS14000012", "LNS14000036", "LNS14027662", "LNU04000000",
	"PCU236223236223", "PCU334111334111", "PCU3341113341115", "PCU334413334413", "PCU518210518210",
	"PRS85006092", "PRS85006093", "PRS85006113",
}

// Without a key the API takes 25 series and ten years at once, with one 50 and
// twenty. Whether there is a key is not known here, so the small limits hold.
const (
	seriesAtOnce = 25
	yearsAtOnce  = 10
)

// apiQuestion is the body of a request.
type apiQuestion struct {
	SeriesID  []string `json:"seriesid"`
	StartYear string   `json:"startyear"`
	EndYear   string   `json:"endyear"`
}

func firstBatch(now time.Time) []sources.Request {
	year := now.UTC().Year()
	return []sources.Request{batch(0, strconv.Itoa(year-yearsAtOnce+1), strconv.Itoa(year))}
}

func batch(from int, start, end string) sources.Request {
	q := apiQuestion{apiSeries[from:min(from+seriesAtOnce, len(apiSeries))], start, end}
	body, _ := json.Marshal(q) // texts always marshal
	return sources.Request{
		Method: "POST", URL: apiAddress, Body: body, Contact: true,
		Header: map[string]string{"Content-Type": "application/json"},
		Secret: &sources.Secret{Env: "BLS_API_KEY", Field: "registrationkey", Optional: true},
	}
}

// nextBatch asks for the series after those that were answered.
func nextBatch(done sources.Request, body []byte) (*sources.Request, error) {
	var q apiQuestion
	if err := json.Unmarshal(done.Body, &q); err != nil {
		return nil, fmt.Errorf("read the question to the BLS API: %w", err)
	}
	if len(q.SeriesID) == 0 {
		return nil, errors.New("the question to the BLS API names no series")
	}
	// The status need not come first, as it does in the answers that were seen.
	var answer struct{ Status string }
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &answer); err != nil {
		return nil, fmt.Errorf("read the answer of the BLS API: %w", err)
	}
	if answer.Status != succeeded {
		return nil, notProcessed(cmp.Or(answer.Status, "no status"), string(body))
	}
	next := slices.Index(apiSeries, q.SeriesID[len(q.SeriesID)-1]) + 1
	if next == len(apiSeries) {
		return nil, nil
	}
	r := batch(next, q.StartYear, q.EndYear)
	return &r, nil
}

// readAnswers reads answers one after the other. An answer may be the whole, or
// its Results alone, as others keep it.
func readAnswers(in *decode.Input, emit func(decode.Record) error) error {
	rows, said := 0, ""
	err := in.Documents(func(v any) error {
		doc, _ := v.(map[string]any)
		words := messages(doc)
		if status, ok := doc["status"].(string); ok && status != succeeded {
			return in.Errorf(0, status, "is the status of a refused request: %q", words)
		}
		found, ok := seriesOf(doc)
		if !ok {
			return in.Errorf(0, "", "a document without Results or series: %q", words)
		}
		if words != "" {
			said = words
		}
		for _, s := range found {
			n, err := seriesRows(in, s, emit)
			if err != nil {
				return err
			}
			rows += n
		}
		return nil
	})
	if err == nil && rows == 0 {
		err = in.Errorf(0, "", "no series of the answer has data: %q; look the ids up in the flat files' catalogues", said)
	}
	return err
}

// seriesOf finds the series of an answer. Results is an object, or a list of
// them where an id is not valid.
func seriesOf(doc map[string]any) (out []any, ok bool) {
	results := []any{doc}
	switch r := doc["Results"].(type) {
	case map[string]any:
		results = []any{r}
	case []any:
		results = r
	}
	for _, r := range results {
		m, _ := r.(map[string]any)
		if s, is := m["series"].([]any); is {
			out, ok = append(out, s...), true
		}
	}
	return out, ok
}

// messages are the API's own words.
func messages(doc map[string]any) string {
	var out []string
	list, _ := doc["message"].([]any)
	for _, m := range list {
		if text, ok := decode.Scalar(m); ok {
			out = append(out, text)
		}
	}
	return sources.Cut(strings.Join(out, "; "), 300)
}

// seriesRows hands on the values of a series and returns how many there are.
func seriesRows(in *decode.Input, v any, emit func(decode.Record) error) (int, error) {
	s, _ := v.(map[string]any)
	id, _ := s["seriesID"].(string)
	data, ok := s["data"].([]any)
	if id == "" || !ok {
		return 0, in.Errorf(0, "", "a series without seriesID or data")
	}
	if len(data) == 0 {
		return 0, emit(decode.Record{Ignore: "series without data", Raw: id})
	}
	for _, v := range data {
		row, _ := v.(map[string]any)
		c := map[string]string{"series_id": id}
		for _, name := range []string{"year", "period", "value"} {
			c[name], _ = decode.Scalar(row[name])
		}
		c["footnote_codes"], c["footnotes"] = footnotes(row["footnotes"])
		if err := emit(decode.Record{Cells: c}); err != nil {
			return 0, err
		}
	}
	return len(data), nil
}

// footnotes are the codes and texts of a list, which holds an empty object
// where there are none.
func footnotes(v any) (codes, texts string) {
	var c, t []string
	list, _ := v.([]any)
	for _, n := range list {
		note := decode.Flatten(n)
		if note["code"] != "" {
			c = append(c, note["code"])
		}
		if note["text"] != "" {
			t = append(t, note["text"])
		}
	}
	return strings.Join(c, ","), strings.Join(t, "; ")
}
