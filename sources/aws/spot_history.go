package aws

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.spot_history",
	About:        "History of EC2 spot prices by zone, as an account is told by DescribeSpotPriceHistory.",
	Home:         "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html",
	License:      license,
	Citation:     "Amazon EC2 spot price history, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,
	Off: "only an account with Amazon may ask, with signed requests, and for at most 90 days: save what " +
		"aws ec2 describe-spot-price-history --output json prints, and load that file",

	Fetch:  sources.Each(),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Path: []string{"SpotPriceHistory"}},
	Columns: []sources.Column{
		sources.Code("availability_zone", "Zone such as us-east-1f. The letters are the account's own: another account's us-east-1f may be another zone.").Key().Named("AvailabilityZone"),
		sources.Code("instance_type", "Machine type.").Key().Named("InstanceType"),
		sources.Code("product_description", "Operating system and network, such as Linux/UNIX.").Key().Named("ProductDescription"),
		sources.Timestamp("at", "When the price began to hold; it holds until the next one of the zone.").Key().Named("Timestamp"),
		sources.Number("usd_per_hour", "USD per hour", "Price of the whole machine.").Named("SpotPrice").AtLeast(0),
		sources.Code("availability_zone_id", "Zone such as use1-az1, the same for all accounts, in newer answers.").Named("AvailabilityZoneId").MayLack(),
		sources.Code("region", "Region of the zone.").Shown(`nullif(regexp_extract(availability_zone, '^[a-z]{2,3}(-[a-z]+)+-[0-9]+'), '')`),
	},
	Fresh: sources.Freshness{Every: sources.Irregular, Why: "loaded by hand"},
	Contract: sources.Contract{
		MinRows:     1,
		MaxBad:      0.001,
		MaxVanished: 1,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "usd_per_hour < 1000", Why: "the dearest machine costs some hundred USD an hour on demand"},
		},
		Why: "MinRows: a question about one machine and one day may have one answer. MaxBad: none of the 250 rows of a real file is bad. " +
			"MaxVanished: a file is the answer to one question, so nothing is said about prices that are not in it.",
	},
	Refused: notJSON,
})
