package sources

import (
	"net/url"
	"time"
)

// Request is one question to a provider. It holds no secret: Secret names the
// environment variable and where its value goes when the request is sent.
type Request struct {
	Method string // "" is GET
	URL    string // absolute, without secret
	Query  url.Values
	Body   []byte
	Header map[string]string
	Secret *Secret
	Part   string // names this piece of the dataset: "lambda", "2021"; "" for a dataset of one part
	// Contact: the host refuses clients that do not name somebody to write to.
	Contact bool
}

// Secret is a key that a provider wants. Exactly one of Header, Query and
// Field (a top-level field of a JSON body) says where it goes.
type Secret struct {
	Env                  string
	Header, Query, Field string
	Optional             bool // the provider answers without it, within smaller limits
}

// Fetch says which requests make up a look at a dataset. It does no I/O, so
// paging can be tested with two strings.
type Fetch interface {
	// First are the requests of a look that begins now.
	First(now time.Time) []Request
	// Next are the requests that follow the answer to done. A fetch that does
	// not page returns none; only then may body be nil.
	Next(done Request, body []byte) ([]Request, error)
	// Pages tells whether Next wants bodies.
	Pages() bool
}

type static []Request

func (s static) First(time.Time) []Request               { return s }
func (s static) Next(Request, []byte) ([]Request, error) { return nil, nil }
func (s static) Pages() bool                             { return false }

// Get fetches one URL as a dataset of one part.
func Get(rawURL string) Fetch { return static{{URL: rawURL}} }

// Each fetches a fixed list of requests, one part each.
func Each(requests ...Request) Fetch { return static(requests) }
