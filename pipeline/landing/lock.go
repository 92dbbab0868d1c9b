package landing

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Owner says who works in a folder.
type Owner struct {
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
	Command string    `json:"command"`
	Boot    string    `json:"boot,omitempty"` // boot id of the machine, where it has one
}

// Lock keeps a second jevons out of a folder, in this process or another. It
// is a lock of the operating system on a file of its own, which ends with the
// process however that ends; the file's text only says who holds it. It must
// not be a database file: closing any handle of such a file would drop the
// database's own lock.
type Lock struct{ f *os.File }

// LockedError says who works in the folder.
type LockedError struct {
	Dir   string
	Owner Owner // zero when the holder had not yet written who it is
}

func (e *LockedError) Error() string {
	if e.Owner.PID == 0 {
		return fmt.Sprintf("another jevons works in %s; try again when it has ended", e.Dir)
	}
	return fmt.Sprintf("another jevons (pid %d, since %s, `%s`) works in %s; wait for it to end, or stop it",
		e.Owner.PID, e.Owner.Since.UTC().Format(time.RFC3339), inertText(e.Owner.Command, 80), e.Dir)
}

// Acquire takes the lock file at path for command, which began at since. When
// somebody else has it, the error is a [*LockedError] at once, without waiting.
func Acquire(path, command string, since time.Time) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o640)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := flock(f); err != nil {
		defer f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &LockedError{Dir: filepath.Dir(path), Owner: readOwner(f)}
		}
		return nil, fmt.Errorf("lock %s: %w; the data folder must lie on a file system that has locks", path, err)
	}
	text, err := json.Marshal(Owner{PID: os.Getpid(), Since: since.UTC(), Command: inertText(command, 200), Boot: bootID()})
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.WriteAt(append(text, '\n'), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write lock file %s: %w", path, err), f.Close())
	}
	return &Lock{f}, nil
}

// Close gives the folder free. The file stays, since removing it would let two
// processes lock two files of one name.
func (l *Lock) Close() error {
	if l == nil || l.f == nil {
		return nil
	}
	f := l.f
	l.f = nil
	return errors.Join(f.Truncate(0), f.Close())
}

// flock takes the lock, however often a signal gets in the way.
func flock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func readOwner(f *os.File) (o Owner) {
	text, err := io.ReadAll(io.NewSectionReader(f, 0, 4096))
	if err != nil || json.Unmarshal(text, &o) != nil {
		return Owner{}
	}
	return o
}

// bootID tells two boots of one machine apart, so that a reader of the file can
// see that its pid is of an earlier boot. Not every system has one.
func bootID() string {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
