package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"jevons/sources"
)

// Probed is how a host answered to a question about one of its addresses.
type Probed struct {
	Host   string
	Status int       // 0 when no answer came
	Clock  time.Time // the host's own time, where it tells it
	Wrong  string    // what is wrong, in words for a terminal; "" when the host can be reached
}

// probeTime is how long a host may take to answer a probe.
const probeTime = 15 * time.Second

// Probe asks for the headers of a request's address, once and without its key.
// A host that answers at all can be reached: many do not know the method, or
// want the key first.
func (c *Client) Probe(ctx context.Context, r sources.Request) Probed {
	u, err := url.Parse(r.URL)
	if err != nil || u.Hostname() == "" {
		return Probed{Wrong: "the request's address is no URL"}
	}
	p := Probed{Host: u.Hostname()}
	t := &trip{origin: u, local: c.local}
	if err := t.checkOrigin(); err != nil {
		p.Wrong = err.Error()
		return p
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, tripKey{}, t), probeTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.String(), nil)
	if err != nil {
		p.Wrong = "the request's address is no URL"
		return p
	}
	req.Header.Set("User-Agent", c.agent)
	resp, err := c.http.Do(req)
	if err != nil {
		p.Wrong = unreachable(err)
		return p
	}
	defer resp.Body.Close()
	p.Status = resp.StatusCode
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		p.Clock = at
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		p.Wrong = "it asks to be left alone for a while; look again later"
	case resp.StatusCode == http.StatusForbidden && r.Contact && c.cfg.Contact == "":
		p.Wrong = "it refuses clients that name nobody to write to; set JEVONS_CONTACT to an e-mail address"
	case resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented:
		p.Wrong = fmt.Sprintf("it is in trouble (%d %s); the next look tries again", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	return p
}

// unreachable says in words why no answer came.
func unreachable(err error) string {
	var dns *net.DNSError
	var blocked *blockedError
	var op *net.OpError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "its name is not known here; is the machine on the network, and its name server set?"
	case errors.As(err, &dns):
		return "the name server does not answer; is the machine on the network?"
	case errors.As(err, &blocked):
		return blocked.why
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("it does not answer within %s; a firewall or proxy may be in the way", probeTime)
	case errors.As(err, &op):
		return inert(op.Err.Error(), 120) + "; a firewall or proxy may be in the way"
	}
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	return inert(err.Error(), 160)
}
