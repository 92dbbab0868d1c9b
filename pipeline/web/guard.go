package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// policy lets a page load from here only, and nothing that is written into it.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-cache")
	if !s.knows(r.Host) {
		http.Error(w, "This name is not one of this server's. Ask for it by its loopback address, or start serve with the name that a proxy sends.", http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "These pages are only read: GET and HEAD.", http.StatusMethodNotAllowed)
		return
	}
	if r.ContentLength != 0 {
		// The body is not waited for: a deadline that is past ends its reading.
		_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0))
		h.Set("Connection", "close")
		http.Error(w, "These pages are only read: a request has no body.", http.StatusRequestEntityTooLarge)
		return
	}
	if r.URL.Path != "/healthz" && !s.allows(r) {
		h.Set("WWW-Authenticate", `Basic realm="jevons", charset="UTF-8"`)
		http.Error(w, "A token is asked for: send it as bearer, or as the password with any name.", http.StatusUnauthorized)
		return
	}
	defer s.recover(w, r)
	s.mux.ServeHTTP(w, r)
}

// recover turns a panic into a page that failed; the process serves on.
func (s *Site) recover(w http.ResponseWriter, r *http.Request) {
	what := recover()
	if what == nil {
		return
	}
	if what == http.ErrAbortHandler {
		panic(what)
	}
	s.cfg.Log.Error("a page panicked", "path", r.URL.Path, "panic", fmt.Sprint(what), "stack", string(debug.Stack()))
	http.Error(w, "This page failed; the log says why.", http.StatusInternalServerError)
}

// knows tells whether a Host header names this server.
func (s *Site) knows(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if name == "localhost" {
		return true
	}
	if ip := net.ParseIP(name); ip != nil && ip.IsLoopback() {
		return true
	}
	return name != "" && slices.ContainsFunc(s.cfg.Hosts, func(h string) bool { return strings.EqualFold(strings.Trim(h, "[]"), name) })
}

// allows tells whether a request brings the token. Hashes are compared, so that
// the time tells neither the length nor how much of it was right.
func (s *Site) allows(r *http.Request) bool {
	if s.cfg.Token == "" {
		return true
	}
	got := ""
	if _, password, ok := r.BasicAuth(); ok {
		got = password
	} else if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "bearer") {
		got = strings.TrimSpace(rest)
	}
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(s.cfg.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
