package fetch

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"jevons/sources"
)

// Config is what a client is made of. Getenv, Now, Sleep and Jitter are the
// process's own in main and a test's elsewhere.
type Config struct {
	Transport http.RoundTripper // [LiveTransport], [Mirror], or a test's
	Version   string            // of jevons, for the User-Agent
	Contact   string            // whom a provider may write to; usually JEVONS_CONTACT

	Getenv func(string) string
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Jitter func() float64 // in [0, 1)
	Log    *slog.Logger   // nil logs nothing

	PerHost       map[string]rate.Limit // requests a second, over the built-in table
	Budgets       map[string]Budget     // over the built-in table
	Spent         *Spent                // what was sent against budgets; nil forgets it with the client
	RedirectHosts []string              // hosts, besides a request's own, that it may be sent on to
	MaxBytes      int64                 // of one body; 0 is 8 GiB
	Stall         time.Duration         // how long a body may send nothing; 0 is a minute
}

// DefaultMaxBytes is the largest body that is accepted unless configured.
const DefaultMaxBytes = 8 << 30

// Client sends requests. It may be used by several goroutines, and shares its
// spacing per host among them.
type Client struct {
	cfg   Config
	agent string
	local bool // the transport contacts nobody
	http  *http.Client

	mu    sync.Mutex
	hosts map[string]*host
}

// Validators are what the last answer said about its version.
type Validators struct{ ETag, LastModified string }

// Sink takes a body. Reset drops what was written, when a transfer broke off
// and begins again.
type Sink interface {
	io.Writer
	Reset() error
}

// Answer is what a request brought.
type Answer struct {
	NotModified bool   // the host says that the last answer still holds; there is no body
	Status      int    // 200 or 304
	URL         string // as asked, without secret
	Size        int64  // bytes, as sent
	SHA256      string // of the body, lower-case hex
	Lines       int64  // line ends, plus one for a last line without

	ETag, LastModified string
	At                 time.Time // when the headers came, UTC, microseconds
	Head               []byte    // the first bytes of the body, at most sources.SniffLen
}

// New checks the configuration.
func New(cfg Config) (*Client, error) {
	if cfg.Transport == nil || cfg.Getenv == nil || cfg.Now == nil || cfg.Sleep == nil || cfg.Jitter == nil {
		return nil, fmt.Errorf("make a client: Transport, Getenv, Now, Sleep and Jitter are required")
	}
	cfg.Contact = strings.TrimSpace(cfg.Contact)
	if err := checkContact(cfg.Contact); err != nil {
		return nil, err
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.MaxBytes <= 0 {
		cfg.MaxBytes = DefaultMaxBytes
	}
	if cfg.Spent == nil {
		cfg.Spent = &Spent{at: map[string][]time.Time{}}
	}
	if cfg.Stall <= 0 {
		cfg.Stall = time.Minute
	}
	for host, l := range cfg.PerHost {
		if l <= 0 {
			return nil, fmt.Errorf("make a client: %v requests a second to %s; the limit must be above 0", float64(l), host)
		}
	}
	c := &Client{cfg: cfg, agent: userAgent(cfg.Version, cfg.Contact), hosts: map[string]*host{}}
	if l, ok := cfg.Transport.(interface{ Local() bool }); ok {
		c.local = l.Local()
	}
	c.http = &http.Client{Transport: &polite{c}, CheckRedirect: c.redirect}
	return c, nil
}

var contactText = regexp.MustCompile(`^[\x20-\x7e]{1,200}$`)

// checkContact refuses a contact that would not help a provider, or that is
// known to get clients refused: one that points at a code host.
func checkContact(s string) error {
	low := strings.ToLower(s)
	bad := func(why string) error {
		return fmt.Errorf("JEVONS_CONTACT %q %s; set it to an e-mail address, such as JEVONS_CONTACT=someone@example.org", inert(s, 80), why)
	}
	switch {
	case s == "":
		return nil
	case !contactText.MatchString(s) || strings.ContainsAny(s, "()\\"):
		return bad("may hold only plain printable characters, without brackets")
	case strings.Contains(low, "github"):
		return bad("names a code host, and the Bureau of Labor Statistics refuses such clients")
	case strings.Contains(low, "://") || strings.HasPrefix(low, "www."):
		return bad("is a URL")
	case strings.Contains(s, "@"):
		if _, err := mail.ParseAddress(s); err != nil {
			return bad("is not an e-mail address")
		}
	}
	return nil
}

func userAgent(version, contact string) string {
	agent := "jevons/" + strings.Map(func(r rune) rune {
		if r > 0x20 && r < 0x7f && r != '(' && r != ')' {
			return r
		}
		return -1
	}, version)
	if contact != "" {
		agent += " (" + contact + ")"
	}
	return agent
}

// Do sends one request and streams the body into w. Temporary failures are
// retried within a budget; w then holds the last transfer only. On any error,
// and when the answer is NotModified, what w holds is not to be kept.
func (c *Client) Do(ctx context.Context, d *sources.Dataset, r sources.Request, v Validators, w Sink) (Answer, error) {
	k := &call{c: c, d: d, r: r, v: v, w: w}
	req, err := k.prepare(ctx)
	if err != nil {
		return Answer{}, err
	}
	return k.send(req)
}
