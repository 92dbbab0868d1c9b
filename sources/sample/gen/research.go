package gen

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// research are the files of occupation research and of code lists, which do
// not change within the sample's dates.
func research() (map[string][]byte, error) {
	made := map[string][]byte{}
	for path, f := range map[string]func() ([]byte, error){
		"www.onetcenter.org/dl_files/database/db_30_3_text.zip":                      onetArchive,
		github + "openai/GPTs-are-GPTs/main/data/full_labelset.tsv":                  taskLabels,
		github + "AIOE-Data/AIOE/main/AIOE_DataAppendix.xlsx":                        aioe,
		github + "microsoft/working-with-ai/main/soc_ai_applicability_scores.csv":    applicability,
		"www.onetcenter.org/taxonomy/2019/walk/2010_to_2019_Crosswalk.csv%3Ffmt=csv": onetWalk,
		"www.bls.gov/emp/classifications-crosswalks/nem-onet-to-soc-crosswalk.xlsx":  matrixWalk,
		"www.bls.gov/soc/ISCO_SOC_Crosswalk.xls":                                     iscoWalk,
		"www.bls.gov/soc/2018/soc_2010_to_2018_crosswalk.xlsx":                       socWalk,
		"www.census.gov/naics/concordances/2017_to_2022_NAICS.xlsx":                  naicsWalk,
	} {
		body, err := f()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		made[path] = body
	}
	return made, nil
}

// workbook writes a sheet behind a first one of another name.
func workbook(cover, sheet string, rows [][]any) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", cover); err != nil {
		return nil, err
	}
	if err := f.SetCellStr(cover, "A1", "Sample data, figures made up."); err != nil {
		return nil, err
	}
	if _, err := f.NewSheet(sheet); err != nil {
		return nil, err
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return repack(b.Bytes())
}

// taskLabels are the made labels of every made task.
func taskLabels() ([]byte, error) {
	var b bytes.Buffer
	tabbed(&b, "", "O*NET-SOC Code", "Task ID", "Task", "Task Type", "Title", "human_exposure_agg", "gpt4_exposure", "gpt4_exposure_alt_rubric",
		"gpt_3_relevant", "gpt4_automation", "alpha", "beta", "gamma", "automation", "human_labels")
	weights := map[string][3]string{"E0": {"0.0", "0.0", "0.0"}, "E1": {"1.0", "1.0", "1.0"}, "E2": {"0.0", "0.5", "1.0"}}
	for i, t := range tasks() {
		label := func(rater string) string {
			switch x := exposureOf(t.occupation) + 0.5*noise("label", rater, t.id); {
			case x > 0.75:
				return "E1"
			case x > 0.3:
				return "E2"
			}
			return "E0"
		}
		human, gpt4 := label("human"), label("gpt4")
		step := max(0, min(4, int(5*(exposureOf(t.occupation)+0.4*noise("automation", t.id)))))
		relevant := "False"
		if gpt4 == "E1" {
			relevant = "True"
		}
		w := weights[gpt4]
		tabbed(&b, strconv.Itoa(i), t.onet, fmt.Sprintf("%d.0", t.id), t.text, t.kind, t.title, human, gpt4, label("other rubric"),
			relevant, fmt.Sprintf("T%d", step), w[0], w[1], w[2], strconv.FormatFloat(float64(step)/4, 'f', -1, 64), human)
	}
	return b.Bytes(), nil
}

// socOccupations are the sample's occupations by SOC 2018 code, once each.
func socOccupations() []occupation {
	var out []occupation
	for _, o := range occupations {
		if n := len(out); n == 0 || out[n-1].onet[:7] != o.onet[:7] {
			out = append(out, o)
		}
	}
	return out
}

// soc2010 are the older codes of occupations whose code changed in SOC 2018.
var soc2010 = map[string]string{
	"15-1211": "15-1121", "15-1232": "15-1151", "15-1242": "15-1141", "15-1251": "15-1131", "15-1252": "15-1132", "15-1253": "15-1199",
	"15-1254": "15-1134", "15-2051": "15-2098", "25-9042": "25-9041", "25-9043": "25-9041", "29-1215": "29-1062", "29-1242": "29-1067",
	"31-1121": "31-1011", "31-1122": "39-9021", "35-3023": "35-3021",
}

func oldCode(code string) string {
	if old, ok := soc2010[code]; ok {
		return old
	}
	return code
}

func aioe() ([]byte, error) {
	rows := [][]any{{"SOC Code", "Occupation Title", "AIOE"}}
	seen := map[string]bool{}
	for _, o := range socOccupations() {
		code := oldCode(o.onet[:7])
		if seen[code] {
			continue
		}
		seen[code] = true
		rows = append(rows, []any{code, o.title, round(5*(exposureOf(o)-0.32)+0.5*noise("aioe", code), 3)})
	}
	return workbook("Index", "Appendix A", rows)
}

func applicability() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("SOC Code,title,ai_applicability_score\n")
	for _, o := range socOccupations() {
		fmt.Fprintf(&b, "%s,%s,%s\n", o.onet[:7], quoted(o.title), plain(round(max(0, 0.6*exposureOf(o)+0.08*noise("applicability", o.onet)), 4)))
	}
	return b.Bytes(), nil
}
