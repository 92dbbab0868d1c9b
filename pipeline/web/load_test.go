package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jevons/pipeline/warehouse"
)

// republish publishes the same content under another name, as a publication
// does: the file, then its name, then what says which it is.
func republish(dir string, n int) error {
	s, err := warehouse.ReadSnapshot(dir)
	if err != nil {
		return err
	}
	before := filepath.Join(dir, "snapshots", s.File)
	s.ID, s.CreatedAt = fmt.Sprintf("%016x", n), s.CreatedAt.Add(time.Minute)
	s.File = "jevons-" + s.ID + ".duckdb"
	after, link, doc := filepath.Join(dir, "snapshots", s.File), filepath.Join(dir, ".link"), filepath.Join(dir, ".snapshot.json")
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return errors.Join(os.Link(before, after), os.Link(after, link), os.Rename(link, filepath.Join(dir, "jevons.duckdb")), os.RemoveAll(link),
		os.WriteFile(doc, b, 0o644), os.Rename(doc, filepath.Join(dir, "snapshot.json")), os.Remove(before))
}

// viewers lets 50 readers look at pages over HTTP while the file is published
// 20 times, and returns how long each answer took. Each reads a page for a while
// before it asks for the next.
func viewers(t testing.TB, reads time.Duration) []time.Duration {
	const readers, publications, between = 50, 20, 100
	dir := copyFolder(t, demoDir(t))
	f := newFake()
	server := serve(t, site(t, config(dir, f)))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}
	t.Cleanup(client.CloseIdleConnections)
	paths := []string{"/", "/runs", aRun, "/datasets/bls.ces", "/claims", "/charts", "/files", "/metrics", "/datasets/litellm.prices", "/files/parquet/claims/verdict.parquet"}
	get := func(path string) error {
		r, err := client.Get(server.URL + path)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if r.StatusCode != 200 {
			return fmt.Errorf("%s: %s", path, r.Status)
		}
		return nil
	}
	for _, p := range paths {
		if err := get(p); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var asked atomic.Int64
	step := make(chan struct{}, 1<<16)
	took := make([][]time.Duration, readers)
	var work sync.WaitGroup
	for n := range readers {
		work.Go(func() {
			for i := n; ctx.Err() == nil; i++ {
				began := time.Now()
				if err := get(paths[i%len(paths)]); err != nil {
					t.Error(err)
				}
				took[n] = append(took[n], time.Since(began))
				if asked.Add(1)%between == 0 {
					step <- struct{}{}
				}
				if reads > 0 {
					select {
					case <-time.After(reads):
					case <-ctx.Done():
					}
				}
			}
		})
	}
	for n := range publications {
		<-step
		if err := republish(dir, n); err != nil {
			t.Errorf("publish: %v", err)
		}
		f.change("published", "", nothing)
	}
	<-step
	cancel()
	work.Wait()
	return slices.Sorted(slices.Values(slices.Concat(took...)))
}

func TestViewersDuringPublications(t *testing.T) {
	took := viewers(t, 0) // none reads: as many requests as there can be
	t.Logf("%d answers: half within %v, 99 of 100 within %v, the slowest %v", len(took), took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
}

// BenchmarkViewers has readers who stay on a page for half a second, and ones who
// ask for the next at once.
func BenchmarkViewers(b *testing.B) {
	for _, c := range []struct {
		name  string
		reads time.Duration
	}{{"reading", time.Second / 2}, {"flooding", 0}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				took := viewers(b, c.reads)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(len(took)), "answers")
			}
		})
	}
}
