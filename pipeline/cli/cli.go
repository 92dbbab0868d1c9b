// Package cli is the command line. It turns arguments into calls of package
// pipeline and what comes back into text for people or JSON for programs.
//
// It promises: every command explains itself with an example (jevons help
// COMMAND); a name that is none of ours is refused with the nearest one that
// is; text that comes from data cannot steer a terminal; nothing is wider than
// the terminal; with --json nothing but JSON goes to the standard output. The
// exit codes are the Exit constants.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/sources"
	"jevons/transforms"
)

// Exit codes.
const (
	ExitOK      = 0
	ExitFailure = 1 // the command itself failed
	ExitUsage   = 2 // it was asked for something that is not there: flag, command, dataset, value
	ExitPartly  = 3 // some parts failed, were refused or are held; the rest is loaded and published
)

// Env is what the process gives and tests fake.
type Env struct {
	Version string

	Datasets  []*sources.Dataset
	SQL       fs.FS                         // models and reference tables
	Computes  map[string]transforms.Compute // functions that models name
	Sample    fs.FS                         // mirror of the sample
	Schedules fs.FS                         // timetables

	Now     func() time.Time
	Sleep   func(context.Context, time.Duration) error
	Jitter  func() float64 // in [0, 1)
	Getenv  func(string) string
	Environ []string // NAME=value, to find misspelt JEVONS_ names
	Live    http.RoundTripper
	Zone    *time.Location // in which people are told times

	Out, Err Terminal
}

// Terminal says what lies behind an output.
type Terminal struct {
	Is    bool
	Width int // columns; 0 is 80
}

// app is one call of the program.
type app struct {
	env    Env
	in     io.Reader
	out    io.Writer
	screen *screen // the error output
	log    *slog.Logger

	command string // as typed, for whoever finds the folder locked
	dir     string
	mirror  string
	json    bool
	memory  int
	threads int
	quiet   bool
	verbose bool
	mute    bool // no text for people on the standard output

	text style // of the standard output
}

// Main runs one command and returns the exit code.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env Env) int {
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	out := &output{w: stdout}
	a := &app{env: env, in: stdin, out: out, command: "jevons"}
	for _, arg := range args {
		a.command += " " + arg
	}
	a.screen = &screen{w: stderr, now: env.Now, terminal: env.Err.Is, style: a.styleOf(env.Err)}
	a.text = a.styleOf(env.Out)
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	a.screen.clear()
	if err == nil {
		err = out.err
	}
	return a.end(ctx, err)
}

// output is the standard output. It remembers the first error, since text for
// people is written in many places and half of it must not count as success.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err != nil {
		o.err = fmt.Errorf("write to the standard output: %w", err)
	}
	return n, o.err
}

// end tells the error and chooses the exit code.
func (a *app) end(ctx context.Context, err error) int {
	if err == nil {
		return ExitOK
	}
	if errors.Is(err, errPartly) {
		return ExitPartly
	}
	code := ExitFailure
	var usage *usageError
	var unknown *pipeline.UnknownError
	switch {
	case errors.As(err, &usage), errors.As(err, &unknown):
		code = ExitUsage
	case ctx.Err() != nil:
		err = errors.New("interrupted; what was told as loaded is kept, and the same command goes on from there")
	}
	if strings.Contains(err.Error(), "Out of Memory Error") {
		err = fmt.Errorf("%w; give the database more with --memory MIB or JEVONS_MEMORY", err)
	}
	if a.json {
		slog.New(slog.NewJSONHandler(inertLines{a.screen, jsonInert}, nil)).Error(err.Error(), "exit", code)
		return code
	}
	// Line by line: the database points at the place of a mistake in SQL.
	for i, line := range strings.Split(err.Error(), "\n") {
		if i == 0 {
			fmt.Fprintln(a.screen, a.screen.style.wrap(a.screen.style.red("jevons:")+" "+inert(line), "  "))
		} else if line != "" {
			fmt.Fprintln(a.screen, "  "+fit(inert(line), a.screen.style.width-2))
		}
	}
	return code
}

// errPartly ends a command with ExitPartly. What failed has been told.
var errPartly = errors.New("some parts failed, were refused or are held")

// usageError is a mistake in how the program was called.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, a ...any) error { return &usageError{fmt.Errorf(format, a...)} }

// config is what a Runner of this call works on.
func (a *app) config() pipeline.Config {
	return pipeline.Config{
		Dir: a.dir, Datasets: a.env.Datasets, SQL: a.env.SQL, Computes: a.env.Computes, Version: a.env.Version, Command: a.command,
		MemoryMB: a.memory, Threads: a.threads, Progress: a.screen,
		Env: pipeline.Env{Now: a.env.Now, Sleep: a.env.Sleep, Jitter: a.env.Jitter, Getenv: a.env.Getenv, Live: a.env.Live, Log: a.log},
	}
}

// work opens the data folder for f and closes it again.
func (a *app) work(ctx context.Context, f func(*pipeline.Runner) error) error {
	return a.workUnder(ctx, "", f)
}

// workUnder is work with rules that hold landings.
func (a *app) workUnder(ctx context.Context, rules string, f func(*pipeline.Runner) error) (err error) {
	if err := pipeline.CheckFolder(a.dir); err != nil {
		return &usageError{err}
	}
	cfg := a.config()
	cfg.ApproveIf = rules
	r, err := pipeline.Open(ctx, cfg)
	if err != nil {
		return rulesUsage(err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := r.KeepHealed(); err != nil {
		return err
	}
	return f(r)
}

// names are the datasets' names, for completion and for what is nearest.
func (a *app) names() []string {
	out := make([]string, len(a.env.Datasets))
	for i, d := range a.env.Datasets {
		out[i] = d.Name
	}
	return out
}

// dataset finds a dataset by its name.
func (a *app) dataset(name string) (*sources.Dataset, error) {
	for _, d := range a.env.Datasets {
		if d.Name == name {
			return d, nil
		}
	}
	return nil, &pipeline.UnknownError{What: "dataset", Name: name, Nearest: pipeline.Nearest(name, a.names())}
}

// known refuses names that are none of a dataset.
func (a *app) known(names []string) error {
	for _, n := range names {
		if _, err := a.dataset(n); err != nil {
			return err
		}
	}
	return nil
}

// completeDatasets offers dataset names to a shell.
func (a *app) completeDatasets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	out := make([]string, len(a.env.Datasets))
	for i, d := range a.env.Datasets {
		out[i] = d.Name + "\t" + d.About
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
