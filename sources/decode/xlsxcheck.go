package decode

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// checkBook reads the parts of a workbook that hold cells to their ends. The
// workbook library takes broken XML for the end of the sheet, a reference to a
// string that is not there for an empty cell, and puts rows and cells that are
// out of order in the wrong place: a damaged file would pass for a shorter or
// another one (TestXLSXBrokenXML).
func (a *archive) checkBook(ctx context.Context) error {
	var total uint64
	var c bookCheck
	for _, e := range a.zip.File {
		name := strings.ToLower(strings.ReplaceAll(e.Name, `\`, "/"))
		if total += min(e.UncompressedSize64, 1<<40); total > maxSheet {
			return a.f.errorf(0, "", "the workbook expands to more than the limit of %d bytes", maxSheet)
		}
		if !strings.HasPrefix(name, "xl/") || !strings.HasSuffix(name, ".xml") {
			continue
		}
		if err := c.part(ctx, e); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			de := a.f.errorf(0, "", "part %s of the workbook is damaged (%s)", inert(name), inert(err.Error()))
			de.Hint = "fetch the file again"
			return de
		}
	}
	if c.top > c.strings {
		return a.f.errorf(0, "", "the workbook is damaged: a cell refers to shared string %d of %d", c.top, c.strings)
	}
	return nil
}

// bookCheck gathers what parts say of each other.
type bookCheck struct {
	strings int // shared strings
	top     int // how many the cells' references need

	// state within a sheet
	tables   int
	row, col int
	shared   bool // the cell refers to a shared string
	value    bool // inside the cell's value
	text     []byte
}

// part reads one part; those that are neither a sheet nor the table of shared
// strings are left alone.
func (c *bookCheck) part(ctx context.Context, e *zip.File) error {
	rc, err := e.Open()
	if err != nil {
		return err
	}
	defer rc.Close()
	dec := xml.NewDecoder(rc)
	depth, root := 0, ""
	c.tables, c.row, c.col, c.shared, c.value = 0, 0, 0, false, false
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		t, err := dec.Token()
		if err == io.EOF && root != "" {
			return nil
		}
		if err != nil {
			if root == "" && !strings.Contains(e.Name, "worksheets/") {
				return nil // not XML that holds cells
			}
			return noEOF(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				root = t.Name.Local
				if root != "worksheet" && strings.Contains(e.Name, "worksheets/") {
					return fmt.Errorf("it is <%.40s>, not <worksheet>", root)
				}
				if root != "worksheet" && root != "sst" {
					return nil
				}
			}
			if depth > maxDepth {
				return fmt.Errorf("it nests deeper than the limit of %d", maxDepth)
			}
			if err := c.start(root, depth, t); err != nil {
				return err
			}
		case xml.CharData:
			if c.value {
				c.text = append(c.text, t...)
			}
		case xml.EndElement:
			depth--
			if err := c.end(t.Name.Local); err != nil {
				return err
			}
		}
	}
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (c *bookCheck) start(root string, depth int, t xml.StartElement) error {
	switch name := t.Name.Local; {
	case root == "sst":
		if name == "si" && depth == 2 {
			c.strings++
		}
	case name == "sheetData":
		if c.tables++; c.tables > 1 {
			return fmt.Errorf("it has more than one table of cells")
		}
	case name == "row":
		c.col = 0
		if v := attr(t, "r"); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil || n <= c.row {
				return fmt.Errorf("its rows are not in order: row %.20q after row %d", v, c.row)
			}
			c.row = n - 1
		}
		c.row++
	case name == "c":
		c.col++
		c.shared = attr(t, "t") == "s"
		if v := attr(t, "r"); v != "" {
			col, row, ok := cellName(v)
			if !ok || row != c.row || col < c.col {
				return fmt.Errorf("its cells are not in order: cell %.20q in row %d", v, c.row)
			}
			c.col = col
		}
	case name == "v" && c.shared:
		c.value, c.text = true, c.text[:0]
	}
	return nil
}

func (c *bookCheck) end(name string) error {
	if name != "v" || !c.value {
		return nil
	}
	c.value = false
	n, err := strconv.Atoi(strings.TrimSpace(string(c.text)))
	if err != nil || n < 0 {
		return fmt.Errorf("a cell in row %d refers to shared string %.20q", c.row, c.text)
	}
	c.top = max(c.top, n+1)
	return nil
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// cellName reads a cell reference like AB12.
func cellName(s string) (col, row int, ok bool) {
	i := 0
	for ; i < len(s) && i < 4 && s[i]|0x20-'a' < 26; i++ {
		col = col*26 + int(s[i]|0x20-'a') + 1
	}
	row, err := strconv.Atoi(s[i:])
	return col, row, err == nil && i > 0 && row > 0 && s[i] != '+'
}
