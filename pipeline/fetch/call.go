package fetch

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"jevons/pipeline/fault"
	"jevons/sources"
)

// call is one [Client.Do].
type call struct {
	c *Client
	d *sources.Dataset
	r sources.Request
	v Validators
	w Sink

	trip     *trip
	url      string // without secret
	attempts int
	waited   time.Duration
	dirty    bool // the sink holds something of an earlier attempt
	// gaveUp is why no attempt follows a status that was worth one. The answer
	// is handed on to receive all the same, with its words already read.
	gaveUp error
	answer Answer
}

// prepare makes the request, or says why it cannot be sent.
func (k *call) prepare(ctx context.Context) (*retryablehttp.Request, error) {
	if k.r.Contact && k.c.cfg.Contact == "" && !k.c.local {
		return nil, &ConfigError{k.d.Name, k.r.Part, "JEVONS_CONTACT", "the provider refuses clients that name nobody to write to; " +
			"set JEVONS_CONTACT to an e-mail address, such as JEVONS_CONTACT=someone@example.org"}
	}
	u, err := url.Parse(k.r.URL)
	if err != nil {
		return nil, fmt.Errorf("%s part %q: the request's address is no URL", k.d.Name, k.r.Part)
	}
	if q := k.r.Query.Encode(); q != "" {
		u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+q, "&")
	}
	k.url = sources.PublicURL(u.String())
	k.trip = &trip{origin: u, local: k.c.local}
	if err := k.trip.checkOrigin(); err != nil {
		return nil, fmt.Errorf("%s part %q: request %s: %w", k.d.Name, k.r.Part, k.url, err)
	}
	header := http.Header{}
	for name, value := range k.r.Header {
		header.Set(name, value)
	}
	body, err := k.addSecret(u, header)
	if err != nil {
		return nil, err
	}
	var payload any
	if body != nil {
		payload = body
	}
	method := k.r.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := retryablehttp.NewRequestWithContext(context.WithValue(ctx, tripKey{}, k.trip), method, u.String(), payload)
	if err != nil {
		return nil, fmt.Errorf("%s part %q: request %s: %w", k.d.Name, k.r.Part, k.url, k.trip.hidden.bare(err))
	}
	req.Header = header
	req.Header.Set("User-Agent", k.c.agent)
	if req.Header.Get("Accept-Encoding") == "" {
		// Hash and length are to be those of the provider's file, which a
		// transfer compressed on the way and expanded by net/http would not be.
		req.Header.Set("Accept-Encoding", "identity")
	}
	if k.v.ETag != "" {
		req.Header.Set("If-None-Match", k.v.ETag)
	}
	if k.v.LastModified != "" {
		req.Header.Set("If-Modified-Since", k.v.LastModified)
	}
	req.SetResponseHandler(k.receive)
	return req, nil
}

// addSecret puts the key where the request wants it and returns the body.
func (k *call) addSecret(u *url.URL, header http.Header) ([]byte, error) {
	s := k.r.Secret
	if s == nil {
		return k.r.Body, nil
	}
	value := strings.TrimSpace(k.c.cfg.Getenv(s.Env))
	if value == "" {
		if s.Optional || k.c.local {
			return k.r.Body, nil
		}
		return nil, &ConfigError{k.d.Name, k.r.Part, s.Env, "the provider wants a key; set the environment variable " + s.Env +
			" to yours (its page says where to get one: " + k.d.Home + ")"}
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return nil, &ConfigError{k.d.Name, k.r.Part, s.Env, "the environment variable " + s.Env + " holds a control character, such as a line break; set it to the key alone"}
	}
	quoted, _ := json.Marshal(value) // a string always marshals
	k.trip.hidden = formsOf(value)
	switch {
	case s.Header != "":
		header.Set(s.Header, s.Prefix+value)
		k.trip.secretHeader = s.Header
	case s.Query != "":
		u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+url.QueryEscape(s.Query)+"="+url.QueryEscape(value), "&")
	case s.Field != "":
		fields := map[string]json.RawMessage{}
		if err := json.Unmarshal(k.r.Body, &fields); err != nil {
			return nil, fmt.Errorf("%s part %q: put the key into the request's body: it is not a JSON object", k.d.Name, k.r.Part)
		}
		fields[s.Field] = quoted
		return json.Marshal(fields)
	default:
		return nil, fmt.Errorf("%s part %q: the request's secret %s has no place to go: name a header, a query parameter or a field", k.d.Name, k.r.Part, s.Env)
	}
	return k.r.Body, nil
}

