package decode_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

// sdmxTable has a column for each name, then TIME_PERIOD and OBS_VALUE; names
// with a question mark may lack, those with a minus are not read.
func sdmxTable(names ...string) *sources.Dataset {
	d := table()
	for _, n := range append(names, "TIME_PERIOD", "OBS_VALUE") {
		name := strings.TrimRight(n, "?-")
		if strings.HasSuffix(n, "-") {
			d.Unused = append(d.Unused, name)
			continue
		}
		column := strings.ToLower(strings.ReplaceAll(name, ".", "_"))
		c := sources.Code(column, name).Named(name)
		if name == "OBS_VALUE" {
			c = sources.Number(column, "u", "v").Named(name).Optional()
		}
		if strings.HasSuffix(n, "?") {
			c = c.MayLack()
		}
		d.Columns = append(d.Columns, c)
	}
	return d
}

var (
	exrNG   = []string{"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_VAR", "DECIMALS", "UNIT_MEASURE", "UNIT_MULT", "COLL_METHOD", "TITLE", "OBS_STATUS", "CONF_STATUS_OBS"}
	exrJSON = []string{"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX", "TITLE", "OBS_STATUS"}
	part2   = []string{"LOCATION", "IND", "PER", "GRD", "FLD", "MSR", "OBS_STATUS?"}
	qna     = []string{"LOCATION", "SUBJECT", "MEASURE", "FREQUENCY", "TIME_FORMAT", "UNIT", "POWERCODE", "REFERENCEPERIOD"}
)

// TestRealSDMX compares with what another program counted and summed.
func TestRealSDMX(t *testing.T) {
	swiss := "M|CHF|EUR|SP00|E|4|CHF|0|Average of observations through period|ECB reference exchange rate, Swiss franc/Euro|A|F|2010-08|1.3413|1"
	for _, c := range []struct {
		file        string
		dec         sources.Decoder
		columns     []string
		rows, nulls int
		sum         float64
		first, last string
	}{
		{"ecb/M.USD.EUR.SP00.A.xml", decode.SDMXML{}, []string{"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX", "OBS_STATUS", "DECIMALS", "TIME_FORMAT-",
			"SOURCE_AGENCY-", "TITLE_COMPL-", "COLLECTION-", "UNIT-", "TITLE-", "UNIT_MULT-"}, 252, 0, 302.978909757315, "M|USD|EUR|SP00|A|A|4|1999-01|1.16078|1", "M|USD|EUR|SP00|A|A|4|2019-12|1.111345|252"},
		{"ecb/ng-flat.xml", decode.SDMXML{}, exrNG, 12, 0, 344.49117, swiss, ""},
		{"ecb/ng-ts.xml", decode.SDMXML{}, exrNG, 12, 0, 344.49117, swiss, ""},
		{"ecb/ng-ts-ss.xml", decode.SDMXML{}, exrNG, 12, 0, 344.49117, swiss, ""},
		{"eurostat/NAMA_10_GDP-ss.xml", decode.SDMXML{}, []string{"geo", "na_item", "unit", "freq"}, 4, 0, 201554.3, "LU|B1GQ|CP_MEUR|A|2012|46526.2|1", "LU|B1GQ|CP_MEUR|A|2015|54142.3|4"},
		{"eurostat/cdh_e_fos.xml", decode.SDMXML{}, []string{"UNIT", "Y_GRAD", "FOS07", "GEO", "FREQ", "OBS_STATUS?", "OBS_FLAG?"}, 672, 426, 4271.55, "PC|TOTAL|FOS1|AT|A|na|~|2009|~|1", ""},
		{"eurostat/demography-xs.xml", decode.SDMXML{}, []string{"FREQ", "SEX", "COUNTRY", "DEMO", "OBS_STATUS", "UNIT_MEASURE", "UNIT_MULT"}, 60, 5, 2482761.32,
			"A|T|BE|TFRNSI|A|CPW|0|2007|1.82|1", ""},
		{"imf/PCPS.xml", decode.SDMXML{}, []string{"FREQ", "REF_AREA", "COMMODITY", "UNIT_MEASURE", "UNIT_MULT", "TIME_FORMAT"}, 1, 0, 2705.345, "M|W00|PZINC|USD|0|P1M|2021-01|2705.345|1", ""},
		{"insee/IPI-2010-A21.xml", decode.SDMXML{}, []string{"FREQ", "PRODUIT", "NATURE", "IDBANK", "UNIT_MULT", "OBS_STATUS", "TITLE-", "LAST_UPDATE-", "UNIT_MEASURE-", "REF_AREA-", "DECIMALS-",
			"BASE_PER-", "TIME_PER_COLLECT-"}, 3230, 0, 606499.29, "M|B|BRUT|001654489|0|A|2015-10|105.61|1", ""},
		{"nasty/eurostat_async_result.zip", decode.SDMXML{}, []string{"UNIT", "NA_ITEM", "GEO", "FREQ", "OBS_FLAG?", "OBS_STATUS?"}, 43, 22, 148228.2, "CLV05_MEUR|B1GQ|AL|A|e|~|2017|9820.6|1",
			"CLV05_MEUR|B1GQ|AL|A|~|na|1975|~|43"},
		{"ecb/flat.json", decode.SDMXJSON{}, exrJSON, 4, 0, 83.8282, "D|NZD|EUR|SP00|A|New Zealand dollar (NZD)|A|2013-01-18|1.5931|1", ""},
		{"ecb/ts.json", decode.SDMXJSON{}, exrJSON, 4, 0, 83.8282, "D|NZD|EUR|SP00|A|New Zealand dollar (NZD)|A|2013-01-18|1.5931|1", ""},
		{"oecd/data-PART2-all-all.json", decode.SDMXJSON{}, part2, 7, 0, 32.13498453377567, "", ""},
		{"oecd/jsdmx_oecd1.json", decode.SDMXJSON{}, qna, 60, 0, 1384122752.020217, "AUS|B1_GE|VOBARSA|Q|P3M|AUD|6|2010|2009-Q1|1.321158283224e+06|1", ""},
		{"oecd/jsdmx_tourism.json", decode.SDMXJSON{}, []string{"COUNTRY", "VARIABLE", "TIME_FORMAT", "UNIT", "POWERCODE", "OBS_STATUS?"}, 4604, 1, 70361484138, "", ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			d := sdmxTable(c.columns...)
			if strings.Contains(c.file, "PART2") { // a questionnaire without time
				d.Columns = slices.DeleteFunc(d.Columns, func(c sources.Column) bool { return c.Name == "time_period" })
			}
			f := sources.File{Dataset: d, Name: c.file, Open: onDisk(realdata(t, c.file))}
			o := run(t, c.dec, f)
			sum, nulls := total(t, c.dec, f)
			if len(o.Rows) != c.rows || nulls != c.nulls || math.Abs(sum-c.sum) > 1e-6*c.sum {
				t.Fatalf("%d rows, %d without value, sum %v; want %d, %d, %v: %s", len(o.Rows), nulls, sum, c.rows, c.nulls, c.sum, short(o))
			}
			if o.Ledger.Quarantined+o.Ledger.IgnoredRows() != 0 || len(o.Ledger.Warnings) != 0 {
				t.Error(short(o))
			}
			if c.first != "" && o.Rows[0] != c.first || c.last != "" && o.Rows[len(o.Rows)-1] != c.last {
				t.Errorf("first %s, last %s", o.Rows[0], o.Rows[len(o.Rows)-1])
			}
		})
	}
}

