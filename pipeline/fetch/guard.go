package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"
)

// trip travels with a request in its context, so that redirects and dials know
// where it began.
type trip struct {
	origin       *url.URL
	local        bool // the transport contacts nobody
	secretHeader string
	hidden       hidden
}

type tripKey struct{}

// tripOf is the context's trip, or one that allows nothing private.
func tripOf(ctx context.Context) *trip {
	if t, ok := ctx.Value(tripKey{}).(*trip); ok {
		return t
	}
	return &trip{origin: &url.URL{}}
}

// blockedError refuses to go somewhere. No retry changes it.
type blockedError struct{ why string }

func (e *blockedError) Error() string { return e.why }

// checkOrigin looks at a request's own address. Plain http is for the machine
// itself and its own network, named by address.
func (t *trip) checkOrigin() error {
	u := t.origin
	switch {
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return errors.New("an absolute https URL is required")
	case u.User != nil:
		return errors.New("a URL may not hold a user name or password; declare a secret")
	case u.Scheme == "http" && !t.local && !isLocalName(u.Hostname()) && !ownAddr(u).IsValid():
		return errors.New("plain http is not used; declare the https URL")
	}
	return nil
}

// allow refuses URLs that name the machine or its network, unless the request
// itself began there. The dialler checks what other names resolve to; this
// check also holds for connections that are open already.
func (t *trip) allow(u *url.URL) error {
	if sameHost(u, t.origin) {
		return nil
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if isLocalName(u.Hostname()) || err == nil && !public(addr) {
		return &blockedError{fmt.Sprintf("it was sent on to %s, which is not a public address", inert(u.Hostname(), 100))}
	}
	return nil
}

// mayDial tells whether a connection to addr may be opened for this trip.
func (t *trip) mayDial(addr netip.Addr) bool {
	if public(addr) {
		return true
	}
	addr = addr.Unmap().WithZone("")
	if isLocalName(t.origin.Hostname()) {
		return addr.IsLoopback()
	}
	own := ownAddr(t.origin)
	return own.IsValid() && own == addr
}

// ownAddr is the loopback or private address that a URL names in figures.
func ownAddr(u *url.URL) netip.Addr {
	addr, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return netip.Addr{}
	}
	addr = addr.Unmap().WithZone("")
	if addr.IsLoopback() || addr.IsPrivate() {
		return addr
	}
	return netip.Addr{}
}

func isLocalName(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "http" {
		return "80"
	}
	return "443"
}

// special are the blocks that no public service lives in, besides those that
// netip knows by name.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "3fff::/20",
)

var (
	globalV6  = netip.MustParsePrefix("2000::/3")
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
)

func prefixes(texts ...string) (out []netip.Prefix) {
	for _, s := range texts {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// public tells addresses of the open internet. IPv6 forms that hold an IPv4
// address count as that address.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	if a.Is4() {
		return true
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return public(netip.AddrFrom4([4]byte(b[12:16])))
	case sixToFour.Contains(a):
		return public(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return globalV6.Contains(a)
}

// control is asked by the dialler after the name was resolved and before the
// connection is made, so that no second resolution can change the answer.
func control(ctx context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &blockedError{"its address could not be understood"}
	}
	if !tripOf(ctx).mayDial(at.Addr()) {
		return &blockedError{fmt.Sprintf("it leads to %s, which is not a public address", at.Addr())}
	}
	return nil
}

// LiveTransport goes to the network, through the proxy that the environment
// names, if any (names are then resolved by the proxy, which has to do the
// refusing). It speaks TLS 1.2 or newer, never expands bodies, and connects to
// the machine's own network only when a request's own URL says so in figures.
func LiveTransport() *http.Transport { return liveTransport(nil) }

func liveTransport(resolver *net.Resolver) *http.Transport {
	guarded := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Resolver: resolver, ControlContext: control}
	open := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	var proxies sync.Map // addresses of configured proxies, which may be private
	return &http.Transport{
		Proxy: func(req *http.Request) (*url.URL, error) {
			u, err := http.ProxyFromEnvironment(req)
			if u != nil {
				proxies.Store(net.JoinHostPort(u.Hostname(), proxyPort(u)), true)
			}
			return u, err
		},
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if _, ok := proxies.Load(addr); ok {
				return open.DialContext(ctx, network, addr)
			}
			return guarded.DialContext(ctx, network, addr)
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           50,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  time.Minute,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

func proxyPort(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	switch u.Scheme {
	case "https":
		return "443"
	case "socks5", "socks5h":
		return "1080"
	}
	return "80"
}
