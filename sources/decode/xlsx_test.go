package decode_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jevons/sources"
	"jevons/sources/decode"
)

// book writes a workbook of one sheet from cells by name.
func book(t testing.TB, sheet string, cells map[string]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for at, v := range cells {
		if err := f.SetCellValue(sheet, at, v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Notes"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("Notes", "A1", "not data"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cellsOf(rows ...[]any) map[string]any {
	m := map[string]any{}
	for i, r := range rows {
		for k, v := range r {
			if v != nil {
				m[fmt.Sprintf("%c%d", 'A'+k, i+1)] = v
			}
		}
	}
	return m
}

// archiveOf writes a zip archive.
func archiveOf(t testing.TB, members ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		e, err := w.Create(m[0])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(e, m[1])
	}
	w.Close()
	return b.Bytes()
}

// edit rewrites one part of a workbook.
func edit(t testing.TB, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out [][2]string
	for _, e := range r.File {
		rc, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(rc)
		rc.Close()
		text := string(b)
		if e.Name == part {
			text = change(text)
		}
		out = append(out, [2]string{e.Name, text})
	}
	return archiveOf(t, out...)
}

var xlsx = decode.XLSX{Cells: decode.Cells{Trim: true, Marks: []string{"*"}, Thousands: true}}

func TestXLSX(t *testing.T) {
	d := table(sources.Code("a", "a").Key(), sources.Number("n", "u", "n").Optional(), sources.Flag("f", "f").Optional(), sources.Text("t", "t").Optional(), sources.Text("marks", "m").Marks())
	data := book(t, "Data", cellsOf(
		[]any{nil, nil},
		[]any{" a ", "N", "f", "t"},
		[]any{"x", 1234567.5, true, " text "},
		[]any{"y", "1,234"},
		[]any{},
		[]any{"z", "*", "no", 42, nil},
		[]any{"w", "?", nil, nil},
		[]any{"v", 1, nil, nil, "beyond"},
		[]any{"u", 1, nil, nil, " "},
	))
	for _, sheet := range []string{"", "Data"} {
		dec := xlsx
		dec.Sheet = sheet
		o := run(t, dec, sources.File{Dataset: d, Open: open(data)})
		want := []string{"x|1.2345675e+06|true|text|~|3", "y|1234|~|~|~|4", "z|~|false|42|n:*|6", "u|1|~|~|~|9"}
		if diff := cmp.Diff(want, o.Rows); diff != "" || o.Err != "" {
			t.Fatal(diff, o.Err)
		}
		rejects := []sources.Reject{
			{Line: 7, Column: "n", Text: "?", Reason: sources.ReasonType, Detail: "a number", Raw: "w\t?"},
			{Line: 8, Reason: sources.ReasonCells, Detail: "no cells to the right of the header", Raw: "v\t1\t\t\tbeyond"},
		}
		if diff := cmp.Diff(rejects, o.Ledger.Rejects); diff != "" {
			t.Fatal(diff)
		}
		if o.Ledger.Lines != 0 || o.Ledger.Records != 9 || o.Ledger.Ignored["blank line"] != 2 || o.Ledger.Bytes != int64(len(data)) {
			t.Fatal(short(o))
		}
	}
	dec := xlsx
	dec.Sheet = "Absent"
	if o := run(t, dec, sources.File{Dataset: d, Open: open(data)}); !strings.Contains(o.Err, "sheet Absent cannot be read") || !strings.Contains(o.Err, "the workbook has Data, Notes") {
		t.Error(o.Err)
	}
}

func TestXLSXNumbersAreRaw(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 3})
	if err != nil {
		t.Fatal(err)
	}
	f.SetSheetRow("Sheet1", "A1", &[]any{"a", "n"})
	f.SetSheetRow("Sheet1", "A2", &[]any{"x", 1234567.891})
	f.SetCellStyle("Sheet1", "B2", "B2", style)
	var b bytes.Buffer
	f.Write(&b)
	d := table(sources.Code("a", "a").Key(), sources.Number("n", "u", "n"))
	o := run(t, decode.XLSX{}, sources.File{Dataset: d, Open: open(b.Bytes())})
	if diff := cmp.Diff([]string{"x|1.234567891e+06|2"}, o.Rows); diff != "" {
		t.Fatal(diff, o.Err)
	}
}

