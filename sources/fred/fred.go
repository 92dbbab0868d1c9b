// Package fred declares series of the Federal Reserve Bank of St. Louis: their
// present state, every vintage of them (ALFRED), and the calendar of releases.
//
// The API wants a key, which is free. It answers a refusal as a JSON object
// with error_code; anything that is not a JSON object is refused.
package fred

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"jevons/sources"
)

const (
	api      = "https://api.stlouisfed.org/fred/"
	license  = "FRED terms of use"
	citation = "FRED, Federal Reserve Bank of St. Louis. This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank of St. Louis."
)

// How FRED writes the beginning and the end of all real time.
const (
	always  = "1776-07-04"
	forever = "9999-12-31"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// series are those that the program's models and their deflators ask for.
var series = []string{
	"A679RC1Q027SBEA",        // investment: information processing equipment and software
	"B935RC1Q027SBEA",        // investment: computers and peripheral equipment
	"B985RC1Q027SBEA",        // investment: software
	"B985RX1Q020SBEA",        // investment: software, real
	"B985RY2Q224SBEA",        // investment: software, contribution to growth of real GDP
	"CES5051200001",          // jobs in motion pictures and sound recording
	"CGBD2024",               // unemployment rate: bachelor's degree, 20 to 24 years, unadjusted
	"CPIAUCSL",               // consumer prices
	"CUSR0000SASLE",          // consumer prices: services less energy services
	"DGS10",                  // yield of ten-year Treasury notes
	"GDP",                    // GDP
	"GDPC1",                  // real GDP
	"GDPDEF",                 // GDP deflator
	"IHLIDXUSTPSOFTDEVE",     // Indeed: postings in software development
	"JTSJOL",                 // job openings
	"LB0000031Q020SBEA",      // real final sales to private domestic purchasers
	"OPHNFB",                 // output per hour, nonfarm business
	"PAYEMS",                 // nonfarm jobs
	"PCEPI",                  // consumption prices
	"PCU334413334413",        // producer prices: semiconductors
	"PCU518210518210",        // producer prices: hosting
	"POPTHM",                 // population
	"RPSGENAIUSAGESHAREWORK", // people who use generative AI at work
	"UNRATE",                 // unemployment rate
	"Y033RC1Q027SBEA",        // investment: equipment
	"Y033RX1Q020SBEA",        // investment: equipment, real
	"Y034RC1Q027SBEA",        // investment: information processing equipment
	"Y034RX1Q020SBEA",        // investment: information processing equipment, real
	"Y034RY2Q224SBEA",        // investment: information processing equipment, contribution to growth of real GDP
}

// ask is a request to the API.
func ask(method, part string, q url.Values) sources.Request {
	q.Set("file_type", "json")
	return sources.Request{URL: api + method, Query: q, Part: part, Secret: &sources.Secret{Env: "FRED_API_KEY", Query: "api_key"}}
}

// refused recognises the API's error bodies and its XML, which it sends to
// whoever does not ask for JSON.
func refused(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch {
	case bytes.HasPrefix(h, []byte("<")):
		return errors.New("the answer is XML; ask for it with file_type=json")
	case !bytes.HasPrefix(h, []byte("{")):
		return errors.New("the answer is not a JSON object of the FRED API")
	}
	var e struct {
		Code    int    `json:"error_code"`
		Message string `json:"error_message"`
	}
	if json.Unmarshal(h, &e) != nil || e.Code == 0 && e.Message == "" {
		return nil
	}
	e.Message = sources.Cut(e.Message, 300)
	switch e.Code {
	case 429:
		return fmt.Errorf("FRED refused the request: %q; it allows 120 requests a minute, so try again later", e.Message)
	case 400:
		return fmt.Errorf("FRED refused the request: %q; the series may be gone, or FRED_API_KEY is not a key of 32 letters and digits", e.Message)
	}
	return fmt.Errorf("FRED refused the request with code %d: %q", e.Code, e.Message)
}
