// Package sample holds a small copy of the hosts of all datasets, so that the
// program can be tried without network. Almost all of its figures are made up;
// README.md says which are real.
//
// The layout is that of a mirror: mirror/@<date>/<host>/<path> is the state of
// a host's file that was published on that date; a date after the first holds
// only the files that changed. Rebuild it with
//
//	go test ./sources/sample -update
package sample

import (
	"embed"
	"io/fs"
)

//go:embed all:mirror
var files embed.FS

// Mirror is the folder that holds the dates.
func Mirror() fs.FS {
	sub, err := fs.Sub(files, "mirror")
	if err != nil { // the path is a constant and valid
		panic(err)
	}
	return sub
}
