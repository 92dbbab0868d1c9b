package gen

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// spread are files on who uses AI and for what, and on what it could do, which
// do not change within the sample's dates.
func spread() (map[string][]byte, error) {
	ilo, err := iloIndex()
	if err != nil {
		return nil, err
	}
	economies, err := charmap.Macintosh.NewEncoder().String(economyShares())
	if err != nil {
		return nil, err
	}
	const diffusion, index = github + "microsoft/ai-diffusion-report/main/data/", "huggingface.co/datasets/Anthropic/EconomicIndex/resolve/main/release_"
	made := map[string][]byte{
		github + "pgmyrek/2025_GenAI_scores_ISCO08/main/Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx": ilo,
		diffusion + "AI_Diffusion_Q12026_Update.csv":                                                []byte(economies),
		diffusion + "US/State_Rankings_2026Q1.csv":                                                  areaShares("Rank,State Name,State Abbr", "1,California,CA", "2,New York,NY", "3,Texas,TX", "4,Wyoming,WY"),
		diffusion + "US/MSA_Ranking_2026Q1.csv":                                                     areaShares("MSA Code,MSA Title", `41860,"San Francisco-Oakland-Fremont, CA"`, `35620,"New York-Newark-Jersey City, NY-NJ"`, `12420,"Austin-Round Rock-San Marcos, TX"`, `16940,"Cheyenne, WY"`),
		diffusion + "US/County_AI_User_Share_2026Q1.csv":                                            areaShares("FIPS,State name,County name", "6075,California,San Francisco County", "36061,New York,New York County", "48453,Texas,Travis County", "56021,Wyoming,Laramie County"),
		index + "2025_02_10/onet_task_mappings.csv":                                                 taskUse("first"),
		index + "2025_03_27/task_pct_v2.csv":                                                        taskUse("second"),
		index + "2025_03_27/automation_vs_augmentation_by_task.csv":                                 taskModes(),
		index + "2025_09_15/data/output/aei_enriched_claude_ai_2025-08-04_to_2025-08-11.csv":        longIndex("2025-08-04", "2025-08-11", "VA,state_us", true),
		index + "2026_01_15/data/intermediate/aei_raw_claude_ai_2025-11-13_to_2025-11-20.csv":       longIndex("2025-11-13", "2025-11-20", "US-VA,country-state", false),
		index + "2026_03_24/data/aei_raw_claude_ai_2026-02-05_to_2026-02-12.csv":                    longIndex("2026-02-05", "2026-02-12", "US-VA,country-state", false),
		index + "2026_06_26/data/aei_claude_ai_2026-06-26.csv":                                      newIndex(),
	}
	made["huggingface.co/api/datasets/Anthropic/EconomicIndex/tree/main%3Frecursive=true"] = indexListing(made, index)
	return made, nil
}

// indexListing lists the files whose names begin with the address of a
// release, each after its release's folder; hashes are those of the sample's files.
func indexListing(files map[string][]byte, index string) []byte {
	var out []string
	seen := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		rest, ok := strings.CutPrefix(path, index)
		if !ok {
			continue
		}
		if release, _, _ := strings.Cut(rest, "/"); !seen[release] {
			seen[release] = true
			out = append(out, fmt.Sprintf(`{"type":"directory","oid":"%x","size":0,"path":"release_%s"}`, sha1.Sum([]byte(release)), release))
		}
		body := files[path]
		out = append(out, fmt.Sprintf(`{"type":"file","oid":"%x","size":%d,"lfs":{"oid":"%x","size":%d,"pointerSize":130},"path":"release_%s"}`,
			sha1.Sum(body), len(body), sha256.Sum256(body), len(body), rest))
	}
	return []byte("[" + strings.Join(out, ",") + "]")
}

// economyShares is the table of economies, one of which has a diaeresis.
func economyShares() string {
	var b strings.Builder
	b.WriteString("Economy,H1 2025 AI Diffusion,H2 2025 AI Diffusion,Q1 2026 AI Diffusion\r\n")
	for i, e := range []struct {
		name  string
		share float64
	}{{"United States", 26}, {"United Kingdom", 36}, {"Canada", 33}, {"Germany", 26}, {"France", 41}, {"Italy", 24}, {"Spain", 39}, {"Türkiye", 13}} {
		x := e.share + 0.5*noise("diffusion", i)
		fmt.Fprintf(&b, "%s,%.2f%%,%.2f%%,%.2f%%\r\n", e.name, x, 1.05*x, 1.12*x)
	}
	return strings.TrimSuffix(b.String(), "\r\n")
}

// areaShares is a table of areas of the United States.
func areaShares(head string, areas ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "\ufeff%s,AI User Share\r\n", head)
	for i, a := range areas {
		fmt.Fprintf(&b, "%s,%s\r\n", a, plain(round(34-5*float64(i)+noise("area", head, i), 1)))
	}
	return b.Bytes()
}

// iloIndex is a workbook of three tasks for one occupation of each major group.
func iloIndex() ([]byte, error) {
	rows := [][]any{{"label4d", "label1d", "ISCO_08", "Title", "taskID", "Task_ISCO", "score_2023", "score_2025", "mean_score_2023", "mean_score_2025", "SD_2023", "SD_2025", "potential25"}}
	id, seen := 0, map[string]bool{}
	for _, major := range slices.Sorted(maps.Keys(iscoOf)) {
		code, title := iscoOf[major][0], iscoOf[major][1]
		if seen[code] {
			continue
		}
		seen[code] = true
		mean := round(0.1+0.5*math.Abs(noise("ilo", code)), 2)
		gradient := "Not Exposed"
		switch {
		case mean > 0.45:
			gradient = "Exposed: Gradient 3"
		case mean > 0.35:
			gradient = "Exposed: Gradient 2"
		case mean > 0.25:
			gradient = "Minimal Exposure"
		}
		for k := range 3 {
			id++
			score := round(mean+0.05*float64(k-1), 2)
			rows = append(rows, []any{code + " " + title, "", code, title, id, fmt.Sprintf("Sample task %d of %s.", k+1, title), round(score*0.9, 2), score, round(mean*0.9, 2), mean, 0.04, 0.05, gradient})
		}
	}
	return book([]sheet{{"Sheet1", rows}})
}

