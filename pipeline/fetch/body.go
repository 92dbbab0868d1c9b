package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"jevons/pipeline/fault"
	"jevons/sources"
)

// blockSize is how much of a body is handled at a time. It is more than
// sources.SniffLen, so that the first block shows what the answer is.
const blockSize = 1 << 18

// errStalled ends a transfer that sends nothing for too long.
var errStalled = errors.New("the host stopped sending")

// body streams an answer into the sink. The error is a *StatusError or a
// sinkError when it is final; any other begins the transfer again.
func (k *call) body(resp *http.Response) error {
	if k.dirty {
		if err := k.w.Reset(); err != nil {
			return sinkError{err}
		}
	}
	k.dirty = true
	if resp.ContentLength > k.c.cfg.MaxBytes {
		return k.failure(resp.StatusCode, fmt.Sprintf("it announces %d bytes, and at most %d are accepted", resp.ContentLength, k.c.cfg.MaxBytes))
	}
	// Closing the body is what wakes a read that waits for the network.
	stalled := make(chan struct{})
	watch := time.AfterFunc(k.c.cfg.Stall, func() { close(stalled); _ = resp.Body.Close() })
	defer watch.Stop()

	t := transfer{call: k, resp: resp, hash: sha256.New()}
	defer t.zip.stop()
	buf := make([]byte, blockSize)
	for {
		n, err := k.fill(resp.Body, buf, watch)
		select {
		case <-stalled:
			return errStalled
		default:
		}
		if err != nil && err != io.EOF {
			return err
		}
		if werr := t.block(buf[:n]); werr != nil {
			return werr
		}
		if err == io.EOF {
			return t.end()
		}
	}
}

// transfer is one attempt at a body.
type transfer struct {
	*call
	resp  *http.Response
	hash  hash.Hash
	zip   gzipCheck
	ends  int64 // newline bytes
	inRow bool  // the last byte was not a newline
}

// block takes the next bytes; the first block decides what the body is.
func (t *transfer) block(p []byte) error {
	if t.answer.Size == 0 {
		if err := t.recognize(t.resp, p); err != nil {
			return err
		}
		t.zip.start(p)
	}
	if err := fault.Point(fault.FetchBody); err != nil {
		return err
	}
	if t.answer.Size += int64(len(p)); t.answer.Size > t.c.cfg.MaxBytes {
		return t.failure(t.resp.StatusCode, fmt.Sprintf("it has more than the %d bytes that are accepted", t.c.cfg.MaxBytes))
	}
	if len(p) > 0 {
		t.hash.Write(p)
		t.ends += int64(bytes.Count(p, []byte{'\n'}))
		t.inRow = p[len(p)-1] != '\n'
		t.zip.write(p)
	}
	if _, err := t.w.Write(p); err != nil {
		return sinkError{err}
	}
	return nil
}

// end checks a body that seems whole.
func (t *transfer) end() error {
	if n := t.resp.ContentLength; n >= 0 && n != t.answer.Size {
		return fmt.Errorf("it announced %d bytes and sent %d: %w", n, t.answer.Size, io.ErrUnexpectedEOF)
	}
	if err := t.zip.end(); errors.Is(err, errExpands) {
		return t.failure(t.resp.StatusCode, err.Error())
	} else if err != nil {
		return err
	}
	t.answer.SHA256, t.answer.Lines = hex.EncodeToString(t.hash.Sum(nil)), t.ends
	if t.inRow {
		t.answer.Lines++
	}
	return nil
}

// fill reads until buf is full or the body ends. Every byte that comes puts
// the watch back.
func (k *call) fill(r io.Reader, buf []byte, watch *time.Timer) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
		if m > 0 && !watch.Reset(k.c.cfg.Stall) {
			return n, errStalled
		}
	}
	return n, err
}

// recognize looks at the first block of an answer and refuses what is plainly
// not the data.
func (k *call) recognize(resp *http.Response, block []byte) error {
	head := block[:min(len(block), sources.SniffLen)]
	k.answer.Head = bytes.Clone(head)
	err := k.d.Recognize(head)
	if plain, ok := gzipHead(block); ok && err == nil {
		err = (&sources.Dataset{}).Recognize(plain)
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err == nil && (kind == "text/html" || kind == "application/xhtml+xml") {
		err = fmt.Errorf("the answer is marked as an HTML page (%s), not data", kind)
	}
	if err == nil {
		return nil
	}
	e := k.failure(resp.StatusCode, err.Error())
	if after := retryAfter(resp.Header.Get("Retry-After"), k.c.cfg.Now()); after > 0 {
		e.RetryAfter = after
		k.c.hold(resp.Request.URL, after)
	}
	return e
}

// looksGzip tells a gzip stream by its first bytes.
func looksGzip(p []byte) bool { return strings.HasPrefix(string(p[:min(len(p), 3)]), "\x1f\x8b\x08") }
