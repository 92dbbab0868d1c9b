// Command jevons keeps AI labour-market indicators current: it pulls public
// employment and compute-price data, keeps every vintage, and publishes one
// DuckDB file and Parquet.
package main

import (
	"context"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // schedules name time zones, and a bare container has none

	"golang.org/x/term"

	"jevons/pipeline/cli"
	"jevons/pipeline/fetch"
	"jevons/schedules"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	"jevons/sql"
	"jevons/transforms/compute"
)

// Version is the program's own; a release sets it with
// -ldflags "-X main.Version=1.2.3".
var Version = "0.1.0"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal ends the work in order. From then on signals do what they
	// do by default, so that a second one kills.
	context.AfterFunc(ctx, stop)
	return cli.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, cli.Env{
		Version: Version, Datasets: catalog.All(), SQL: sql.Files, Computes: compute.All(), Sample: sample.Mirror(), Schedules: schedules.Files(),
		Now:     time.Now,
		Sleep:   sleep,
		Jitter:  rand.Float64,
		Getenv:  getenv,
		Environ: os.Environ(),
		Live:    fetch.LiveTransport(),
		Zone:    time.Local,
		Out:     terminal(os.Stdout),
		Err:     terminal(os.Stderr),
	})
}

// getenv is a variable of the environment, else the text of the file of that
// name in the folder CREDENTIALS_DIRECTORY. That is how systemd and container
// engines hand over keys: a variable can be read in a unit's settings and is
// inherited by every command that the process starts, a file is not.
func getenv(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" || name != filepath.Base(name) {
		return ""
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	const most = 64 << 10
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil || len(text) > most {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func terminal(f *os.File) cli.Terminal {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return cli.Terminal{}
	}
	width, _, err := term.GetSize(fd)
	if err != nil || width < 1 {
		width = 80
	}
	return cli.Terminal{Is: true, Width: width}
}