// usedTasks are the made tasks that the index has figures for, in lower case
// as published.
func usedTasks() []string {
	var out []string
	for i, t := range tasks() {
		if i%9 == 0 {
			out = append(out, strings.ToLower(t.text))
		}
	}
	return append(out, "none")
}

// quotedCSV quotes a text with a comma.
func quotedCSV(text string) string {
	if strings.Contains(text, ",") {
		return `"` + text + `"`
	}
	return text
}

// taskUse is the share of conversations per task in percent, all of them 100.
func taskUse(release string) []byte {
	var b bytes.Buffer
	b.WriteString("task_name,pct\n")
	sum, weights := 0.0, []float64{}
	for _, t := range usedTasks() {
		w := 1 + 0.9*noise("use", release, t)
		weights, sum = append(weights, w), sum+w
	}
	for i, t := range usedTasks() {
		fmt.Fprintf(&b, "%s,%s\n", quotedCSV(t), plain(round(100*weights[i]/sum, 6)))
	}
	return b.Bytes()
}

// taskModes are shares of the modes of each task; every fifth task has no
// conversations left.
func taskModes() []byte {
	var b bytes.Buffer
	b.WriteString("task_name,feedback_loop,directive,task_iteration,validation,learning,filtered\n")
	for i, t := range usedTasks() {
		if i%5 == 2 {
			fmt.Fprintf(&b, "%s,0.0,0.0,0.0,0.0,0.0,1.0\n", quotedCSV(t))
			continue
		}
		x := round(0.1+0.05*noise("mode", t), 3)
		fmt.Fprintf(&b, "%s,%s,0.3,%s,0.1,0.2,0.1\n", quotedCSV(t), plain(x), plain(round(0.3-x, 3)))
	}
	return b.Bytes()
}

// longIndex is a release of the second layout: tasks and modes of the world
// and the United States, use of two more areas, and what is not read.
func longIndex(from, to, state string, named bool) []byte {
	var b bytes.Buffer
	suffix := func(name string) string {
		if named {
			return "," + name
		}
		return ""
	}
	fmt.Fprintf(&b, "geo_id,geography,date_start,date_end,platform_and_product,facet,level,variable,cluster_name,value%s\n", suffix("geo_name"))
	row := func(geo, name, facet, metric, node string, value float64) {
		fmt.Fprintf(&b, "%s,%s,%s,Claude AI (Free and Pro),%s,0,%s,%s,%s%s\n", geo, from, to, facet, metric, quotedCSV(node), plain(value), suffix(name))
	}
	for _, geo := range []struct{ id, name string }{{"GLOBAL,global", "Global"}, {"US,country", "United States"}} {
		for i, t := range usedTasks()[:12] {
			row(geo.id, geo.name, "onet_task", "onet_task_pct", t, round(2+noise("task", from, geo.id, i), 6))
		}
		row(geo.id, geo.name, "onet_task", "onet_task_count", "not_classified", 4000)
		for i, mode := range []string{"directive", "feedback_loop", "task_iteration", "validation", "learning"} {
			row(geo.id, geo.name, "collaboration", "collaboration_pct", mode, round(20+5*noise("pct", from, geo.id, i), 6))
		}
	}
	row(state, "Virginia", strings.Split(state, ",")[1], "usage_pct", "", 4.5)
	row("DE,country", "Germany", "country", "usage_pct", "", 3.5)
	row("DE,country", "Germany", "onet_task", "onet_task_pct", usedTasks()[0], 1.5)
	row("GLOBAL,global", "Global", "request", "request_pct", "Sample topic of conversations", 2.5)
	return b.Bytes()
}

// newIndex is a release of the third layout, by month.
func newIndex() []byte {
	var b bytes.Buffer
	b.WriteString("date_start,date_end,geo_id,geo_level,category_name,hierarchy_level,metric_id,value,node_name,node_external_id\n")
	for _, month := range []string{"2026-04-01,2026-05-01", "2026-05-01,2026-06-01"} {
		for _, geo := range []string{"GLOBAL,global", "USA,country"} {
			for i, t := range tasks() {
				if i%27 == 0 {
					fmt.Fprintf(&b, "%s,%s,onet,0,pct,%s,%s,%d\n", month, geo, plain(round(1.5+noise("june", month, geo, i), 2)), quotedCSV(t.text), t.id)
				}
			}
			for i, o := range occupations {
				if i%12 == 0 {
					fmt.Fprintf(&b, "%s,%s,soc_occupation,0,pct,%s,%s,%s\n", month, geo, plain(round(1.5+noise("june", month, geo, o.onet), 2)), quotedCSV(o.title), o.onet)
				}
			}
		}
		for i, geo := range []string{"USA", "DEU", "FRA", "GBR"} {
			fmt.Fprintf(&b, "%s,%s,country,overall,0,usage_pct,%s,Overall,-\n", month, geo, plain(round(20/float64(i+1), 2)))
		}
		fmt.Fprintf(&b, "%s,DEU,country,request,1,pct,2.5,Sample topic,-\n", month)
	}
	return b.Bytes()
}
