package aws_test

import (
	"testing"

	"jevons/sources/aws"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, aws.Datasets()) }

func TestPartOf(t *testing.T) {
	for _, d := range aws.Datasets() {
		if d.PartOf == nil {
			continue
		}
		for file, want := range map[string]string{
			"pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/eu-central-1/index.csv":            "eu-central-1",
			"pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/20260910195514/us-gov-west-1/index.csv.gz": "us-gov-west-1",
			"AmazonEC2_us-west-2_index.csv":                  "us-west-2",
			"/x/us-east-1/AmazonEC2/current/index.csv":       "world",
			"AmazonEC2_20250912225308_index_CUT.csv":         "world",
			"offers/v1.0/aws/AmazonEC2/current/index.json":   "",
			"offers/v1.0/aws/AmazonS3/current/vpc/index.csv": "",
		} {
			if got := d.PartOf(file); got != want {
				t.Errorf("%s: PartOf(%q) is %q, want %q", d.Name, file, got, want)
			}
		}
	}
}
