// Package web shows a jevons that schedules as pages for a browser: how each
// dataset stands, what was done, the report of the claims, and the published
// files. It reads what is published and a watch.Source, never the working file,
// and changes nothing: it answers GET and HEAD only, asks for nothing over the
// network and works without script.
package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"jevons/pipeline/report"
	"jevons/pipeline/warehouse"
	"jevons/pipeline/watch"
	"jevons/sources"
)

// Config is what a Site shows, and to whom.
type Config struct {
	Source   watch.Source
	Dir      string // the data folder
	Datasets []*sources.Dataset
	Version  string
	Now      func() time.Time
	Zone     *time.Location // of times shown beside UTC; nil is UTC
	// Token is asked for, as bearer or as the password of basic
	// authentication, by every page but /healthz. "" lets everybody in.
	Token string
	// Hosts are names, without port, under which pages may be asked for beside
	// those of the loopback. Any other is refused, or a stranger's page could
	// make its own name mean this address and read what is here.
	Hosts []string
	// Timetable are the schedule lines of a dataset, as they are written; nil shows none.
	Timetable func(dataset string) []string
	Log       *slog.Logger // nil says nothing
	MemoryMB  int          // DuckDB's limit for questions of pages; 0 is 256
}

// Site answers requests. Make one with New, and Close it in the end.
type Site struct {
	cfg       Config
	mux       *http.ServeMux
	published *publication
	drawn     *drawnReports
	files     *fileSums
	metrics   *meter
	kept      keptPages
	readers   atomic.Int64 // of /events
	turns     turns
	templates sync.Map // by page
	ctx       context.Context
	stop      context.CancelFunc
	work      sync.WaitGroup
}

// New makes the pages of a data folder, which may be empty yet.
func New(cfg Config) *Site {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.MemoryMB == 0 {
		cfg.MemoryMB = 256
	}
	s := &Site{cfg: cfg, mux: http.NewServeMux(), files: &fileSums{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.published = &publication{dir: cfg.Dir, clock: cfg.Now, opened: s.opened, log: cfg.Log, opt: warehouse.Options{
		MemoryMB: cfg.MemoryMB, Threads: 1, TempDir: filepath.Join(cfg.Dir, "tmp", "web"),
	}}
	events := cfg.Source.Events(s.ctx)
	s.work.Go(func() { s.follow(events) })
	s.drawn = newDrawnReports()
	s.metrics = newMeter(s)
	s.routes()
	return s
}

// Close ends streams of events and work in the background, and lets go of the
// published file.
func (s *Site) Close() error {
	s.stop()
	s.drawn.end()
	s.work.Wait()
	return s.published.close()
}

func (s *Site) routes() {
	s.mux.HandleFunc("/{$}", s.keep(s.home))
	s.mux.HandleFunc("/datasets/{name}", s.keep(s.dataset))
	s.mux.HandleFunc("/runs", s.keep(s.runs))
	s.mux.HandleFunc("/runs/{id}", s.keep(s.run))
	s.mux.HandleFunc("/claims", s.claims)
	s.mux.HandleFunc("/charts", s.keep(s.charts))
	s.mux.HandleFunc("/charts/{file}", s.chart)
	s.mux.HandleFunc("/files", s.keep(s.fileList))
	s.mux.HandleFunc("/files/{path...}", s.file)
	s.mux.HandleFunc("/events", s.events)
	s.mux.HandleFunc("/healthz", s.healthz)
	s.mux.HandleFunc("/readyz", s.readyz)
	s.mux.Handle("/metrics", s.metrics)
	s.mux.HandleFunc("/assets/{file}", s.asset)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.missing(w, r, "There is no page "+report.Clean(r.URL.Path)+".", "The pages that there are stand in the bar above.")
	})
}

// Times within which a client has to send a request and take an answer. An
// answer has long, because a published file can be large; streams of events end
// by themselves before that. There is no limit for bodies, which are refused:
// it would end streams as well.
const (
	headTime   = 5 * time.Second
	answerTime = 30 * time.Minute
	idleTime   = 2 * time.Minute
	maxHead    = 16 << 10
)

// Server is an HTTP server with limits for a handler; its errors go to log.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHead, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// Loopback tells whether an address to listen at, such as 127.0.0.1:8080, is
// reached from this machine only. An address without host is every address.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
