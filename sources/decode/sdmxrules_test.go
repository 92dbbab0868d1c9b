package decode_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

const (
	genericHead = `<m:GenericData xmlns:m="urn:m" xmlns:g="urn:g" xmlns:f="urn:f"><m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"/></m:Header>`
	genericRow  = `<g:Obs><g:ObsDimension value="2026-01"/><g:ObsValue value="1.5"/></g:Obs>`
)

// TestRealSDMXRefusals: structure messages, and the two answers by which
// Eurostat announced that the data would be in a file.
func TestRealSDMXRefusals(t *testing.T) {
	structure := []string{"an SDMX structure message, which describes codes and holds no data"}
	for file, want := range map[string][]string{
		"ecb/EXR_structure.xml":      structure,
		"ecb/ng-structure.xml":       structure,
		"eurostat/DSD_cdh_e_fos.xml": structure,
		"imf/01R.xml":                structure,
		"nasty/eurostat_async_footer_413.xml": {"the provider prepares the data as a file", "code 413: Due to the large query",
			"http://ec.europa.eu/eurostat/SDMX/diss-web/file/wHsvjs7hQCy7Dqf4", "check the location periodic every 5 minutes"},
		"nasty/eurostat_async_footer_413_2018.xml": {"file/7JUdWyAy4fmjBSWT", "fetch it from there once it is ready"},
	} {
		o := run(t, decode.SDMXML{}, sources.File{Dataset: sdmxTable("GEO"), Name: file, Open: onDisk(realdata(t, file))})
		for _, w := range want {
			if !strings.Contains(o.Err, w) {
				t.Errorf("%s: %s lacks %q", file, o.Err, w)
			}
		}
	}
}

func TestSDMXMLMessages(t *testing.T) {
	flat := `<m:StructureSpecificData xmlns:m="urn:m" xmlns:s="urn:s" xmlns:xsi="urn:i"><m:Header><m:Structure structureID="S" dimensionAtObservation="AllDimensions"/></m:Header>` +
		`<m:DataSet s:structureRef="S" UNIT="PC"><Group xsi:type="u:Sibling" GEO="DE" TITLE="t"/><Obs GEO="DE" TIME_PERIOD="2026" OBS_VALUE="1"/><Obs GEO="FR" TIME_PERIOD="2026" OBS_VALUE="NaN"><m:Annotations/></Obs></m:DataSet>`
	for name, c := range map[string]struct {
		in      string
		want    []string
		ignored string
	}{
		"attributes of the data set, and a group": {flat + `</m:StructureSpecificData>`, []string{"DE|PC|2026|1|2", "FR|PC|2026|~|3"}, "attributes of a group 1"},
		"a footer that warns":                     {flat + `<f:Footer xmlns:f="urn:f"><f:Message code="100" severity="Information"><c>note</c></f:Message></f:Footer></m:StructureSpecificData>`, []string{"DE|PC|2026|1|2", "FR|PC|2026|~|3"}, "attributes of a group 1, footer message 1"},
		"generic attributes of the data set, a dimension named at the observation": {genericHead + `<m:DataSet structureRef="none"><g:Attributes><g:Value id="UNIT" value="PC"/></g:Attributes><g:Series><g:SeriesKey><g:Value id="TIME_PERIOD" value="2026"/></g:SeriesKey>` +
			`<g:Obs><g:ObsDimension id="GEO" value="DE"/><g:ObsValue value="7"/></g:Obs></g:Series></m:DataSet></m:GenericData>` + "\n", []string{"DE|PC|2026|7|1"}, ""},
	} {
		o := run(t, decode.SDMXML{}, sources.File{Dataset: sdmxTable("GEO", "UNIT", "TITLE?"), Open: open([]byte(c.in))})
		for i, r := range o.Rows { // no title comes from a group
			o.Rows[i] = strings.Replace(r, "|~|2026", "|2026", 1)
		}
		if diff := cmp.Diff(c.want, o.Rows); diff != "" || o.Err != "" || o.Ledger.IgnoredText() != c.ignored {
			t.Errorf("%s: %s %s", name, diff, short(o))
		}
	}
}

