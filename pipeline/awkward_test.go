package pipeline_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/pipeline"
	"jevons/sources"
)

// awkwardParts are what the cases ask for. The script of a case speaks to the
// requests in the order of the parts in the catalogue.
var awkwardParts = map[string][]string{
	"azure.retail":                      {"machines.eastus", "tokens.eastus"},
	"bls.api":                           {""},
	"bls.ces":                           {"00a.TotalNonfarm.Employment", "90a.Government.Employment"},
	"eurostat.employment_by_occupation": {""},
	"fred.observations":                 {"PAYEMS", "UNRATE"},
	"indeed.postings":                   {"GB", "US"},
	"litellm.prices":                    {""},
	"openrouter.models":                 {""},
	"skypilot.vms":                      {"lambda", "runpod"},
	"worldbank.indicators":              {"SL.UEM.TOTL.ZS", "SL.TLF.TOTL.IN"},
}

// awkwardOnly are further datasets, of one part each, whose usual answer is not played.
var awkwardOnly = []string{"censtatd.labour", "gcp.skus", "ilostat.unemployment", "nomis.claimants", "oecd.unemployment", "runpod.gpu_types", "vast.offers"}

// awkward is one odd answer of a provider.
type awkward struct {
	name, dataset string
	part          string // whose answer is odd; "" is also that of a dataset of one part
	script        []turn
	outcome       pipeline.Outcome
	texts         []string      // parts of the error
	asked         int           // requests of the whole look
	waited        time.Duration // at least
	rest          pipeline.Outcome
	restText      string
	log           []string // parts of what the server noted
}

const (
	denied   = "<!DOCTYPE html><html><head><title>Access Denied</title></head><body>no robots</body></html>"
	eurAPI   = "ec.europa.eu/eurostat/api/dissemination/"
	ces0     = "00a.TotalNonfarm.Employment"
	tooOften = "daily threshold for total number of requests allocated to the user with registration key " + canary + " has been reached."
)

// revise gives the first figure behind a text another value.
func revise(before string) func(string) string {
	figure := regexp.MustCompile("(?s)^(.*?" + regexp.QuoteMeta(before) + `[\s"]*)[0-9][0-9.e-]*`)
	return func(s string) string { return figure.ReplaceAllString(s, "${1}0.000123") }
}

