package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"jevons/pipeline"
	"jevons/pipeline/daemon"
	"jevons/pipeline/fetch"
	"jevons/pipeline/notify"
	"jevons/pipeline/watch"
	"jevons/pipeline/web"
	"jevons/schedules"
	"jevons/sources"
)

// serving is how serve was called.
type serving struct {
	addr, tokenFile        string
	hosts                  []string
	noticeFile, noticeHook string
	sample                 bool
	clock                  string
	speed                  float64
	approveIf              string
}

// defaultAddr is reached from this machine only.
const defaultAddr = "127.0.0.1:8080"

// sampleClock is where the clock of serve --sample begins: half a day before
// the newest state of the sample.
const sampleClock = "2026-09-03T12:00:00Z"

func (a *app) serveCommand() *cobra.Command {
	var s serving
	c := &cobra.Command{
		Use: "serve", Short: "Look at sources when they are due, and show everything on pages",
		Long: `Runs until it is told to end (Ctrl-C, SIGTERM): looks at each dataset when its
timetable says so and around announced releases, loads and publishes what is
new, makes up for what was due while it was not running, and shows on pages what
is fresh, late, failed or held, every run, the claims, the charts and the files.

The pages are for this machine only unless --addr says otherwise; any other
address needs --token-file, a file with the password that browsers and scripts
must give, since the pages have no users and no encryption of their own.

--notify-command and --notify-url-file (or JEVONS_NOTIFY_URL) tell somebody when
a dataset fails, is refused, is held, is late, or has recovered.

--sample schedules the embedded sample instead of the real sources, with a clock
of its own that begins at --clock and runs --speed times as fast.

` + exitHelp,
		Example: "  JEVONS_CONTACT=someone@example.org jevons serve\n  jevons serve --sample --clock 2026-09-03T12:00:00Z --speed 600\n  jevons serve --addr 0.0.0.0:8080 --token-file ./token --host data.example.org",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			return a.serve(cmd, s)
		}),
	}
	f := c.Flags()
	f.StringVar(&s.addr, "addr", defaultAddr, "listen at `ADDR`")
	f.StringVar(&s.tokenFile, "token-file", "", "password of the pages, in `FILE`")
	f.StringArrayVar(&s.hosts, "host", nil, "other `NAME` of this machine in browsers")
	f.StringVar(&s.noticeFile, "notify-url-file", "", "address of a webhook for notices, in `FILE`")
	f.StringVar(&s.noticeHook, "notify-command", "", "`CMD` that reads each notice as JSON")
	f.BoolVar(&s.sample, "sample", false, "schedule the embedded sample, offline")
	f.StringVar(&s.clock, "clock", "", "begin the sample at `TIME` ("+sampleClock+")")
	f.Float64Var(&s.speed, "speed", 1, "the sample's clock `N` times as fast")
	f.StringVar(&s.approveIf, "approve-if", "", approveIfFlag)
	f.SortFlags = false
	return c
}

// serve schedules and shows until the context ends.
func (a *app) serve(cmd *cobra.Command, s serving) (err error) {
	if _, err := sources.ParseRules(s.approveIf); err != nil {
		return &usageError{err}
	}
	src, done, err := a.servedSource(cmd, &s)
	if err != nil {
		return err
	}
	defer done()
	token, err := s.token()
	if err != nil {
		return err
	}
	entries, err := schedules.Load(a.env.Schedules)
	if err != nil {
		return err
	}
	if !a.quiet && !a.verbose {
		a.log = a.loggerFrom(slog.LevelInfo)
	}
	rel, err := loadReleases(a.env.Schedules, a.dir, a.log)
	if err != nil {
		return err
	}
	cfg := a.config()
	cfg.ApproveIf = s.approveIf
	cfg.Progress = nil // lines of the log tell what is going on
	ctx := cmd.Context()
	notices, err := a.notices(s)
	if err != nil {
		return err
	}
	// Before the folder is opened, which can take long, so that a wrong address
	// is told at once.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return &usageError{fmt.Errorf("listen at %s: %w; name another with --addr", inert(s.addr), err)}
	}
	defer listener.Close()
	d, err := daemon.New(daemon.Config{
		Dir: a.dir, Version: a.env.Version, Datasets: a.env.Datasets, Entries: entries,
		Open: notices.opening(daemon.OpenRunner(cfg, src)),
		Now:  a.env.Now, Sleep: a.env.Sleep, Jitter: a.env.Jitter, Log: a.log,
		Notify: func(e watch.Event) { a.logged(e); notices.tell(e) }, Poll: rel.poll, Changes: rel.changes,
		Hide:   daemon.HideKeys(a.env.Datasets, a.env.Now(), a.env.Getenv),
		Newest: func(st pipeline.Status) map[string]time.Time { return pipeline.NewestPeriods(st, a.env.Datasets) },
		Lateness: func(newest map[string]time.Time, now time.Time) map[string]daemon.Reach {
			return reaches(pipeline.Lateness(a.env.Datasets, newest, now, rel.due))
		},
		// What takes real time takes more of a faster clock.
		Grace: time.Duration(float64(graceTime) * s.speed), Batch: time.Duration(float64(batchTime) * s.speed),
	})
	if err != nil {
		return err
	}
	site := web.New(web.Config{
		Source: d.Source(), Dir: a.dir, Datasets: a.env.Datasets, Version: a.env.Version, Now: a.env.Now, Zone: a.env.Zone,
		Token: token, Hosts: s.names(), Log: a.log, Timetable: rel.lines(entries),
	})
	a.say("pages at http://%s", inert(reached(listener.Addr())))
	err = a.together(ctx, d, notices, web.Server(site, a.log), listener)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // being told to end is how it ends
	}
	return errors.Join(err, site.Close())
}

