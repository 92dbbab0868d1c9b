package landing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"jevons/pipeline/fault"
)

// Options are what an archive is opened with. The zero value is for writing.
type Options struct {
	FS FS // nil is the machine's own
	// ReadOnly opens without making, sweeping or repairing anything, which is
	// right while another process writes.
	ReadOnly bool
}

// Archive is an open archive. Its methods may be used by several goroutines.
type Archive struct {
	fs       FS
	dir      string // <data folder>/archive
	readOnly bool

	mu       sync.Mutex
	prefixes map[string]bool // object folders known to be durable
	serial   int             // of temporary files
	lines    map[string]*sync.Mutex
	history  map[string]*history // what was read of journals, by dataset
}

// Object is a stored body.
type Object struct {
	SHA256 string
	Size   int64 // bytes
	Lines  int64 // line ends, plus one for a last line without
}

// Open opens the archive below dir, making it and sweeping its temporary files
// unless it is opened read-only. For writing, the caller holds a [Lock].
func Open(dir string, o Options) (*Archive, error) {
	if o.FS == nil {
		o.FS = OS{}
	}
	a := &Archive{fs: o.FS, dir: filepath.Join(dir, "archive"), readOnly: o.ReadOnly,
		prefixes: map[string]bool{}, lines: map[string]*sync.Mutex{}, history: map[string]*history{}}
	if o.ReadOnly {
		if _, err := a.fs.Lstat(a.dir); err != nil {
			return nil, fmt.Errorf("open archive below %s: %w; fetch or load something first", dir, err)
		}
		return a, nil
	}
	for _, d := range []string{dir, a.dir, a.path("objects"), a.path("journal"), a.path("tmp")} {
		if err := makeDir(a.fs, d); err != nil {
			return nil, fmt.Errorf("make archive folder %s: %w", d, err)
		}
	}
	return a, a.sweep()
}

func (a *Archive) path(elem ...string) string {
	return filepath.Join(append([]string{a.dir}, elem...)...)
}

// sweep removes what a run left behind that did not end well.
func (a *Archive) sweep() error {
	tmp := a.path("tmp")
	left, err := a.fs.ReadDir(tmp)
	if err != nil {
		return fmt.Errorf("list %s: %w", tmp, err)
	}
	for _, e := range left {
		if err := a.fs.Remove(filepath.Join(tmp, e.Name())); err != nil {
			return fmt.Errorf("sweep the archive's temporary files: %w", err)
		}
	}
	return nil
}

// Path is where the object lies, or would lie.
func (a *Archive) Path(sha string) string {
	if !validSHA(sha) {
		return a.path("objects", "invalid")
	}
	return a.path("objects", sha[:2], sha)
}

// Has tells whether the object is there, and how long it is in bytes.
func (a *Archive) Has(sha string) (size int64, ok bool) {
	if !validSHA(sha) {
		return 0, false
	}
	fi, err := a.fs.Lstat(a.Path(sha))
	if err != nil || !fi.Mode().IsRegular() {
		return 0, false
	}
	return fi.Size(), true
}

// Incoming is a body on its way into the archive. It is used by one goroutine,
// and ended by Commit or Abort; Abort after Commit does nothing.
type Incoming struct {
	a    *Archive
	f    File
	name string
	tally
}

// tally counts and hashes what passes.
type tally struct {
	hash  hash.Hash
	size  int64
	ends  int64 // newline bytes
	inRow bool  // the last byte was not a newline
}

func (t *tally) add(p []byte) {
	if len(p) == 0 {
		return
	}
	t.hash.Write(p)
	t.size += int64(len(p))
	t.ends += int64(bytes.Count(p, []byte{'\n'}))
	t.inRow = p[len(p)-1] != '\n'
}

func (t *tally) object() Object {
	o := Object{SHA256: hex.EncodeToString(t.hash.Sum(nil)), Size: t.size, Lines: t.ends}
	if t.inRow {
		o.Lines++
	}
	return o
}