func TestSDMXMLRefuses(t *testing.T) {
	row := `<m:DataSet structureRef="S"><g:Series><g:SeriesKey><g:Value id="GEO" value="DE"/></g:SeriesKey>` + genericRow + `</g:Series></m:DataSet>`
	for in, want := range map[string]string{
		"":                                "the file is empty",
		"words":                           "the file is no XML text",
		"<a/>":                            `"a" is the root of the XML text, which is no SDMX data message`,
		"<a><b":                           `is the root of the XML text`,
		"<m:GenericData xmlns:m='urn:m'>": "line 1 of the XML text: unexpected EOF; fetch the file again",
		genericHead + row:                 "unexpected EOF",
		genericHead + "&evil;":            "invalid character entity &evil;",
		genericHead + "</m:GenericData>":  "the message holds no observation",
		genericHead + row + "</m:GenericData><b/>": "a second XML document follows the message",
		genericHead + row + `<f:Footer><f:Message code="510"><c>Too big</c></f:Message></f:Footer></m:GenericData>`:                                                            "the data are not whole: code 510: Too big",
		genericHead + row + `<f:Footer><f:Message severity="Error"><c>No</c></f:Message></f:Footer></m:GenericData>`:                                                           "the data are not whole: code : No",
		genericHead + `<f:Footer><f:Message code="100" severity="Warning"><c>None</c></f:Message></f:Footer></m:GenericData>`:                                                  "no observation: code 100: None",
		genericHead + `<m:DataSet action="Delete"/></m:GenericData>`:                                                                                                           "observations to delete",
		genericHead + `<m:DataSet><g:Series><g:SeriesKey><g:Value id="GEO" value="DE"/></g:SeriesKey>` + genericRow + `<g:Attributes/></g:Series></m:DataSet></m:GenericData>`: "Attributes stands after observations",
		genericHead + `<m:DataSet><g:Obs><g:ObsKey><g:Value id="GEO" value="DE"/><g:Value id="GEO" value="FR"/>`:                                                               `"DE and FR" are two values for GEO in one place`,
		`<m:StructureSpecificData xmlns:m="urn:m"><m:DataSet><Obs GEO="DE"><Comp id="A"/>`:                                                                                     `"Comp" stands within an observation`,
		`<m:Error xmlns:m="urn:m"><m:ErrorMessage code="140"><c>Syntax` + "\x1b" + ` error</c></m:ErrorMessage></m:Error>`:                                                     "illegal character code U+001B",
		`<m:Error xmlns:m="urn:m"><m:ErrorMessage code="140"><c>Syntax error</c></m:ErrorMessage></m:Error>`:                                                                   "a message instead of data: Syntax error",
		strings.Replace(genericHead+row, "GEO", "AREA", 1):                                                                                                                     "the observations lack GEO; they have AREA, OBS_VALUE, TIME_PERIOD; this is another table",
		`<m:CompactData xmlns:m="urn:m"/>`:                               "an SDMX-ML 2.0 message (CompactData)",
		strings.Repeat("<m:GenericData>", 1) + strings.Repeat("<a>", 70): "nested deeper than the limit of 64",
		"<?xml version='1.0' encoding='ISO-8859-1'?><a/>":                "encoding",
		`<m:GenericData a="` + strings.Repeat("x", 9<<20):                "a piece of XML is longer than the limit of 8388608 bytes",
	} {
		o := run(t, decode.SDMXML{}, sources.File{Dataset: sdmxTable("GEO"), Name: "f", Open: open([]byte(in))})
		if !strings.Contains(o.Err, want) || !strings.HasPrefix(o.Err, "test.table: ") {
			t.Errorf("%.80q: %.300s", in, o.Err)
		}
	}
}

const structureJSON = `"structure":{"dimensions":{"series":[{"id":"GEO","values":[{"id":"DE"},{"name":"France"}]}],"observation":[{"id":"TIME_PERIOD","values":[{"id":"2026"},{"id":"2025"}]}]},` +
	`"attributes":{"series":[{"id":"UNIT","default":0,"values":[{"id":"PC"}]}],"observation":[{"id":"EMPTY","values":[]},{"id":"STATUS","values":[{"id":"p"}]}]}}`

