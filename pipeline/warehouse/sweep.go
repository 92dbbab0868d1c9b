package warehouse

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// leftovers are the names that a publication or an export uses before the
// final one, below the folder given. DuckDB puts tmp_ before the name of a
// file that it overwrites.
var leftovers = []string{
	".next-*", ".tmp-*", ".link-*", "tmp_.tmp-*",
	"*/.next-*", "*/.tmp-*", "*/tmp_.tmp-*",
}

// Sweep removes what a publication into dir, or an export into it, left behind
// when its process was killed. Nothing else has such names, and only the owner
// of the folder may call it. A folder that is not there counts as swept.
func Sweep(dir string) error {
	for _, pattern := range leftovers {
		// Not filepath.Glob of a joined path: the folder's own name may hold [ or *.
		found, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil {
			return err
		}
		for _, f := range found {
			if err := os.Remove(filepath.Join(dir, f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
