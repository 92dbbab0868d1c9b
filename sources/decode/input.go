package decode

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"

	"jevons/sources"
)

// file is a sources.File with its defaults filled in.
type file struct {
	sources.File
	block int
}

func newFile(f sources.File) (*file, error) {
	if f.Dataset == nil || f.Open == nil {
		return nil, errors.New("decode: a file needs a dataset and a way to open it")
	}
	if f.BatchRows <= 0 {
		f.BatchRows = 65_536
	}
	if f.Workers <= 0 {
		f.Workers = runtime.GOMAXPROCS(0)
	}
	f.Workers = min(f.Workers, 64)
	if f.Mem == nil {
		f.Mem = memory.NewGoAllocator()
	}
	return &file{File: f, block: blockSize(f.BatchRows)}, nil
}

// at maps a line of the file to the line of its landing.
func (f *file) at(line int64) int64 {
	if f.LineAt == nil || line <= 0 {
		return line
	}
	return f.LineAt(line)
}

func (f *file) errorf(line int64, text, format string, a ...any) *sources.DecodeError {
	e := f.Errorf(f.at(line), "", text, format, a...)
	e.Text = strings.ToValidUTF8(e.Text, "\uFFFD")
	return e
}

// open opens the file and counts what is read for Progress.
func (f *file) open() (io.ReadCloser, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: open %q: %w", f.Dataset.Name, f.Name, err)
	}
	return rc, nil
}

// counter counts bytes and tells Progress of them.
type counter struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.tell != nil && n > 0 {
		c.tell(int64(n))
	}
	return n, err
}

// input is the decompressed text of a file.
type input struct {
	f     *file
	r     io.Reader
	close io.Closer
	bytes int64 // delivered so far, a byte order mark included
}

func (in *input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.bytes += int64(n)
	return n, err
}

func (in *input) Close() error { return in.close.Close() }

// openText opens a plain or gzip file, strips a UTF-8 byte order mark and
// refuses UTF-16.
func openText(f *file) (*input, error) {
	rc, err := f.open()
	if err != nil {
		return nil, err
	}
	in := &input{f: f, close: rc}
	if err := in.unwrap(rc); err != nil {
		rc.Close()
		return nil, err
	}
	return in, nil
}

func (in *input) unwrap(rc io.Reader) error {
	raw := &counter{r: rc, tell: in.f.Progress}
	br := bufio.NewReaderSize(raw, 64<<10)
	head, err := br.Peek(2)
	if err != nil && err != io.EOF {
		return in.fail(err)
	}
	if bytes.Equal(head, []byte{0x1f, 0x8b}) {
		zr, err := gzip.NewReader(br)
		if err != nil {
			return in.fail(gzipError(in.f, err))
		}
		br = bufio.NewReaderSize(&expander{f: in.f, r: zr, packed: raw, what: "gzip stream"}, 64<<10)
	}
	head, err = br.Peek(3)
	if err != nil && err != io.EOF {
		return in.fail(err)
	}
	in.r = br
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		br.Discard(3)
		in.bytes = 3
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		e := in.f.errorf(0, "", "the text is UTF-16 (byte order mark %x), not UTF-8", head[:2])
		e.Hint = "convert the file to UTF-8"
		return e
	}
	return nil
}

// fail gives a read error its place.
func (in *input) fail(err error) error {
	var de *sources.DecodeError
	if errors.As(err, &de) {
		return err
	}
	return fmt.Errorf("%s: read %q after %d bytes: %w", in.f.Dataset.Name, in.f.Name, in.bytes, err)
}

func gzipError(f *file, err error) error {
	var de *sources.DecodeError
	switch {
	case errors.As(err, &de):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		e := f.errorf(0, "", "the gzip stream is cut short")
		e.Hint = "fetch the file again"
		return e
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		e := f.errorf(0, "", "the gzip stream is damaged (%v)", err)
		e.Hint = "fetch the file again"
		return e
	}
	return fmt.Errorf("%s: expand %q: %w", f.Dataset.Name, f.Name, err)
}

// expander delivers decompressed bytes up to the limits.
type expander struct {
	f      *file
	r      io.Reader
	packed *counter
	n      int64
	what   string
}

func (e *expander) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.n += int64(n)
	if bad := tooLarge(e.f, e.what, e.n, e.packed.n); bad != nil {
		return 0, bad
	}
	if err != nil && err != io.EOF {
		err = gzipError(e.f, err)
	}
	return n, err
}

// tooLarge applies the expansion limits.
func tooLarge(f *file, what string, expanded, packed int64) error {
	if expanded > maxExpanded {
		return f.errorf(0, "", "the %s expands to more than the limit of %d bytes", what, int64(maxExpanded))
	}
	if expanded > ratioFree && expanded/maxRatio > packed {
		return f.errorf(0, "", "the %s expands more than %d:1 (%d bytes from %d), which is the limit above %d bytes",
			what, maxRatio, expanded, packed, ratioFree)
	}
	return nil
}
