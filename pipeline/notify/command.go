package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	runIn     = 30 * time.Second // for one try
	maxOutput = 64 << 10         // bytes of a command's output that are kept; far less is told
	pipesIn   = 2 * time.Second  // after a command has ended: for what it left behind to let go of the output
)

// SplitCommand splits a line into a program and its arguments, without a shell:
// blanks part them, quotes of either kind keep blanks, and a backslash takes the
// next character as it is (between single quotes it does not). Nothing else has
// a meaning: no variable, no pipe, no pattern.
func SplitCommand(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	var quote rune
	begun, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			begun, escaped = true, true
		case r == 0:
			return nil, errors.New("the command holds a zero byte; write it as text")
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, begun = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if begun {
				out = append(out, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	switch {
	case quote != 0:
		return nil, fmt.Errorf("the command has no second %c; close the quotes, or write \\%c", quote, quote)
	case escaped:
		return nil, errors.New("the command ends in a backslash; write \\\\ for one")
	case begun:
		out = append(out, word.String())
	}
	if len(out) == 0 || out[0] == "" {
		return nil, errors.New("the command is empty; name a program, such as /usr/local/bin/tell-me")
	}
	return out, nil
}

// hook runs a command for each notice.
type hook struct {
	argv []string
	env  []string
	cfg  Config
}

// newHook finds the program now, so that a wrong name is told at the start.
func newHook(cfg Config) (*hook, error) {
	path, err := exec.LookPath(cfg.Command[0])
	if err != nil {
		return nil, fmt.Errorf("find the command for notices: %w; name a program that can be run", err)
	}
	return &hook{argv: append([]string{path}, cfg.Command[1:]...), env: environment(cfg), cfg: cfg}, nil
}

// environment is what a command gets of the process's own: nothing that is
// called as a key of ours or holds one, and no way to where keys lie.
func environment(cfg Config) []string {
	secrets := newHider(cfg.Secrets, cfg.Address)
	out := slices.Clone(cfg.Environ)
	out = slices.DeleteFunc(out, func(pair string) bool {
		name, value, _ := strings.Cut(pair, "=")
		return strings.HasPrefix(name, "JEVONS_") || name == "CREDENTIALS_DIRECTORY" || slices.Contains(cfg.Keys, name) || secrets.in(value) != value
	})
	if out == nil {
		out = []string{} // nil would be all there is
	}
	return out
}

func (h *hook) deliver(ctx context.Context, x *Notice) error {
	body, err := x.body()
	if err != nil {
		return err
	}
	ctx, cancel := within(ctx, h.cfg.Sleep, runIn)
	defer cancel()
	var said output
	cmd := exec.CommandContext(ctx, h.argv[0], h.argv[1:]...)
	cmd.Args[0] = h.cfg.Command[0]
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = h.env, bytes.NewReader(body), &said, &said
	// A group of its own, so that what it started ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); !errors.Is(err, syscall.ESRCH) {
			return err
		}
		return os.ErrProcessDone
	}
	cmd.WaitDelay = pipesIn
	err = cmd.Run()
	switch {
	case errors.Is(context.Cause(ctx), errTooLong):
		err = fmt.Errorf("it took longer than %s and was ended", runIn)
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil // it ended well, and left something running
	}
	if err == nil {
		return nil
	}
	// Hidden and made inert with the rest of the error by whoever logs it.
	if text := strings.TrimSpace(said.kept.String()); text != "" {
		return fmt.Errorf("run the command for notices: %w; it says: %s", err, text)
	}
	return fmt.Errorf("run the command for notices: %w", err)
}

// output keeps the beginning of what a command says.
type output struct{ kept bytes.Buffer }

func (o *output) Write(p []byte) (int, error) {
	if left := maxOutput - o.kept.Len(); left > 0 {
		o.kept.Write(p[:min(len(p), left)])
	}
	return len(p), nil
}
