package exposure

import (
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

// The layout is that of programs which read the authors' workbook: no copy of
// it was at hand.
var _ = list.Add(sources.Dataset{
	Name:         "exposure.ilo",
	About:        "ILO index of exposure to generative AI: score of each task of the 427 occupations of ISCO-08 in 2023 and 2025, with mean, spread and gradient of the occupation.",
	Home:         "https://github.com/pgmyrek/2025_GenAI_scores_ISCO08",
	License:      "no licence stated",
	Citation:     "Gmyrek et al., Generative AI and Jobs: A Refined Global Index of Occupational Exposure, ILO Working Paper 140, 2025 (the paper is CC BY 4.0).",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Get("https://raw.githubusercontent.com/pgmyrek/2025_GenAI_scores_ISCO08/main/Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{"NA", "#N/A"}}, Read: readILO},
	Columns: []sources.Column{
		sources.Code("isco08_code", "Occupation, ISCO-08 unit group of four digits, zeros in front restored.").Key().Named("ISCO_08"),
		sources.Code("task_id", "Task within the index.").Key().Named("taskID"),
		sources.Text("title", "Name of the occupation.").Named("Title").AsCode(),
		sources.Text("task", "The task, from the definition of the occupation or made for it.").Named("Task_ISCO"),
		sources.Text("major_group", "Major group of the occupation, in words.").Named("label1d").MayLack().AsCode(),
		sources.Number("score_2023", "score, 0 to 1", "Exposure of the task by the index of 2023.").Optional().Between(0, 1),
		sources.Number("score_2025", "score, 0 to 1", "Exposure of the task by the index of 2025.").Optional().Between(0, 1),
		sources.Number("mean_2023", "score, 0 to 1", "Mean over the occupation's tasks in 2023; the same in all its rows.").Named("mean_score_2023").Optional().Between(0, 1),
		sources.Number("mean_2025", "score, 0 to 1", "Mean over the occupation's tasks in 2025; the same in all its rows.").Named("mean_score_2025").Between(0, 1),
		sources.Number("sd_2023", "score, 0 to 1", "Standard deviation over the occupation's tasks in 2023.").Named("SD_2023").Optional().Between(0, 1),
		sources.Number("sd_2025", "score, 0 to 1", "Standard deviation over the occupation's tasks in 2025.").Named("SD_2025").Optional().Between(0, 1),
		sources.Text("gradient", "Class of the occupation by mean and spread in 2025: Not Exposed, Minimal Exposure, Exposed: Gradient 1 to 4.").Named("potential25").AsCode().
			OneOf("Not Exposed", "Minimal Exposure", "Exposed: Gradient 1", "Exposed: Gradient 2", "Exposed: Gradient 3", "Exposed: Gradient 4"),
		sources.Code("isco_edition", "Edition of isco08_code, always ISCO-08.").DerivedBy(func(_ [][]byte, dst []byte) ([]byte, error) {
			return append(dst, "ISCO-08"...), nil
		}, "isco08_code"),
	},
	Unused:   []string{"label4d"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the tables of a paper: a correction is possible, a new edition is another file"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.01,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "occupation code", Rule: "regexp_full_match(isco08_code, '[0-9]{4}')", Why: "another form is another classification and joins with nothing"},
		},
		Why: "MinRows: the workbook has 3,265 tasks, the embedded sample 27. MaxBad: programs that read it meet no bad row. MaxVanished: a repaired workbook would keep its tasks.",
	},
})

// readILO makes a record of every row under the header.
func readILO(in *decode.Input, emit func(decode.Record) error) error {
	var head []string
	for row, err := range in.Table(',', "") {
		if err != nil {
			return err
		}
		r := decode.Record{Cells: map[string]string{}}
		switch {
		case head != nil:
			for i, name := range head {
				if i < len(row) && name != "" {
					r.Cells[name] = strings.TrimSpace(row[i])
				}
			}
			if code := r.Cells["ISCO_08"]; len(code) == 3 { // a number in the workbook
				r.Cells["ISCO_08"] = "0" + code
			}
			if strings.TrimSpace(strings.Join(row, "")) == "" {
				r.Ignore = "blank row"
			}
		case slices.Contains(row, "ISCO_08"):
			head, r.Ignore = slices.Clone(row), "header"
		default:
			r.Ignore = "title"
		}
		if err := emit(r); err != nil {
			return err
		}
	}
	if head == nil {
		return in.Errorf(0, "", "no row has the header ISCO_08; the layout has changed")
	}
	return nil
}
