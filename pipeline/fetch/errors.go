package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"jevons/sources"
)

// StatusError says that a host did not give the data: by its status, by an
// answer that is something else, or by not answering. It holds no secret.
type StatusError struct {
	Dataset, Part string
	URL           string        // without secret
	Status        int           // 0 when no answer came
	RetryAfter    time.Duration // how long the host asks to be left alone; 0 when it does not say
	Detail        string        // what went wrong, safe for a terminal
	Attempts      int           // requests sent
	cause         error
	final         bool // looking again would only repeat it
}

// Refused tells that an answer came as a success but is not the data.
func (e *StatusError) Refused() bool { return e.Status == http.StatusOK && e.cause == nil }

// Temporary tells that looking again later may help without anybody's doing.
func (e *StatusError) Temporary() bool {
	return e.RetryAfter > 0 || !e.final && (e.cause != nil || retryStatus(e.Status))
}

// Patience tells how long the host is to be left alone, and whether the request
// was not even sent because of that: its budget is used up, or it asked before.
func (e *StatusError) Patience() (wait time.Duration, unsent bool) {
	var held *heldError
	return e.RetryAfter, errors.As(e.cause, &held)
}

// Unwrap is the transport's error, if there was one.
func (e *StatusError) Unwrap() error { return e.cause }

func (e *StatusError) Error() string {
	var b strings.Builder
	b.WriteString(e.Dataset)
	if e.Part != "" {
		fmt.Fprintf(&b, " part %s", inert(e.Part, 80))
	}
	fmt.Fprintf(&b, ": fetch %s: ", inert(e.URL, 300))
	if e.Status != 0 && (e.Status != http.StatusOK || e.Detail == "") {
		fmt.Fprintf(&b, "status %d %s", e.Status, http.StatusText(e.Status))
		if e.Detail != "" {
			b.WriteString(": ")
		}
	}
	b.WriteString(e.Detail)
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (%d attempts)", e.Attempts)
	}
	b.WriteString("; ")
	b.WriteString(e.next())
	return b.String()
}

// next is what the user can do.
func (e *StatusError) next() string {
	switch {
	case e.RetryAfter > 0:
		return fmt.Sprintf("the host asks to be left alone for %s, look again after that", e.RetryAfter.Round(time.Second))
	case e.Refused():
		return "open the address in a browser to see what the host says; the last good data stay in place"
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return "check the key this dataset needs and that JEVONS_CONTACT names an e-mail address"
	case e.Status == http.StatusNotFound || e.Status == http.StatusGone:
		return "the file has moved or is not out yet; compare the address with the provider's page"
	case e.Temporary():
		return "the next look tries again"
	}
	return "the request is refused as it stands; compare it with the provider's page"
}

// ConfigError says what the user has to set before a request can be sent.
type ConfigError struct {
	Dataset, Part string
	Variable      string // the environment variable
	Reason        string
}

func (e *ConfigError) Error() string {
	where := e.Dataset
	if e.Part != "" {
		where += " part " + inert(e.Part, 80)
	}
	return fmt.Sprintf("%s: %s", where, e.Reason)
}

// inert keeps a text on one line, without control or direction characters, and
// at most n bytes long.
func inert(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	return sources.Cut(strings.Join(strings.Fields(s), " "), n)
}

// hidden replaces every form in which a secret may stand in a text.
type hidden []string

// formsOf are the ways in which a key may come back.
func formsOf(key string) hidden {
	quoted, _ := json.Marshal(key) // a string always marshals
	inside := string(quoted[1 : len(quoted)-1])
	again := strconv.Quote(inside) // as a refusal quotes words of a JSON answer
	return hidden{key, url.QueryEscape(key), url.PathEscape(key), inside, again[1 : len(again)-1]}
}

// Conceal makes words that an answer had a part in safe to show: without the
// request's key, which some providers repeat, on one line, and not too long.
func (c *Client) Conceal(r sources.Request, words string) string {
	if r.Secret != nil {
		if key := strings.TrimSpace(c.cfg.Getenv(r.Secret.Env)); key != "" {
			words = formsOf(key).clean(words)
		}
	}
	return inert(words, 600)
}

func (h hidden) in(s string) bool {
	for _, f := range h {
		if strings.Contains(s, f) {
			return true
		}
	}
	return false
}

func (h hidden) clean(s string) string {
	for _, f := range h {
		s = strings.ReplaceAll(s, f, "[secret]")
	}
	return s
}

// bare takes the URL out of an error of net/http, which would print the key
// that a query holds, and replaces an error whose text holds a secret.
func (h hidden) bare(err error) error {
	for {
		var u *url.Error
		if !errors.As(err, &u) {
			break
		}
		err = u.Err
	}
	if h.in(err.Error()) {
		return errors.New(h.clean(err.Error()))
	}
	return err
}
