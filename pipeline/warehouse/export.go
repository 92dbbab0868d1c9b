package warehouse

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jevons/pipeline/fault"
)

// Exported is one Parquet file of an export.
type Exported struct {
	Table  string `json:"table"`
	File   string `json:"file"` // relative to the manifest
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Rows   int64  `json:"rows"`
	Sample bool   `json:"is_sample"`
}

// Manifest is what manifest.json beside the Parquet files says.
type Manifest struct {
	Snapshot string     `json:"snapshot"`
	KnownAt  time.Time  `json:"known_at"`
	Version  string     `json:"version"`
	Sample   bool       `json:"is_sample"`
	Files    []Exported `json:"files"`
}

// ReadManifest reads the manifest of an export and looks whether its files are
// there in the sizes that it states; else the error says what is amiss.
func ReadManifest(out string) (m Manifest, err error) {
	b, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, err
	}
	for _, f := range m.Files {
		st, err := os.Stat(filepath.Join(out, filepath.FromSlash(f.File)))
		if err != nil {
			return m, err
		}
		if st.Size() != f.Size {
			return m, fmt.Errorf("%s has %d bytes, the manifest says %d", f.File, st.Size(), f.Size)
		}
	}
	return m, nil
}

// Wanted is one relation to export, in the order of the columns given.
type Wanted struct {
	Schema, Name string
	OrderBy      []string
}

// Export writes relations of the published snapshot as Parquet below out, one
// file each, and the manifest last. It runs on one thread, because with more
// the bytes differ from run to run. COPY writes at the name it is given, so
// that is a temporary one; the footer is read back before the rename.
func Export(ctx context.Context, published, out string, want []Wanted, opt Options) (Manifest, error) {
	var m Manifest
	s, err := ReadSnapshot(published)
	if err != nil {
		return m, fmt.Errorf("export: nothing is published yet: %w", err)
	}
	opt.Threads = 1
	db, err := openDB(filepath.Join(published, StableName), opt, true)
	if err != nil {
		return m, err
	}
	defer db.Close()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return m, err
	}
	m = Manifest{Snapshot: s.ID, KnownAt: s.KnownAt, Version: s.Version, Sample: s.Sample}
	for _, x := range want {
		e, err := exportOne(ctx, db, out, x, s)
		if err != nil {
			return m, fmt.Errorf("export %s.%s: %w", x.Schema, x.Name, err)
		}
		m.Files = append(m.Files, e)
	}
	doc, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	if err := fault.Point(fault.ExportName); err != nil {
		return m, err
	}
	return m, writeAside(filepath.Join(out, "manifest.json"), append(doc, '\n'))
}

func exportOne(ctx context.Context, db *sql.DB, out string, x Wanted, s Snapshot) (Exported, error) {
	e := Exported{Table: x.Schema + "." + x.Name, File: filepath.ToSlash(filepath.Join(x.Schema, x.Name+".parquet"))}
	path := filepath.Join(out, filepath.FromSlash(e.File))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return e, err
	}
	tmp := filepath.Join(filepath.Dir(path), ".tmp-"+x.Name+".parquet")
	os.Remove(tmp) // over a file that is there, COPY would write to yet another name
	defer os.Remove(tmp)
	if err := db.QueryRowContext(ctx, "SELECT coalesce(bool_or(is_sample), false) FROM meta.model WHERE schema = ? AND name = ?",
		x.Schema, x.Name).Scan(&e.Sample); err != nil {
		return e, err
	}
	order := ""
	if len(x.OrderBy) > 0 {
		order = " ORDER BY " + each(x.OrderBy, ", ", q)
	}
	if err := ctx.Err(); err != nil {
		return e, err
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf(`COPY (SELECT * FROM %s.%s%s) TO %s (FORMAT parquet, COMPRESSION zstd, KV_METADATA {
  jevons_known_at: %s, jevons_sample: %s, jevons_version: %s})`,
		q(x.Schema), q(x.Name), order, lit(tmp),
		lit(s.KnownAt.Format(time.RFC3339)), lit(fmt.Sprint(e.Sample)), lit(s.Version))); err != nil {
		return e, err
	}
	if err := fault.Point(fault.ExportMid); err != nil {
		return e, err
	}
	if err := syncFile(tmp); err != nil {
		return e, err
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM read_parquet(?)", tmp).Scan(&e.Rows); err != nil {
		return e, fmt.Errorf("read it back: %w", err)
	}
	if want := s.Rows[e.Table]; e.Rows != want {
		return e, fmt.Errorf("the file has %d rows, the table %d", e.Rows, want)
	}
	var err error
	if e.SHA256, e.Size, err = hashFile(tmp); err != nil {
		return e, err
	}
	if old, _, err := hashFile(path); err == nil && old == e.SHA256 {
		return e, nil // the same bytes: the file is left untouched
	}
	if err := os.Chmod(tmp, 0o644); err != nil {
		return e, err
	}
	if err := fault.Point(fault.ExportName); err != nil {
		return e, err
	}
	return e, os.Rename(tmp, path)
}

// Query runs one statement of a reader on the published snapshot, read-only.
// f is called for the columns and then for every row.
func Query(ctx context.Context, published, query string, opt Options, f func(columns []string, types []string, row []any) error) error {
	path := filepath.Join(published, StableName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("nothing is published in %s yet: jevons demo or jevons run makes it", published)
	}
	db, err := openDB(path, opt, true)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return errors.New(strings.TrimSpace(err.Error()))
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	ct, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	types := make([]string, len(ct))
	for i, t := range ct {
		types[i] = t.DatabaseTypeName()
	}
	if err := f(columns, types, nil); err != nil {
		return err
	}
	row, ptr := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		ptr[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(ptr...); err != nil {
			return err
		}
		if err := f(columns, types, row); err != nil {
			return err
		}
	}
	return rows.Err()
}
