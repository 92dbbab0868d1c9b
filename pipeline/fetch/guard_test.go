package fetch

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jevons/sources"
)

var privateAddrs = []string{
	"127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
	"172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1",
	"100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255",
	"198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:127.0.0.1",
	"fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1",
	"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::",
	"2001::1", "2001:10::1", "2001:db8::1", "3fff::1", "100::1", "4000::1", "5f00::1",
}

func TestTheDiallerRefusesAddressesThatAreNotPublic(t *testing.T) {
	contexts := map[string]context.Context{
		"no trip":    context.Background(),
		"a provider": context.WithValue(context.Background(), tripKey{}, &trip{origin: &url.URL{Scheme: "https", Host: "example.org"}}),
	}
	for name, ctx := range contexts {
		for _, a := range privateAddrs {
			if err := control(ctx, "tcp", net.JoinHostPort(a, "443"), nil); err == nil {
				t.Errorf("%s: may connect to %s", name, a)
			}
		}
		for _, a := range []string{"", "x", "127.0.0.1", "[::1]", "1.2.3:443", "01.2.3.4:443"} {
			if err := control(ctx, "tcp", a, nil); err == nil {
				t.Errorf("%s: may connect to %q", name, a)
			}
		}
		for _, a := range []string{"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1",
			"2001:4860:4860::8888", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"} {
			if err := control(ctx, "tcp", net.JoinHostPort(a, "443"), nil); err != nil {
				t.Errorf("%s: may not connect to %s: %v", name, a, err)
			}
		}
	}
}

func TestARequestMayNameTheMachineItselfAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		origin, addr string
		may          bool
	}{
		{"http://127.0.0.1:8080/", "127.0.0.1", true},
		{"http://127.0.0.1:8080/", "127.0.0.2", false},
		{"http://[::1]/", "::1", true},
		{"http://[::ffff:127.0.0.1]/", "127.0.0.1", true},
		{"http://localhost/", "127.0.0.1", true},
		{"http://localhost/", "::1", true},
		{"http://localhost/", "10.0.0.1", false},
		{"https://10.0.0.5/", "10.0.0.5", true},
		{"https://10.0.0.5/", "10.0.0.6", false},
		{"https://169.254.169.254/", "169.254.169.254", false},
		{"https://localhost.example.org/", "127.0.0.1", false},
		{"https://rebound.example.org/", "127.0.0.1", false},
	} {
		u, err := url.Parse(c.origin)
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.WithValue(context.Background(), tripKey{}, &trip{origin: u})
		if err := control(ctx, "tcp", net.JoinHostPort(c.addr, "80"), nil); (err == nil) != c.may {
			t.Errorf("%s to %s: %v", c.origin, c.addr, err)
		}
	}
}

type discard struct{ bytes.Buffer }

func (d *discard) Reset() error { d.Buffer.Reset(); return nil }

// TestNoRedirectReachesAPrivateListener sends real redirects, in every spelling,
// to a listener of this machine that counts connections.
func TestNoRedirectReachesAPrivateListener(t *testing.T) {
	var connects atomic.Int64
	victim, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { victim.Close() })
	go func() {
		for {
			c, err := victim.Accept()
			if err != nil {
				return
			}
			connects.Add(1)
			c.Close()
		}
	}()
	_, victimPort, _ := net.SplitHostPort(victim.Addr().String())

	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server in this test")
	}}
	live := liveTransport(resolver)
	live.Proxy = nil
	// The first host is played, so that the request begins at a public name.
	front := roundTrip(func(req *http.Request) (*http.Response, error) {
		if req.URL.Host == "example.org" {
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {req.Header.Get("X-Target")}},
				Body: http.NoBody, Request: req}, nil
		}
		return live.RoundTrip(req)
	})
	hosts := []string{"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
		"localhost", "LOCALHOST", "localhost.", "a.localhost", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
		"[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[fe80::1%25lo]",
		"127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1"}
	c, err := New(Config{Transport: front, Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Unix(0, 0) },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0 },
		RedirectHosts: bare(hosts)})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hosts {
		r := sources.Request{URL: "https://example.org/", Header: map[string]string{"X-Target": "https://" + h + ":" + victimPort + "/"}}
		_, err := c.Do(t.Context(), &sources.Dataset{Name: "made.up"}, r, Validators{}, &discard{})
		if err == nil {
			t.Errorf("%s: no error", h)
		}
	}
	// A provider's name that resolves to the machine itself.
	_, err = live.DialContext(context.WithValue(t.Context(), tripKey{}, &trip{origin: &url.URL{Scheme: "https", Host: "example.org"}}),
		"tcp", "localhost:"+victimPort)
	if blocked := (*blockedError)(nil); !errors.As(err, &blocked) {
		t.Errorf("a name that resolves to the machine: %v", err)
	}
	if n := connects.Load(); n != 0 {
		t.Errorf("%d connections reached the private listener", n)
	}
}

func bare(hosts []string) (out []string) {
	for _, h := range hosts {
		h = strings.ReplaceAll(strings.Trim(h, "[]"), "%25", "%")
		out = append(out, h)
	}
	return out
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestTheLiveTransportReachesALoopbackThatTheRequestNames(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("data")) })}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	c, err := New(Config{Transport: LiveTransport(), Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Unix(0, 0) },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	var body discard
	if _, err := c.Do(t.Context(), &sources.Dataset{Name: "made.up"}, sources.Request{URL: "http://" + l.Addr().String()}, Validators{}, &body); err != nil || body.String() != "data" {
		t.Errorf("got %q, %v", body.String(), err)
	}
}