func replace(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

// withoutLast drops the last line.
func withoutLast(s string) string {
	s = strings.TrimSuffix(s, "\n")
	return s[:strings.LastIndex(s, "\n")+1]
}

func firstLine(s string) string { return s[:strings.Index(s, "\n")+1] }

func halfZipped(s string) string { z := zipped(s); return string(z[:len(z)/2]) }

// nextLink makes an Azure page lead on.
func nextLink(to string) func(string) string {
	return replace(`"NextPageLink":null`, `"NextPageLink":"`+to+`"`)
}

func TestAwkwardRefusals(t *testing.T) {
	runAwkward(t, []awkward{
		{name: "an HTML page with success", dataset: "bls.ces", part: ces0, script: []turn{says(200, denied)},
			outcome: pipeline.Refused, texts: []string{"HTML page", `title "Access Denied"`, "the last good data stay in place"}, asked: 2},
		{name: "an HTML page with 403", dataset: "bls.ces", part: ces0, script: []turn{says(403, denied)},
			outcome: pipeline.Failed, texts: []string{"status 403 Forbidden", `title "Access Denied"`, "JEVONS_CONTACT"}, asked: 2},
		{name: "JSON marked as a page", dataset: "litellm.prices", script: []turn{says(200, "{}", "Content-Type", "text/html; charset=utf-8")},
			outcome: pipeline.Refused, texts: []string{"marked as an HTML page"}, asked: 1},
		{name: "BLS quota", dataset: "bls.api", script: []turn{says(200, `{"status":"REQUEST_NOT_PROCESSED","responseTime":0,"message":["Request could not be serviced, as the `+tooOften+`"],"Results":{}}`)},
			outcome: pipeline.Refused, texts: []string{"REQUEST_NOT_PROCESSED", "daily threshold", "try again tomorrow"}, asked: 1},
		{name: "BLS quota, the status last, on the second page", dataset: "bls.api", script: []turn{nil, says(200, `{"message":["Request could not be serviced, as the `+tooOften+`"],"Results":{},"status":"REQUEST_NOT_PROCESSED"}`)},
			outcome: pipeline.Refused, texts: []string{"page 2", "REQUEST_NOT_PROCESSED", "daily threshold"}, asked: 2},
		{name: "BLS success without data", dataset: "bls.api", script: []turn{says(200, `{"status":"REQUEST_SUCCEEDED","responseTime":0,"message":["Series does not exist for Series X"],"Results":{"series":[{"seriesID":"X","data":[]}]}}`),
			says(200, `{"status":"REQUEST_SUCCEEDED","responseTime":0,"message":[],"Results":{}}`)},
			outcome: pipeline.Refused, texts: []string{"without Results or series"}, asked: 2},
		{name: "FRED error by status", dataset: "fred.observations", part: "PAYEMS", script: []turn{says(400, `{"error_code":400,"error_message":"Bad Request.  The value for variable api_key `+canary+` is not registered."}`)},
			outcome: pipeline.Failed, texts: []string{"status 400", "Bad Request. The value for variable api_key [secret] is not registered"}, asked: 3},
		{name: "FRED error with success", dataset: "fred.observations", part: "PAYEMS", script: []turn{nil, says(200, `{"error_code":429,"error_message":"Too Many Requests for `+canary+`"}`)},
			outcome: pipeline.Refused, texts: []string{`"Too Many Requests for [secret]"`, "120 requests a minute"}, asked: 4},
		{name: "FRED error that is long", dataset: "fred.observations", part: "PAYEMS", script: []turn{says(200, `{"error_code":400,"error_message":"Bad Request. `+canary+strings.Repeat(" so it is", 1000)+`"}`)},
			outcome: pipeline.Refused, texts: []string{"Bad Request. [secret] so it is"}, asked: 3},
		{name: "World Bank message", dataset: "worldbank.indicators", part: "SL.UEM.TOTL.ZS", script: []turn{says(200, `[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]`)},
			outcome: pipeline.Refused, texts: []string{"message 120, Invalid value: The provided parameter value is not valid"}, asked: 2},
		{name: "Eurostat error", dataset: "eurostat.employment_by_occupation", script: []turn{says(200, `{"error":[{"status":400,"id":150,"label":"SEMANTIC: EMP is not a value of wstatus"}]}`)},
			outcome: pipeline.Refused, texts: []string{"the provider refused the request", "SEMANTIC: EMP is not a value of wstatus"}, asked: 1},
		{name: "Eurostat error by status", dataset: "eurostat.employment_by_occupation", script: []turn{says(400, `{"error":[{"status":400,"id":150,"label":"SEMANTIC: EMP is not a value of wstatus"}]}`)},
			outcome: pipeline.Failed, texts: []string{"status 400", "SEMANTIC: EMP is not a value of wstatus"}, asked: 1},
		{name: "Eurostat too large", dataset: "eurostat.employment_by_occupation", script: []turn{says(200, `{"warning":{"status":413,"label":"EXTRACTION_TOO_BIG: The requested extraction is too big"}}`)},
			outcome: pipeline.Refused, texts: []string{"EXTRACTION_TOO_BIG"}, asked: 1},
		{name: "an OpenRouter list that is a page", dataset: "openrouter.models", script: []turn{once(replace(`{`, `{"links":{"next":"/api/v1/models?offset=1"},`))},
			outcome: pipeline.Refused, texts: []string{"only a whole list is loaded"}, asked: 1},
		{name: "an empty body", dataset: "indeed.postings", part: "GB", script: []turn{says(200, "")},
			outcome: pipeline.Refused, texts: []string{"the answer is empty"}, asked: 2},
		{name: "an empty page", dataset: "worldbank.indicators", part: "SL.UEM.TOTL.ZS", script: []turn{says(200, " \n")},
			outcome: pipeline.Refused, texts: []string{"the answer is empty"}, asked: 2},
		{name: "no content", dataset: "skypilot.vms", part: "lambda", script: []turn{says(204, "")},
			outcome: pipeline.Failed, texts: []string{"status 204 No Content"}, asked: 2},
		{name: "a header alone", dataset: "skypilot.vms", part: "lambda", script: []turn{once(firstLine)},
			outcome: pipeline.Refused, texts: []string{"0 rows"}, asked: 2},
		{name: "a file cut together with its length", dataset: "bls.ces", part: ces0, script: []turn{once(func(s string) string { return s[:2000] })},
			outcome: pipeline.Refused, texts: []string{"rows"}, asked: 2},
	})
}

func TestAwkwardPages(t *testing.T) {
	const skip = "https://prices.azure.com/api/retail/prices?$skip=1000"
	shrunk := func(s string) string { return strings.Replace(s, `"total":20`, `"total":19`, 1) }
	paged := func(page int) func(string) string {
		return func(s string) string { // ten of the twenty rows
			s = strings.Replace(s, `"page":1,"pages":1,"per_page":20000`, fmt.Sprintf(`"page":%d,"pages":2,"per_page":10`, page), 1)
			rows := strings.Split(s, `},{"indicator"`)
			if page == 1 {
				return strings.Join(rows[:10], `},{"indicator"`) + "}]]"
			}
			head, _, _ := strings.Cut(rows[0], `[{"indicator"`)
			return head + `[{"indicator"` + strings.Join(rows[10:], `},{"indicator"`)
		}
	}
	pageOf := func(n int, more func(string) string) turn {
		return func(s *stage, w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			q.Set("page", "1")
			r.URL.RawQuery = q.Encode()
			once(func(s string) string { return more(paged(n)(s)) })(s, w, r)
		}
	}
	same := func(s string) string { return s }
	runAwkward(t, []awkward{
		{name: "a cursor that loops", dataset: "azure.retail", part: "machines.eastus", script: []turn{once(nextLink(skip)), says(200, `{"Items":[],"Count":0,"NextPageLink":"`+skip+`"}`)},
			outcome: pipeline.Failed, texts: []string{"page 3", "cursor loops"}, asked: 3},
		{name: "a next link to another host", dataset: "azure.retail", part: "machines.eastus", script: []turn{once(nextLink("https://prices.example.org/api/retail/prices?$skip=1000"))},
			outcome: pipeline.Refused, texts: []string{"leads to prices.example.org/api/retail/prices"}, asked: 2},
		{name: "a page with fewer prices than it counts", dataset: "azure.retail", part: "machines.eastus", script: []turn{once(nextLink(skip)), says(200, `{"Items":[],"Count":7,"NextPageLink":null}`)},
			outcome: pipeline.Refused, texts: []string{"page 2", "says that it has 7 prices and has 0"}, asked: 3},
		{name: "an error on the second page", dataset: "azure.retail", part: "machines.eastus", script: []turn{once(nextLink(skip)), says(200, `{"Error":{"Code":"BadRequest","Message":"Invalid skip"}}`)},
			outcome: pipeline.Refused, texts: []string{"page 2", "BadRequest: Invalid skip"}, asked: 3},
		{name: "a page that fails five times", dataset: "azure.retail", part: "machines.eastus", script: append([]turn{once(nextLink(skip))}, repeat(5, says(503, "busy"))...),
			outcome: pipeline.Failed, texts: []string{"status 503", "busy", "5 attempts"}, asked: 7},
		{name: "nothing modified, although not asked", dataset: "azure.retail", part: "machines.eastus", script: []turn{says(304, "")},
			outcome: pipeline.Failed, texts: []string{"although it was not asked"}, asked: 2},
		{name: "the status last", dataset: "bls.api", script: []turn{edited(func(s string) string {
			s = strings.Replace(s, `{"status":"REQUEST_SUCCEEDED",`, "{", 1)
			return revise(`"period":"M01","periodName":"January","value":`)(strings.TrimSuffix(s, "}") + `,"status":"REQUEST_SUCCEEDED"}`)
		})}, outcome: pipeline.Loaded, asked: 2},
		{name: "two pages", dataset: "worldbank.indicators", part: "SL.UEM.TOTL.ZS", script: []turn{pageOf(1, revise(`"date":"2025","value":`)), pageOf(2, same)},
			outcome: pipeline.Loaded, asked: 3},
		{name: "a total that shrinks while paging", dataset: "worldbank.indicators", part: "SL.UEM.TOTL.ZS", script: []turn{pageOf(1, same), pageOf(2, func(s string) string {
			return shrunk(s[:strings.LastIndex(s, `,{"indicator"`)] + "]]")
		})},
			outcome: pipeline.Refused, texts: []string{"page 2 is of another answer than page 1"}, asked: 3},
		{name: "a page with fewer rows than announced", dataset: "worldbank.indicators", part: "SL.UEM.TOTL.ZS", script: []turn{pageOf(1, same), pageOf(2, shrunk)},
			outcome: pipeline.Refused, texts: []string{"page 2 of 2 has 10 rows, not 9 of 19"}, asked: 3},
		{name: "the first page again", dataset: "worldbank.indicators", part: "SL.UEM.TOTL.ZS", script: []turn{pageOf(1, same), pageOf(1, same)},
			outcome: pipeline.Refused, texts: []string{"page 2 was asked for and page 1 came"}, asked: 3},
		{name: "fewer observations than counted", dataset: "fred.observations", part: "PAYEMS", script: []turn{nil, says(200, `{"count":5,"offset":0,"observations":[]}`)},
			outcome: pipeline.Refused, texts: []string{"FRED counts 5 rows and sent 0"}, asked: 4},
	})
}

// TestAwkwardWords: refusals of providers whose data are not needed for it.
func TestAwkwardWords(t *testing.T) {
	refused := func(dataset, body string, texts ...string) awkward {
		return awkward{name: dataset + " " + body[:min(len(body), 30)], dataset: dataset, script: []turn{says(200, body)}, outcome: pipeline.Refused, texts: texts, asked: 1}
	}
	byStatus := func(dataset string, status int, body string, texts ...string) awkward {
		return awkward{name: fmt.Sprint(dataset, " ", status), dataset: dataset, script: []turn{says(status, body)}, outcome: pipeline.Failed, texts: texts, asked: 1}
	}
	runAwkward(t, []awkward{
		refused("runpod.gpu_types", `{"errors":[{"message":"Unauthorized request, please check your API key"}],"data":null}`, "RunPod refused the query", "Unauthorized request, please check"),
		refused("runpod.gpu_types", `{"data":null,"errors":[{"message":"Unauthorized request, please check your API key"}]}`, "RunPod refused the query", "Unauthorized request, please check"),
		refused("gcp.skus", `{"error":{"code":403,"message":"API key not valid: `+canary+`","status":"PERMISSION_DENIED"}}`, "PERMISSION_DENIED: API key not valid: [secret]"),
		byStatus("gcp.skus", 403, `{"error":{"code":403,"message":"API key not valid: `+canary+`","status":"PERMISSION_DENIED"}}`, "status 403", "API key not valid: [secret]", "check the key"),
		refused("censtatd.labour", `{"header":{"status":{"code":-1,"message":"Parameter is not defined"}}}`, "status -1, Parameter is not defined"),
		refused("censtatd.labour", `{"header":{"status":{"code":"E01","message":"Parameter is not defined"}}}`, "Parameter is not defined"),
		refused("ilostat.unemployment", `{"error":"500 - Internal server error"}`, "500 - Internal server error"),
		refused("nomis.claimants", `{"error":"Query is incomplete"}`, "Query is incomplete"),
		refused("oecd.unemployment", "Not enough key values in query, expecting 9 got 7", "Not enough key values in query, expecting 9 got 7"),
		byStatus("oecd.unemployment", 422, "Not enough key values in query, expecting 9 got 7", "status 422", "expecting 9 got 7"),
		byStatus("oecd.unemployment", 404, "NoRecordsFound", "status 404", "NoRecordsFound"),
		refused("vast.offers", `{"success":false,"error":"invalid_args","msg":"no such field"}`, "invalid_args", "no such field"),
		{name: "a page token that loops", dataset: "gcp.skus", script: repeat(2, says(200, `{"skus":[{}],"nextPageToken":"again"}`)),
			outcome: pipeline.Failed, texts: []string{"page 3", "cursor loops"}, asked: 2},
	})
}

func TestAwkwardTransfers(t *testing.T) {
	held := func(s string) string { return "the host asks to be left alone for " + s }
	runAwkward(t, []awkward{
		{name: "nothing modified", dataset: "bls.ces", part: ces0, outcome: pipeline.Unchanged, asked: 2,
			log: []string{"download.bls.gov/pub/time.series/ce/ce.data." + ces0 + ` ["`, `"] [` + changed + "] -> 304, 0 bytes"}},
		{name: "429 and a wait", dataset: "skypilot.vms", part: "lambda", script: []turn{says(429, "slow down", "Retry-After", "120"), edited(withoutLast)},
			outcome: pipeline.Loaded, asked: 3, waited: 120 * time.Second},
		{name: "429 until a time", dataset: "skypilot.vms", part: "lambda", script: []turn{func(s *stage, w http.ResponseWriter, r *http.Request) {
			says(429, "", "Retry-After", s.now.Add(5*time.Minute).Format(http.TimeFormat))(s, w, r)
		}, edited(withoutLast)}, outcome: pipeline.Loaded, asked: 3, waited: 299 * time.Second},
		{name: "429 and too long a wait", dataset: "skypilot.vms", part: "lambda", script: []turn{says(429, "slow down", "Retry-After", "3600")},
			outcome: pipeline.Failed, texts: []string{"status 429", "slow down", held("1h0m0s")}, asked: 1, rest: pipeline.Failed, restText: held("")},
		{name: "429 without a time", dataset: "litellm.prices", script: []turn{says(429, ""), edited(revise(`"output_cost_per_token":`))},
			outcome: pipeline.Loaded, asked: 2},
		{name: "500 five times", dataset: "litellm.prices", script: repeat(5, says(500, "oh \x1b[31mno")),
			outcome: pipeline.Failed, texts: []string{"status 500 Internal Server Error: oh [31mno", "5 attempts", "the next look tries again"}, asked: 5, waited: 4 * time.Second},
		{name: "half a gzip file", dataset: "bls.ces", part: ces0, script: repeat(5, once(halfZipped)),
			outcome: pipeline.Failed, texts: []string{"unexpected EOF", "5 attempts"}, asked: 6},
		{name: "half a gzip file as a page", dataset: "azure.retail", part: "machines.eastus", script: repeat(5, once(halfZipped)),
			outcome: pipeline.Failed, texts: []string{"unexpected EOF", "5 attempts"}, asked: 6},
		{name: "half a gzip file once", dataset: "indeed.postings", part: "GB", script: []turn{once(halfZipped), edited(func(s string) string { return string(zipped(revise("\n2025-09-05,GB,")(s))) })},
			outcome: pipeline.Loaded, asked: 3},
		{name: "a body shorter than announced", dataset: "litellm.prices", script: repeat(5, short),
			outcome: pipeline.Failed, texts: []string{"unexpected EOF", "5 attempts"}, asked: 5},
		{name: "a redirect to another host", dataset: "indeed.postings", part: "GB", script: []turn{says(302, "", "Location", "https://elsewhere.example.org/x.csv")},
			outcome: pipeline.Failed, texts: []string{"redirects to another host, elsewhere.example.org"}, asked: 2},
		{name: "a redirect to plain http", dataset: "indeed.postings", part: "GB", script: []turn{says(301, "", "Location", "http://raw.githubusercontent.com/x.csv")},
			outcome: pipeline.Failed, texts: []string{"leaves https"}, asked: 2},
		{name: "a redirect of a key to another host", dataset: "bls.api", script: []turn{says(307, "", "Location", "https://elsewhere.example.org/")},
			outcome: pipeline.Failed, texts: []string{"redirects to another host, elsewhere.example.org"}, asked: 1},
		{name: "a redirect to this machine", dataset: "openrouter.models", script: []turn{says(302, "", "Location", "https://127.0.0.1/x")},
			outcome: pipeline.Failed, texts: []string{"another host, 127.0.0.1"}, asked: 1},
	})
}

func TestAwkwardWaits(t *testing.T) {
	envelope := func(status string) turn {
		return says(200, `<?xml version="1.0"?><env:Envelope xmlns:env="urn:e"><env:Body><n:syncResponse xmlns:n="urn:n"><queued><id>98de-05ea</id><status>`+status+`</status></queued></n:syncResponse></env:Body></env:Envelope>`)
	}
	warning := says(200, `{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE. Your request will be treated asynchronously"}}`)
	footer := says(200, `<m:GenericData xmlns:m="urn:m" xmlns:f="urn:f" xmlns:c="urn:c"><f:Footer><f:Message code="413" severity="Information"><c:Text>made</c:Text><c:Text>http://ec.europa.eu/eurostat/SDMX/diss-web/file/Made</c:Text></f:Message></f:Footer></m:GenericData>`)
	const name = "eurostat.employment_by_occupation"
	runAwkward(t, []awkward{
		{name: "the same question later", dataset: name, script: []turn{warning, warning, edited(revise(`"value":{"0":`))},
			outcome: pipeline.Loaded, asked: 3, waited: 2 * time.Minute},
		{name: "a job and its result", dataset: name, script: []turn{envelope("SUBMITTED"), envelope("PROCESSING"), envelope("AVAILABLE"), brings(revise(`<Obs TIME_PERIOD="2026-Q2" OBS_VALUE="`))},
			outcome: pipeline.Loaded, asked: 4, waited: 2 * time.Minute,
			log: []string{eurAPI + "statistics/1.0/data/lfsq_egais", eurAPI + "1.0/async/status/98de-05ea", eurAPI + "1.0/async/data/98de-05ea"}},
		{name: "a job that ends", dataset: name, script: []turn{envelope("SUBMITTED"), envelope("EXPIRED")},
			outcome: pipeline.Refused, texts: []string{"the extraction ended as EXPIRED"}, asked: 2},
		{name: "a result that is a page", dataset: name, script: []turn{envelope("AVAILABLE"), says(200, denied)},
			outcome: pipeline.Refused, texts: []string{"HTML page", "Access Denied"}, asked: 2},
		{name: "half a result", dataset: name, script: []turn{envelope("AVAILABLE"), func(s *stage, w http.ResponseWriter, r *http.Request) {
			whole := archived(s.result)
			io.WriteString(w, whole[:len(whole)/2])
		}}, outcome: pipeline.Refused, texts: []string{"zip"}, asked: 2},
		{name: "a promised file", dataset: name, script: []turn{footer, brings(revise(`OBS_VALUE="`))},
			outcome: pipeline.Loaded, asked: 2, waited: time.Minute, log: []string{"ec.europa.eu/eurostat/SDMX/diss-web/file/Made"}},
		{name: "a promised file that is not there", dataset: name, script: []turn{footer, says(404, "no such file")},
			outcome: pipeline.Failed, texts: []string{"status 404 Not Found: no such file", "not out yet"}, asked: 2},
		{name: "a job that never ends", dataset: name, script: append([]turn{envelope("SUBMITTED")}, repeat(60, envelope("PROCESSING"))...),
			outcome: pipeline.Failed, texts: []string{"not ready after 60 tries"}, asked: 61, waited: time.Hour},
	})
}

// brings answers with the archive of an announced extraction, changed.
func brings(change func(string) string) turn {
	return func(s *stage, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, archived(change(s.result))) }
}

