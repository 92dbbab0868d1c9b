package exposure

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

// economicIndex is where the files of all releases lie.
const economicIndex = "https://huggingface.co/datasets/Anthropic/EconomicIndex/resolve/main/release_"

var _ = list.Add(sources.Dataset{
	Name:         "exposure.anthropic_index",
	About:        "Anthropic Economic Index: how conversations with Claude spread over tasks, occupations and ways of working together, by release; tasks for the world and the United States, use for all areas.",
	Home:         "https://huggingface.co/datasets/Anthropic/EconomicIndex",
	License:      "CC BY 4.0",
	Citation:     "Anthropic Economic Index, Anthropic. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	// Each release has paths and columns of its own. One that is not listed
	// here is refused until its columns are mapped.
	Fetch: sources.Each(
		indexFile("2025_02_10", "onet_task_mappings.csv"),
		indexFile("2025_03_27.tasks", "task_pct_v2.csv"),
		indexFile("2025_03_27.modes", "automation_vs_augmentation_by_task.csv"),
		indexFile("2025_09_15", "data/output/aei_enriched_claude_ai_2025-08-04_to_2025-08-11.csv"),
		indexFile("2026_01_15", "data/intermediate/aei_raw_claude_ai_2025-11-13_to_2025-11-20.csv"),
		indexFile("2026_03_24", "data/aei_raw_claude_ai_2026-02-05_to_2026-02-12.csv"),
		indexFile("2026_06_26", "data/aei_claude_ai_2026-06-26.csv"),
	),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readIndex},
	Columns: []sources.Column{
		sources.Code("file", "Release, such as 2026_01_15, with the file where it has several.").Key().FromPart(),
		sources.Code("geo_id", "Area as published: GLOBAL, a country (alpha-2 until 2026_03_24, then alpha-3), a state (VA in 2025_09_15, then US-VA).").Key(),
		sources.Code("geo_level", "Kind of area as published: global, country, state_us, country-state, subregion.").Key(),
		sources.Text("platform", "Product and plan; NULL where the file does not say.").Key().MayLack().AsCode(),
		sources.Code("category", "What is broken down: onet_task or onet, soc_occupation, collaboration, overall; two joined by :: are a breakdown within another.").Key().AsCode(),
		sources.Code("level", "Level of a hierarchy as published; 0 is the finest in 2026_06_26. NULL where there is none.").Key().MayLack(),
		sources.Code("metric", "What value is: names end in _pct or pct for percent, _share for a share of 1, _count for a number, _mean, _index.").Key().AsCode(),
		sources.Text("node", "Task, occupation or mode; tasks are in lower case. not_classified and none are conversations that fit no other.").Key().MayLack().AsCode(),
		sources.Code("node_id", "O*NET task or O*NET-SOC 2019 occupation, from 2026_06_26 on.").Key().MayLack(),
		sources.Date("date_start", "First day of the conversations; NULL where the file does not say.").Key().MayLack(),
		sources.Date("date_end", "Last day, or the day after, as published.").MayLack(),
		sources.Number("value", "as metric says", "The figure as published. One that is not listed was not published, and is not 0; modes are NULL for a task whose conversations were all filtered out.").Optional(),
		sources.Text("geo_name", "Name of the area, in 2025_09_15 only.").Note().MayLack().AsCode(),
		sources.Date("release_date", "Day of the release.").Shown("CAST(try_strptime(substr(file, 1, 10), '%Y_%m_%d') AS DATE)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a release every two to six months, with a layout of its own that a new version of this program has to map"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "share of one", Rule: "metric NOT LIKE '%_share' OR value BETWEEN 0 AND 1", Why: "ways of working together are shares of a task's conversations"},
			{Name: "percent", Rule: "metric NOT LIKE '%pct' OR value BETWEEN 0 AND 100.001", Why: "a percentage of conversations lies between 0 and 100"},
		},
		Why: "MinRows: the embedded sample has some 20 rows a file, the smallest real file 3,365. MaxBad: no row of the real files is bad. " +
			"MaxVanished: a release has been republished with corrections; it keeps its rows.",
	},
	PartOf: func(file string) string {
		m := indexRelease.FindStringSubmatch(file)
		switch {
		case m == nil:
			return ""
		case m[1] == "2025_03_27" && strings.Contains(file, "task_pct_"):
			return m[1] + ".tasks"
		case m[1] == "2025_03_27":
			return m[1] + ".modes"
		}
		return m[1]
	},
})

// indexRelease finds the release in a path; one that is not known is refused
// by the reader with words.
var indexRelease = regexp.MustCompile(`release_([0-9]{4}_[0-9]{2}_[0-9]{2})/`)

func indexFile(part, file string) sources.Request {
	release, _, _ := strings.Cut(part, ".")
	return sources.Request{URL: economicIndex + release + "/" + file, Part: part}
}

// indexLayout is the header of some releases and how a row of theirs reads.
type indexLayout struct {
	releases []string // parts
	header   []string // in any order
	optional []string
	records  func(row func(string) string, emit func(decode.Record) error) error
}

var modes = []string{"directive", "feedback_loop", "task_iteration", "validation", "learning", "filtered"}