func TestSDMXJSON(t *testing.T) {
	two := `{"meta":{},"data":{"structures":[{"dimensions":{"observation":[{"id":"GEO","values":[{"id":"DE"}]},{"id":"TIME_PERIOD","values":[{"value":"2026"}]}]},` +
		`"attributes":{"dataSet":[{"id":"UNIT","values":[{"id":"PC"}]}],"observation":[{"id":"STATUS"}]},"measures":{"observation":[{"id":"OBS_VALUE"}]}}],` +
		`"dataSets":[{"structure":0,"attributes":[0],"dimensionGroupAttributes":{"0:":[0]},"observations":{"0:0":["1.25","p"]}}]}}`
	for name, c := range map[string]struct {
		in      string
		want    []string
		rejects []string
	}{
		"1.0 series": {`{"dataSets":[{"series":{"1":{"observations":{"1":[2.50,0],"0":[null,null]}},"0":{"attributes":[0],"observations":{"0":[1e3]}}}}],` + structureJSON + `}`,
			[]string{"France|PC|p|2025|2.5|1", "France|PC|~|2026|~|2", "DE|PC|~|2026|1000|3"}, nil},
		"2.0 flat": {two, []string{"DE|PC|p|2026|1.25|2"}, nil},
		"wrong places": {`{"data":{` + structureJSON + `,"dataSets":[{"series":{"0":{"observations":{"0":[1,null],"2":[1],"0:0":[1],"x":[1],"1":[1,7]}},"7":{"observations":{"0":[1]}},"0:0":{"observations":{"0":[1,0,0,0]}},"1":{"attributes":[1,2],"observations":{"0":["NaN"]}}}}]}}`,
			[]string{"DE|PC|~|2026|1|1"}, []string{"a key that points at one of 2 values of TIME_PERIOD", "a key of 1 dimensions", "a key that points at one of 2 values of TIME_PERIOD",
				"a place that points at one of 1 values of STATUS", "a key that points at one of 2 values of GEO", "a key of 1 dimensions", "at most 1 places for attributes"}},
	} {
		o := run(t, decode.SDMXJSON{}, sources.File{Dataset: sdmxTable("GEO", "UNIT", "STATUS?"), Name: "f", Open: open([]byte(c.in))})
		if diff := cmp.Diff(c.want, o.Rows); diff != "" {
			t.Errorf("%s: %s %s", name, diff, short(o))
		}
		var got []string
		for _, r := range o.Ledger.Rejects {
			got = append(got, r.Detail)
		}
		if diff := cmp.Diff(c.rejects, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for in, want := range map[string]string{
		"":   "the file is empty",
		"{":  "not an SDMX-JSON message: unexpected end of JSON input; fetch it again",
		"{}": "the message holds no observation",
		`{"errors":[{"code":140,"title":"Syntax","detail":"a\u001bb"},"plain"]}`:                                                      "instead of data: code 140: Syntax a\uFFFDb; plain",
		`{"dataSets":[{"observations":{"0":[1]}}],"structure":{"dimensions":{"observation":[{"id":"AREA","values":[{"id":"DE"}]}]}}}`: "the observations lack GEO, TIME_PERIOD; they have AREA, OBS_VALUE",
		`{"dataSets":[{}]}`: "a data set refers to structure 0, and the message has 0",
		`{"dataSets":[{"action":"Delete"}],` + structureJSON + `}`:              "observations to delete",
		`{"dataSets":[{"series":[]}],` + structureJSON + `}`:                    "[] where an object was expected",
		`{"dataSets":[{"series":{"0":[]}}],` + structureJSON + `}`:              "after observation 0: json: cannot unmarshal array",
		`{"dataSets":[{"observations":{"0":{}}}],` + structureJSON + `}`:        "cannot unmarshal object",
		`{"dataSets":[{}],"structure":{"dimensions":{"dataSet":[{"id":"A"}]}}}`: `"A" is a dimension of the data set with 0 values`,
	} {
		o := run(t, decode.SDMXJSON{}, sources.File{Dataset: sdmxTable("GEO"), Name: "f", Open: open([]byte(in))})
		if !strings.Contains(o.Err, want) {
			t.Errorf("%.80q: %.300s", in, o.Err)
		}
	}
}

// TestRealSDMXCSV: the same columns come of every layout.
func TestRealSDMXCSV(t *testing.T) {
	unemployment := sdmxTable("REF_AREA", "MEASURE", "UNIT_MEASURE", "ADJUSTMENT", "SEX", "AGE", "FREQ", "OBS_STATUS", "UNIT_MULT")
	unemployment.Unused = []string{"STRUCTURE", "STRUCTURE_ID", "ACTION", "TRANSFORMATION", "ACTIVITY", "BASE_PER", "DECIMALS"}
	example := sdmxTable("DIM_1", "DIM_2", "DIM_3", "ATTR_1", "ATTR_2")
	example.Columns = append(example.Columns[:5], example.Columns[6]) // without TIME_PERIOD
	several := table(example.Columns[0], example.Columns[1], example.Columns[2], example.Columns[5])
	for file, c := range map[string]struct {
		d           *sources.Dataset
		first, last string
		rows        int
	}{
		"oecd/DF_IALFS_UNE_M_USA_labels-both.csv":    {unemployment, "USA|UNE_LF_M|PT_LF_SUB|N|_T|Y_GE15|M|A|0|2023-01|3.9|1", "USA|UNE_LF_M|PT_LF_SUB|N|_T|Y_GE15|M|A|0|2024-11|4|36", 36},
		"ilostat/sdmx_probe_UNE_DEAP_SEX_AGE_RT.csv": {sdmxTable("REF_AREA", "SEX", "UNIT_MEASURE", "OBS_STATUS?"), "ABW|SEX_T|PT|~|2011|8.9|1", "ABW|SEX_M|PT|~|2011|8.6|2", 2},
		"ecb/ecb_ICP_U2_ANR.csv":                     {sdmxTable("KEY", "REF_AREA", "OBS_STATUS", "UNIT"), "ICP.M.U2.N.000000.4.ANR|U2|A|PCCH|2025-01|2.5|1", "", 12},
		"sdmx/v3_csv/example-01.csv":                 {example, "A|B|2014-01|N|Y|12.4|1", "A|B|2014-02|Y|Y|10.8|2", 2},
		"sdmx/v3_csv/example-05.csv":                 {example, "A|B|2014-01-01|N|Y|12.4|1", "A|B|2014-02-01|Y|Y|10.8|2", 2},
		"sdmx/v3_csv/example-06.csv":                 {example, "A|B|2014-01|Y|Normal, special and other values|12.4|1", "A|B|2014-02|Y|Normal, special and other values|10.8|2", 2},
		"sdmx/v3_csv/example-09A.csv":                {several, "A|B|2014-01|12.4|1", "A|B|2014-03|11.2|3", 3},
	} {
		o := run(t, decode.SDMXCSV{}, sources.File{Dataset: c.d, Name: file, Open: onDisk(realdata(t, file))})
		if o.Err != "" || len(o.Rows) != c.rows || o.Rows[0] != c.first || c.last != "" && o.Rows[c.rows-1] != c.last || o.Ledger.Quarantined != 0 {
			t.Errorf("%s: %v %s", file, o.Rows, short(o))
		}
	}
	for file, want := range map[string]string{
		"sdmx/v3_csv/example-04.csv":         "semicolons between cells",
		"sdmx/v3_csv/example-14.csv":         "the header lacks DIM_1, DIM_3",
		"nasty/ilostat_retired_dataset.json": "the header lacks DIM_1",
	} {
		o := run(t, decode.SDMXCSV{}, sources.File{Dataset: example, Name: "f", Open: onDisk(realdata(t, file))})
		if !strings.Contains(o.Err, want) {
			t.Errorf("%s: %s", file, short(o))
		}
	}
}

func TestSDMXCSVRules(t *testing.T) {
	in := "ACTION,GEO: Area,TIME_PERIOD,OBS_VALUE,NOTE: Note\r\nI,DE: Germany,2026,NaN,Odd words: more\r\nD,FR: France,2026,1,\r\nI,IT,2026,2\r\nI,US-NY: New York,2026,3,\"see: x\"\r\n"
	o := run(t, decode.SDMXCSV{}, sources.File{Dataset: sdmxTable("GEO", "NOTE", "ACTION-"), Name: "f", Open: open([]byte(in))})
	if diff := cmp.Diff([]string{"DE|Odd words: more|2026|~|1", "US-NY|see|2026|3|4"}, o.Rows); diff != "" || o.Ledger.Quarantined != 2 {
		t.Error(diff, short(o), o.Ledger.Rejects)
	}
	for in, want := range map[string]string{
		"":                                   "the file is empty",
		"GEO,GEO: Area\na,b":                 `"GEO" stands twice in the header`,
		"GEO;TIME_PERIOD\n":                  "semicolons",
		"GEOS,TIME_PERIOD,OBS_VALUE\n":       "the header lacks GEO (nearest: GEOS)",
		"GEO,TIME_PERIOD,OBS_VALUE\nx,\"y\n": "cannot be read",
	} {
		o := run(t, decode.SDMXCSV{}, sources.File{Dataset: sdmxTable("GEO"), Name: "f", Open: open([]byte(in))})
		if !strings.Contains(o.Err, want) {
			t.Errorf("%q: %s", in, short(o))
		}
	}
}

func TestByContent(t *testing.T) {
	d := decode.ByContent{XML: decode.SDMXML{}, JSON: decode.SDMXJSON{}, Text: decode.CSV{}}
	xml := genericHead + `<m:DataSet><g:Obs><g:ObsKey><g:Value id="GEO" value="DE"/></g:ObsKey>` + strings.TrimPrefix(genericRow, "<g:Obs>") + `</m:DataSet></m:GenericData>`
	for in, want := range map[string]string{
		"\xef\xbb\xbf \n" + xml: "DE|2026-01|1.5|1",
		string(zipped([]byte("GEO,TIME_PERIOD,OBS_VALUE\nDE,2026-01,1.5\n"))): "DE|2026-01|1.5|2",
		"{}":         "the message holds no observation",
		"PK\x03\x04": "a zip archive, which is not what this dataset is published as",
	} {
		o := run(t, d, sources.File{Dataset: sdmxTable("GEO"), Name: "f", Open: open([]byte(in))})
		if got := strings.Join(o.Rows, " ") + o.Err; !strings.Contains(got, want) {
			t.Errorf("%.40q: %s", in, got)
		}
	}
	d.Zip = d.XML
	o := run(t, d, sources.File{Dataset: sdmxTable("GEO"), Name: "f", Open: open(archiveOf(t, [2]string{"a/DataResponse-1.xml", xml}))})
	if len(o.Rows) != 1 {
		t.Error(short(o))
	}
}

func FuzzSDMX(f *testing.F) {
	f.Add([]byte(genericHead+`<m:DataSet structureRef="S"><g:Series><g:SeriesKey><g:Value id="a" value="x"/><g:Value id="b" value="y"/></g:SeriesKey><g:Obs><g:ObsDimension id="n" value="1"/></g:Obs></g:Series></m:DataSet></m:GenericData>`), byte(0))
	f.Add([]byte(`{"dataSets":[{"observations":{"0:0":[1]}}],"structure":{"dimensions":{"observation":[{"id":"a","values":[{"id":"x"}]},{"id":"b","values":[{"id":"y"}]}]},"measures":{"observation":[{"id":"n"}]}}}`), byte(1))
	f.Add([]byte("a: A,b,n\nx: X,y,1\n"), byte(2))
	f.Fuzz(func(t *testing.T, in []byte, kind byte) {
		d := []sources.Decoder{decode.SDMXML{Cells: fuzzCells}, decode.SDMXJSON{Cells: fuzzCells}, decode.SDMXCSV{Cells: fuzzCells},
			decode.ByContent{Zip: decode.SDMXML{}, XML: decode.SDMXML{}, JSON: decode.SDMXJSON{}, Text: decode.CSV{}}}[kind%4]
		check(t, d, in, false)
	})
}
