package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
	"jevons/sources"
)

// listed is one file that may be fetched.
type listed struct {
	Name   string // under /files/
	Table  string
	SHA256 string // as published
	Size   int64
	Rows   int64
	Sample bool
	path   string // below the data folder
}

// One tells whether the file is one table, with a number of rows.
func (l listed) One() bool { return path.Ext(l.Name) == ".parquet" }

// filesBody is what the page of the files shows.
type filesBody struct {
	Snapshot *warehouse.Snapshot
	Files    []listed
	Own      []string // datasets whose rows must not be passed on
	Trouble  string
}

// list are the files published now: the database, what says of which snapshot
// it is, and the Parquet files of the manifest.
func (s *Site) list() (b filesBody, err error) {
	snap, err := warehouse.ReadSnapshot(s.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	b.Snapshot = &snap
	b.Files = append(b.Files, listed{Name: warehouse.StableName, Table: "all tables, as one DuckDB database", SHA256: snap.SHA256, Size: snap.Size, Sample: snap.Sample,
		path: "snapshots/" + path.Base(filepath.ToSlash(snap.File))})
	parquet := filepath.Base(pipeline.Folder(s.cfg.Dir).Parquet())
	m, err := warehouse.ReadManifest(filepath.Join(s.cfg.Dir, parquet))
	if err != nil && !errors.Is(err, fs.ErrNotExist) && len(m.Files) == 0 {
		return b, err
	}
	for _, f := range m.Files {
		if !fs.ValidPath(f.File) {
			return b, fmt.Errorf("the manifest of the Parquet files names %q, which is no path below it", f.File)
		}
		b.Files = append(b.Files, listed{Name: "parquet/" + f.File, Table: f.Table, SHA256: f.SHA256, Size: f.Size, Rows: f.Rows, Sample: f.Sample, path: parquet + "/" + f.File})
	}
	for _, d := range s.cfg.Datasets {
		if d.Redistribute != sources.RedistributeYes && snap.Rows["raw."+d.Table()] > 0 {
			b.Own = append(b.Own, d.Name)
		}
	}
	return b, nil
}

func (s *Site) fileList(w http.ResponseWriter, r *http.Request) {
	b, err := s.list()
	if err != nil {
		s.cfg.Log.Error("the list of published files cannot be read", "error", err)
		b.Trouble = "The list of published files could not be read; the log says why."
	}
	s.page(w, r, http.StatusOK, "files.html", frame{Title: "Files", Here: "/files", Sample: b.Snapshot != nil && b.Snapshot.Sample, Body: b})
}

// file sends one listed file, or ranges of it. Only names of the list are
// opened, and never through a link that leads out of the data folder.
func (s *Site) file(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	for range 2 { // a publication may change the names in between
		b, err := s.list()
		if err != nil {
			s.fail(w, r, err)
			return
		}
		for _, l := range b.Files {
			if l.Name == name {
				err = s.send(w, r, l)
				if err == nil {
					return
				}
				if !errors.Is(err, fs.ErrNotExist) {
					s.fail(w, r, err)
					return
				}
			}
		}
	}
	s.missing(w, r, "There is no published file "+cut(name)+".", "All that may be fetched stands on the page of the files.")
}

func (s *Site) send(w http.ResponseWriter, r *http.Request, l listed) error {
	root, err := os.OpenRoot(s.cfg.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	f, err := root.Open(filepath.FromSlash(l.path))
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file: %w", l.Name, fs.ErrNotExist)
	}
	sum, err := s.files.of(l, f, info)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("ETag", `"`+sum+`"`)
	if raw, err := hex.DecodeString(sum); err == nil {
		h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(raw)+":")
	}
	kind := "application/vnd.apache.parquet"
	if path.Ext(l.Name) == ".duckdb" {
		kind = "application/vnd.duckdb"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+path.Base(l.Name)+`"`)
	http.ServeContent(w, r, "", info.ModTime(), f)
	return nil
}

// fileSums remembers what files were found to hold. An export replaces its
// files one by one and the manifest last, so what the manifest says may be of
// another edition than the file that was just opened.
type fileSums struct {
	mu  sync.Mutex
	got map[string]fileSum
}

type fileSum struct {
	info os.FileInfo
	sum  string
}

// of is the sha256 of an open file. The database has its own in its name's place.
func (c *fileSums) of(l listed, f *os.File, info os.FileInfo) (string, error) {
	if path.Ext(l.Name) == ".duckdb" && info.Size() == l.Size && l.SHA256 != "" {
		return l.SHA256, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if k, ok := c.got[l.path]; ok && os.SameFile(k.info, info) && k.info.Size() == info.Size() && k.info.ModTime().Equal(info.ModTime()) {
		return k.sum, nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	sum := hex.EncodeToString(h.Sum(nil))
	if c.got == nil || len(c.got) > 1000 {
		c.got = map[string]fileSum{}
	}
	c.got[l.path] = fileSum{info, sum}
	return sum, nil
}

// age is how old what is published is; ok is false where nothing is.
func (s *Site) age(now time.Time) (age time.Duration, snap warehouse.Snapshot, ok bool) {
	snap, err := warehouse.ReadSnapshot(s.cfg.Dir)
	if err != nil {
		return 0, snap, false
	}
	return now.Sub(snap.CreatedAt), snap, true
}
