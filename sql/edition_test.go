package sql

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"jevons/transforms"
)

// taxonomies are the classifications of occupations in which the datasets and
// the tables kept by hand count. OEWS stands apart: its edition changes with the
// year, and it has groups of its own.
var taxonomies = map[string]string{
	"latest.bls_oews_national":                 "OEWS",
	"latest.bls_oews":                          "OEWS",
	"latest.exposure_gpts_occupations":         "SOC 2018",
	"latest.exposure_gpts_tasks":               "SOC 2018",
	"latest.exposure_aioe":                     "SOC 2010",
	"latest.exposure_working_with_ai":          "SOC 2018",
	"latest.exposure_ilo":                      "ISCO-08",
	"latest.eurostat_employment_by_occupation": "ISCO-08",
	"ref.care_clerical_occupation":             "SOC 2018",
	"ref.indeed_sector_occupation":             "SOC 2018",
}

// crosswalks lead from one taxonomy to another, and editions carry codes with
// the edition they are of.
var crosswalks = []string{
	"core.crosswalk_occupation", "core.soc_oews_code", "core.soc_edition_pair", "core.occupation_exposure_map",
	"ref.soc_oews_hybrid", "ref.oews_group", "latest.crosswalk_soc_2010_2018", "latest.crosswalk_onet_2010_2019", "latest.crosswalk_soc_isco",
}

// byEqualCodes are the models that join two taxonomies by equal codes, each with
// its reason.
var byEqualCodes = map[string]string{
	"core.occupation_exposure_by_join": "shows what the join by equal codes does to the figures, beside the join by crosswalk",
	"marts.care_v_clerical":            "ref.care_clerical_occupation gives the code of both editions, and the year says which holds",
	"claims.reproduced":                "puts figures of models side by side and joins no occupations",
}

// TestNoModelJoinsTwoTaxonomiesWithoutACrosswalk refuses a join of occupations
// whose codes are of two editions: equal codes can stand for different
// occupations, and the rest is lost without a word.
func TestNoModelJoinsTwoTaxonomiesWithoutACrosswalk(t *testing.T) {
	models, _, err := transforms.Load(Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if found := mixed(m, models); len(found) > 1 && byEqualCodes[m.Table.String()] == "" {
			t.Errorf("%s joins %s; lead one to the other through core.crosswalk_occupation", m.File, strings.Join(found, " and "))
		}
	}
	for name := range byEqualCodes {
		i := slices.IndexFunc(models, func(m transforms.Model) bool { return m.Table.String() == name })
		if i < 0 || len(mixed(models[i], models)) < 2 {
			t.Errorf("%s joins no two taxonomies and needs no reason", name)
		}
	}
}

var tableName = regexp.MustCompile(`\b(latest|raw|ref|core|marts)\.[a-z0-9_]+`)

// mixed are the taxonomies whose codes a model has from what it reads, none if a
// crosswalk is among that.
func mixed(m transforms.Model, models []transforms.Model) (found []string) {
	for _, read := range tableName.FindAllString(m.Select, -1) {
		if slices.Contains(crosswalks, read) {
			return nil
		}
		of := taxonomies[strings.Replace(read, "raw.", "latest.", 1)]
		if of == "" {
			if i := slices.IndexFunc(models, func(o transforms.Model) bool { return o.Table.String() == read }); i >= 0 && read != m.Table.String() {
				// A model of two taxonomies is told of itself, not again of its readers.
				if inner := mixed(models[i], models); len(inner) == 1 {
					of = inner[0]
				}
			}
		}
		if of != "" && !slices.Contains(found, of) {
			found = append(found, of)
		}
	}
	slices.Sort(found)
	return found
}

func TestTheTestOfTaxonomiesFindsWhatItShould(t *testing.T) {
	named := func(name, text string) transforms.Model {
		return transforms.Model{Table: transforms.Table{Schema: "core", Name: name}, Select: text}
	}
	jobs := named("jobs", "SELECT * FROM latest.bls_oews_national")
	scores := named("scores", "SELECT * FROM latest.exposure_aioe")
	for _, c := range []struct {
		text string
		want string
	}{
		{"SELECT * FROM core.jobs JOIN core.scores USING (occ_code)", "OEWS SOC 2010"},
		{"SELECT * FROM core.jobs JOIN latest.exposure_gpts_occupations ON TRUE", "OEWS SOC 2018"},
		{"SELECT * FROM core.jobs JOIN core.crosswalk_occupation ON TRUE JOIN core.scores ON TRUE", ""},
		{"SELECT * FROM core.jobs JOIN raw.bls_oews_national ON TRUE", "OEWS"},
	} {
		m := named("joined", c.text)
		if got := strings.Join(mixed(m, []transforms.Model{jobs, scores, m}), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