// TestRealSDMXJSONMarks: one service leaves out the places of attributes that
// have no value anywhere, another writes them.
func TestRealSDMXJSONMarks(t *testing.T) {
	for file, want := range map[string]map[string]int{
		"oecd/data-PART2-all-all.json": {"x": 1, "w": 1, "y": 1, "~": 4},
		"oecd/jsdmx_tourism.json":      {"P": 4, "E": 60, "B; E": 3, "B": 132, "~": 4405},
	} {
		d := table(sources.Code("mark", "m").Named("OBS_STATUS").Optional(), sources.Number("obs_value", "u", "v").Named("OBS_VALUE").Optional())
		o := run(t, decode.SDMXJSON{}, sources.File{Dataset: d, Name: file, Open: onDisk(realdata(t, file))})
		got := map[string]int{}
		for _, r := range o.Rows {
			mark, _, _ := strings.Cut(r, "|")
			got[mark]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s%s", file, diff, o.Err)
		}
	}
}

// total sums the values of a file.
func total(t *testing.T, dec sources.Decoder, f sources.File) (sum float64, nulls int) {
	t.Helper()
	s, err := dec.Decode(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Release()
	at := slices.IndexFunc(f.Dataset.Columns, func(c sources.Column) bool { return c.Name == "obs_value" })
	for s.Next() {
		v := s.Record().Column(at).(*array.Float64)
		for i := range v.Len() {
			if v.IsNull(i) {
				nulls++
			} else {
				sum += v.Value(i)
			}
		}
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
	return sum, nulls
}
