package catalog_test

import (
	"bytes"
	"cmp"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	"jevons/sources/sourcetest"
)

func TestEachDatasetIsOneFileOfItsName(t *testing.T) {
	root := sourcetest.Root(t)
	want := map[string]bool{}
	for _, d := range catalog.All() {
		provider, table, _ := strings.Cut(d.Name, ".")
		want[filepath.Join(provider, table+".go")] = true
		if _, err := os.Stat(filepath.Join(root, provider, table+".go")); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	// The other way round: a file that adds a dataset is named after one.
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
			return err
		}
		body, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if rel, _ := filepath.Rel(root, p); strings.Contains(string(body), "= list.Add(") && !want[rel] {
			t.Errorf("%s adds a dataset that the catalogue does not list under this name", rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNamesAreUniqueAndSorted(t *testing.T) {
	var names []string
	for _, d := range catalog.All() {
		names = append(names, d.Name)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names are %v", names)
	}
	if len(names) < 8 {
		t.Errorf("only %d datasets are listed", len(names))
	}
}

func TestDeclarationsAreWhole(t *testing.T) {
	for _, d := range catalog.All() {
		if err := d.Validate(); err != nil {
			t.Error(err)
		}
		if u, err := url.Parse(d.Home); err != nil || u.Scheme != "https" {
			t.Errorf("%s: home %q is not an https address", d.Name, d.Home)
		}
		requests := d.Fetch.First(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
		parts := map[string]bool{}
		for _, r := range requests {
			u, err := url.Parse(r.URL)
			if err != nil || u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
				t.Errorf("%s: request %q", d.Name, r.URL)
				continue
			}
			if strings.HasSuffix(u.Host, ".bls.gov") && !r.Contact {
				t.Errorf("%s: %s refuses clients without a contact", d.Name, u.Host)
			}
			if parts[r.Part] {
				t.Errorf("%s: part %q is asked for twice", d.Name, r.Part)
			}
			parts[r.Part] = true
			if len(requests) > 1 && (r.Part == "" || d.PartOf == nil) {
				t.Errorf("%s: a dataset of several requests needs parts and PartOf", d.Name)
			}
			if d.PartOf != nil {
				if got := d.PartOf(mirrorPath(u, r)); got != r.Part {
					t.Errorf("%s: PartOf(%q) is %q, the request says %q", d.Name, mirrorPath(u, r), got, r.Part)
				}
			}
		}
	}
}

func TestPartOf(t *testing.T) {
	byName := map[string]*sources.Dataset{}
	for _, d := range catalog.All() {
		byName[d.Name] = d
	}
	for _, c := range []struct{ dataset, file, want string }{
		{"bls.ces", "dir/ce.data.90a.Government.Employment", "90a.Government.Employment"},
		{"bls.ces", "ce.data.90a.Government.Employment.txt", "90a.Government.Employment"},
		{"bls.ces", "/x/ce.data.0.AllCESSeries.gz", "0.AllCESSeries"},
		{"bls.ces", "ce.series", ""},
		{"bls.ces", "ce.data.", ""},
		{"bls.cpi", "x/cu.data.1.AllItems", "1.AllItems"},
		{"bls.cpi", "cu.data.2.Summaries.txt.gz", "2.Summaries"},
		{"bls.cpi", "ce.data.1.AllItems", ""},
		{"bls.ppi", "wp/wp.data.0.Current", "wp"},
		{"bls.ppi", "pc.data.0.Current", "pc"},
		{"bls.ppi", "wp.data.6.Fuels", "wp.6.Fuels"},
		{"bls.ppi", "wp.series", ""},
		{"bls.oews", "oe.data.0.Current", "0.Current"},
		{"bls.qcew", "data.bls.gov/cew/data/api/2024/1/industry/31_33.csv", "2024.1.31_33"},
		{"bls.qcew", "2024_1_area_US000.csv", "2024.1.US000"},
		{"bls.qcew", "x/2016.q1-q4 34033 Salem County, New Jersey.csv", "2016.34033"},
		{"bls.qcew", "2024/a/industry/10.csv", ""},
		{"bls.qcew", "2024_qtrly_by_industry.zip", ""},
		{"bls.oews_national", "a/national_M2021_dl.xlsx", "2021"},
		{"bls.oews_national", "national_May2021_dl.csv", "2021"},
		{"bls.oews_national", "national_M2024_dl.csv", "2024"},
		{"bls.oews_national", "oesm24nat.zip", "2024"},
		{"bls.oews_national", "state_M2024_dl.xlsx", ""},
		{"bls.ces_vintages", "x/cesvinall.zip", "all"},
		{"bls.ces_vintages", "cesvinall/tri_505180_SA.csv", "505180_SA"},
		{"bls.ces_vintages", "cesvin00.xlsx", ""},
		{"fred.graph", "fredgraph_JTSJOL_2026-01-07.csv", "JTSJOL"},
		{"fred.graph", "x/2026-01-02/JTSJOL.csv", "JTSJOL"},
		{"fred.graph", "fredgraph.csv%3Fid=PAYEMS", "PAYEMS"},
		{"fred.graph", "alfredgraph_PAYEMS_20260330.csv.gz", "PAYEMS"},
		{"fred.graph", "fredgraph.csv", ""},
		{"fred.observations", "alfred_observations_GDP_all_vintages_rt2024-10.json", "GDP"},
		{"fred.observations", "observations_PAYEMS_rt2025-01-31.json", "PAYEMS@2025-01-31"},
		{"fred.observations", "observations.json", ""},
		{"fred.release_dates", "releases_dates_2026-10-12.SHAPE.json", "2026-10-12"},
		{"fred.release_dates", "release_dates_50.json", "50"},
		{"lmarena.leaderboard", "2025-12-11/leaderboard-text.json", "text"},
		{"lmarena.leaderboard", "leaderboard-vision-style-control.json", "vision-style-control"},
		{"lmarena.leaderboard", "leaderboard-data.json", ""},
		{"lmarena.leaderboard", "scatterplot-data.json", ""},
		{"sec.companyfacts", "x/CIK0000789019.json", "789019"},
		{"sec.companyfacts", "companyfacts.zip", ""},
		{"openrouter.rankings", "data/2026-03-28/rankings.json", "2026-03-28"},
		{"openrouter.rankings", "rankings.json", ""},
		{"skypilot.vms", "2026-05-20/azure/vms.csv", "azure"},
		{"skypilot.vms", "/v8/aws/vms_CUT.csv", "aws"},
		{"skypilot.vms", "vms.csv", ""},
		{"skypilot.vms", "aws/accelerators.csv", ""},
		{"lmarena.leaderboard", "2025-12-11/leaderboard-text.json", "text"},
		{"lmarena.leaderboard", "leaderboard-vision-style-control.json", "vision-style-control"},
		{"lmarena.leaderboard", "leaderboard-data.json", ""},
		{"lmarena.leaderboard", "scatterplot-data.json", ""},
		{"sec.companyfacts", "x/CIK0000789019.json", "789019"},
		{"sec.companyfacts", "companyfacts.zip", ""},
		{"openrouter.rankings", "data/2026-03-28/rankings.json", "2026-03-28"},
		{"openrouter.rankings", "rankings.json", ""},
	} {
		if got := byName[c.dataset].PartOf(c.file); got != c.want {
			t.Errorf("%s: PartOf(%q) is %q, want %q", c.dataset, c.file, got, c.want)
		}
	}
}

// TestSampleMeetsTheContracts decodes every landing of the embedded mirror, on
// every date: what a new user sees first must load. A dataset that is off may
// be without a sample.
func TestSampleMeetsTheContracts(t *testing.T) {
	dates, err := fs.ReadDir(sample.Mirror(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range catalog.All() {
		t.Run(d.Name, func(t *testing.T) {
			for _, r := range d.Fetch.First(time.Date(2026, 9, 4, 0, 0, 0, 0, time.UTC)) {
				seen := false
				var last []byte
				var before map[string]bool
				for i := range dates {
					body, name := sampleLanding(t, d, r, dates[:i+1])
					if body == nil || bytes.Equal(body, last) {
						continue
					}
					seen, last = true, body
					before = checkSample(t, d, r.Part, dates[i].Name()+"/"+name, body, before)
				}
				if !seen && !r.MayLack && d.Off == "" {
					t.Errorf("part %q is not in the sample", r.Part)
				}
			}
		})
	}
}

// sampleLanding follows a request through the mirror as it stood on the last
// of the dates, from page to page; nil where the mirror has no answer.
func sampleLanding(t *testing.T, d *sources.Dataset, r sources.Request, dates []fs.DirEntry) (landing []byte, first string) {
	t.Helper()
	for {
		u, err := url.Parse(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		name := mirrorPath(u, r)
		var body []byte
		for _, date := range slices.Backward(dates) {
			if body, err = fs.ReadFile(sample.Mirror(), date.Name()+"/"+name); err == nil {
				break
			}
		}
		if err != nil {
			if first != "" {
				t.Errorf("page %s is not in the sample", name)
			}
			return nil, ""
		}
		first = cmp.Or(first, path.Base(name))
		if !d.Fetch.Pages() {
			return body, first
		}
		if r.Replaces {
			landing = nil
		}
		landing = append(append(landing, body...), '\n')
		next, err := d.Fetch.Next(r, body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(next) == 0 {
			return landing, first
		}
		r = next[0]
	}
}

// mirrorPath is where a mirror has the answer to a request.
func mirrorPath(u *url.URL, r sources.Request) string {
	path := u.Host + u.Path
	if strings.HasSuffix(path, "/") {
		path += "index"
	}
	if len(r.Query) > 0 {
		path += "%3F" + r.Query.Encode()
	}
	return path
}

// checkSample decodes one landing and returns its keys.
func checkSample(t *testing.T, d *sources.Dataset, part, file string, body []byte, before map[string]bool) map[string]bool {
	t.Helper()
	got, err := sourcetest.Decode(d, sourcetest.Body{Name: path.Base(file), Part: part, Bytes: body}, sourcetest.Options{})
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return nil
	}
	if got.Ledger.Quarantined > 0 {
		t.Errorf("%s: %s", file, got.LedgerText())
	}
	if n := int64(len(got.Rows)); n < d.Contract.MinRows {
		t.Errorf("%s has %d rows, the contract wants %d", file, n, d.Contract.MinRows)
	}
	keys := map[string]bool{}
	for key, rows := range byKey(d, got) {
		keys[key] = true
		if len(slices.Compact(rows)) > 1 {
			t.Errorf("%s: the key %s stands for different rows", file, key)
		}
	}
	gone := 0
	for key := range before {
		if !keys[key] {
			gone++
		}
	}
	if share := float64(gone) / float64(max(1, len(before))); share > d.Contract.MaxVanished {
		t.Errorf("%s: %d of %d keys vanished, the contract allows %g", file, gone, len(before), d.Contract.MaxVanished)
	}
	return keys
}

// byKey groups the rows, as text without _line, by their key.
func byKey(d *sources.Dataset, r *sourcetest.Result) map[string][]string {
	var at []int
	for i, c := range d.Columns {
		if c.Role == sources.Key {
			at = append(at, i)
		}
	}
	out := map[string][]string{}
	for _, row := range r.Rows {
		var key []string
		for _, i := range at {
			key = append(key, row[i])
		}
		k := strings.Join(key, "|")
		out[k] = append(out[k], strings.Join(row[:len(row)-1], "|"))
	}
	return out
}

func TestLicencesAreKnown(t *testing.T) {
	got := map[string]bool{}
	for _, d := range catalog.All() {
		got[d.License+": "+string(d.Redistribute)] = true
	}
	want := []string{
		"Apache-2.0: yes",
		"CC BY 4.0: yes",
		"ECB reuse policy: yes",
		"FRED terms of use: no",
		"Federal Reserve Bank of Philadelphia terms of use: no",
		"MIT (outside its enterprise folder): yes",
		"MIT: yes",
		"MPL-2.0: yes",
		"OGL v3.0: yes",
		"Statistics Canada Open Licence: yes",
		"US public domain: yes",
		"data.gov.hk terms of use: yes",
		"no licence stated: no",
	}
	if have := slices.Sorted(maps.Keys(got)); !slices.Equal(have, want) {
		t.Errorf("licences are %q, want %q: a new one needs a look at its terms", have, want)
	}
}
