package aws

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"jevons/sources"
)

// priceVersions finds the earlier versions of the EC2 price list: Amazon lists
// them with the time from which each held, and serves each by region. The form
// of the list is from the price list's manual; another one is refused.
type priceVersions struct{ regions []string }

const offers = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/"

func (priceVersions) Index(time.Time, time.Time) []sources.Request {
	return []sources.Request{{URL: offers + "index.json"}}
}

// versionName is a version such as 20250912225308; it becomes part of an address.
var versionName = regexp.MustCompile(`^20[0-9]{12}$`)

func (p priceVersions) States(_ sources.Request, body []byte) (states []sources.State, more []sources.Request, err error) {
	var index struct {
		OfferCode string `json:"offerCode"`
		Versions  map[string]struct {
			Begin time.Time `json:"versionEffectiveBeginDate"`
		} `json:"versions"`
	}
	if err := json.Unmarshal(body, &index); err != nil {
		return nil, nil, fmt.Errorf("the list of versions cannot be read: %w", err)
	}
	if index.OfferCode != "AmazonEC2" || len(index.Versions) == 0 {
		return nil, nil, errors.New("the answer lists no versions of AmazonEC2")
	}
	for name, v := range index.Versions {
		if !versionName.MatchString(name) || v.Begin.IsZero() {
			return nil, nil, fmt.Errorf("version %q has no date from which it held, or another name than they have", sources.Cut(name, 40))
		}
		for _, r := range p.regions {
			q := region(r)
			q.URL = offers + name + "/" + r + "/index.csv"
			q.MayLack = true // a region that was not there yet, or a version that has gone
			states = append(states, sources.State{Request: q, KnownAt: v.Begin.UTC()})
		}
	}
	slices.SortFunc(states, func(a, b sources.State) int { return a.KnownAt.Compare(b.KnownAt) })
	return states, nil, nil
}
