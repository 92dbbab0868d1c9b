package catalog_test

import (
	"io/fs"
	"path"
	"slices"
	"testing"

	"jevons/sources/sample"
	"jevons/sources/sourcetest"
)

// sampleFile decodes one dated file of the embedded sample.
func sampleFile(t *testing.T, name, part, file string) *sourcetest.Result {
	t.Helper()
	body, err := fs.ReadFile(sample.Mirror(), file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sourcetest.Decode(dataset(t, name), sourcetest.Body{Name: path.Base(file), Part: part, Bytes: body}, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSamplePayrollsAreRevisedAsRealOnesAre: a release adds a month to
// every series and revises at most the two before it.
func TestSamplePayrollsAreRevisedAsRealOnesAre(t *testing.T) {
	const part = "50a.Information.Employment"
	const file = "/download.bls.gov/pub/time.series/ce/ce.data." + part
	before := map[string]string{}
	for _, row := range sampleFile(t, "bls.ces", part, "@2026-08-07"+file).Rows {
		before[row[0]+row[1]+row[2]] = row[3] + " " + row[4]
	}
	fresh, revised := map[string]int{}, map[string]int{}
	for _, row := range sampleFile(t, "bls.ces", part, "@2026-09-04"+file).Rows {
		switch was, ok := before[row[0]+row[1]+row[2]]; {
		case !ok:
			fresh[row[0]]++
		case was != row[3]+" "+row[4]:
			revised[row[0]]++
		}
	}
	for _, id := range []string{"CES5000000001", "CEU5000000001", "CES5051320001", "CEU5051320001"} {
		// A second print may equal the first; the third print always takes the P away.
		if fresh[id] != 1 || revised[id] < 1 || revised[id] > 2 {
			t.Errorf("%s has %d new and %d revised months, want 1 and at most 2", id, fresh[id], revised[id])
		}
	}
}

// TestSampleHoldsTheLambdaRise: the real list prices before and after.
func TestSampleHoldsTheLambdaRise(t *testing.T) {
	const file = "/raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/lambda/vms.csv"
	for date, want := range map[string]map[string]string{
		"@2026-04-02": {"A10": "0.86", "A100": "1.48", "H100": "3.78"},
		"@2026-04-06": {"A10": "1.29", "A100": "1.99", "H100": "4.29"},
	} {
		r := sampleFile(t, "skypilot.vms", "lambda", date+file)
		name, price := slices.Index(r.Header, "accelerator_name"), slices.Index(r.Header, "price_usd_per_hour")
		seen := 0
		for _, row := range r.Rows {
			if p, ok := want[row[name]]; ok {
				seen++
				if row[price] != p {
					t.Errorf("%s: %s costs %s, want %s", date, row[name], row[price], p)
				}
			}
		}
		if seen < 15 {
			t.Errorf("%s: only %d offers of the three accelerators", date, seen)
		}
	}
}
