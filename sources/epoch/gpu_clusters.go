package epoch

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.gpu_clusters",
	About:        "Clusters of accelerators, existing and planned: owner, chips, H100 equivalents, power and cost.",
	Home:         "https://epoch.ai/data/gpu-clusters",
	License:      license,
	Citation:     "Epoch AI, Data on GPU clusters, epoch.ai/data. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://epoch.ai/data/gpu_clusters.csv"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: clusters},
	// Two hundred and more Chinese clusters share the name Anonymized Chinese
	// System. They are told apart by their figures, and those that have the same
	// by a number; so a figure that is estimated anew makes another cluster of it.
	Columns: []sources.Column{
		sources.Text("cluster", "Name of the cluster; phases are clusters of their own.").Key().Named("Name"),
		sources.Text("figures", "What tells anonymized clusters apart: first day, country, sector, chip, chips and speed; NULL for one with a name.").Key().Optional(),
		sources.Integer("occurrence", "count", "Which of the anonymized clusters with these figures; 1 for one with a name.").Key(),
		sources.Text("status", "Existing, Planned or Decommissioned.").Named("Status").Optional(),
		sources.Text("certainty", "Confirmed, Likely or Unlikely.").Named("Certainty").Optional(),
		sources.Text("single_cluster", "Yes, No or Unclear: whether the chips are at one place.").Named("Single cluster?").Optional(),
		sources.Text("country", "Country.").Named("Country").Optional(),
		sources.Text("owner", "Owners, joined by commas.").Named("Owner").Optional(),
		sources.Text("users", "Users, joined by commas.").Named("Users").Optional(),
		sources.Text("sector", "Private, Public or Public/Private.").Named("Sector").Optional(),
		sources.Date("first_operational_date", "Day it began or is to begin work.").Named("First Operational Date").Optional(),
		sources.Text("decommissioned", "When it was taken down, a day or a month, as written.").Named("Decommissioned Date (if applicable)").MayLack(),
		sources.Text("chip_type", "Main accelerator.").Named("Chip type (primary)").Optional(),
		amount("chips", "chips", "Main accelerators.", "Chip quantity (primary)"),
		sources.Text("second_chip_type", "Second kind of accelerator.").Named("Chip type (secondary)").MayLack(),
		amount("second_chips", "chips", "Accelerators of the second kind.", "Chip quantity (secondary)").MayLack(),
		amount("all_chips", "chips", "Accelerators of all kinds.", "Total number of AI chips").MayLack(),
		amount("h100_equivalents", "H100 equivalents", "Speed divided by that of an H100.", "H100 equivalents"),
		amount("max_ops", "OP/s", "Speed at the lowest precision of 8 bits or more.", "Max OP/s").MayLack(),
		amount("ops_16bit", "OP/s", "16-bit speed.", "16-bit OP/s").MayLack(),
		amount("ops_8bit", "OP/s", "8-bit speed.", "8-bit OP/s").MayLack(),
		amount("power_mw", "MW", "Power capacity, reported or else calculated.", "Power Capacity (MW)"),
		amount("reported_power_mw", "MW", "Power capacity as reported.", "Reported Power Capacity (MW)").MayLack(),
		amount("hardware_cost_usd", "USD", "Cost of the hardware, reported or else calculated.", "Hardware Cost"),
		amount("reported_cost_usd", "USD", "Cost as reported, in dollars of its day.", "Reported Cost").MayLack(),
		sources.Text("possible_duplicate", "True where the cluster may be part of another one.").Named("Possible Duplicate").MayLack(),
		sources.Text("in_analysis", "True where Epoch counts it in its own analyses.").Named("Include in Standard Analysis").MayLack(),
		sources.Text("builds_upon", "Earlier phase that it extends; both must not be added.").Named("Builds Upon").MayLack(),
		sources.Text("superseded_by", "Later phase that contains it.").Named("Superseded by").MayLack(),
	},
	Unused: []string{
		"Note", "Hardware note", "Quote", "First Operational Date Note", "Certainty Note", "Cost Quote", "Location", "Possible Duplicate Of",
		"Source 1", "Source 2", "Source 3", "Source 4", "Source 5", "Exclude", "Noteworthy",
		"GPU Supplier (primary)", "GPU supplier (secondary)",
		// Computed from columns that are read.
		"Max OP/s (log)", "16-bit OP/s (log)", "Energy Efficiency (log)", "Energy Efficiency", "32-bit OP/s", "Calculated Power Capacity (MW)", "Calculated Cost",
		"Reported Cost (Inflation adjusted)", "Rank when first operational", "Largest existing cluster when first operational", "% of largest cluster when first operational",
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 120, Why: "phases open and plans are announced every quarter"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.01,
		MaxVanished: 0.4,
		Checks: []sources.Check{
			{Name: "power in MW", Rule: "power_mw < 100000", Why: "the largest plan is 5,000 MW; more than 100,000 is in kW"},
		},
		Why: "MinRows: the file of November 2025 has 786 clusters, 529 of them with a name, the embedded sample 14. MaxBad: none of its 786 rows is bad. MaxVanished: a third of the " +
			"rows are anonymized and count as others once their figures are computed anew, and phases are renamed when they open; two fifths at once is another file.",
	},
})

