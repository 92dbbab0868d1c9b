package census_test

import (
	"testing"
	"time"

	"jevons/sources/census"
)

func TestPersonsAreAskedForMonthsThatHaveEndedAndWereSurveyed(t *testing.T) {
	for _, d := range census.Datasets() {
		if d.Name != "census.cps_basic" {
			continue
		}
		var parts string
		for _, r := range d.Fetch.First(time.Date(2026, 1, 3, 2, 0, 0, 0, time.FixedZone("", 3*3600))) {
			parts += r.Part + " " + r.URL[len("https://api.census.gov/data/"):] + " " + r.Secret.Env + "\n"
		}
		want := "2025-11 2025/cps/basic/nov CENSUS_API_KEY\n2025-12 2025/cps/basic/dec CENSUS_API_KEY\n"
		if parts != want {
			t.Errorf("asked for\n%s, want\n%s", parts, want)
		}
		for file, want := range map[string]string{
			"api.census.gov/data/2026/cps/basic/jul%3Fget=PEMLR": "2026-07",
			"x/cps_2026-05.json": "2026-05",
			"jul.json":           "",
		} {
			if got := d.PartOf(file); got != want {
				t.Errorf("PartOf(%q) is %q, want %q", file, got, want)
			}
		}
	}
}