// New begins a body.
func (a *Archive) New() (*Incoming, error) {
	if a.readOnly {
		return nil, errors.New("begin an archive object: the archive is open read-only")
	}
	a.mu.Lock()
	a.serial++
	name := a.path("tmp", "in-"+strconv.Itoa(a.serial))
	a.mu.Unlock()
	f, err := a.fs.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o444)
	if err != nil {
		return nil, fmt.Errorf("begin an archive object: %w", err)
	}
	return &Incoming{a: a, f: f, name: name, tally: tally{hash: sha256.New()}}, nil
}

// Write appends to the body.
func (in *Incoming) Write(p []byte) (int, error) {
	n, err := in.f.Write(p)
	in.add(p[:n])
	return n, err
}

// Reset drops what was written, for a transfer that begins again.
func (in *Incoming) Reset() error {
	if err := in.f.Truncate(0); err != nil {
		return fmt.Errorf("restart an archive object: %w", err)
	}
	in.tally = tally{hash: sha256.New()}
	return nil
}

// Object is what was written so far.
func (in *Incoming) Object() Object { return in.object() }

// Open reads back what was written, verified, whether it is committed by now or
// not: decoding need not wait until the disk holds the bytes for good.
func (in *Incoming) Open() (io.ReadCloser, error) {
	o := in.object()
	f, err := in.a.fs.OpenFile(in.name, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return in.a.Open(o.SHA256)
	}
	if err != nil {
		return nil, fmt.Errorf("read an archive object: %w", err)
	}
	return &verified{f: f, hash: sha256.New(), want: o.SHA256, path: in.name}, nil
}

// Abort drops the body.
func (in *Incoming) Abort() {
	if in.f != nil {
		_ = in.f.Close()
		_ = in.a.fs.Remove(in.name) // the next Open sweeps what stays
		in.f = nil
	}
}

// Commit makes the body an object and returns when it is durable. sha is what
// the sender's side computed, "" when nobody did; another content is an error.
// isNew is false when the object was there already.
func (in *Incoming) Commit(sha string) (isNew bool, err error) {
	if in.f == nil {
		return false, errors.New("commit an archive object: it was committed or aborted before")
	}
	defer in.Abort()
	o := in.object()
	if sha != "" && sha != o.SHA256 {
		return false, fmt.Errorf("commit an archive object: %s was announced and %s was written; the bytes changed on the way, fetch again", sha, o.SHA256)
	}
	if err := fault.Point(fault.TempWritten); err != nil {
		return false, err
	}
	isNew, err = in.publish(o)
	if err != nil {
		return false, fmt.Errorf("commit archive object %s: %w", o.SHA256, err)
	}
	return isNew, nil
}

func (in *Incoming) publish(o Object) (isNew bool, err error) {
	a := in.a
	folder, target := filepath.Dir(a.Path(o.SHA256)), a.Path(o.SHA256)
	if err := a.objectDir(folder); err != nil {
		return false, err
	}
	if size, ok := a.Has(o.SHA256); ok && size == o.Size {
		// The run that wrote it may have died before its name was durable.
		return false, a.fs.SyncDir(folder)
	}
	if err := in.f.Sync(); err != nil {
		return false, err
	}
	err = in.f.Close()
	in.f = nil
	if err != nil {
		return false, errors.Join(err, a.fs.Remove(in.name))
	}
	if err := fault.Point(fault.BeforeRename); err != nil {
		return false, errors.Join(err, a.fs.Remove(in.name))
	}
	// An object of this name but another length is damaged, and is healed here.
	if err := a.fs.Rename(in.name, target); err != nil {
		return false, errors.Join(err, a.fs.Remove(in.name))
	}
	if err := fault.Point(fault.AfterRename); err != nil {
		return false, err
	}
	return true, a.fs.SyncDir(folder)
}

