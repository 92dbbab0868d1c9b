package aws_test

import (
	"testing"

	"jevons/sources"
	"jevons/sources/aws"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, aws.Datasets()) }

func TestPartOf(t *testing.T) {
	byName := map[string]*sources.Dataset{}
	for _, d := range aws.Datasets() {
		byName[d.Name] = d
	}
	for _, c := range []struct{ dataset, file, want string }{
		{"aws.prices", "pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/eu-central-1/index.csv", "eu-central-1"},
		{"aws.prices", "offers/v1.0/aws/AmazonEC2/20260910195514/us-gov-west-1/index.csv.gz", "us-gov-west-1"},
		{"aws.prices", "AmazonEC2_us-west-2_index.csv", "us-west-2"},
		{"aws.prices", "/x/us-east-1/AmazonEC2/current/index.csv", "world"},
		{"aws.prices", "AmazonEC2_20250912225308_index_CUT.csv", "world"},
		{"aws.prices", "offers/v1.0/aws/AmazonEC2/current/index.json", ""},
		{"aws.prices", "offers/v1.0/aws/AmazonS3/current/vpc/index.csv", ""},
		{"aws.on_demand", "ec2-ondemand-without-sec-sel/US East (Ohio)/Linux/index.json", "us-east-2"},
		{"aws.on_demand", "ec2-ondemand-without-sec-sel/US%20East%20%28Ohio%29/Linux/index.json", "us-east-2"},
		{"aws.on_demand", "x/Europe (Zurich).json", "eu-central-2"},
		{"aws.on_demand", "x/ec2_calculator.json", ""},
	} {
		if got := byName[c.dataset].PartOf(c.file); got != c.want {
			t.Errorf("%s: PartOf(%q) is %q, want %q", c.dataset, c.file, got, c.want)
		}
	}
}