func (k *call) send(req *retryablehttp.Request) (Answer, error) {
	rc := &retryablehttp.Client{
		HTTPClient:     k.c.http,
		RetryMax:       maxAttempts,
		CheckRetry:     k.check,
		Backoff:        func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 }, // check has waited
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
		RequestLogHook: func(_ retryablehttp.Logger, _ *http.Request, n int) { k.attempts = n + 1 },
	}
	resp, err := rc.Do(req)
	if resp != nil {
		_ = resp.Body.Close()
	}
	if err != nil {
		return Answer{}, err
	}
	return k.answer, nil
}

// sinkError is a failure of our own side, which no retry heals.
type sinkError struct{ error }

func (e sinkError) Unwrap() error { return e.error }

// check decides on another attempt, and waits for it. It is asked after the
// headers and again after the body.
func (k *call) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, fmt.Errorf("%s part %q: fetch %s: %w", k.d.Name, k.r.Part, k.url, context.Cause(ctx))
	}
	if err == nil {
		if resp == nil || !retryStatus(resp.StatusCode) {
			return false, nil
		}
		again, err := k.pause(ctx, k.refusal(resp))
		k.gaveUp = err
		return again, err
	}
	var (
		final *StatusError
		sink  sinkError
	)
	if errors.As(err, &final) {
		return false, final
	}
	if errors.As(err, &sink) {
		return false, fmt.Errorf("%s part %q: keep the answer of %s: %w", k.d.Name, k.r.Part, k.url, sink.error)
	}
	fail := k.failure(0, "")
	if resp != nil {
		fail.Status = resp.StatusCode
	}
	fail.cause = k.trip.hidden.bare(err)
	fail.Detail = inert(fail.cause.Error(), 300)
	var (
		blocked *blockedError
		held    *heldError
		cert    *tls.CertificateVerificationError
		dns     *net.DNSError
	)
	switch {
	case errors.As(err, &blocked), errors.As(err, &cert):
		fail.final = true
		return false, fail
	case errors.As(err, &held):
		fail.RetryAfter = held.left
		return false, fail
	case errors.As(err, &dns) && dns.IsNotFound: // a machine without network would wait for every request
		return false, fail
	}
	return k.pause(ctx, fail)
}

func (k *call) failure(status int, detail string) *StatusError {
	return &StatusError{Dataset: k.d.Name, Part: k.r.Part, URL: k.url, Status: status, Attempts: k.attempts,
		Detail: inert(k.trip.hidden.clean(detail), 300)}
}

// refusal turns an answer without data into an error, with the host's words.
func (k *call) refusal(resp *http.Response) *StatusError {
	head, _ := io.ReadAll(io.LimitReader(resp.Body, sources.SniffLen)) // what has come is enough to quote
	detail := string(head)
	if err := (&sources.Dataset{}).Recognize(head); err != nil {
		detail = err.Error() // an HTML page's title instead of its source
		if len(head) == 0 {
			detail = ""
		}
	}
	e := k.failure(resp.StatusCode, detail)
	e.Detail = sources.Cut(e.Detail, 200)
	e.RetryAfter = retryAfter(resp.Header.Get("Retry-After"), k.c.cfg.Now())
	if e.RetryAfter > 0 {
		k.c.hold(resp.Request.URL, e.RetryAfter)
	}
	return e
}

// receive is told of every answer that no retry follows.
func (k *call) receive(resp *http.Response) error {
	defer resp.Body.Close()
	if k.gaveUp != nil {
		return k.gaveUp
	}
	if err := fault.Point(fault.FetchHeaders); err != nil {
		return err
	}
	k.answer = Answer{Status: resp.StatusCode, URL: k.url, At: k.c.cfg.Now().UTC().Truncate(time.Microsecond),
		ETag: k.validator(resp, "ETag"), LastModified: k.validator(resp, "Last-Modified")}
	switch resp.StatusCode {
	case http.StatusNotModified:
		if k.v == (Validators{}) {
			return k.failure(resp.StatusCode, "the host says that nothing changed, although it was not asked")
		}
		k.answer.NotModified = true
		return nil
	case http.StatusOK:
		return k.body(resp)
	}
	return k.refusal(resp)
}

// validator is a header that is sent back at the next look; one that is
// oversized or echoes a key is dropped, which costs one transfer.
func (k *call) validator(resp *http.Response, name string) string {
	s := resp.Header.Get(name)
	if len(s) > 1024 || k.trip.hidden.in(s) {
		return ""
	}
	return s
}
