package decode

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"jevons/sources"
)

// Decode implements [sources.Decoder].
func (d Auto) Decode(ctx context.Context, f sources.File) (sources.Stream, error) {
	return d.decode(ctx, f, false)
}

func (d Auto) decode(ctx context.Context, sf sources.File, inner bool) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	kind, err := magic(f)
	if err != nil {
		return nil, err
	}
	if !kind {
		return d.CSV.Decode(ctx, sf)
	}
	a, err := openArchive(f)
	if err != nil {
		return nil, err
	}
	if a.workbook() {
		return d.XLSX.decode(ctx, f, a)
	}
	if inner {
		return nil, f.errorf(0, "", "an archive inside an archive, which is not a workbook")
	}
	if sf, err = a.only(sf, d.Member); err != nil {
		return nil, err
	}
	return d.decode(ctx, sf, true)
}

// Decode implements [sources.Decoder].
func (d Zip) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	if d.Then == nil {
		return nil, f.errorf(0, "", "the archive's decoder is not declared")
	}
	packed, err := magic(f)
	if err != nil {
		return nil, err
	}
	if !packed {
		return d.Then.Decode(ctx, sf)
	}
	a, err := openArchive(f)
	if err != nil {
		return nil, err
	}
	if a.workbook() {
		return nil, f.errorf(0, "", "a workbook where an archive with %s or that file itself was expected", d.Member)
	}
	if sf, err = a.only(sf, d.Member); err != nil {
		return nil, err
	}
	return d.Then.Decode(ctx, sf)
}

// magic tells whether the file begins like a zip archive.
func magic(f *file) (bool, error) {
	rc, err := f.open()
	if err != nil {
		return false, err
	}
	defer rc.Close()
	var head [4]byte
	n, err := io.ReadFull(rc, head[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, fmt.Errorf("%s: read %q: %w", f.Dataset.Name, f.Name, err)
	}
	return n == 4 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 && head[3] == 4 || head[2] == 5 && head[3] == 6), nil
}

// archive is a zip archive held in memory. Its member names are only compared,
// never used as paths.
type archive struct {
	f    *file
	data []byte
	zip  *zip.Reader
}

// openArchive reads a zip archive and checks its directory against the limits.
func openArchive(f *file) (*archive, error) {
	rc, err := f.open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	r := &counter{r: io.LimitReader(rc, maxArchive+1), tell: f.Progress}
	var buf bytes.Buffer
	if f.Size > 0 && f.Size <= maxArchive {
		buf.Grow(int(f.Size) + bytes.MinRead)
	}
	if _, err := buf.ReadFrom(r); err != nil {
		return nil, fmt.Errorf("%s: read %q: %w", f.Dataset.Name, f.Name, err)
	}
	if buf.Len() > maxArchive {
		return nil, f.errorf(0, "", "the archive is larger than the limit of %d bytes", maxArchive)
	}
	a := &archive{f: f, data: buf.Bytes()}
	if a.zip, err = zip.NewReader(bytes.NewReader(a.data), int64(len(a.data))); err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		e := f.errorf(0, "", "the zip archive cannot be read (%v)", err)
		e.Hint = "fetch the file again; it may be cut short"
		return nil, e
	}
	return a, a.check()
}

func (a *archive) check() error {
	if n := len(a.zip.File); n > maxEntries {
		return a.f.errorf(0, "", "the archive has %d entries, the limit is %d", n, maxEntries)
	}
	for _, e := range a.zip.File {
		size := int64(min(e.UncompressedSize64, 1<<62))
		if err := tooLarge(a.f, "archive member "+inert(e.Name), size, int64(min(e.CompressedSize64, 1<<62))); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) workbook() bool {
	for _, e := range a.zip.File {
		if e.Name == "[Content_Types].xml" {
			return true
		}
	}
	return false
}

// find returns the only member whose base name matches the pattern.
func (a *archive) find(pattern string) (*zip.File, error) {
	if pattern == "" {
		pattern = "*"
	}
	var hits []*zip.File
	var names []string
	for _, e := range a.zip.File {
		if strings.HasSuffix(e.Name, "/") {
			continue
		}
		if len(names) < 10 {
			names = append(names, inert(e.Name))
		}
		ok, err := path.Match(pattern, path.Base(e.Name))
		if err != nil {
			return nil, a.f.errorf(0, pattern, "is not a pattern for member names (%v)", err)
		}
		if ok {
			hits = append(hits, e)
		}
	}
	if len(hits) == 1 {
		return hits[0], nil
	}
	return nil, a.f.errorf(0, "", "%d members of the archive match %s, not one; it holds %s", len(hits), pattern, strings.Join(names, ", "))
}

// only makes a file of the only member whose base name matches the pattern.
func (a *archive) only(sf sources.File, pattern string) (sources.File, error) {
	member, err := a.find(pattern)
	if err != nil {
		return sf, err
	}
	sf.Name, sf.Size = path.Base(member.Name), int64(member.UncompressedSize64)
	sf.Progress = nil // the archive told of its bytes
	sf.Open = func() (io.ReadCloser, error) { return a.openMember(member) }
	return sf, nil
}

func (a *archive) openMember(e *zip.File) (io.ReadCloser, error) {
	if e.Flags&1 != 0 {
		return nil, a.f.errorf(0, "", "archive member %s is encrypted", inert(e.Name))
	}
	rc, err := e.Open()
	if err != nil {
		return nil, a.f.errorf(0, "", "archive member %s cannot be opened (%v)", inert(e.Name), err)
	}
	return &memberReader{a: a, rc: rc, packed: int64(e.CompressedSize64), what: "archive member " + inert(e.Name)}, nil
}

// memberReader applies the expansion limits while a member is read, since the
// directory's figures may be false.
type memberReader struct {
	a         *archive
	rc        io.ReadCloser
	n, packed int64
	what      string
}

func (m *memberReader) Read(p []byte) (int, error) {
	n, err := m.rc.Read(p)
	m.n += int64(n)
	if bad := tooLarge(m.a.f, m.what, m.n, m.packed); bad != nil {
		return 0, bad
	}
	if err != nil && err != io.EOF {
		e := m.a.f.errorf(0, "", "the %s is damaged (%v)", m.what, err)
		e.Hint = "fetch the file again"
		return n, e
	}
	return n, err
}

func (m *memberReader) Close() error { return m.rc.Close() }
