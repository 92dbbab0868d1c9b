// Package gen makes the embedded sample: a small copy of what the hosts of the
// datasets publish, on a few days of 2026. The figures come from formulas and
// a hash, the same on every machine and in every year; the few real ones are
// named in sources/sample/README.md. Nothing here is in the program itself:
// the tests of sources/sample compare the mirror with it, and rewrite it with
//
//	go test ./sources/sample -update
package gen

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Hosts of the mirror's files.
const (
	download   = "download.bls.gov/pub/time.series/ce/"
	special    = "www.bls.gov/oes/special-requests/"
	github     = "raw.githubusercontent.com/"
	statistics = "ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/"
	catalogs   = github + "skypilot-org/skypilot-catalog/master/catalogs/v8/"
)

// Files are the files of the mirror by path, "@<date>/<host>/<path>". The
// first date holds every file, a later one those that changed.
func Files() (map[string][]byte, error) {
	files, last := map[string][]byte{}, map[string][]byte{}
	put := func(date string, made map[string][]byte) {
		for path, body := range made {
			if last[path] == nil || !bytes.Equal(last[path], body) && !still(path) {
				files["@"+date+"/"+path], last[path] = body, body
			}
		}
	}
	const start = "2026-01-09"
	tables, err := wageTables()
	if err != nil {
		return nil, fmt.Errorf("make the wage tables: %w", err)
	}
	put(start, tables)
	put(start, map[string][]byte{github + "openai/GPTs-are-GPTs/main/data/occ_level.csv": exposureTable()})
	made, err := research()
	if err != nil {
		return nil, fmt.Errorf("make the research tables: %w", err)
	}
	put(start, made)
	if made, err = spread(); err != nil {
		return nil, fmt.Errorf("make the files on the spread of AI: %w", err)
	}
	put(start, made)
	for i, r := range releases {
		put(r.date, payrolls(i))
		if slices.Contains(surveyVintages, i) {
			put(r.date, surveyFiles(i))
		}
		if slices.Contains(fredVintages, i) {
			put(r.date, fredFiles(i))
			made, err := vintageFiles(i)
			if err != nil {
				return nil, err
			}
			put(r.date, made)
		}
	}
	for i, r := range censusReleases {
		put(r.date, census(i))
	}
	put(start, map[string][]byte{labstat + "oe/oe.data.0.Current": wageSeries()})
	for _, v := range offerVintages {
		put(v.date, offers(v))
	}
	for i, date := range listVintages {
		for _, files := range []func(int) (map[string][]byte, error){epochFiles, offices, businessFiles, cloudLists} {
			made, err := files(i)
			if err != nil {
				return nil, fmt.Errorf("make the lists of %s: %w", date, err)
			}
			put(date, made)
		}
		put(date, postingsFiles(i))
		put(date, modelLists(i))
		put(date, filings(i))
		put(date, statisticsOf(i))
		put(date, map[string][]byte{
			github + "BerriAI/litellm/main/model_prices_and_context_window.json":                                   tokenMap(i),
			"www.llm-prices.com/historical-v1.json":                                                                tokenHistory(i),
			"openrouter.ai/api/v1/models":                                                                          routerModels(i),
			statistics + "une_rt_m%3Fage=TOTAL&age=Y_LT25&format=JSON&lang=EN&sinceTimePeriod=2000-01&unit=PC_ACT": europeUnemployment(i),
			statistics + "isoc_eb_ai%3Fformat=JSON&indic_is=E_AI_TANY&lang=EN&unit=PC_ENT":                         europeAIUse(i),
			statistics + "isoc_ai_iaiu%3Fformat=JSON&ind_type=IND_TOTAL&lang=EN&unit=PC_IND":                       europeAIUseByPeople(i),
			statistics + "isoc_eb_ain2%3Fformat=JSON&indic_is=E_AI_TANY&lang=EN&unit=PC_ENT":                       europeAIUseByIndustry(i),
		})
	}
	return files, nil
}

// stills are the folders of providers with many parts, of which only those with
// one of the words change after the first date: the program loads each change
// of each part by itself, and a first try should not take long.
var stills = map[string][]string{
	"api.stlouisfed.org/fred/series/":      {"=PAYEMS", "=UNRATE", "=CPIAUCSL", "=CUSR0000SASLE", "=JTSJOL", "=GDP&", "=LB0000031Q020SBEA", "=POPTHM", "=Y034RC1Q027SBEA"},
	"api.stlouisfed.org/fred/release/":     {"release_id=50&"},
	"api.worldbank.org/":                   {"SL.UEM.TOTL.ZS", "SL.GDP.PCAP.EM.KD"},
	"b0.p.awsstatic.com/":                  {"Virginia"},
	"data.bls.gov/cew/":                    {"/10.csv"},
	"data.sec.gov/":                        {"CIK0000789019"},
	"dstack-gpu-pricing":                   {"/aws/", "/runpod/"},
	github + "hiring-lab/job_postings_tra": {"/US/", "aggregate_job_postings_GB"},
	"prices.azure.com/":                    {"eastus"},
	catalogs:                               {"/lambda/", "/aws/", "/azure/"},
	"www.ons.gov.uk/":                      {"/mgsx/"},
}

// still tells whether a file stays as it was on the first date.
func still(path string) bool {
	for folder, moving := range stills {
		if strings.HasPrefix(path, folder) {
			return !slices.ContainsFunc(moving, func(word string) bool { return strings.Contains(path, word) })
		}
	}
	return false
}

// listVintages are the days on which the model and token price lists change.
var listVintages = []string{"2026-01-09", "2026-05-20", "2026-08-20"}

// noise is a number in [-1, 1) that depends on the words alone.
func noise(words ...any) float64 {
	h := fnv.New64a()
	fmt.Fprint(h, words...)
	// FNV's high bits differ little between words of equal length; one round of
	// multiplication spreads them.
	x := h.Sum64()
	x ^= x >> 32
	x *= 0x9E3779B97F4A7C15
	x ^= x >> 29
	return float64(x>>11)/float64(1<<52) - 1
}

// round rounds to a number of decimals.
func round(x float64, decimals int) float64 {
	p := math.Pow(10, float64(decimals))
	return math.Round(x*p) / p
}

// plain writes a number without an exponent.
func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
