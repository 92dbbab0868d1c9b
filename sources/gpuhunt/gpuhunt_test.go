package gpuhunt_test

import (
	"testing"

	"jevons/sources/gpuhunt"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, gpuhunt.Datasets()) }

func TestPartOf(t *testing.T) {
	d := gpuhunt.Datasets()[0]
	for file, want := range map[string]string{
		"dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3/oci/latest/catalog.zip": "oci",
		"v3/verda/20260910-812/catalog.zip":                                       "verda",
		"x/lambdalabs.csv":                                                        "lambdalabs",
		"x/other.csv":                                                             "",
		"catalog.zip":                                                             "",
		"v2/20240924-1/catalog.zip":                                               "",
	} {
		if got := d.PartOf(file); got != want {
			t.Errorf("PartOf(%q) is %q, want %q", file, got, want)
		}
	}
}