func archived(text string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if w, err := z.Create("made.sdmx.xml"); err == nil {
		io.WriteString(w, text)
	}
	z.Close()
	return b.String()
}

// runAwkward loads the usual answers, publishes them, and then plays the
// cases one after the other in one data folder.
func runAwkward(t *testing.T, cases []awkward) {
	parts := map[string][]string{}
	for _, c := range cases {
		parts[c.dataset] = partsOf(c.dataset)
	}
	s, dir, datasets := newStage(t), filepath.Join(t.TempDir(), "data"), awkwardDatasets(t, parts)
	var told bytes.Buffer
	r := s.play(t, dir, datasets, &told)
	names := []string{}
	for _, d := range datasets {
		if !slices.Contains(awkwardOnly, d.Name) {
			names = append(names, d.Name)
		}
	}
	for _, name := range names {
		runs, err := r.Run(context.Background(), pipeline.Source{}, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, run := range runs {
			if run.Outcome != pipeline.Loaded {
				t.Fatalf("the usual answer: %s %s is %s: %v", run.Dataset, run.Part, run.Outcome, run.Err)
			}
		}
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	if parts["eurostat.employment_by_occupation"] != nil {
		s.result = sdmx(t, dir)
	}
	seen := newest(t, dir, datasets)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { seen = c.play(t, s, r, dir, datasets, seen, &told) })
	}
	if s.keyed == 0 && (parts["fred.observations"] != nil || parts["bls.api"] != nil || parts["gcp.skus"] != nil) {
		t.Error("the key never reached its host")
	}
	nowhere(t, dir, told.String())
}

