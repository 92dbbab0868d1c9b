package warehouse

import (
	"context"
	"strings"
	"testing"

	"jevons/transforms"
)

// TestJobsOfOneEditionUnderCodesOfAnotherFailTheBuild carries jobs of May 2021,
// which go by SOC 2018, with a crosswalk whose codes are of another edition.
func TestJobsOfOneEditionUnderCodesOfAnotherFailTheBuild(t *testing.T) {
	for name, c := range map[string]struct {
		codes [2]string
		fine  bool
	}{
		"its own edition":     {[2]string{"15-1251", "15-1252"}, true},
		"one code is unknown": {[2]string{"15-1251", "15-1132"}, false},
		"another edition":     {[2]string{"15-1131", "15-1132"}, false},
	} {
		conn := emptyWarehouse(t, "none")
		run(t, conn, "CREATE SCHEMA core",
			"CREATE TABLE core.occupation_employment (year SMALLINT, occ_code VARCHAR, employment DOUBLE, is_sample BOOLEAN)",
			"INSERT INTO core.occupation_employment VALUES (2021, '15-1251', 150000, false), (2021, '15-1252', 1360000, false)",
			"CREATE TABLE core.soc_oews_code AS SELECT 2021 AS year, '15-1251' AS occ_code",
			`CREATE TABLE core.crosswalk_occupation (from_scheme VARCHAR, from_edition VARCHAR, from_code VARCHAR, to_scheme VARCHAR,
				to_edition VARCHAR, to_code VARCHAR, weight DOUBLE, is_sample BOOLEAN)`)
		for _, code := range c.codes {
			run(t, conn, "INSERT INTO core.crosswalk_occupation VALUES ('OEWS', '2021', '"+code+"', 'SOC', '2018', '"+code+"', 1, false), "+
				"('SOC', '2018', '"+code+"', 'SOC', '2010', '"+code+"', 1, false)")
		}
		_, err := BuildModels(context.Background(), conn, []transforms.Model{modelNamed(t, "core.employment_by_soc_edition")}, nil, BuildOptions{})
		if c.fine && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !c.fine && (err == nil || !strings.Contains(err.Error(), `check "editions agree"`)) {
			t.Errorf("%s: built, or failed for another reason: %v", name, err)
		}
	}
}

// TestWeightsThatDoNotSumToOneFailTheBuild puts the checks of the crosswalk to a
// table of its form, as the model's own weights always sum to one.
func TestWeightsThatDoNotSumToOneFailTheBuild(t *testing.T) {
	for _, c := range []struct{ name, rows, check string }{
		{"half and half", "('15-1132', 0.5), ('15-1133', 0.5)", ""},
		{"thirds", "('15-1132', CAST(1 AS DOUBLE) / 3), ('15-1133', CAST(1 AS DOUBLE) / 3), ('15-1199', CAST(1 AS DOUBLE) / 3)", ""},
		{"a little too much", "('15-1132', 0.5), ('15-1133', 0.500000001)", `"weights sum to one"`},
		{"a piece is lost", "('15-1132', 0.9)", `"weights sum to one"`},
		{"more than all", "('15-1132', 1.5), ('15-1133', -0.5)", `"share"`},
		{"twice", "('15-1132', 0.5), ('15-1132', 0.5)", "grain"},
	} {
		for _, name := range []string{"core.crosswalk_occupation", "core.crosswalk_industry"} {
			m := modelNamed(t, name)
			m.Select = `SELECT 'X' AS from_scheme, '1' AS from_edition, '15-1252' AS from_code, 'Y' AS to_scheme, '2' AS to_edition, to_code,
CAST(weight AS DOUBLE) AS weight, 'equal' AS basis, 'split' AS relation, 'x' AS source, FALSE AS is_sample
FROM (VALUES ` + c.rows + `) AS v (to_code, weight)`
			m.Reads = nil
			conn := emptyWarehouse(t, "none")
			_, err := BuildModels(context.Background(), conn, []transforms.Model{m}, nil, BuildOptions{})
			if c.check == "" && err != nil {
				t.Errorf("%s, %s: %v", name, c.name, err)
			}
			if c.check != "" && (err == nil || !strings.Contains(err.Error(), c.check)) {
				t.Errorf("%s, %s: built, or failed for another reason: %v", name, c.name, err)
			}
		}
	}
}
