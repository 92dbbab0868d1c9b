package notify

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCommandsAreSplitWithoutAShell(t *testing.T) {
	for line, want := range map[string][]string{
		"/bin/tell":                       {"/bin/tell"},
		"  tell  a\tb\n":                  {"tell", "a", "b"},
		`tell "a b" 'c d' e\ f`:           {"tell", "a b", "c d", "e f"},
		`tell '' ""`:                      {"tell", "", ""},
		`tell $HOME *.go | rm; "$(x)" >y`: {"tell", "$HOME", "*.go", "|", "rm;", "$(x)", ">y"},
		`tell a"b c"d 'it\s' "q\"q"`:      {"tell", "ab cd", `it\s`, `q"q`},
		`tell é宽`:                         {"tell", "é宽"},
		"":                                nil,
		" ":                               nil,
		`"" a`:                            nil,
		`tell "a`:                         nil,
		`tell 'a`:                         nil,
		`tell a\`:                         nil,
		"tell a\x00b":                     nil,
	} {
		got, err := SplitCommand(line)
		if d := cmp.Diff(want, got); d != "" || (err == nil) != (want != nil) {
			t.Errorf("%q: %v %s", line, err, d)
		}
	}
}

// script is a command that a test writes.
func script(t *testing.T, text string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hook")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return []string{path}
}

func deliver(t *testing.T, cfg Config) error {
	t.Helper()
	h, err := newHook(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return h.deliver(context.Background(), &Notice{ID: "0123456789abcdef", Kind: "late", Dataset: "bls.ces", Text: "CES October is 4 days late"})
}

func TestCommandGetsTheNotice(t *testing.T) {
	cfg, _ := config(t)
	out := t.TempDir()
	cfg.Command = append(script(t, `cat >"$1/in"; env >"$1/env"; printf '%s\n' "$2" >"$1/arg"`), out, "$HOME; *")
	cfg.Environ = []string{"PATH=" + os.Getenv("PATH"), "LANG=C", "FRED_KEY=canary-fred", "JEVONS_NOTIFY_URL=https://a.example/canary-url",
		"JEVONS_CONTACT=x", "CREDENTIALS_DIRECTORY=/run/keys", "COPY=a canary-fred b", "TOLD=https://a.example/canary-url"}
	cfg.Keys, cfg.Secrets, cfg.Address = []string{"FRED_KEY"}, []string{"canary-fred"}, address(t, "https://a.example/canary-url")
	if err := deliver(t, cfg); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var x Notice
	if in := read("in"); json.Unmarshal([]byte(in), &x) != nil || x.Text != "CES October is 4 days late" || strings.Count(in, "\n") != 1 {
		t.Errorf("the standard input: %q", in)
	}
	if arg := read("arg"); arg != "$HOME; *\n" {
		t.Errorf("the argument went through a shell: %q", arg)
	}
	env := read("env")
	for _, gone := range []string{"canary", "JEVONS_", "FRED_KEY", "CREDENTIALS", "COPY"} {
		if strings.Contains(env, gone) {
			t.Errorf("%s is in the command's environment: %s", gone, env)
		}
	}
	if !strings.Contains(env, "LANG=C") {
		t.Errorf("the environment lacks what is nobody's key: %s", env)
	}
}

func TestCommandThatFailsSaysWhy(t *testing.T) {
	cfg, _ := config(t)
	for text, want := range map[string]string{
		"echo no way >&2; exit 3":        "exit status 3; it says: no way",
		"exit 4":                         "exit status 4",
		"yes x | head -c 300000; exit 1": "exit status 1",
		"kill -9 $$":                     "signal: killed",
		"exit 0":                         "", // without reading
		"cat >/dev/null":                 "",
		"head -c 1 >/dev/null; yes | head -c 300000": "",
	} {
		cfg.Command = script(t, text)
		err := deliver(t, cfg)
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || len(err.Error()) > maxOutput+200) {
			t.Errorf("%s: %.200v", text, err)
		}
	}
	cfg.Command = []string{"jevons-no-such-program"}
	if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), "find the command for notices") {
		t.Errorf("a program that is not there: %v", err)
	}
}

// TestCommandThatHangsIsEnded with all it started.
func TestCommandThatHangsIsEnded(t *testing.T) {
	cfg, _ := config(t)
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg.Command = append(script(t, `sleep 1000 & echo $! >"$1"; wait`), fifo)
	child := make(chan int, 1)
	cfg.Sleep = func(_ context.Context, d time.Duration) error { // its time is up as soon as its child runs
		if d != runIn {
			return errors.New("another wait")
		}
		b, err := os.ReadFile(fifo)
		pid, _ := strconv.Atoi(strings.TrimSpace(string(b)))
		child <- pid
		return err
	}
	err := deliver(t, cfg)
	if err == nil || !strings.Contains(err.Error(), "longer than 30s and was ended") {
		t.Error(err)
	}
	pid := <-child
	var stat []byte
	for range 100_000 { // it has let go of its output, and is about to be gone
		stat, err = os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") || strings.Contains(string(stat), ") X ") {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("its child %d still runs: %s", pid, stat)
}