// play runs one case and returns what readers see after it.
func (c awkward) play(t *testing.T, s *stage, r *pipeline.Runner, dir string, datasets []*sources.Dataset, before map[string][]string, told *bytes.Buffer) map[string][]string {
	d := datasets[slices.IndexFunc(datasets, func(d *sources.Dataset) bool { return d.Name == c.dataset })]
	file := hashOf(t, pipeline.Folder(dir).Published())
	s.begin(c.script)
	runs, err := r.Run(context.Background(), pipeline.Source{}, c.dataset)
	if err != nil {
		t.Fatal(err)
	}
	c.checkRuns(t, runs, told)
	if len(s.asked) != c.asked || len(s.script) > 0 || s.slept < c.waited {
		t.Errorf("%d requests, %d answers left, waited %s:\n%s", len(s.asked), len(s.script), s.slept, strings.Join(s.asked, "\n"))
	}
	for _, x := range c.log {
		if !strings.Contains(strings.Join(s.asked, "\n"), x) {
			t.Errorf("the server did not see %q:\n%s", x, strings.Join(s.asked, "\n"))
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := hashOf(t, pipeline.Folder(dir).Published()); (got == file) == (c.outcome == pipeline.Loaded) {
		t.Errorf("the published file changed: %t, a publication: %t", got != file, p.New)
	}
	after := newest(t, dir, datasets)
	for _, other := range datasets {
		if got := after[other.Name]; slices.Equal(got, before[other.Name]) == (c.outcome == pipeline.Loaded && other == d) {
			t.Errorf("%s: the newest state has %d rows and had %d", other.Name, len(got), len(before[other.Name]))
		}
	}
	c.checkStatus(t, dir, d)
	return after
}
