// Package aws declares price lists of Amazon Web Services: the price list of
// EC2 by region, the prices and the spot advisor of its web pages, and what an
// account can ask for: the history of spot prices and what machines have.
//
// Price lists do not name the accelerator of a machine; aws.instance_types,
// skypilot.vms and gpuhunt.catalog do, under the same instance types.
package aws

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	"jevons/sources"
)

const (
	license   = "no licence stated"
	memoryGiB = `try_cast(replace(regexp_extract(memory, '^([0-9.,]+) GiB$', 1), ',', '') AS DOUBLE)`

	onDemand, reserved = "OnDemand", "Reserved" // kinds of terms
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// regionName finds a region such as us-gov-west-1 or ap-northeast-1.
var regionName = regexp.MustCompile(`(?:^|[/_.])([a-z]{2,3}(?:-[a-z]+)+-[0-9]+)(?:[/_.]|$)`)

// kind is an instance type's letters before its first digit: p of p5.48xlarge.
func kind(instanceType string) string {
	return instanceType[:max(0, strings.IndexAny(instanceType, "0123456789"))]
}

// zero tells whether a price is 0, however it is written.
func zero(price string) bool { return strings.Trim(price, " 0.") == "" }

// notJSON refuses an answer that does not begin like a JSON document.
func notJSON(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) == 0 || h[0] != '{' && !bytes.HasPrefix(h, []byte("\x1f\x8b")) {
		return errors.New("the answer is not a JSON object; the address may have gone, see the dataset's page")
	}
	return nil
}