func (a *Archive) objectDir(folder string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.prefixes[folder] {
		return nil
	}
	if err := makeDir(a.fs, folder); err != nil {
		return err
	}
	a.prefixes[folder] = true
	return nil
}

// Open reads an object and verifies its hash on the way: instead of the end of
// a damaged object it returns an error.
func (a *Archive) Open(sha string) (io.ReadCloser, error) {
	if !validSHA(sha) {
		return nil, fmt.Errorf("open archive object: %q is not a SHA-256 in lower-case hex", sha)
	}
	f, err := a.fs.OpenFile(a.Path(sha), os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open archive object %s: %w; restore it from a backup of the archive", sha, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open archive object %s: %w", sha, err)
	}
	return &verified{f: f, hash: sha256.New(), want: sha, path: a.Path(sha)}, nil
}

// OpenAt opens an object for random access, which cannot verify it.
func (a *Archive) OpenAt(sha string) (f File, size int64, err error) {
	if !validSHA(sha) {
		return nil, 0, fmt.Errorf("open archive object: %q is not a SHA-256 in lower-case hex", sha)
	}
	f, err = a.fs.OpenFile(a.Path(sha), os.O_RDONLY, 0)
	if err != nil {
		return nil, 0, fmt.Errorf("open archive object %s: %w", sha, err)
	}
	fi, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("open archive object %s: %w", sha, err), f.Close())
	}
	return f, fi.Size(), nil
}

// DamageError says that an object's bytes are not what its name promises.
type DamageError struct {
	Path, SHA256, Got string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("archive object %s is damaged: its bytes hash to %s; restore the file from a backup, or delete it and fetch or load it again",
		e.Path, e.Got)
}

type verified struct {
	f          File
	hash       hash.Hash
	want, path string
	end        error
}

func (v *verified) Read(p []byte) (int, error) {
	if v.end != nil {
		return 0, v.end
	}
	n, err := v.f.Read(p)
	v.hash.Write(p[:n])
	if err == io.EOF {
		if got := hex.EncodeToString(v.hash.Sum(nil)); got != v.want {
			err = &DamageError{Path: v.path, SHA256: v.want, Got: got}
		}
	}
	if err != nil {
		v.end = err
	}
	return n, err
}

func (v *verified) Close() error { return v.f.Close() }

// Damage is one thing that [Archive.Verify] found wrong.
type Damage struct {
	Path   string
	Reason string
}

// Verify reads every object and compares it with its name. It returns what is
// damaged or does not belong there; err says only that the walk itself failed.
// progress is told of every n bytes read and may be nil.
func (a *Archive) Verify(ctx context.Context, progress func(n int64)) (found []Damage, err error) {
	root := a.path("objects")
	folders, err := a.fs.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("verify the archive: %w", err)
	}
	buf := make([]byte, blockSize)
	for _, d := range folders {
		names, err := a.fs.ReadDir(filepath.Join(root, d.Name()))
		if err != nil {
			found = append(found, Damage{filepath.Join(root, d.Name()), "cannot be listed: " + err.Error()})
			continue
		}
		for _, e := range names {
			path := filepath.Join(root, d.Name(), e.Name())
			if !e.Type().IsRegular() || !validSHA(e.Name()) || !strings.HasPrefix(e.Name(), d.Name()) {
				found = append(found, Damage{path, "is not an archive object"})
				continue
			}
			if err := a.check(ctx, e.Name(), buf, progress); ctx.Err() != nil {
				return found, fmt.Errorf("verify the archive: %w", ctx.Err())
			} else if err != nil {
				found = append(found, Damage{path, err.Error()})
			}
		}
	}
	return found, nil
}

func (a *Archive) check(ctx context.Context, sha string, buf []byte, progress func(n int64)) error {
	r, err := a.Open(sha)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		n, err := r.Read(buf)
		if progress != nil {
			progress(int64(n))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
