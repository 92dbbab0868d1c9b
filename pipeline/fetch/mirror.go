package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// Mirror is a transport that answers from files instead of the network:
//
//	https://download.bls.gov/pub/time.series/ce/ce.series   download.bls.gov/pub/time.series/ce/ce.series
//	https://api.example.org/v1/rows?a=b&c=d%2Fe             api.example.org/v1/rows%3Fa=b&c=d%2Fe
//	https://example.org/                                    example.org/index
//
// A query becomes part of the last name, after %3F, as it stands in the
// request (a raw / in it as %2F). Only GET has files. The version of an
// answer is the hash of its bytes, so an unchanged file is "not modified". A
// file that is missing is status 404 with its path in the text.
//
// For a folder of the machine use os.Root's FS, which keeps symbolic links
// inside.
func Mirror(fsys fs.FS) http.RoundTripper { return mirror{fsys} }

type mirror struct{ fs fs.FS }

// Local tells the client that nobody is contacted: no spacing, no contact, no key.
func (mirror) Local() bool { return true }

func (m mirror) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if req.Method != http.MethodGet {
		return answer(req, http.StatusNotFound, nil, "a mirror has files for GET only"), nil
	}
	name, err := MirrorPath(req.URL)
	if err != nil {
		return answer(req, http.StatusBadRequest, nil, err.Error()), nil
	}
	f, err := m.fs.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return answer(req, http.StatusNotFound, nil, "the mirror has no file "+name), nil
	}
	if err != nil {
		return nil, fmt.Errorf("open mirror file %s: %w", name, err)
	}
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() {
		_ = f.Close()
		return answer(req, http.StatusNotFound, nil, "the mirror has no file "+name), nil
	}
	return m.serve(req, name, f)
}

// serve reads the file twice: once for its version, once for its bytes.
func (m mirror) serve(req *http.Request, name string, f fs.File) (*http.Response, error) {
	h := sha256.New()
	size, err := io.Copy(h, f)
	_ = f.Close()
	if err != nil {
		return nil, fmt.Errorf("read mirror file %s: %w", name, err)
	}
	header := http.Header{"Etag": {`"` + hex.EncodeToString(h.Sum(nil)) + `"`}}
	if slices.Contains(strings.Split(strings.ReplaceAll(req.Header.Get("If-None-Match"), " ", ""), ","), header.Get("Etag")) {
		return answer(req, http.StatusNotModified, header, ""), nil
	}
	if f, err = m.fs.Open(name); err != nil {
		return nil, fmt.Errorf("open mirror file %s: %w", name, err)
	}
	resp := answer(req, http.StatusOK, header, "")
	resp.Body, resp.ContentLength = f, size
	return resp, nil
}

func answer(req *http.Request, status int, header http.Header, text string) *http.Response {
	if header == nil {
		header = http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	}
	return &http.Response{Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: req,
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text))}
}

// MirrorPath is the path of a URL's file in a mirror.
func MirrorPath(u *url.URL) (string, error) {
	name := strings.ToLower(u.Host) + "/" + strings.TrimPrefix(u.Path, "/")
	if strings.HasSuffix(name, "/") {
		name += "index"
	}
	if u.RawQuery != "" {
		name += "%3F" + strings.ReplaceAll(u.RawQuery, "/", "%2F")
	}
	if u.Host == "" || !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return "", fmt.Errorf("the address has no place in a mirror: %q", name)
	}
	return name, nil
}

// Edition is a mirror as it stood at one time.
type Edition struct {
	At time.Time // zero for a mirror without dates
	FS fs.FS     // for [Mirror]
}

// Editions reads a mirror of several dates: folders named @2026-09-04 or
// @2026-09-04T12:30:00Z, each holding only the files that changed then. They
// come oldest first, each over the ones before it. A mirror without such
// folders is one edition without date.
func Editions(fsys fs.FS) ([]Edition, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("read mirror: %w", err)
	}
	var out []Edition
	var plain []string
	for _, e := range entries {
		date, dated := strings.CutPrefix(e.Name(), "@")
		if !e.IsDir() {
			continue
		}
		if !dated {
			plain = append(plain, e.Name())
			continue
		}
		at, err := time.Parse(time.DateOnly, date)
		if err != nil {
			at, err = time.Parse(time.RFC3339Nano, date)
		}
		if err != nil {
			return nil, fmt.Errorf("read mirror: folder %q is not @ and a date such as @2026-09-04 or @2026-09-04T12:30:00Z", e.Name())
		}
		layer, err := fs.Sub(fsys, e.Name())
		if err != nil {
			return nil, fmt.Errorf("read mirror: %w", err)
		}
		out = append(out, Edition{At: at.UTC(), FS: layer})
	}
	if len(out) == 0 {
		return []Edition{{FS: fsys}}, nil
	}
	if len(plain) > 0 {
		return nil, fmt.Errorf("read mirror: folder %q stands beside dated ones; move it into the date it belongs to", plain[0])
	}
	slices.SortFunc(out, func(a, b Edition) int { return a.At.Compare(b.At) })
	layers := make(layered, 0, len(out))
	for i := range out {
		if i > 0 && out[i].At.Equal(out[i-1].At) {
			return nil, fmt.Errorf("read mirror: two folders are of %s", out[i].At.Format(time.RFC3339))
		}
		layers = append(layers, out[i].FS)
		out[i].FS = slices.Clone(layers)
	}
	return out, nil
}

// Current is a mirror of several dates as it stands whenever it is asked, by a
// clock: what a date holds is not there before that date. Before the first date
// it is empty.
func Current(fsys fs.FS, now func() time.Time) (fs.FS, error) {
	editions, err := Editions(fsys)
	if err != nil {
		return nil, err
	}
	return current{editions: editions, now: now}, nil
}

type current struct {
	editions []Edition
	now      func() time.Time
}

func (c current) at() fs.FS {
	now := c.now()
	for _, e := range slices.Backward(c.editions) {
		if !e.At.After(now) {
			return e.FS
		}
	}
	return layered{}
}

func (c current) Open(name string) (fs.File, error) { return c.at().Open(name) }

func (c current) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(c.at(), name) }

// layered is file systems over one another, the last on top.
type layered []fs.FS

func (l layered) Open(name string) (fs.File, error) {
	for _, layer := range slices.Backward(l) {
		f, err := layer.Open(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a folder of all layers together.
func (l layered) ReadDir(name string) ([]fs.DirEntry, error) {
	found, seen := false, map[string]fs.DirEntry{}
	for _, layer := range l {
		entries, err := fs.ReadDir(layer, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		found = found || err == nil
		for _, e := range entries {
			seen[e.Name()] = e
		}
	}
	if !found {
		return nil, &fs.PathError{Op: "readdir", Path: path.Clean(name), Err: fs.ErrNotExist}
	}
	out := make([]fs.DirEntry, 0, len(seen))
	for _, e := range seen {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}
