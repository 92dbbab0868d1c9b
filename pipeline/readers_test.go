package pipeline_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jevons/pipeline/warehouse"
)

// readState reads a churned snapshot as an analyst would: which snapshot it
// is, and every value of three tables, which must all be the one number.
func readState(query func(string, ...any) *sql.Row) (id string, n int, err error) {
	var jobs, prices, lo, hi int
	if err := query("SELECT id FROM meta.snapshot").Scan(&id); err != nil {
		return id, 0, err
	}
	for _, table := range []string{"latest.toy_jobs AS x(series_id, period, v)", "core.jobs AS x(series_id, period, v)", "latest.toy_prices AS x(model, v)"} {
		if err := query("SELECT min(v)::INT, max(v)::INT FROM "+table).Scan(&lo, &hi); err != nil {
			return id, 0, err
		}
		if n == 0 {
			n = lo
		}
		if lo != n || hi != n {
			return id, n, fmt.Errorf("snapshot %s is mixed: %s holds %d to %d beside %d", id, table, lo, hi, n)
		}
	}
	if err := query("SELECT (SELECT count(*) FROM latest.toy_jobs), (SELECT count(*) FROM latest.toy_prices)").Scan(&jobs, &prices); err != nil {
		return id, n, err
	}
	if jobs != 20+n%7 || prices != 5+n%3 {
		return id, n, fmt.Errorf("snapshot %s of state %d has %d jobs and %d prices", id, n, jobs, prices)
	}
	return id, n, nil
}

// readOnce opens the published file by its stable name, reads it in one
// connection and closes it.
func readOnce(dir, tmp string) (id string, n int, err error) {
	db, err := sql.Open("duckdb", filepath.Join(dir, warehouse.StableName)+"?access_mode=read_only&threads=1&memory_limit=64MB&temp_directory="+tmp)
	if err != nil {
		return "", 0, err
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", 0, err
	}
	defer conn.Close()
	return readState(func(q string, a ...any) *sql.Row { return conn.QueryRowContext(ctx, q, a...) })
}

const readersInOne = 5

// readJob is some readers in one process. For every byte of stdin, which stands
// for a publication, each of them opens, reads and closes a few times; every
// snapshot seen is told once as "ID STATE READS". The job fails with the errors
// of all readers.
func readJob() error {
	dir := os.Getenv(dirEnv)
	var mu sync.Mutex
	var errs []error
	seen, reads := map[string]int{}, 0
	var readers sync.WaitGroup
	turns := make([]chan struct{}, readersInOne)
	for i := range turns {
		turns[i] = make(chan struct{}, 1000)
		tmp := fmt.Sprintf("%s.reader-%d-%d", dir, os.Getpid(), i)
		readers.Go(func() {
			for range turns[i] {
				for range 2 {
					id, n, err := readOnce(dir, tmp)
					mu.Lock()
					seen[id], reads = n, reads+1
					if err != nil {
						errs = append(errs, err)
					}
					mu.Unlock()
				}
			}
		})
	}
	fmt.Println("ready")
	for b := make([]byte, 1); ; {
		if _, err := os.Stdin.Read(b); err != nil {
			break
		}
		for _, turn := range turns {
			turn <- struct{}{}
		}
	}
	for _, turn := range turns {
		close(turn)
	}
	readers.Wait()
	for id, n := range seen {
		fmt.Println(id, n, reads)
	}
	return errors.Join(errs...)
}

// TestReadersAreNeverDisturbed publishes again and again while readers in other
// processes, and one that keeps its file open, read.
func TestReadersAreNeverDisturbed(t *testing.T) {
	publications, processes := 15, 4 // 50 with -faults
	if *allFaults {
		publications = 50
	}
	if testing.Short() {
		publications, processes = 8, 2
	}
	dir := filepath.Join(t.TempDir(), "data")
	r := openRunner(t, churnConfig(dir, day(1)))
	published := map[string]int{}
	step := func(n int) {
		p, err := churnStep(context.Background(), r, n)
		if err != nil {
			t.Fatalf("publication %d: %v", n, err)
		}
		if !p.New {
			t.Errorf("publication %d made nothing new", n)
		}
		published[p.ID] = n
	}
	step(1)
	holder := readOnly(t, filepath.Join(dir, warehouse.StableName))
	defer holder.Close()
	var readers []*reader
	for range processes {
		readers = append(readers, startReader(t, dir))
	}
	for n := 2; n <= publications; n++ {
		for _, rd := range readers {
			if _, err := rd.stdin.Write([]byte{1}); err != nil {
				t.Fatal(err)
			}
		}
		step(n)
		if id, got, err := readState(holder.QueryRow); err != nil || got != 1 || published[id] != 1 {
			t.Fatalf("a reader that keeps its file open saw state %d at publication %d: %v", got, n, err)
		}
	}
	reads := 0
	for _, rd := range readers {
		seen, n := rd.end(t)
		reads += n
		for id, state := range seen {
			if want, ok := published[id]; !ok || want != state {
				t.Errorf("a reader saw snapshot %q as state %d, published was %d", id, state, want)
			}
		}
	}
	t.Logf("%d reads during %d publications", reads, publications)
	if want := processes * readersInOne * 2 * (publications - 1); reads != want {
		t.Errorf("%d reads, want %d", reads, want)
	}
}

type reader struct {
	stdin io.WriteCloser
	out   *bufio.Scanner
	wait  func() error
}

// startReader starts a process of readers.
func startReader(t *testing.T, dir string) *reader {
	t.Helper()
	cmd := child(t, "read", dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	rd := &reader{stdin: in, out: bufio.NewScanner(out), wait: cmd.Wait}
	if !rd.out.Scan() || rd.out.Text() != "ready" {
		t.Fatalf("readers did not start: %q", rd.out.Text())
	}
	return rd
}

// end stops the readers and tells which snapshots they saw, and how often they read.
func (rd *reader) end(t *testing.T) (seen map[string]int, reads int) {
	t.Helper()
	rd.stdin.Close()
	seen = map[string]int{}
	for rd.out.Scan() {
		var id string
		var n int
		if _, err := fmt.Sscan(strings.TrimSpace(rd.out.Text()), &id, &n, &reads); err != nil {
			t.Errorf("a reader said %q", rd.out.Text())
			continue
		}
		seen[id] = n
	}
	if err := rd.wait(); err != nil {
		t.Errorf("a reader failed: %v", err)
	}
	return seen, reads
}
