package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"

	"jevons/sources"
)

// How far a gzip body may expand. The ratio counts only from ratioFrom bytes
// on, since a small file of blanks is no attack.
const (
	maxExpanded = 8 << 30
	maxRatio    = 1000
	ratioFrom   = 64 << 20
)

// errExpands is wrapped by the refusal of a gzip body that grows too large.
var errExpands = errors.New("the gzip body expands too far")

// gzipHead expands the beginning of a gzip body.
func gzipHead(block []byte) (head []byte, ok bool) {
	if !looksGzip(block) {
		return nil, false
	}
	z, err := gzip.NewReader(bytes.NewReader(block))
	if err != nil {
		return nil, false
	}
	head = make([]byte, sources.SniffLen)
	n, err := io.ReadFull(z, head)
	// A stream cut within the block is found by gzipCheck.
	return head[:n], n > 0 || err == io.EOF
}

// gzipCheck expands a body beside its transfer, because a gzip file that was cut
// before it came to the host arrives with the right length. Until it is
// started, it takes any body for sound.
type gzipCheck struct {
	pipe *io.PipeWriter
	done chan struct{}
	mu   sync.Mutex
	in   int64
	err  error
}

// start begins the check if first is the beginning of a gzip body.
func (g *gzipCheck) start(first []byte) {
	if !looksGzip(first) {
		return
	}
	r, w := io.Pipe()
	g.pipe, g.done = w, make(chan struct{})
	go func() {
		defer close(g.done)
		g.err = g.expand(r)
		r.CloseWithError(io.ErrClosedPipe) // later writes return at once
	}()
}

func (g *gzipCheck) expand(r io.Reader) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return damaged(err)
	}
	buf := make([]byte, 1<<17)
	for out := int64(0); ; {
		n, err := z.Read(buf)
		out += int64(n)
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return damaged(err)
		case out > maxExpanded:
			return fmt.Errorf("%w: more than %d bytes", errExpands, int64(maxExpanded))
		case out > ratioFrom && out > maxRatio*g.taken():
			return fmt.Errorf("%w: more than %d times its size", errExpands, maxRatio)
		}
	}
}

func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the gzip body is cut short: %w", err)
	}
	return fmt.Errorf("the gzip body is damaged: %w", err)
}

func (g *gzipCheck) taken() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.in
}

func (g *gzipCheck) write(p []byte) {
	if g.pipe == nil {
		return
	}
	g.mu.Lock()
	g.in += int64(len(p))
	g.mu.Unlock()
	_, _ = g.pipe.Write(p) // fails only after expand has ended, whose error end returns
}

// end says whether the whole body was a sound gzip file.
func (g *gzipCheck) end() error {
	if g.pipe == nil {
		return nil
	}
	_ = g.pipe.Close() // never fails
	<-g.done
	return g.err
}

func (g *gzipCheck) stop() { _ = g.end() } // for a transfer that ended otherwise