// logged writes down what went well; the scheduler itself logs what did not.
func (a *app) logged(e watch.Event) {
	switch e.Kind {
	case "loaded", "published", "recovered", "moved", "cancelled", "approved":
		a.log.Info(e.Text, "kind", e.Kind, "dataset", e.Dataset, "run", e.Run)
	}
}

const (
	graceTime = 10 * time.Second // for a look in flight to end when the process does
	batchTime = 10 * time.Minute // after which landings are published though more are coming
)

// together runs scheduler, notices and pages until the context or one of them ends.
func (a *app) together(ctx context.Context, d *daemon.Daemon, n *notices, server *http.Server, l net.Listener) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.Run(ctx) })
	g.Go(func() error { n.run(ctx); return nil })
	g.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the pages: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		// Streams of events end with the site; whoever still loads a file is cut off.
		return server.Close()
	})
	return g.Wait()
}

// servedSource is where looks go. The sample brings its own clock and folder.
func (a *app) servedSource(cmd *cobra.Command, s *serving) (src pipeline.Source, done func(), err error) {
	if !s.sample {
		if cmd.Flags().Changed("clock") || cmd.Flags().Changed("speed") {
			return src, nil, usagef("--clock and --speed are for --sample; real sources have real time")
		}
		return a.source(cmd)
	}
	begin, err := parseTime("--clock", cmp.Or(s.clock, sampleClock))
	if err != nil {
		return src, nil, err
	}
	if !(s.speed > 0 && s.speed <= 100_000) { // nor is NaN
		return src, nil, usagef("--speed %g is not between 0 and 100000", s.speed)
	}
	if !cmd.Flags().Changed("dir") {
		a.dir = demoDir
	}
	c := newClock(a.env, begin, s.speed)
	a.env.Now, a.env.Sleep = c.Now, c.Sleep
	var mirror fs.FS
	if mirror, err = fetch.Current(a.env.Sample, c.Now); err != nil {
		return src, nil, err
	}
	return pipeline.Source{Mirror: mirror, Sample: true}, func() {}, nil
}

// token reads the password of the pages. An address that others reach needs one.
func (s serving) token() (string, error) {
	if s.tokenFile == "" {
		if !web.Loopback(s.addr) {
			return "", usagef("--addr %s can be reached from other machines; give a password with --token-file, or listen at %s behind a proxy that asks for one", inert(s.addr), defaultAddr)
		}
		return "", nil
	}
	text, err := os.ReadFile(s.tokenFile)
	if err != nil {
		return "", &usageError{fmt.Errorf("read the password of the pages: %w", err)}
	}
	token := strings.TrimSpace(string(text))
	if len(token) < 16 {
		return "", usagef("the password in %s has fewer than 16 characters; make one with: head -c 24 /dev/urandom | base64", inert(s.tokenFile))
	}
	return token, nil
}

// names are those that pages may be asked for under beside the loopback's: the
// ones given, and the address that they are said to be at.
func (s serving) names() []string {
	host, _, err := net.SplitHostPort(s.addr)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		return s.hosts
	}
	return append(slices.Clone(s.hosts), host)
}

// reached is where a browser on this machine finds the pages.
func reached(at net.Addr) string {
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return at.String()
}

// notices tells somebody what went wrong, where somebody is to be told.
type notices struct {
	n    *notify.Notifier // nil tells nobody
	once sync.Once
	open chan struct{} // closed when n may be used
	err  error
}

func (a *app) notices(s serving) (*notices, error) {
	out := &notices{open: make(chan struct{})}
	address, err := notify.ReadAddress(s.noticeFile, a.env.Getenv)
	if err != nil {
		return nil, &usageError{err}
	}
	var command []string
	if s.noticeHook != "" {
		if command, err = notify.SplitCommand(s.noticeHook); err != nil {
			return nil, &usageError{err}
		}
	}
	if address.IsZero() && len(command) == 0 {
		return out, nil
	}
	var keys, secrets []string
	for _, d := range a.env.Datasets {
		for _, k := range pipeline.Secrets(d, a.env.Now()) {
			keys = append(keys, k.Env)
			if v := a.env.Getenv(k.Env); v != "" {
				secrets = append(secrets, v)
			}
		}
	}
	out.n, err = notify.New(notify.Config{
		Dir: a.dir, Version: a.env.Version, Address: address, Command: command, Environ: a.env.Environ, Keys: keys, Secrets: secrets,
		Now: a.env.Now, Sleep: a.env.Sleep, Jitter: a.env.Jitter, Log: a.log,
	})
	if err != nil {
		return nil, &usageError{err}
	}
	return out, nil
}

// opening opens the notices after the data folder, which is the process's own
// only then: what an earlier one left undelivered lies in it.
func (n *notices) opening(folder func(context.Context) (daemon.Worker, error)) func(context.Context) (daemon.Worker, error) {
	return func(ctx context.Context) (daemon.Worker, error) {
		w, err := folder(ctx)
		if err != nil || n.n == nil {
			return w, err
		}
		n.once.Do(func() {
			if n.err = n.n.Open(); n.err == nil {
				close(n.open)
			}
		})
		if n.err != nil {
			return nil, errors.Join(n.err, w.Close())
		}
		return w, nil
	}
}

func (n *notices) tell(e watch.Event) {
	if n.n != nil {
		n.n.Tell(e)
	}
}

// run delivers until the context ends.
func (n *notices) run(ctx context.Context) {
	select {
	case <-n.open:
		n.n.Run(ctx)
	case <-ctx.Done():
	}
}
