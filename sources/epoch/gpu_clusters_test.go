package epoch_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/epoch"
	"jevons/sources/sourcetest"
)

// TestAnonymizedClustersKeepTheirNumbers: a file in another order is the same
// table, else every look would seem to revise clusters that nobody touched.
func TestAnonymizedClustersKeepTheirNumbers(t *testing.T) {
	const header = "Name,Status,Certainty,Single cluster?,Country,Owner,Users,Sector,First Operational Date,Chip type (primary),Chip quantity (primary),H100 equivalents,Power Capacity (MW),Hardware Cost\n"
	rows := []string{
		"Anonymized Made System,Existing,Likely,Yes,Made Land,,,Private,2031-05-06,,500,30,0.3,\n",
		"Anonymized Made System,Planned,Likely,Yes,Made Land,,,Private,2031-05-06,,500,30,0.3,\n",
		"Anonymized Made System,Existing,Likely,Yes,Made Land,,,Private,2031-05-06,,500,30,0.3,\n",
		"Anonymized Made System,Existing,Likely,Yes,Made Land,,,Private,2031-05-06,,500,40,0.4,7\n",
		"Anonymized Made System,Existing,Likely,Yes,Made Land,,,Public,,,500,30,0.3,\n",
		"Made Cluster,Existing,Likely,Yes,Made Land,,,Public,,,500,30,0.3,\n",
	}
	i := slices.IndexFunc(epoch.Datasets(), func(d *sources.Dataset) bool { return d.Name == "epoch.gpu_clusters" })
	read := func(rows []string) []string {
		r, err := sourcetest.Decode(epoch.Datasets()[i], sourcetest.Body{Name: "gpu_clusters.csv", Bytes: []byte(header + strings.Join(rows, ""))}, sourcetest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, row := range r.Rows {
			out = append(out, strings.Join(row[:len(row)-1], "|"))
		}
		slices.Sort(out)
		return out
	}
	want := read(rows)
	if len(slices.Compact(slices.Clone(want))) != len(rows) {
		t.Errorf("rows are not told apart: %q", want)
	}
	back := slices.Clone(rows)
	slices.Reverse(back)
	if diff := cmp.Diff(want, read(back)); diff != "" {
		t.Errorf("another order gives another table:\n%s", diff)
	}
}

// TestClusterTableIsBounded: rows are held to be numbered, so a file may not
// decide how many.
func TestClusterTableIsBounded(t *testing.T) {
	i := slices.IndexFunc(epoch.Datasets(), func(d *sources.Dataset) bool { return d.Name == "epoch.gpu_clusters" })
	for what, body := range map[string]string{
		"limit of 50000 rows":   "Name\n" + strings.Repeat("a\n", 50_001),
		"longer than the limit": "Name\n" + strings.Repeat(strings.Repeat("a", 500_000)+"\n", 140),
		"stands twice":          "Name,Name\na,b\n",
	} {
		_, err := sourcetest.Decode(epoch.Datasets()[i], sourcetest.Body{Name: "gpu_clusters.csv", Bytes: []byte(body)}, sourcetest.Options{})
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("error is %v, want it to say %q", err, what)
		}
	}
}
