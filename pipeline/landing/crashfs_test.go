package landing_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"jevons/pipeline/landing"
)

var (
	errInjected = errors.New("injected input/output error")
	errDead     = errors.New("the process is dead")
)

// crashFS is a file system in memory that knows which of its contents would
// survive a power loss: a file's bytes since its last sync and a folder's
// entries since its last sync would not. At the n-th call it fails or dies.
type crashFS struct {
	mu     sync.Mutex
	root   *node
	calls  int
	failAt int  // the call that fails; 0 is none
	die    bool // it and all later ones fail, and a write is cut in half
	budget int  // bytes that may be written; negative is without limit
	hit    bool
}

type node struct {
	dir            bool
	perm           fs.FileMode
	data, safe     []byte
	kids, safeKids map[string]*node
}

func newDir() *node { return &node{dir: true, kids: map[string]*node{}, safeKids: map[string]*node{}} }

func newCrashFS() *crashFS { return &crashFS{root: newDir(), budget: -1} }

// call counts a call and says whether it fails.
func (c *crashFS) call() error {
	c.calls++
	switch {
	case c.failAt > 0 && c.calls == c.failAt:
		c.hit = true
		if c.die {
			return errDead
		}
		return errInjected
	case c.die && c.failAt > 0 && c.calls > c.failAt:
		return errDead
	}
	return nil
}

type loss int

const (
	killed      loss = iota // the process dies, the machine does not
	powerLost               // everything that was not synced is gone
	powerTorn               // half of what was appended since the last sync is there
	powerZeroed             // files have their new length, with zeros for the unsynced end
)

// reboot loses what is lost and lets all calls succeed again.
func (c *crashFS) reboot(l loss) {
	c.calls, c.failAt, c.die, c.budget, c.hit = 0, 0, false, -1, false
	if l == killed {
		return
	}
	var walk func(n *node)
	walk = func(n *node) {
		if n.dir {
			n.kids = cloneKids(n.safeKids)
			for _, k := range n.kids {
				walk(k)
			}
			return
		}
		extra := max(len(n.data)-len(n.safe), 0)
		torn := slices.Clone(n.safe)
		switch {
		case l == powerTorn && extra > 0:
			torn = append(torn, n.data[len(n.safe):len(n.safe)+extra/2]...)
		case l == powerZeroed:
			torn = append(torn, make([]byte, extra)...)
		}
		n.data, n.safe = torn, slices.Clone(torn)
	}
	walk(c.root)
}

func cloneKids(m map[string]*node) map[string]*node {
	out := make(map[string]*node, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (c *crashFS) find(name string) (*node, error) {
	n := c.root
	for part := range strings.SplitSeq(strings.Trim(filepath.ToSlash(name), "/"), "/") {
		if part == "" {
			continue
		}
		if n = n.kids[part]; n == nil {
			return nil, &fs.PathError{Op: "find", Path: name, Err: fs.ErrNotExist}
		}
	}
	return n, nil
}

func (c *crashFS) parent(name string) (*node, string, error) {
	p, err := c.find(filepath.Dir(name))
	return p, filepath.Base(name), err
}

func (c *crashFS) OpenFile(name string, flag int, perm fs.FileMode) (landing.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return nil, err
	}
	p, base, err := c.parent(name)
	if err != nil {
		return nil, err
	}
	n := p.kids[base]
	switch {
	case n == nil && flag&os.O_CREATE == 0:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case n != nil && flag&os.O_EXCL != 0:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	case n == nil:
		n = &node{perm: perm}
		p.kids[base] = n
	}
	return &memFile{c: c, n: n, name: base}, nil
}

func (c *crashFS) Lstat(name string) (fs.FileInfo, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return nil, err
	}
	n, err := c.find(name)
	if err != nil {
		return nil, err
	}
	return info{n, filepath.Base(name)}, nil
}

func (c *crashFS) ReadDir(name string) ([]fs.DirEntry, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return nil, err
	}
	n, err := c.find(name)
	if err != nil {
		return nil, err
	}
	var out []fs.DirEntry
	for base, k := range n.kids {
		out = append(out, fs.FileInfoToDirEntry(info{k, base}))
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

func (c *crashFS) Mkdir(name string, _ fs.FileMode) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return err
	}
	p, base, err := c.parent(name)
	if err != nil {
		return err
	}
	if p.kids[base] != nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrExist}
	}
	p.kids[base] = newDir()
	return nil
}

func (c *crashFS) Rename(from, to string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return err
	}
	p, base, err := c.parent(from)
	if err != nil || p.kids[base] == nil {
		return &fs.PathError{Op: "rename", Path: from, Err: fs.ErrNotExist}
	}
	q, target, err := c.parent(to)
	if err != nil {
		return err
	}
	q.kids[target] = p.kids[base]
	delete(p.kids, base)
	return nil
}

func (c *crashFS) Remove(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return err
	}
	p, base, err := c.parent(name)
	if err != nil || p.kids[base] == nil {
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	delete(p.kids, base)
	return nil
}

func (c *crashFS) SyncDir(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.call(); err != nil {
		return err
	}
	n, err := c.find(name)
	if err != nil {
		return err
	}
	n.safeKids = cloneKids(n.kids)
	return nil
}

type memFile struct {
	c    *crashFS
	n    *node
	name string
	at   int
}

func (f *memFile) Write(p []byte) (int, error) {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.call(); err != nil {
		if errors.Is(err, errDead) && f.c.calls == f.c.failAt {
			f.n.data = append(f.n.data, p[:len(p)/2]...)
		}
		return 0, err
	}
	if f.c.budget >= 0 {
		fits := min(f.c.budget, len(p))
		f.c.budget -= fits
		if fits < len(p) {
			f.c.hit = true
			f.n.data = append(f.n.data, p[:fits]...)
			return fits, syscall.ENOSPC
		}
	}
	f.n.data = append(f.n.data, p...)
	return len(p), nil
}

func (f *memFile) Read(p []byte) (int, error) {
	n, err := f.ReadAt(p, int64(f.at))
	f.at += n
	if n > 0 {
		err = nil
	}
	return n, err
}

func (f *memFile) ReadAt(p []byte, off int64) (int, error) {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.call(); err != nil {
		return 0, err
	}
	if off >= int64(len(f.n.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.n.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) Stat() (fs.FileInfo, error) {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.call(); err != nil {
		return nil, err
	}
	return info{f.n, f.name}, nil
}

func (f *memFile) Sync() error {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.call(); err != nil {
		return err
	}
	f.n.safe = slices.Clone(f.n.data)
	return nil
}

func (f *memFile) Truncate(size int64) error {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.call(); err != nil {
		return err
	}
	f.n.data = f.n.data[:size]
	return nil
}

func (f *memFile) Close() error {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	return f.c.call()
}

type info struct {
	n    *node
	name string
}

func (i info) Name() string { return i.name }
func (i info) Size() int64  { return int64(len(i.n.data)) }
func (i info) Mode() fs.FileMode {
	if i.n.dir {
		return fs.ModeDir | 0o750
	}
	return i.n.perm
}
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.n.dir }
func (i info) Sys() any           { return nil }
