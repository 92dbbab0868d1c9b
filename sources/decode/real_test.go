package decode_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"jevons/sources"
	"jevons/sources/decode"
)

// month is the first day of a BLS year and period; M13 and the like have none.
func month(cells [][]byte, dst []byte) ([]byte, error) {
	year, period := cells[1], cells[2]
	if len(year) != 4 || len(period) != 3 {
		return nil, errors.New("not a year and a period")
	}
	if period[0] != 'M' || bytes.Equal(period, []byte("M13")) {
		return nil, nil
	}
	dst = append(append(dst, year...), '-')
	return append(append(dst, period[1:]...), "-01"...), nil
}

func ces() *sources.Dataset {
	return table(
		sources.Code("series_id", "series").Key(),
		sources.Year("year", "year").Key(),
		sources.Code("period", "period").Key(),
		sources.Number("value", "thousand", "value").Optional(),
		sources.Code("footnote_codes", "notes").Optional(),
		sources.Date("month", "month").Optional().DerivedBy(month, "year", "period"),
	)
}

var flat = decode.Flat{Cells: decode.Cells{Trim: true, Nulls: []string{"-"}}, Comma: '\t', Keyed: 3}

func TestRealCES(t *testing.T) {
	p := realdata(t, "bls/time.series/ce/ce.data.90a.Government.Employment")
	o := run(t, flat, sources.File{Dataset: ces(), Part: "90a", Name: "ce.data.90a", Open: onDisk(p)})
	if o.Err != "" || o.Ledger.Kept != 58_523 || o.Ledger.Quarantined != 0 || o.Ledger.Lines != 58_524 || !o.Ledger.Ascending {
		t.Fatal(short(o), o.Ledger.Ascending)
	}
	if st, _ := os.Stat(p); st.Size() != o.Ledger.Bytes {
		t.Fatalf("%d bytes of %d", o.Ledger.Bytes, st.Size())
	}
	// Every line again, by the plainest code.
	raw, _ := os.ReadFile(p)
	for i, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")[1:] {
		c := strings.Split(line, "\t")
		for k := range c {
			c[k] = strings.TrimSpace(c[k])
		}
		if got := strings.Split(o.Rows[i], "|"); got[0] != c[0] || got[1] != c[1] || got[2] != c[2] || got[4] != cmpNull(c[4]) {
			t.Fatalf("line %d: %q is %q", i+2, line, o.Rows[i])
		}
	}
}

func cmpNull(s string) string {
	if s == "" {
		return "~"
	}
	return s
}

func TestRealSeries(t *testing.T) {
	d := table(sources.Code("series_id", "s").Key(), sources.Code("supersector_code", "s"), sources.Code("seasonal", "s"),
		sources.Text("series_title", "s").MayLack(), sources.Year("begin_year", "s"), sources.Code("end_period", "s"))
	o := run(t, flat, sources.File{Dataset: d, Open: onDisk(realdata(t, "bls/time.series/ce/ce.series"))})
	if o.Err != "" || o.Ledger.Kept != 23_331 || o.Ledger.Quarantined != 0 {
		t.Fatal(short(o))
	}
}

func oews() *sources.Dataset {
	cols := []sources.Column{sources.Year("year", "y").Key().FromPart(), sources.Code("area", "a").Key().Named("AREA").MayLack(),
		sources.Code("occ_code", "o").Key().Named("OCC_CODE"), sources.Code("o_group", "g").Key().Named("O_GROUP", "OCC_GROUP"),
		sources.Number("tot_emp", "jobs", "jobs").Optional().Named("TOT_EMP"),
		sources.Number("h_pct90", "USD", "wage").Optional().Named("H_PCT90"),
		sources.Number("a_mean", "USD", "wage").Optional().Named("A_MEAN"),
		sources.Flag("annual", "f").Optional().Named("ANNUAL"), sources.Text("marks", "m").Marks()}
	return table(cols...)
}

