// Package sql holds the SQL models and the hand-kept reference tables of this
// program, and nothing else. Package transforms says how they are written.
package sql

import "embed"

// Files are the folders core, marts and ref.
//
//go:embed claims core marts ref
var Files embed.FS
