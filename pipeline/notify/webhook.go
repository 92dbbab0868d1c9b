package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
)

const (
	// AddressVariable may hold the webhook's address.
	AddressVariable = "JEVONS_NOTIFY_URL"

	postIn     = 20 * time.Second // for one try
	maxAddress = 4096             // bytes of an address
	maxHops    = 3                // redirects on the webhook's own host
)

var errTooLong = errors.New("it took too long")

// Address is where a webhook listens. It may hold a key, so no way of printing
// it shows it.
type Address struct{ url *url.URL }

// String does not say the address.
func (Address) String() string { return "[hidden]" }

// GoString does not say the address.
func (Address) GoString() string { return "[hidden]" }

// LogValue does not say the address.
func (Address) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// MarshalText does not say the address.
func (Address) MarshalText() ([]byte, error) { return []byte("[hidden]"), nil }

// IsZero tells that there is none.
func (a Address) IsZero() bool { return a.url == nil }

// ReadAddress takes a webhook's address from a file, or where file is "" from
// the environment's JEVONS_NOTIFY_URL. Neither is no webhook. No error quotes it.
func ReadAddress(file string, getenv func(string) string) (Address, error) {
	if file == "" {
		text := strings.TrimSpace(getenv(AddressVariable))
		if text == "" {
			return Address{}, nil
		}
		a, err := ParseAddress(text)
		if err != nil {
			return a, fmt.Errorf("%s: %w", AddressVariable, err)
		}
		return a, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return Address{}, fmt.Errorf("read the webhook's address: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxAddress+1))
	if err != nil {
		return Address{}, fmt.Errorf("read the webhook's address: %w", err)
	}
	a, err := ParseAddress(strings.TrimSpace(string(b)))
	if err != nil {
		return a, fmt.Errorf("%s: %w", inert(file, 200), err)
	}
	return a, nil
}

// ParseAddress takes an https address, or an http one of this very machine. No
// error quotes it.
func ParseAddress(text string) (Address, error) {
	u, err := url.Parse(text)
	switch {
	case len(text) > maxAddress:
		return Address{}, fmt.Errorf("the webhook's address is longer than %d bytes; give one https address", maxAddress)
	case err != nil || strings.ContainsAny(text, " \t\r\n"):
		return Address{}, errors.New("the webhook's address cannot be read; give one https address on one line")
	case u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return Address{}, errors.New("the webhook's address is no absolute one; write it as https://HOST/PATH")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return Address{}, errors.New("the webhook's address is http, by which everybody on the way could read it; use https, or a receiver on localhost")
	}
	u.Fragment, u.RawFragment = "", ""
	return Address{u}, nil
}

func loopback(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && addr.Unmap().IsLoopback()
}

// parts are the texts of an address that could be a key, or lead to one. Short
// pieces of a path are words, and hiding them would spoil other texts.
func (a Address) parts() []string {
	u := a.url
	if u == nil {
		return nil
	}
	out := []string{u.String(), u.RequestURI()}
	if u.RequestURI() == "/" {
		out = out[:1]
	}
	for piece := range strings.SplitSeq(u.Path, "/") {
		if len(piece) >= 12 {
			out = append(out, piece)
		}
	}
	for name, values := range u.Query() {
		for _, v := range append(values, name) {
			if len(v) >= 8 {
				out = append(out, v)
			}
		}
	}
	if p, ok := u.User.Password(); ok {
		out = append(out, p)
	}
	if name := u.User.Username(); len(name) >= 8 {
		out = append(out, name)
	}
	if !loopback(u.Hostname()) { // some services put the key into the host's name
		out = append(out, u.Hostname())
	}
	return out
}

// webhook posts notices.
type webhook struct {
	url    string
	client *http.Client
	cfg    Config
}

func newWebhook(cfg Config) *webhook {
	u := cfg.Address.url
	transport := cfg.Transport
	if transport == nil {
		transport = newTransport(u.Scheme == "http")
	}
	own := func(req *http.Request, via []*http.Request) error {
		// A redirect that is not of the kind which repeats the POST would end as a
		// question that answers well and tells nobody.
		if req.Method != http.MethodPost || len(via) > maxHops || req.URL.Scheme != u.Scheme || !strings.EqualFold(req.URL.Host, u.Host) {
			return http.ErrUseLastResponse
		}
		req.Header.Del("Referer")
		return nil
	}
	return &webhook{url: u.String(), cfg: cfg, client: &http.Client{Transport: transport, CheckRedirect: own}}
}

func newTransport(local bool) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	if local {
		// The name localhost is resolved by somebody, and plain text goes nowhere else.
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			if to, err := netip.ParseAddrPort(address); err != nil || !to.Addr().Unmap().IsLoopback() {
				return errors.New("its address is http and not of this machine")
			}
			return nil
		}
	}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
	if !local {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}

func (w *webhook) deliver(ctx context.Context, x *Notice) error {
	body, err := x.body()
	if err != nil {
		return err
	}
	ctx, cancel := within(ctx, w.cfg.Sleep, postIn)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("the webhook's address cannot be used; give another one")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "jevons/"+w.cfg.Version)
	req.Header.Set("Idempotency-Key", x.ID)
	answer, err := w.client.Do(req)
	if err != nil {
		var in *url.Error // it begins with the address
		if errors.As(err, &in) {
			err = in.Err
		}
		if errors.Is(context.Cause(ctx), errTooLong) {
			err = fmt.Errorf("no answer within %s", postIn)
		}
		return fmt.Errorf("reach the webhook: %w", err)
	}
	defer answer.Body.Close()
	// Read, so that the connection can be used again.
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode < 300:
		return nil
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		return fmt.Errorf("the webhook answers with a redirect (status %d) that is not followed; give the address to which it leads", answer.StatusCode)
	}
	return fmt.Errorf("the webhook answers with status %d", answer.StatusCode)
}