func xlsxTable() *sources.Dataset {
	return table(sources.Code("a", "a").Key(), sources.Number("n", "u", "n"))
}

// TestXLSXBrokenXML cuts or damages a sheet inside a sound archive: the
// workbook library alone would read the rows before the damage and no more.
func TestXLSXBrokenXML(t *testing.T) {
	data := book(t, "Data", cellsOf([]any{"a", "n"}, []any{"x", 1}, []any{"y", 2}, []any{"z", 3}))
	const sheet = "xl/worksheets/sheet1.xml"
	for name, c := range map[string]struct {
		change func(string) string
		want   string
	}{
		"sound":        {func(s string) string { return s }, ""},
		"cut":          {func(s string) string { return s[:strings.Index(s, `<row r="4"`)] }, "part xl/worksheets/sheet1.xml of the workbook is damaged"},
		"cut in a tag": {func(s string) string { return s[:strings.Index(s, `<row r="4"`)+6] }, "of the workbook is damaged"},
		"entity":       {func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>&bomb;</v>", 1) }, "of the workbook is damaged"},
		"crossed":      {func(s string) string { return strings.Replace(s, "<v>2</v>", "<v>2</c>", 1) }, "of the workbook is damaged"},
		"empty":        {func(s string) string { return "" }, "of the workbook is damaged"},
		"deep":         {func(s string) string { return "<worksheet>" + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) }, "nests deeper than the limit of 64"},
		"other root":   {func(s string) string { return "<svg/>" }, "it is <svg>, not <worksheet>"},
		"cells back":   {func(s string) string { return strings.Replace(s, `r="B3"`, `r="A3"`, 1) }, "cells are not in order"},
		"rows back":    {func(s string) string { return strings.Replace(s, `<row r="4"`, `<row r="2"`, 1) }, "rows are not in order"},
		"two sheets": {func(s string) string {
			return strings.Replace(s, "<sheetData>", "<sheetData></sheetData><sheetData>", 1)
		}, "more than one table of cells"},
		"shared string": {func(s string) string {
			i := strings.Index(s, `t="s"><v>`) + len(`t="s"><v>`)
			return s[:i] + "99" + s[i:]
		}, "shared string"},
	} {
		o := run(t, decode.XLSX{}, sources.File{Dataset: xlsxTable(), Open: open(edit(t, data, sheet, c.change))})
		if c.want == "" && (o.Err != "" || len(o.Rows) != 3) || !strings.Contains(o.Err, c.want) {
			t.Errorf("%s: %s", name, short(o))
		}
	}
	o := run(t, decode.XLSX{}, sources.File{Dataset: xlsxTable(), Open: open(edit(t, data, "xl/sharedStrings.xml", func(s string) string { return s[:len(s)-20] }))})
	if !strings.Contains(o.Err, "part xl/sharedstrings.xml of the workbook is damaged") {
		t.Error(o.Err)
	}
}

func TestXLSXRefusesOtherFiles(t *testing.T) {
	data := book(t, "Data", cellsOf([]any{"a", "n"}, []any{"x", 1}))
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"text":    {[]byte("a,n\n"), "the file is not a workbook"},
		"empty":   {nil, "the file is not a workbook"},
		"archive": {archiveOf(t, [2]string{"x.csv", "a,n\n"}), "the archive is not a workbook"},
		"cut":     {data[:len(data)-30], "the zip archive cannot be read"},
		"hollow":  {archiveOf(t, [2]string{"[Content_Types].xml", "<Types/>"}), "the workbook"},
		"blank":   {book(t, "Data", nil), "the sheet holds no header row"},
	} {
		if o := run(t, decode.XLSX{}, sources.File{Dataset: xlsxTable(), Open: open(c.in)}); !strings.Contains(o.Err, c.want) {
			t.Errorf("%s: %s", name, o.Err)
		}
	}
}

