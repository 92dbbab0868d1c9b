package aws

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.spot",
	About:        "Spot prices of EC2 machines by region and operating system, as the pricing page shows them.",
	Home:         "https://aws.amazon.com/ec2/spot/pricing/",
	License:      license,
	Citation:     "Amazon EC2 Spot Instances Pricing, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,

	// The feed behind the page, made anew every hour. The address that older
	// programs read, spot-price.s3.amazonaws.com/spot.js, stands still since 2024-05-13.
	Fetch:  sources.Get("https://website.spot.ec2.aws.a2z.com/spot.json"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Marks: []string{"N/A*", "N/A"}}, Read: readSpot},
	Columns: []sources.Column{
		sources.Code("region", "Region such as us-east-1; the feed's old names are translated.").Key(),
		sources.Code("instance_type", "Machine type; machines of the newest families are not in the feed.").Key(),
		sources.Code("os", "Operating system: linux or mswin.").Key(),
		sources.Code("currency", "Currency of the price.").Key(),
		sources.Number("price", "currency per unit, as the row says", "Price of the whole machine in its region; how zones and hours are averaged is not published. NULL where the feed says N/A*.").Optional().AtLeast(0),
		sources.Code("unit", "What price is for: perhr is an hour."),
		sources.Number("usd_per_hour", "USD per hour", "Price of the whole machine.").Shown("CASE WHEN unit = 'perhr' AND currency = 'USD' THEN price END"),
		sources.Code("instance_group", "Group of machines on the page, such as gpuInstanceCurrentGen.").Optional(),
		sources.Code("region_published", "Region as the feed calls it, such as us-east for us-east-1."),
		sources.Text("marks", "price:N/A* where the machine has no spot price.").Marks(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 7, Why: "the feed is made anew every hour; a week without any change is a feed that stands still, as its predecessor does"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "region", Rule: `regexp_full_match(region, '[a-z]{2,3}(-[a-z]+)+-[0-9]+(-[a-z]+-[0-9]+)?')`, Why: "an old name that is not translated would be a second region"},
			{Name: "plausible price", Rule: "price < 1000", Why: "the dearest machine costs some hundred USD an hour on demand"},
		},
		Why: "MinRows: the embedded sample has over 20, the feed has hundreds of machines in some forty regions. MaxBad: the feed is made by a program. " +
			"MaxVanished: old families leave region by region; a third at once is a feed that was cut.",
	},
	Refused: func(head []byte) error {
		if bytes.HasPrefix(bytes.TrimSpace(head), []byte("/*")) || bytes.HasPrefix(bytes.TrimSpace(head), []byte("callback(")) {
			return nil // the feed as script
		}
		return notJSON(head)
	},
})

// oldRegions are names that Amazon's pages keep from before its regions had
// regular ones.
var oldRegions = map[string]string{
	"us-east": "us-east-1", "us-west": "us-west-1", "eu-ireland": "eu-west-1",
	"apac-sin": "ap-southeast-1", "apac-syd": "ap-southeast-2", "apac-tokyo": "ap-northeast-1",
	"us-west-2-lax-1a": "us-west-2-lax-1",
}

// spotFeed is what of the feed is read.
type spotFeed struct {
	Config struct {
		Rate    string `json:"rate"`
		Regions []struct {
			Region        string `json:"region"`
			InstanceTypes []struct {
				Type  string `json:"type"`
				Sizes []struct {
					Size         string `json:"size"`
					ValueColumns []struct {
						Name   string         `json:"name"`
						Prices map[string]any `json:"prices"`
					} `json:"valueColumns"`
				} `json:"sizes"`
			} `json:"instanceTypes"`
		} `json:"regions"`
	} `json:"config"`
}

// readSpot makes a row of every price. The feed is a JSON document, or the same
// as the argument of a script's callback.
func readSpot(in *decode.Input, emit func(decode.Record) error) error {
	text, err := in.All()
	if err != nil {
		return err
	}
	var feed spotFeed
	dec := json.NewDecoder(bytes.NewReader(script(text)))
	dec.UseNumber()
	if err := dec.Decode(&feed); err != nil {
		return fmt.Errorf("read the feed as JSON: %w", err)
	}
	if len(feed.Config.Regions) == 0 {
		return errors.New("the feed has no config.regions; Amazon may have changed its layout")
	}
	cells, found := map[string]string{"unit": feed.Config.Rate}, false
	for _, region := range feed.Config.Regions {
		cells["region_published"], cells["region"] = region.Region, region.Region
		if name, old := oldRegions[region.Region]; old {
			cells["region"] = name
		}
		for _, group := range region.InstanceTypes {
			for _, size := range group.Sizes {
				cells["instance_group"], cells["instance_type"], found = group.Type, size.Size, true
				for _, column := range size.ValueColumns {
					cells["os"] = column.Name
					for _, currency := range slices.Sorted(maps.Keys(column.Prices)) {
						price, _ := decode.Scalar(column.Prices[currency])
						cells["currency"], cells["price"] = currency, price
						if err := emit(decode.Record{Cells: cells}); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	if !found {
		return errors.New("the feed has no machine types with sizes; other price pages have feeds that look alike")
	}
	return nil
}

// script is the argument of callback( ); where the text is a script, and else
// the text.
func script(text []byte) []byte {
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("/*")) {
		if _, rest, ok := bytes.Cut(text, []byte("*/")); ok {
			text = bytes.TrimSpace(rest)
		}
	}
	if rest, ok := bytes.CutPrefix(text, []byte("callback(")); ok {
		return bytes.TrimSuffix(bytes.TrimSpace(bytes.TrimSuffix(rest, []byte(";"))), []byte(")"))
	}
	return text
}