var indexLayouts = []indexLayout{
	{
		releases: []string{"2025_02_10", "2025_03_27.tasks"},
		header:   []string{"task_name", "pct"},
		records: func(row func(string) string, emit func(decode.Record) error) error {
			return emit(taskRecord(row("task_name"), "pct", row("pct")))
		},
	},
	{
		releases: []string{"2025_03_27.modes"},
		header:   append([]string{"task_name"}, modes...),
		records: func(row func(string) string, emit func(decode.Record) error) error {
			// Where all conversations were filtered out, the zeros of the modes
			// are no shares.
			filtered, err := strconv.ParseFloat(strings.TrimSpace(row("filtered")), 64)
			unknown := err == nil && filtered == 1
			for _, mode := range modes {
				value := row(mode)
				if unknown && mode != "filtered" {
					value = ""
				}
				if err := emit(taskRecord(row("task_name"), mode+"_share", value)); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		releases: []string{"2025_09_15", "2026_01_15", "2026_03_24"},
		header:   []string{"geo_id", "geography", "date_start", "date_end", "platform_and_product", "facet", "level", "variable", "cluster_name", "value"},
		optional: []string{"geo_name"},
		records: func(row func(string) string, emit func(decode.Record) error) error {
			return emit(sliced(map[string]string{
				"geo_id": row("geo_id"), "geo_level": row("geography"), "platform": row("platform_and_product"), "category": row("facet"), "level": row("level"),
				"metric": row("variable"), "node": row("cluster_name"), "date_start": row("date_start"), "date_end": row("date_end"), "value": row("value"), "geo_name": row("geo_name"),
			}))
		},
	},
	{
		releases: []string{"2026_06_26"},
		header:   []string{"date_start", "date_end", "geo_id", "geo_level", "category_name", "hierarchy_level", "metric_id", "value", "node_name", "node_external_id"},
		records: func(row func(string) string, emit func(decode.Record) error) error {
			id := row("node_external_id")
			if id == "-" {
				id = ""
			}
			return emit(sliced(map[string]string{
				"geo_id": row("geo_id"), "geo_level": row("geo_level"), "category": row("category_name"), "level": row("hierarchy_level"), "metric": row("metric_id"),
				"node": row("node_name"), "node_id": id, "date_start": row("date_start"), "date_end": row("date_end"), "value": row("value"),
			}))
		},
	},
}

// taskRecord is a figure of the first releases, which have the world only.
func taskRecord(task, metric, value string) decode.Record {
	return decode.Record{Cells: map[string]string{
		"geo_id": "GLOBAL", "geo_level": "global", "category": "onet_task", "metric": metric, "node": task, "value": value,
	}}
}

// sliced leaves out what a file has by the hundred thousand: topics of
// conversations, whose names are new in every release, and the tasks of areas
// other than the world and the United States.
func sliced(cells map[string]string) decode.Record {
	r := decode.Record{Cells: cells}
	category, _, _ := strings.Cut(cells["category"], "::")
	switch geo := strings.ToUpper(cells["geo_id"]); {
	case category == "request":
		r.Ignore = "topic of conversations"
	case geo == "" || geo == "GLOBAL" || geo == "US" || geo == "USA":
	case category == "overall" || category == "country" || category == "country-state" || category == "state_us":
	default:
		r.Ignore = "breakdown of another area"
	}
	return r
}

// readIndex reads a file by the layout of its release.
func readIndex(in *decode.Input, emit func(decode.Record) error) error {
	var layout *indexLayout
	at := map[string]int{}
	for row, err := range in.Table(',', "") {
		switch {
		case err != nil:
			return err
		case layout == nil:
			if layout, err = layoutOf(in, row); err == nil {
				for i, name := range row {
					at[strings.TrimSpace(name)] = i
				}
				err = emit(decode.Record{Ignore: "header"})
			}
		case len(row) != len(at):
			err = emit(decode.Record{Raw: strings.Join(row, ","), Malformed: "as many cells as in the header"})
		default:
			err = layout.records(func(name string) string {
				if i, ok := at[name]; ok {
					return row[i]
				}
				return ""
			}, emit)
		}
		if err != nil {
			return err
		}
	}
	if layout == nil {
		return in.Errorf(0, "", "the file is empty")
	}
	return nil
}

// layoutOf finds the layout of the release that the file is of, and refuses a
// release or a header that nobody has mapped.
func layoutOf(in *decode.Input, header []string) (*indexLayout, error) {
	var known []string
	for i := range indexLayouts {
		l := &indexLayouts[i]
		known = append(known, l.releases...)
		if !slices.Contains(l.releases, in.Part) {
			continue
		}
		names := map[string]bool{}
		for _, name := range header {
			if name = strings.TrimSpace(name); names[name] {
				return nil, in.Errorf(1, name, "heads two columns, so this is not the file of release %s as published", in.Part)
			}
			names[name] = true
		}
		for _, name := range l.header {
			if !names[name] {
				return nil, in.Errorf(1, strings.Join(header, ","), "is not the header of release %s, which has %s; the release may have been published again in another layout", in.Part, strings.Join(l.header, ","))
			}
			delete(names, name)
		}
		for _, name := range l.optional {
			delete(names, name)
		}
		if len(names) > 0 {
			return nil, in.Errorf(1, strings.Join(header, ","), "has columns that release %s does not have, so it is not its file as published", in.Part)
		}
		return l, nil
	}
	slices.Sort(known)
	return nil, in.Errorf(1, in.Part, "is a release whose layout is not known, so it is not read (known are %s); its columns are %s", strings.Join(known, ", "), strings.Join(header, ","))
}
