package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// slow is how long a step may take before it is worth showing.
const slow = 500 * time.Millisecond

// screen is the error output: messages, and on a terminal a progress bar that
// gives way to them. It is safe for concurrent use.
type screen struct {
	w        io.Writer
	now      func() time.Time
	terminal bool
	style    style
	quiet    bool
	log      *slog.Logger // of steps where there is no terminal

	mu  sync.Mutex
	bar *progressbar.ProgressBar
}

// Write prints a message above the bar.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar != nil {
		_ = s.bar.Clear()
	}
	return s.w.Write(p)
}

// clear takes the bar away.
func (s *screen) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar != nil {
		_ = s.bar.Clear()
		s.bar = nil
	}
}

// Begin implements pipeline.Progress.
func (s *screen) Begin(step string, total int64) (add func(n int64), end func()) {
	if s.quiet {
		return func(int64) {}, func() {}
	}
	began := s.now()
	var mu sync.Mutex
	var done int64
	if !s.terminal {
		return func(n int64) {
				mu.Lock()
				done += n
				mu.Unlock()
			}, func() {
				if took := s.now().Sub(began); took >= slow {
					mu.Lock()
					defer mu.Unlock()
					s.log.Info(step, "done", done, "of", total, "seconds", took.Round(time.Millisecond).Seconds())
				}
			}
	}
	var bar *progressbar.ProgressBar
	add = func(n int64) {
		s.mu.Lock()
		defer s.mu.Unlock()
		done += n
		if bar == nil {
			if s.now().Sub(began) < slow || s.bar != nil {
				return
			}
			bar = s.newBar(step, total)
			s.bar = bar
		}
		if s.bar == bar {
			_ = bar.Set64(min(done, bar.GetMax64()))
		}
	}
	return add, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if bar != nil && s.bar == bar {
			_ = bar.Clear()
			s.bar = nil
		}
	}
}

func (s *screen) newBar(step string, total int64) *progressbar.ProgressBar {
	if total < 1 {
		total = 1
	}
	room := max(min(s.style.width, 100)-36, 8)
	name := min(room*2/3, 30)
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(s.w),
		progressbar.OptionSetDescription(pad(fit(inert(step), name), name, false)),
		progressbar.OptionSetWidth(max(room-name, 4)),
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "█", SaucerPadding: "░", BarStart: "", BarEnd: ""}),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionEnableColorCodes(false),
		// The bar appears late, so its own idea of time would be wrong.
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
	)
}

// logger is where the pipeline's messages go: JSON for programs, short lines
// for people, key=value text for files.
func (a *app) logger() *slog.Logger {
	level := slog.LevelInfo
	switch {
	case a.quiet:
		level = slog.LevelError
	case a.verbose:
		level = slog.LevelDebug
	case a.screen.terminal && !a.json:
		level = slog.LevelWarn
	}
	return a.loggerFrom(level)
}

// loggerFrom is the log for people, programs or files, from a level on.
func (a *app) loggerFrom(level slog.Level) *slog.Logger {
	opt := &slog.HandlerOptions{Level: level}
	switch {
	case a.json:
		return slog.New(slog.NewJSONHandler(inertLines{a.screen, jsonInert}, opt))
	case a.screen.terminal:
		return slog.New(&people{w: a.screen, level: level, style: a.screen.style})
	}
	return slog.New(slog.NewTextHandler(inertLines{a.screen, inert}, opt))
}

// inertLines lets no more than whole lines of inert text through: slog's
// handlers escape control characters but not those that turn the direction.
type inertLines struct {
	w     io.Writer
	clean func(string) string
}

func (l inertLines) Write(p []byte) (int, error) {
	text := l.clean(strings.TrimSuffix(string(p), "\n"))
	if _, err := io.WriteString(l.w, text+"\n"); err != nil {
		return 0, err
	}
	return len(p), nil
}

// people is a slog handler for a terminal.
type people struct {
	w     io.Writer
	level slog.Level
	style style
	attrs []slog.Attr
}

func (h *people) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level }

func (h *people) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	word := strings.ToLower(r.Level.String()) + ":"
	switch {
	case r.Level >= slog.LevelError:
		word = h.style.red(word)
	case r.Level >= slog.LevelWarn:
		word = h.style.yellow("warning:")
	default:
		word = h.style.dim(word)
	}
	b.WriteString(word + " " + inert(r.Message))
	attr := func(a slog.Attr) bool {
		fmt.Fprintf(&b, " %s=%s", inert(a.Key), inert(a.Value.String()))
		return true
	}
	for _, a := range h.attrs {
		attr(a)
	}
	r.Attrs(attr)
	_, err := fmt.Fprintln(h.w, h.style.wrap(b.String(), "  "))
	return err
}

func (h *people) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = append(append([]slog.Attr{}, h.attrs...), attrs...)
	return &c
}

// WithGroup keeps the handler: groups are not used, and their names would help nobody.
func (h *people) WithGroup(string) slog.Handler { return h }
