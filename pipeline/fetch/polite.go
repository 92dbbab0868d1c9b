package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

const (
	maxAttempts   = 5                // requests for one answer
	maxRetryAfter = 10 * time.Minute // a longer wait is left to the schedule
	maxWaited     = 15 * time.Minute // between all attempts for one answer
	firstBackoff  = time.Second
	maxRedirects  = 5
)

// defaultLimit is for hosts without a line below: what nobody can object to.
const defaultLimit = rate.Limit(1)

// perHost holds the hosts that state a limit, or that bear more than one
// request a second.
var perHost = map[string]rate.Limit{
	"download.bls.gov":          1,   // refuses robots that hurry, by address and for days
	"www.bls.gov":               1,   // the same
	"api.bls.gov":               1,   // 50 requests in 10 seconds are allowed; there are few to send
	"api.stlouisfed.org":        1,   // 120 requests a minute per key, counted by the second
	"raw.githubusercontent.com": 5,   // a content network; a few dozen small files a look
	"ec.europa.eu":              0.5, // answers large questions slowly and in turn
}

// host is what a client knows of one host.
type host struct {
	limiter *rate.Limiter
	until   time.Time // it asked to be left alone until then
}

func (c *Client) host(u *url.URL) *host {
	name := strings.ToLower(u.Host)
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[name]
	if h == nil {
		limit := defaultLimit
		if l, ok := perHost[strings.ToLower(u.Hostname())]; ok {
			limit = l
		}
		for _, key := range []string{strings.ToLower(u.Hostname()), name} {
			if l, ok := c.cfg.PerHost[key]; ok {
				limit = l
			}
		}
		h = &host{limiter: rate.NewLimiter(limit, 1)}
		c.hosts[name] = h
	}
	return h
}

// hold keeps all requests from a host for a while.
func (c *Client) hold(u *url.URL, d time.Duration) {
	if c.local {
		return
	}
	h, until := c.host(u), c.cfg.Now().Add(d)
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(h.until) {
		h.until = until
	}
}

// heldError: the host asks for more patience than one look has.
type heldError struct {
	left time.Duration
	text string
}

func (e *heldError) Error() string { return e.text }

// turn waits until a request to u may be sent.
func (c *Client) turn(ctx context.Context, u *url.URL) error {
	h, now := c.host(u), c.cfg.Now()
	c.mu.Lock()
	left := h.until.Sub(now)
	c.mu.Unlock()
	if left > maxRetryAfter {
		return &heldError{left, "not sent, because the host has asked to be left alone"}
	}
	r := h.limiter.ReserveN(now.Add(max(left, 0)), 1)
	wait := r.DelayFrom(now)
	if wait <= 0 {
		return ctx.Err()
	}
	if err := c.cfg.Sleep(ctx, wait); err != nil {
		r.CancelAt(c.cfg.Now())
		return err
	}
	return nil
}

// polite is the transport of every client: every request that leaves, redirected
// and repeated ones included, waits its turn and goes only where it may.
type polite struct{ c *Client }

func (p *polite) RoundTrip(req *http.Request) (*http.Response, error) {
	if t := tripOf(req.Context()); !p.c.local {
		if err := t.allow(req.URL); err != nil {
			return nil, err
		}
		if err := p.c.turn(req.Context(), req.URL); err != nil {
			return nil, err
		}
		for {
			wait, err := p.c.spend(t, req.URL)
			if err == nil && wait > 0 {
				err = p.c.cfg.Sleep(req.Context(), wait)
			}
			if err != nil {
				return nil, err
			}
			if wait <= 0 {
				break
			}
		}
	}
	return p.c.cfg.Transport.RoundTrip(req)
}

// redirect decides whether a host's answer may send a request elsewhere, and
// takes everything private out of it when it leaves the host.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	// It would carry the whole address it came from, with the key in its query.
	req.Header.Del("Referer")
	t, from := tripOf(req.Context()), via[len(via)-1].URL
	to := inert(req.URL.Hostname(), 100)
	switch {
	case len(via) > maxRedirects:
		return &blockedError{fmt.Sprintf("it was redirected more than %d times", maxRedirects)}
	case req.URL.Scheme != "https" && (from.Scheme == "https" || req.URL.Scheme != "http"):
		return &blockedError{fmt.Sprintf("a redirect to %s leaves https", to)}
	case req.URL.User != nil:
		return &blockedError{fmt.Sprintf("a redirect to %s carries a user name", to)}
	}
	if !sameHost(req.URL, t.origin) {
		switch {
		case !c.mayRedirect(req.URL):
			return &blockedError{fmt.Sprintf("it redirects to another host, %s, which is not one this client may follow to", to)}
		case t.hidden.in(req.URL.String()):
			return &blockedError{fmt.Sprintf("a redirect to another host, %s, would carry the key along", to)}
		case req.Body != nil && len(t.hidden) > 0:
			return &blockedError{fmt.Sprintf("a redirect to another host, %s, would carry the request's body along", to)}
		}
	}
	away := func(r *http.Request) bool { return !sameHost(r.URL, t.origin) }
	if away(req) || slices.ContainsFunc(via, away) {
		for _, name := range []string{t.secretHeader, "Authorization", "Cookie", "Proxy-Authorization"} {
			if name != "" {
				req.Header.Del(name)
			}
		}
	}
	return nil
}

func (c *Client) mayRedirect(u *url.URL) bool {
	return slices.ContainsFunc(c.cfg.RedirectHosts, func(h string) bool {
		return strings.EqualFold(h, u.Hostname()) || strings.EqualFold(h, u.Host)
	})
}

// retryStatus tells the statuses that pass by themselves.
func retryStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter reads the header of that name, seconds or a date; 0 when there is
// none or it makes no sense.
func retryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		return time.Duration(max(n, 0)) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// pause waits before the next attempt, or gives up with fail.
func (k *call) pause(ctx context.Context, fail *StatusError) (bool, error) {
	wait := firstBackoff << min(k.attempts-1, 10)
	// Clients that failed together must not come back together.
	wait = max(wait/2+time.Duration(k.c.cfg.Jitter()*float64(wait/2)), fail.RetryAfter)
	if k.attempts >= maxAttempts || fail.RetryAfter > maxRetryAfter || k.waited+wait > maxWaited {
		return false, fail
	}
	k.waited += wait
	k.c.cfg.Log.InfoContext(ctx, "will ask again", "dataset", k.d.Name, "part", k.r.Part, "url", k.url,
		"status", fail.Status, "why", fail.Detail, "wait", wait, "attempt", k.attempts)
	if err := k.c.cfg.Sleep(ctx, wait); err != nil {
		return false, fmt.Errorf("%s part %q: wait to fetch %s again: %w", k.d.Name, k.r.Part, k.url, err)
	}
	return true, nil
}
