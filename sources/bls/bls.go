// Package bls declares the tables of the US Bureau of Labor Statistics.
//
// The bureau publishes time series as flat files (LABSTAT) on
// download.bls.gov and occupational tables as workbooks on www.bls.gov. Both
// hosts refuse clients that name nobody to write to, so every request here
// asks for a contact.
package bls

import (
	"path"
	"strings"

	"jevons/sources"
)

const (
	flat     = "https://download.bls.gov/pub/time.series/"
	license  = "US public domain"
	citation = "US Bureau of Labor Statistics. BLS cannot vouch for data or analyses derived from these data after retrieval."
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// flatFile asks for one LABSTAT file as one part. The host labels a range of
// the compressed body with the same strong ETag as the file itself, so only
// identity answers make length, hash and ETag describe the same bytes.
func flatFile(file, part string) sources.Request {
	return sources.Request{
		URL:     flat + file,
		Part:    part,
		Contact: true,
		Header:  map[string]string{"Accept-Encoding": "identity"},
	}
}

// base is the file's own name without the endings that browsers and archives add.
func base(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".gz"), ".txt")
}
