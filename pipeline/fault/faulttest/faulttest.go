// Package faulttest arms fault points in test binaries. Production code must
// not import it.
//
// A kill test re-executes the test binary as a child that runs one named job.
// The child reaches the n-th hit of a point, writes one byte to an inherited
// pipe and stops there for ever; the parent reads the byte and kills it. No
// timing is involved. A test package takes part by its TestMain:
//
//	func TestMain(m *testing.M) { faulttest.Main(m, os.Getenv, map[string]func() error{"load": loadJob}) }
//
// and enumerates points and hits until the child ends by itself:
//
//	for n := 1; faulttest.Kill(t, "load", fault.AfterRename, n, "DIR="+dir); n++ { … check … }
package faulttest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"jevons/pipeline/fault"
)

const (
	pointEnv = "JEVONS_FAULT" // "M3:2" is the second hit of M3
	jobEnv   = "JEVONS_FAULT_JOB"
	exitJob  = 7 // the child's exit code when its job fails
)

// Main runs the tests, or, in a child that [Start] made, the job asked for.
// getenv is os.Getenv.
func Main(m *testing.M, getenv func(string) string, jobs map[string]func() error) {
	name := getenv(jobEnv)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := child(getenv(pointEnv), jobs[name]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitJob)
	}
	os.Exit(0)
}

func child(spec string, job func() error) error {
	if job == nil {
		return errors.New("no such job in this test binary")
	}
	point, hit, _ := strings.Cut(spec, ":")
	n, err := strconv.ParseInt(hit, 10, 64)
	if err != nil || n < 1 {
		return fmt.Errorf("%s=%q is not point:hit", pointEnv, spec)
	}
	fault.Hook = BlockAt(point, n, os.NewFile(3, "fault pipe"))
	return job()
}

// BlockAt is a hook that, at the n-th hit of point, writes one byte to told and
// never returns.
func BlockAt(point string, n int64, told io.Writer) func(string) error {
	var hits atomic.Int64
	return func(name string) error {
		if name != point || hits.Add(1) != n {
			return nil
		}
		if _, err := told.Write([]byte{1}); err != nil {
			return fmt.Errorf("tell the parent that %s was reached: %w", name, err)
		}
		// A read from a pipe that nobody writes to, because the runtime would
		// take a channel nobody sends on for a deadlock and end the process.
		r, w, err := os.Pipe()
		if err != nil {
			return err
		}
		defer w.Close()
		_, err = r.Read(make([]byte, 1))
		return err
	}
}

// ErrInjected is what [FailAt] makes a step fail with.
var ErrInjected = errors.New("injected fault")

// FailAt is a hook that fails the n-th hit of point with [ErrInjected].
func FailAt(point string, n int64) func(string) error {
	var hits atomic.Int64
	return func(name string) error {
		if name == point && hits.Add(1) == n {
			return fmt.Errorf("%w at %s", ErrInjected, name)
		}
		return nil
	}
}

// Set installs a hook for the rest of the test.
func Set(t testing.TB, hook func(string) error) {
	t.Helper()
	fault.Hook = hook
	t.Cleanup(func() { fault.Hook = nil })
}

// Child is a job that stands at a fault point.
type Child struct{ cmd *exec.Cmd }

// PID is the child's process number.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Kill ends the child where it stands.
func (c *Child) Kill() {
	_ = c.cmd.Process.Kill() // a child that is gone is what is wanted
	_ = c.cmd.Wait()         // always an error: it was killed
}

// Start runs a job in a child until it stands at the n-th hit of point. It
// returns nil when the job ended without reaching that hit, and fails the test
// when the job itself failed. env is added to the child's environment.
func Start(t testing.TB, job, point string, n int, env ...string) *Child {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(append(cmd.Environ(), env...),
		fmt.Sprintf("%s=%s:%d", pointEnv, point, n), jobEnv+"="+job)
	cmd.ExtraFiles = []*os.File{w}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	err = cmd.Start()
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 1)); err == nil {
		return &Child{cmd}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("job %s, point %s hit %d: %v: %s", job, point, n, err, stderr.String())
	}
	return nil
}

// Kill is [Start] and then [Child.Kill]. It tells whether the hit was reached.
func Kill(t testing.TB, job, point string, n int, env ...string) bool {
	t.Helper()
	c := Start(t, job, point, n, env...)
	if c == nil {
		return false
	}
	c.Kill()
	return true
}
