package exposure

import (
	"net/url"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

// The list exists so that a new release is seen: its files are held back with
// its name, until exposure.anthropic_index has a mapping for it.
var _ = list.Add(sources.Dataset{
	Name:         "exposure.anthropic_files",
	About:        "Files of the Anthropic Economic Index: which releases there are, and which bytes each file has.",
	Home:         "https://huggingface.co/datasets/Anthropic/EconomicIndex/tree/main",
	License:      "CC BY 4.0",
	Citation:     "Anthropic Economic Index, Anthropic. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(sources.Request{
		URL:   "https://huggingface.co/api/datasets/Anthropic/EconomicIndex/tree/main",
		Query: url.Values{"recursive": {"true"}},
	}),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Nested: true},
	Columns: []sources.Column{
		sources.Text("path", "Path of the file or folder in the repository.").Key(),
		sources.Code("kind", "file or directory.").Named("type").OneOf("file", "directory"),
		sources.Integer("size_bytes", "bytes", "Size of the file; 0 for a folder.").Named("size").Optional().AtLeast(0),
		sources.Code("git_id", "Git's identifier of the bytes, or of the pointer where they are stored apart.").Named("oid"),
		sources.Code("sha256", "Hash of a large file's bytes; NULL for small ones and folders.").Named("lfs.oid").MayLack(),
		sources.Code("release", "Release that the file is of, such as 2026_01_15; NULL for what is shared.").DerivedBy(releaseOfPath, "path").Optional(),
	},
	Unused:   []string{"lfs.size", "lfs.pointerSize", "xetHash", "lastCommit", "securityFileStatus"},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a release every two to six months"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.5,
		MaxVanished: 0.5,
		Checks: []sources.Check{{
			Name: "known release",
			Rule: "release IS NULL OR release IN ('" + strings.Join(knownReleases(), "', '") + "')",
			Why:  "exposure.anthropic_index has no mapping for this release and does not read it; a newer version of this program may",
		}},
		Why: "MinRows: seven known files and their folders. MaxBad: the files of a new release are held back on purpose, at most as many as are known. " +
			"MaxVanished: folders are moved at a release.",
	},
})

// releaseOfPath finds the release in a path.
func releaseOfPath(cells [][]byte, dst []byte) ([]byte, error) {
	for _, c := range cells {
		if m := indexRelease.FindSubmatch(append(slices.Clone(c), '/')); m != nil {
			return append(dst, m[1]...), nil
		}
	}
	return nil, nil
}

// knownReleases are the releases that have a mapping, without their files.
func knownReleases() []string {
	var out []string
	for _, l := range indexLayouts {
		for _, r := range l.releases {
			release, _, _ := strings.Cut(r, ".")
			out = append(out, release)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