const (
	anonymized = "Anonymized "
	// The file has 786 rows of 485,000 bytes; a table beyond this is another one.
	maxRows, maxBytes = 50_000, 64 << 20
)

// clusters reads the table and numbers the anonymized rows.
func clusters(in *decode.Input, emit func(decode.Record) error) error {
	header, rows, err := wholeTable(in, maxRows, maxBytes)
	if err != nil {
		return err
	}
	if err := emit(decode.Record{Ignore: "header"}); err != nil {
		return err
	}
	alike := map[string][]string{} // by name and figures, the rows as text
	records := make([]map[string]string, len(rows))
	for i, row := range rows {
		cells := map[string]string{"occurrence": "1", "figures": ""}
		for k, h := range header[:min(len(header), len(row))] {
			cells[h] = strings.TrimSpace(row[k])
		}
		if name := cells["Name"]; strings.HasPrefix(name, anonymized) && len(row) == len(header) {
			cells["figures"] = figures(cells)
			alike[name+cells["figures"]] = append(alike[name+cells["figures"]], strings.Join(row, "\x00"))
		}
		records[i] = cells
	}
	// Numbers follow the rows' texts, so that they are the same in a file of
	// another order. Rows that are wholly equal take one after the other.
	for _, texts := range alike {
		slices.Sort(texts)
	}
	taken := map[string]int{}
	for i, row := range rows {
		r := decode.Record{Cells: records[i], Raw: strings.Join(row, ",")}
		if len(row) != len(header) {
			r.Malformed = fmt.Sprintf("%d cells as in the header, not %d", len(header), len(row))
		}
		if f := r.Cells["figures"]; f != "" {
			text := strings.Join(row, "\x00")
			at, _ := slices.BinarySearch(alike[r.Cells["Name"]+f], text)
			taken[text]++
			r.Cells["occurrence"] = strconv.Itoa(at + taken[text])
		}
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}

// figures are what is known of a cluster without a name.
func figures(cells map[string]string) string {
	var known []string
	for _, h := range []string{"First Operational Date", "Country", "Sector", "Chip type (primary)", "Chip quantity (primary)", "Max OP/s"} {
		known = append(known, cmp.Or(cells[h], "?"))
	}
	return strings.Join(known, " | ")
}

// wholeTable is a table of at most so many rows and bytes of cells. Its rows may
// have more or fewer cells than the header.
func wholeTable(in *decode.Input, most, size int) (header []string, rows [][]string, err error) {
	for row, err := range in.Table(',', "") {
		switch {
		case err != nil:
			return nil, nil, err
		case header == nil:
			for _, h := range row {
				if h = strings.TrimSpace(h); h != "" && slices.Contains(header, h) {
					return nil, nil, in.Errorf(1, h, "stands twice in the header")
				}
				header = append(header, h)
			}
		case len(rows) == most:
			return nil, nil, in.Errorf(0, "", "the table has more than the limit of %d rows", most)
		default:
			for _, c := range row {
				size -= len(c) + 1
			}
			if size < 0 {
				return nil, nil, in.Errorf(0, "", "the table is longer than the limit")
			}
			rows = append(rows, slices.Clone(row))
		}
	}
	if header == nil {
		return nil, nil, in.Errorf(0, "", "the file holds no header line")
	}
	return header, rows, nil
}
