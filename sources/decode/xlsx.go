package decode

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"jevons/sources"
)

// Decode implements [sources.Decoder]. A workbook is held in memory as
// compressed, at most 256 MiB; its sheets are read row by row.
func (d XLSX) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	zipped, err := magic(f)
	if err != nil {
		return nil, err
	}
	if !zipped {
		return nil, f.errorf(0, "", "the file is not a workbook: it does not begin like a zip archive")
	}
	a, err := openArchive(f)
	if err != nil {
		return nil, err
	}
	if !a.workbook() {
		return nil, f.errorf(0, "", "the archive is not a workbook: it has no [Content_Types].xml")
	}
	return d.decode(ctx, f, a)
}

func (d XLSX) decode(ctx context.Context, f *file, a *archive) (s sources.Stream, err error) {
	p, err := newPlan(f, d.Cells)
	if err != nil {
		return nil, err
	}
	if err := a.checkBook(ctx); err != nil {
		return nil, err
	}
	fd := &xlsxFeed{f: f, p: p, ctx: ctx, size: int64(len(a.data)), name: d.Head}
	defer func() {
		if r := recover(); r != nil {
			err = f.panicked(r)
		}
		if err != nil {
			s = nil
			fd.Close()
		}
	}()
	if err := fd.open(a.data, d.Sheet); err != nil {
		return nil, err
	}
	if err := fd.head(); err != nil {
		return nil, err
	}
	return newStream(ctx, p, fd), nil
}

type xlsxFeed struct {
	f     *file
	p     *plan
	ctx   context.Context
	book  *excelize.File
	rows  *excelize.Rows
	line  int64 // sheet row last read
	blank int64 // rows without any text
	size  int64
	name  string // a name of the header row; "" is any
	notes int64  // rows above the header
}

// maxTitles is how many rows may stand above a header.
const maxTitles = 100

func (fd *xlsxFeed) open(data []byte, sheet string) error {
	var err error
	// Parts above the library's own limit of 16 MiB go to temporary files, so
	// that a large sheet does not have to be in memory; Close removes them.
	fd.book, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxSheet})
	if err != nil {
		return fd.f.errorf(0, "", "the workbook cannot be read (%v)", err)
	}
	sheets := fd.book.GetSheetList()
	if sheet == "" {
		if len(sheets) == 0 {
			return fd.f.errorf(0, "", "the workbook has no sheet")
		}
		sheet = sheets[0]
	}
	if fd.rows, err = fd.book.Rows(sheet); err != nil {
		for i, s := range sheets {
			sheets[i] = inert(s)
		}
		return fd.f.errorf(0, "", "sheet %s cannot be read (%s); the workbook has %s", inert(sheet),
			inert(err.Error()), strings.Join(sheets[:min(len(sheets), 20)], ", "))
	}
	return nil
}

func (fd *xlsxFeed) Close() error {
	var errs []error
	if fd.rows != nil {
		errs = append(errs, fd.rows.Close())
	}
	if fd.book != nil {
		errs = append(errs, fd.book.Close())
	}
	return errors.Join(errs...)
}

// read returns the next sheet row, io.EOF after the last.
func (fd *xlsxFeed) read() ([]string, int, error) {
	if err := fd.ctx.Err(); err != nil {
		return nil, 0, err
	}
	if !fd.rows.Next() {
		if err := fd.rows.Error(); err != nil {
			return nil, 0, fd.f.errorf(fd.line+1, "", "the sheet cannot be read on (%v)", err)
		}
		return nil, 0, io.EOF
	}
	fd.line++
	cells, err := fd.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, 0, fd.f.errorf(fd.line, "", "the sheet row cannot be read (%v)", err)
	}
	size := 0
	for _, c := range cells {
		size += len(c)
	}
	if size > maxRecord {
		return nil, 0, fd.f.errorf(fd.line, "", "a sheet row is longer than the limit of %d bytes", maxRecord)
	}
	return cells, size, nil
}

// head reads the header row.
func (fd *xlsxFeed) head() error {
	for {
		cells, size, err := fd.read()
		if err == io.EOF {
			if fd.name != "" {
				return fd.f.errorf(0, "", "the sheet holds no header row with %s", fd.name)
			}
			return fd.f.errorf(0, "", "the sheet holds no header row")
		}
		if err != nil {
			return err
		}
		if size == 0 {
			fd.blank++
			continue
		}
		names := make([]string, len(cells))
		for i, c := range cells {
			names[i] = strings.TrimSpace(c)
		}
		if fd.name != "" && !slices.Contains(names, fd.name) {
			if fd.notes++; fd.notes > maxTitles {
				return fd.f.errorf(fd.line, "", "none of the first %d rows is a header with %s", maxTitles, fd.name)
			}
			continue
		}
		return fd.p.locate(fd.line, names)
	}
}

func (fd *xlsxFeed) total(l *sources.Ledger) {
	l.Bytes = fd.size
	addHead(l, fd.blank, fd.notes)
}

// maxSheetRows bounds a job of sheet rows, which are wider than lines.
const maxSheetRows = 4096

func (fd *xlsxFeed) next() (job, error) {
	j := &xlsxJob{}
	for size := 0; size < fd.f.block && len(j.sheet) < min(fd.f.BatchRows, maxSheetRows); {
		cells, n, err := fd.read()
		if err == io.EOF && len(j.sheet) > 0 {
			return j, nil
		}
		if err != nil {
			return nil, err
		}
		if n == 0 { // a sheet may have a million of them between two rows
			fd.blank++
			continue
		}
		size += n + 16*len(cells)
		j.sheet = append(j.sheet, sheetRow{fd.line, cells})
	}
	return j, nil
}

type sheetRow struct {
	line  int64
	cells []string
}

type xlsxJob struct{ sheet []sheetRow }

func (j *xlsxJob) done() {}

func (j *xlsxJob) rows(b *builder) error {
	b.expect(len(j.sheet), false)
	width := b.p.width
	cells := make([]span, width)
	var text []byte
	for _, r := range j.sheet {
		row, line := r.cells, r.line
		text = text[:0]
		full, over := false, false
		for k, s := range row {
			from := len(text)
			text = append(text, s...)
			if k < width {
				cells[k] = span{int32(from), int32(len(text))}
			}
			text = append(text, '\t')
			if strings.TrimSpace(s) != "" {
				full, over = true, over || k >= width
			}
		}
		clear(cells[min(len(row), width):])
		switch raw := bytes.TrimRight(text, "\t"); {
		case !full:
			b.ignore(blankLine)
		case over:
			b.bad(line, nil, raw, sources.ReasonCells, "no cells to the right of the header")
		default:
			b.row(text, cells, line, raw)
		}
	}
	return nil
}
