package transforms

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// layers says which schemas a model of a schema may read. A model may read its
// own schema where it is listed.
var layers = map[string][]string{
	"core":   {"latest", "raw", "ref", "meta", "core"},
	"marts":  {"core", "marts", "ref", "meta"},
	"claims": {"marts", "claims", "ref"},
}

// notModels are folders of the SQL tree that hold something else: the
// warehouse's own state, and test data.
var notModels = []string{"meta", "testdata"}

var refTypes = []string{"VARCHAR", "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP"}

// Load reads all models and reference tables of a folder, sorted by name. It
// checks headers and names, not SQL: [Order] does that. Every error names file
// and line; all errors of the folder are joined.
func Load(fsys fs.FS) ([]Model, []Ref, error) {
	top, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("read folder of models: %w", err)
	}
	var models []Model
	var refs []Ref
	var errs []error
	for _, dir := range top {
		if !dir.IsDir() || slices.Contains(notModels, dir.Name()) || strings.HasPrefix(dir.Name(), ".") {
			continue
		}
		schema := dir.Name()
		if _, ok := layers[schema]; !ok && schema != "ref" {
			errs = append(errs, fmt.Errorf("%s: a folder of models is core, marts, claims or ref; the nearest one is %s",
				schema, nearest(schema, []string{"core", "marts", "claims", "ref"})))
			continue
		}
		files, err := fs.ReadDir(fsys, schema)
		if err != nil {
			errs = append(errs, fmt.Errorf("read folder of models %s: %w", schema, err))
			continue
		}
		for _, f := range files {
			file := path.Join(schema, f.Name())
			table, text, err := readNamed(fsys, schema, file)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			if schema == "ref" {
				r, err := parseRef(table, file, text)
				refs, errs = append(refs, r), append(errs, err)
			} else {
				m, err := parseModel(table, file, text)
				models, errs = append(models, m), append(errs, err)
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(models, func(a, b Model) int { return compareTables(a.Table, b.Table) })
	slices.SortFunc(refs, func(a, b Ref) int { return compareTables(a.Table, b.Table) })
	return models, refs, nil
}

func readNamed(fsys fs.FS, schema, file string) (Table, string, error) {
	want := ".sql"
	if schema == "ref" {
		want = ".csv"
	}
	name, ok := strings.CutSuffix(path.Base(file), want)
	if !ok || !identifier.MatchString(name) {
		return Table{}, "", fmt.Errorf("%s: a file here is named NAME%s, in lower case", file, want)
	}
	f, err := fsys.Open(file)
	if err != nil {
		return Table{}, "", fmt.Errorf("read %s: %w", file, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxModelSize+1))
	if err != nil {
		return Table{}, "", fmt.Errorf("read %s: %w", file, err)
	}
	if len(text) > maxModelSize {
		return Table{}, "", fmt.Errorf("read %s: larger than %d bytes", file, maxModelSize)
	}
	return Table{Schema: schema, Name: name}, string(text), nil
}

func parseRef(table Table, file, text string) (Ref, error) {
	r := Ref{Table: table, File: file}
	in := csv.NewReader(strings.NewReader(text))
	header, err := in.Read()
	if err != nil {
		return r, fmt.Errorf("%s:1: read reference table: %w", file, err)
	}
	for _, cell := range header {
		name, typ, _ := strings.Cut(cell, ":")
		typ = strings.ToUpper(typ)
		if name == "why" && typ == "" {
			typ = "VARCHAR"
		}
		if !identifier.MatchString(name) || !slices.Contains(refTypes, typ) {
			return r, fmt.Errorf("%s:1: read reference table: header cell %q; write name:TYPE with one of %s",
				file, cell, strings.Join(refTypes, ", "))
		}
		r.Columns = append(r.Columns, RefColumn{Name: name, Type: typ})
	}
	last := len(r.Columns) - 1
	if r.Columns[last].Name != "why" {
		return r, fmt.Errorf("%s:1: read reference table: the last column is %s; it must be why, with the citation",
			file, r.Columns[last].Name)
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil {
			return r, fmt.Errorf("%s: read reference table: %w", file, err)
		}
		line, _ := in.FieldPos(0)
		if strings.TrimSpace(cells[last]) == "" {
			return r, fmt.Errorf("%s:%d: read reference table: why is empty; say where the row comes from", file, line)
		}
		r.Rows = append(r.Rows, RefRow{Line: line, Cells: cells})
	}
}
