package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
)

// Status is how a data folder stands. It is read from the journal, the ledger
// beside it and what is published, never from the working file, so that it can
// be asked while another process works.
type Status struct {
	Dir      string              `json:"dir"`
	Snapshot *warehouse.Snapshot `json:"snapshot"` // nil: nothing is published
	Path     string              `json:"path"`     // of the published database
	Holder   *landing.Owner      `json:"holder"`   // who works in the folder, nil for nobody
	Problems []string            `json:"problems"` // what somebody has to mend
	Mended   []Mended            `json:"mended"`   // what former starts mended, oldest first
	Held     []Held              `json:"held"`     // landings that wait for approval
	Datasets []DatasetStatus     `json:"datasets"`
}

// DatasetStatus is how one dataset stands.
type DatasetStatus struct {
	Dataset     string       `json:"dataset"`
	Off         string       `json:"off"`         // why it is not looked for by default
	Rows        int64        `json:"rows"`        // of the newest state, as published
	Vintages    int64        `json:"vintages"`    // rows of every vintage, as published
	KnownAt     *time.Time   `json:"known_at"`    // of the newest landing that was merged
	LookedAt    *time.Time   `json:"looked_at"`   // by whatever outcome
	Outcome     Outcome      `json:"outcome"`     // the worst of its parts' last ones, "" before the first
	Error       string       `json:"error"`       // of that outcome
	Quarantined int64        `json:"quarantined"` // rows held back by landings that were merged
	Reach       *Reach       `json:"reach"`       // how far the data reach; nil before [Status.Judge], and where nothing is there
	Parts       []PartStatus `json:"parts"`
}

// PartStatus is how one part of a dataset stands.
type PartStatus struct {
	Part        string     `json:"part"`
	KnownAt     *time.Time `json:"known_at"`
	LookedAt    *time.Time `json:"looked_at"`
	Outcome     Outcome    `json:"outcome"`
	Error       string     `json:"error"`
	Landings    int        `json:"landings"`
	Quarantined int64      `json:"quarantined"`
}

// ReadStatus reads how a data folder stands. A folder that does not exist has
// nothing published and no looks.
func ReadStatus(dir string, datasets []*sources.Dataset) (Status, error) {
	f := Folder(dir)
	s := Status{Dir: dir, Path: f.Published(), Problems: []string{}, Mended: []Mended{}, Held: []Held{}}
	if err := s.published(f); err != nil {
		return s, err
	}
	owner, held, err := landing.Holder(f.path("lock"))
	if err != nil {
		return s, err
	}
	if held {
		s.Holder = &owner
	}
	if mended, err := f.Mended(); err != nil {
		s.Problems = append(s.Problems, err.Error())
	} else {
		s.Mended = append(s.Mended, mended...)
	}
	archive, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) {
		archive = nil
	} else if err != nil {
		return s, err
	}
	last := map[int64]landing.LoadRecord{}
	if archive != nil {
		loads, err := archive.Loads()
		if err != nil {
			return s, err
		}
		for _, l := range loads {
			last[l.Landing] = l
		}
		decided, err := archive.Decisions()
		if err == nil {
			s.Held, err = waiting(archive, datasets, last, decided)
		}
		if err != nil {
			return s, err
		}
	}
	for _, d := range datasets {
		ds := DatasetStatus{Dataset: d.Name, Off: d.Off, Parts: []PartStatus{}}
		if s.Snapshot != nil {
			ds.Rows, ds.Vintages = s.Snapshot.Rows["latest."+d.Table()], s.Snapshot.Rows["raw."+d.Table()]
		}
		if archive != nil {
			looks, err := archive.Looks(d.Name, -1)
			if err != nil {
				return s, err
			}
			ds.fill(looks, last)
		}
		s.Datasets = append(s.Datasets, ds)
	}
	return s, nil
}

// published reads what is published and holds it against the files.
func (s *Status) published(f Folder) error {
	for _, pattern := range []string{f.path("*.wal"), f.path("snapshots", "*.wal")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		for _, wal := range found {
			if len(filepath.Base(wal)) > 6 && filepath.Base(wal)[:6] == ".next-" {
				continue // of a publication that is being made
			}
			s.Problems = append(s.Problems, fmt.Sprintf("%s lies beside the published database: somebody opened it for writing, and any reader "+
				"may replay that log onto it; close that program and remove the .wal file, nothing is published before", wal))
		}
	}
	snap, err := warehouse.ReadSnapshot(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		s.Problems = append(s.Problems, fmt.Sprintf("%s cannot be read (%v); the next publication writes it again", f.path("snapshot.json"), err))
		return nil
	}
	s.Snapshot = &snap
	st, err := os.Stat(f.Published())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.Problems = append(s.Problems, fmt.Sprintf("%s is missing; the next publication makes it again", f.Published()))
	case err != nil:
		return fmt.Errorf("look at the published database: %w", err)
	case st.Size() != snap.Size:
		s.Problems = append(s.Problems, fmt.Sprintf("%s has %d bytes and was published with %d: somebody changed it, or a publication was cut short; "+
			"the next publication replaces it", f.Published(), st.Size(), snap.Size))
	}
	return nil
}

// fill reads a dataset's looks, and what the warehouse made of their landings.
func (d *DatasetStatus) fill(looks []landing.Look, last map[int64]landing.LoadRecord) {
	parts := map[string]*PartStatus{}
	var order []string
	seen := map[int64]bool{}
	for i := range looks {
		l := &looks[i]
		p := parts[l.Part]
		if p == nil {
			p = &PartStatus{Part: l.Part}
			parts[l.Part] = p
			order = append(order, l.Part)
		}
		p.LookedAt, p.Error = &l.At, l.Error
		switch l.Outcome {
		case landing.Landed:
			p.Outcome = Loaded
		default:
			p.Outcome = Outcome(l.Outcome)
		}
		if l.Landing == nil {
			continue
		}
		rec, known := last[l.Landing.ID]
		if known && (rec.Outcome == string(Refused) || rec.Outcome == string(OnHold)) {
			p.Outcome, p.Error = Outcome(rec.Outcome), rec.Error
			continue
		}
		if !known || seen[l.Landing.ID] {
			continue
		}
		seen[l.Landing.ID] = true
		p.Landings++
		p.Quarantined += rec.Quarantined
		if p.KnownAt == nil || l.Landing.KnownAt.After(*p.KnownAt) {
			p.KnownAt = &l.Landing.KnownAt
		}
	}
	slices.Sort(order)
	for _, name := range order {
		d.addPart(*parts[name])
	}
}

// severity orders outcomes, the worst last.
var severity = []Outcome{"", Unchanged, Loaded, Refused, Failed, OnHold}

func (d *DatasetStatus) addPart(p PartStatus) {
	d.Parts = append(d.Parts, p)
	d.Quarantined += p.Quarantined
	if p.KnownAt != nil && (d.KnownAt == nil || p.KnownAt.After(*d.KnownAt)) {
		d.KnownAt = p.KnownAt
	}
	if p.LookedAt != nil && (d.LookedAt == nil || p.LookedAt.After(*d.LookedAt)) {
		d.LookedAt = p.LookedAt
	}
	if slices.Index(severity, p.Outcome) > slices.Index(severity, d.Outcome) {
		d.Outcome, d.Error = p.Outcome, p.Error
	}
}