func TestAuto(t *testing.T) {
	dec := decode.Auto{Member: "data_*"}
	csv := "a,n\nx,1\n"
	workbook := string(book(t, "Data", cellsOf([]any{"a", "n"}, []any{"x", 1})))
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"csv":           {[]byte(csv), "x|1|2"},
		"gzip":          {zipped([]byte(csv)), "x|1|2"},
		"workbook":      {[]byte(workbook), "x|1|2"},
		"zip":           {archiveOf(t, [2]string{"readme.txt", "?"}, [2]string{"../../folder/data_1.csv", csv}), "x|1|2"},
		"zip of gzip":   {archiveOf(t, [2]string{"data_1.csv.gz", string(zipped([]byte(csv)))}), "x|1|2"},
		"zip of book":   {archiveOf(t, [2]string{"d/", ""}, [2]string{"d/data_1.xlsx", workbook}, [2]string{"d/field.xlsx", workbook}), "x|1|2"},
		"zip of zip":    {archiveOf(t, [2]string{"data_1.zip", string(archiveOf(t, [2]string{"data_1.csv", csv}))}), "test.table: an archive inside an archive, which is not a workbook"},
		"two":           {archiveOf(t, [2]string{"data_1.csv", csv}, [2]string{"data_2.csv", csv}), "test.table: 2 members of the archive match data_*, not one; it holds data_1.csv, data_2.csv"},
		"none":          {archiveOf(t, [2]string{"x\x1b.csv", csv}), `test.table: 0 members of the archive match data_*, not one; it holds "x\x1b.csv"`},
		"empty archive": {archiveOf(t), "test.table: 0 members of the archive match data_*, not one; it holds "},
		"empty":         {nil, "test.table: the file holds no header line"},
		"short":         {[]byte("PK"), `test.table line 1: "PK" read as one column: wrong delimiter?; 2 columns with ',' between them were expected`},
	} {
		o := run(t, dec, sources.File{Dataset: xlsxTable(), Open: open(c.in)})
		if got := o.Err + strings.Join(o.Rows, ";"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if o := run(t, decode.Auto{Member: "[", CSV: decode.CSV{}}, sources.File{Dataset: xlsxTable(), Open: open(archiveOf(t, [2]string{"x", ""}))}); !strings.Contains(o.Err, "is not a pattern") {
		t.Error(o.Err)
	}
}

func TestZip(t *testing.T) {
	flat := decode.Zip{Member: "Task Statements.txt", Then: decode.Flat{Comma: '\t'}}
	rows := "a\tn\nx\t1\n"
	workbook := string(book(t, "Data", cellsOf([]any{"a", "n"}, []any{"x", 1})))
	for name, c := range map[string]struct {
		dec  decode.Zip
		in   []byte
		want string
	}{
		"member":    {flat, archiveOf(t, [2]string{"db_30_3_text/Read Me.txt", "?"}, [2]string{"db_30_3_text/Task Statements.txt", rows}), "x|1|2"},
		"by itself": {flat, []byte(rows), "x|1|2"},
		"gzip":      {flat, zipped([]byte(rows)), "x|1|2"},
		"json": {decode.Zip{Member: "*.json", Then: decode.JSON{}}, archiveOf(t, [2]string{"d/a.json", `[{"a":"x","n":1}]`}, [2]string{"b.txt", ""}),
			"x|1|1"},
		"any":        {decode.Zip{Then: decode.CSV{}}, archiveOf(t, [2]string{"d.csv", "a,n\nx,1\n"}), "x|1|2"},
		"none":       {flat, archiveOf(t, [2]string{"task statements.txt", rows}), "test.table: 0 members of the archive match Task Statements.txt, not one; it holds task statements.txt"},
		"two":        {flat, archiveOf(t, [2]string{"a/Task Statements.txt", rows}, [2]string{"b/Task Statements.txt", rows}), "test.table: 2 members of the archive match Task Statements.txt, not one; it holds a/Task Statements.txt, b/Task Statements.txt"},
		"workbook":   {flat, []byte(workbook), "test.table: a workbook where an archive with Task Statements.txt or that file itself was expected"},
		"undeclared": {decode.Zip{}, []byte(rows), "test.table: the archive's decoder is not declared"},
		"empty":      {flat, nil, "test.table: the file holds no header line"},
	} {
		o := run(t, c.dec, sources.File{Dataset: xlsxTable(), Open: open(c.in)})
		if got := o.Err + strings.Join(o.Rows, ";"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, in := range map[string][]byte{
		"zip of zip": archiveOf(t, [2]string{"Task Statements.txt", string(archiveOf(t, [2]string{"Task Statements.txt", rows}))}),
		"cut":        archiveOf(t, [2]string{"Task Statements.txt", rows})[:60],
	} {
		if o := run(t, flat, sources.File{Dataset: xlsxTable(), Open: open(in)}); o.Err == "" {
			t.Errorf("%s is read: %v", name, o.Rows)
		}
	}
}

// TestArchiveBomb claims an expansion in the directory, then hides one.
func TestArchiveBomb(t *testing.T) {
	zeros := strings.Repeat("\n", 80<<20)
	data := archiveOf(t, [2]string{"data.csv", "a,n\n" + zeros})
	o := run(t, decode.Auto{}, sources.File{Dataset: xlsxTable(), Open: open(data)})
	if ratio := len(zeros) / len(data); ratio > 1001 && !strings.Contains(o.Err, "archive member data.csv expands more than 1000:1") {
		t.Fatal(ratio, o.Err)
	}
	o = run(t, decode.Zip{Then: decode.CSV{}}, sources.File{Dataset: xlsxTable(), Open: open(data)})
	if o.Err == "" {
		t.Fatal("an archive member that expands beyond the limit passed")
	}
	// The same archive, its directory saying 100 bytes.
	lie := bytes.Clone(data)
	at := bytes.LastIndex(lie, []byte("PK\x01\x02"))
	copy(lie[at+24:], []byte{100, 0, 0, 0})
	if o := run(t, decode.Auto{}, sources.File{Dataset: xlsxTable(), Open: open(lie)}); o.Err == "" {
		t.Fatal("a false directory passed")
	}
	flip := bytes.Clone(data)
	flip[len(flip)/2] ^= 0x55
	if o := run(t, decode.Auto{}, sources.File{Dataset: xlsxTable(), Open: open(flip)}); o.Err == "" {
		t.Fatal("a damaged member passed")
	}
}

func TestXLSXHead(t *testing.T) {
	dec := decode.XLSX{Head: "a"}
	data := book(t, "Data", cellsOf([]any{"A title"}, []any{nil}, []any{"As of", "2023"}, []any{"b", "a", "n"}, []any{"z", "x", 1}))
	o := run(t, dec, sources.File{Dataset: xlsxTable(), Open: open(data)})
	if got := o.Err + strings.Join(o.Rows, ";"); got != "x|1|5" || o.Ledger.IgnoredText() != "blank line 1, header 1, metadata line 2" {
		t.Errorf("%s, %s", got, o.Ledger.IgnoredText())
	}
	if o := run(t, decode.XLSX{Head: "c"}, sources.File{Dataset: xlsxTable(), Open: open(data)}); !strings.Contains(o.Err, "no header row with c") {
		t.Error(o.Err)
	}
	rows := make([][]any, 102)
	for i := range rows {
		rows[i] = []any{"title"}
	}
	long := book(t, "Data", cellsOf(append(rows, []any{"a", "n"})...))
	if o := run(t, dec, sources.File{Dataset: xlsxTable(), Open: open(long)}); !strings.Contains(o.Err, "none of the first 100 rows") {
		t.Error(o.Err)
	}
}
