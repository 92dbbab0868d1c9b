package indeed_test

import (
	"testing"

	"jevons/sources/indeed"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, indeed.Datasets()) }

func TestPartOf(t *testing.T) {
	for _, c := range []struct{ dataset, file, want string }{
		{"indeed.postings", "US/aggregate_job_postings_US.csv", "US"},
		{"indeed.postings", "x/aggregate_job_postings_GB (2).csv", "GB"},
		{"indeed.postings", "aggregate_job_postings_EA.csv.gz", "EA"},
		{"indeed.postings", "US/job_postings_by_sector_US.csv", ""},
		{"indeed.postings", "aggregate_job_postings_us.csv", ""},
		{"indeed.postings_by_sector", "job_postings_by_sector_DE.csv", "DE"},
		{"indeed.regional", "US/state_job_postings_us.csv", "US.state"},
		{"indeed.regional", "metro_job_postings_us.csv.gz", "US.metro"},
		{"indeed.regional", "CA/metro_job_postings_CA.csv", "CA.metro"},
		{"indeed.regional", "provincial_postings_ca.csv", "CA.province"},
		{"indeed.regional", "GB/regional_gb.csv", "GB.region"},
		{"indeed.regional", "city_postings_gb.csv", "GB.city"},
		{"indeed.regional", "regional_fr.csv", ""},
	} {
		for _, d := range indeed.Datasets() {
			if d.Name != c.dataset {
				continue
			}
			if got := d.PartOf(c.file); got != c.want {
				t.Errorf("%s: PartOf(%q) is %q, want %q", c.dataset, c.file, got, c.want)
			}
		}
	}
}
