package pipeline_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	models "jevons/sql"
)

// TestItemsOfTheCompositesStandInTheContentModel compares the codes and names
// that the composites are made of with O*NET's own list, and their scales with
// its list of scales.
func TestItemsOfTheCompositesStandInTheContentModel(t *testing.T) {
	data := realFigures(t)
	table := func(name string) [][]string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(data, "onet/db_29_3_text", name))
		if err != nil {
			t.Skipf("no %s of O*NET 29.3 among the real files, so the composites are not compared with it: %v", name, err)
		}
		var out [][]string
		for line := range strings.Lines(string(b)) {
			out = append(out, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
		}
		return out
	}
	names, scales := map[string]string{}, map[string]string{}
	for _, row := range table("Content Model Reference.txt") {
		names[row[0]] = row[1]
	}
	for _, row := range table("Scales Reference.txt") {
		scales[row[0]] = strings.Join(row[2:4], " to ")
	}
	if scales["IM"] != "1 to 5" || scales["CX"] != "1 to 5" || scales["LV"] != "0 to 7" || scales["CT"] != "1 to 3" {
		t.Errorf("the scales run otherwise than the checks of the datasets say: %v", scales)
	}
	b, err := fs.ReadFile(models.Files, "ref/routine_item.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 17 {
		t.Errorf("%d items, want 16", len(rows)-1)
	}
	for _, row := range rows[1:] {
		if names[row[1]] != row[5] {
			t.Errorf("%s is %q in the content model, not %q", row[1], names[row[1]], row[5])
		}
	}
}
