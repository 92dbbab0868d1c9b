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
	// MayLack: "not found" is no failure, the part is not published yet.
	MayLack bool

	// The rest concerns requests that a paged fetch returns from Next.

	Replaces bool          // its answer takes the place of all before: those only told where to look
	Wait     time.Duration // how long to wait before it is sent
	Stream   bool          // the last one: too large to be looked at, so Next is not asked about its answer
}

// Secret is a key that a provider wants. Exactly one of Header, Query and
// Field (a top-level field of a JSON body) says where it goes.
type Secret struct {
	Env                  string
	Header, Query, Field string
	Prefix               string // stands before the key in Header: "Bearer "
	Optional             bool   // the provider answers without it, within smaller limits
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

// Paged is a fetch whose parts come in several answers. The bodies of a part's
// pages, each ended by a newline, are one landing.
type Paged struct {
	Requests func(now time.Time) []Request
	// Follow looks at an answer and returns the request for what follows, nil
	// after the last page. An error refuses the whole part: an answer that is the
	// provider's refusal, a page that shrank, fewer rows than announced.
	Follow func(done Request, body []byte) (*Request, error)
}

func (p Paged) First(now time.Time) []Request { return p.Requests(now) }
func (p Paged) Pages() bool                   { return true }

func (p Paged) Next(done Request, body []byte) ([]Request, error) {
	r, err := p.Follow(done, body)
	if r == nil || err != nil {
		return nil, err
	}
	r.Part = done.Part
	return []Request{*r}, nil
}

type static []Request

func (s static) First(time.Time) []Request               { return s }
func (s static) Next(Request, []byte) ([]Request, error) { return nil, nil }
func (s static) Pages() bool                             { return false }

// Get fetches one URL as a dataset of one part.
func Get(rawURL string) Fetch { return static{{URL: rawURL}} }

// Each fetches a fixed list of requests, one part each.
func Each(requests ...Request) Fetch { return static(requests) }