func TestRealOEWS(t *testing.T) {
	d := decode.Auto{
		CSV:  decode.CSV{Cells: decode.Cells{Trim: true, Marks: []string{"*", "**", "#"}, Thousands: true}},
		XLSX: decode.XLSX{Cells: decode.Cells{Trim: true, Marks: []string{"*", "**", "#"}, Thousands: true}},
	}
	csv := run(t, d, sources.File{Dataset: oews(), Part: "2021", Open: onDisk(realdata(t, "bls/oews/national_May2021_dl.csv"))})
	if csv.Err != "" || csv.Ledger.Quarantined != 0 {
		t.Fatal(short(csv))
	}
	marks := map[string]int{}
	for _, r := range csv.Rows {
		c := strings.Split(r, "|")
		for _, m := range strings.Fields(c[8]) {
			marks[m]++
		}
	}
	t.Log(short(csv), marks)
	book := run(t, d, sources.File{Dataset: oews(), Part: "2021", Open: onDisk(realdata(t, "bls/oews/national_M2021_dl.xlsx"))})
	if book.Err != "" || book.Ledger.Quarantined != 0 || book.Ledger.Kept != csv.Ledger.Kept {
		t.Fatal(short(book))
	}
	if !slices.Equal(book.Rows, csv.Rows) {
		for i := range book.Rows {
			if book.Rows[i] != csv.Rows[i] {
				t.Fatalf("%s in the workbook, %s in the text", book.Rows[i], csv.Rows[i])
			}
		}
	}
	for _, y := range []string{"2018", "2019", "2024"} {
		b := run(t, d, sources.File{Dataset: oews(), Part: y, Open: onDisk(realdata(t, "bls/oews/national_M"+y+"_dl.xlsx"))})
		if b.Err != "" || b.Ledger.Quarantined != 0 {
			t.Fatal(y, short(b))
		}
		t.Log(y, short(b))
	}
}

func TestRealTables(t *testing.T) {
	gpts := table(sources.Code("onetsoc_code", "c").Key().Named("O*NET-SOC Code"), sources.Text("title", "t").Named("Title"),
		sources.Number("human_beta", "share", "b").Between(0, 1).Named("human_rating_beta"))
	o := run(t, decode.CSV{}, sources.File{Dataset: gpts, Open: onDisk(realdata(t, "gpts-are-gpts/occ_level.csv"))})
	if o.Err != "" || o.Ledger.Kept != 923 || o.Ledger.Quarantined != 0 {
		t.Fatal(short(o))
	}
	epoch := table(sources.Text("model", "m").Key().Named("Model", "System"), sources.Text("organization", "o").Optional().Named("Organization"),
		sources.Date("publication_date", "d").Optional().Named("Publication date"), sources.Number("training_compute_flop", "FLOP", "c").Optional().Named("Training compute (FLOP)"))
	o = run(t, decode.CSV{Cells: decode.Cells{Trim: true}}, sources.File{Dataset: epoch, Open: onDisk(realdata(t, "epoch/notable_ai_models.csv"))})
	if o.Err != "" || o.Ledger.Kept != 952 || o.Ledger.Quarantined != 0 || o.Ledger.Lines != 8040 {
		t.Fatal(short(o))
	}
	sky := table(sources.Code("cloud", "c").Key().FromPart(), sources.Code("instance_type", "t").Key().Named("InstanceType"),
		sources.Code("region", "r").Key().Named("Region"), sources.Number("price", "USD", "p").Optional().Named("Price"),
		sources.Text("generation", "g").Optional().Named("Generation"))
	o = run(t, decode.CSV{Ragged: decode.JoinLast}, sources.File{Dataset: sky, Part: "azure", Open: onDisk(realdata(t, "skypilot-catalog/2026-05-20/azure/vms.csv"))})
	if o.Err != "" || o.Ledger.Kept != 56_671 || o.Ledger.Quarantined != 0 || !slices.Contains(o.Ledger.Warnings, "27141 rows repaired by the ragged rule") {
		t.Fatal(short(o))
	}
}

func TestRealJSON(t *testing.T) {
	d := table(sources.Code("model", "m").Key(), sources.Code("litellm_provider", "p").Optional(), sources.Number("input_cost_per_token", "USD", "p").Optional(),
		sources.Number("max_tokens", "tokens", "n").Optional())
	skip := func(m string) string {
		if m == "sample_spec" {
			return "sample"
		}
		return ""
	}
	o := run(t, decode.JSON{Member: "model", Skip: skip}, sources.File{Dataset: d, Open: onDisk(realdata(t, "litellm/1.80.0/model_prices_and_context_window.json"))})
	t.Log(short(o))
	if o.Err != "" || o.Ledger.Records != 1759 {
		t.Fatal(short(o))
	}
	h := table(sources.Code("vendor", "v").Key(), sources.Code("id", "i").Key(), sources.Date("from_date", "d").Key().Optional(), sources.Number("input", "USD", "p"))
	o = run(t, decode.JSON{Path: []string{"prices"}}, sources.File{Dataset: h, Open: onDisk(realdata(t, "llm-prices/2026-08-05/historical-v1.json"))})
	t.Log(short(o))
	if o.Err != "" || o.Ledger.Kept == 0 || o.Ledger.Quarantined != 0 {
		t.Fatal(short(o))
	}
}
