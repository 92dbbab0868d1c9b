package landing

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Holder tells who has the lock file at path, without taking it. held is false
// where nobody has, also when a text was left behind by a process that died.
func Holder(path string) (o Owner, held bool, err error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return Owner{}, false, nil
	}
	if err != nil {
		return Owner{}, false, fmt.Errorf("open lock file: %w", err)
	}
	defer f.Close()
	// Who closes a lock empties the file. So only a text that somebody left is
	// worth a try of the lock, which would keep a starting process out for as
	// long as it lasts.
	if o = readOwner(f); o.PID == 0 {
		return Owner{}, false, nil
	}
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB); {
	case errors.Is(err, unix.EWOULDBLOCK):
		return o, true, nil
	case err != nil:
		return Owner{}, false, fmt.Errorf("ask for the lock of %s: %w", path, err)
	}
	return Owner{}, false, nil
}
