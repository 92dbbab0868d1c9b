package landing

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Below is a file system for a scratch archive: what it lacks below Dir is read
// from the same place below Under, and whatever is written stays below Dir.
type Below struct {
	OS
	Dir, Under string
}

// OpenFile opens for reading what lies below Dir, else below Under.
func (b Below) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := b.OS.OpenFile(name, flag, perm)
	if errors.Is(err, fs.ErrNotExist) && flag == os.O_RDONLY {
		if under, ok := b.under(name); ok {
			return b.OS.OpenFile(under, flag, perm)
		}
	}
	return f, err
}

// Lstat describes what lies below Dir, else below Under.
func (b Below) Lstat(name string) (fs.FileInfo, error) {
	st, err := b.OS.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		if under, ok := b.under(name); ok {
			return b.OS.Lstat(under)
		}
	}
	return st, err
}

func (b Below) under(name string) (string, bool) {
	rel, err := filepath.Rel(b.Dir, name)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.Join(b.Under, rel), true
}

// Share keeps whoever wants the [Lock] at path out until release, without
// writing anything: for reading what nobody may change meanwhile. held tells
// that somebody has the lock. Where there is no lock file nobody has ever
// worked, and there is nothing to release.
func Share(path string) (release func(), held bool, err error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("open lock file: %w", err)
	}
	for err = unix.EINTR; errors.Is(err, unix.EINTR); {
		err = unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB)
	}
	if err == nil {
		return func() { _ = f.Close() }, false, nil
	}
	_ = f.Close()
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, true, nil
	}
	return nil, false, fmt.Errorf("ask for the lock of %s: %w", path, err)
}
