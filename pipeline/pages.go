package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"jevons/pipeline/fetch"
	"jevons/pipeline/landing"
	"jevons/sources"
)

// How far a paged answer may go.
const (
	maxPages    = 5_000
	maxWaits    = 60       // requests that only ask whether an answer is ready
	maxPageSize = 64 << 20 // bytes of a page that is looked at
)

// ask brings one part's body into in: one answer, or the pages of one.
func (l *looker) ask(ctx context.Context, d *sources.Dataset, req sources.Request, newest *sources.Landing, in *landing.Incoming) (fetch.Answer, error) {
	if !d.Fetch.Pages() {
		return l.client.Do(ctx, d, req, l.validators(newest), in)
	}
	first, err := l.pages(ctx, d, req, in)
	if err != nil {
		return first, err
	}
	o := in.Object()
	first.SHA256, first.Size, first.Lines = o.SHA256, o.Size, o.Lines
	// A page's validators say nothing of the pages after it.
	first.ETag, first.LastModified = "", ""
	return first, nil
}

// pages follows a part from page to page. It refuses to ask the same thing
// twice: a cursor that loops would never end.
func (l *looker) pages(ctx context.Context, d *sources.Dataset, req sources.Request, in *landing.Incoming) (first fetch.Answer, err error) {
	asked, waits := map[[32]byte]bool{}, 0
	for n := 1; ; n++ {
		if n > maxPages {
			return first, fmt.Errorf("%s %s: more than %d pages", d.Name, req.Part, maxPages)
		}
		id := sha256.Sum256(fmt.Appendf(nil, "%s %s?%s\n%s", req.Method, req.URL, req.Query.Encode(), req.Body))
		if asked[id] && req.Wait == 0 {
			return first, fmt.Errorf("%s %s: page %d asks for what an earlier page was asked for: the provider's cursor loops; nothing was loaded, try again later", d.Name, req.Part, n)
		}
		asked[id] = true
		if req.Wait > 0 {
			if waits++; waits > maxWaits {
				return first, fmt.Errorf("%s %s: the answer was not ready after %d tries; try again later", d.Name, req.Part, maxWaits)
			}
			if err := l.r.cfg.Env.Sleep(ctx, req.Wait); err != nil {
				return first, err
			}
		}
		if req.Replaces {
			if err := in.Reset(); err != nil {
				return first, err
			}
		}
		if req.Stream {
			return l.client.Do(ctx, d, req, fetch.Validators{}, in)
		}
		var page page
		a, err := l.client.Do(ctx, d, req, fetch.Validators{}, &page)
		if n == 1 || err != nil {
			first = a
		}
		if err != nil {
			return first, err
		}
		next, err := d.Fetch.Next(req, page.Bytes())
		if err != nil {
			return first, &sources.DecodeError{Dataset: d.Name, Part: req.Part, Reason: l.client.Conceal(req, fmt.Sprintf("page %d: %v", n, err))}
		}
		page.WriteByte('\n')
		if _, err := in.Write(page.Bytes()); err != nil {
			return first, err
		}
		if len(next) == 0 {
			return first, nil
		}
		req = next[0]
	}
}

// page holds one page in memory.
type page struct{ bytes.Buffer }

func (p *page) Write(b []byte) (int, error) {
	if p.Len()+len(b) > maxPageSize {
		return 0, fmt.Errorf("a page is larger than %d MiB", maxPageSize>>20)
	}
	return p.Buffer.Write(b)
}

func (p *page) Reset() error {
	p.Buffer.Reset()
	return nil
}
