package web

import (
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jevons/pipeline/watch"
)

// maxCounted is how many runs one reading of the figures looks back at. Runs
// beyond that, between two readings, are not counted.
const maxCounted = 1000

// meter counts what the source shows, whenever somebody reads the figures.
type meter struct {
	site    *Site
	handler http.Handler

	mu      sync.Mutex
	counted map[string]bool // runs that are in the counters

	runs    *prometheus.CounterVec
	rows    *prometheus.CounterVec
	bytes   prometheus.Counter
	seconds *prometheus.HistogramVec

	late, datasetRows, quarantined, failures, standing *prometheus.Desc
	busy, age, published, size                         *prometheus.Desc
}

func newMeter(s *Site) *meter {
	m := &meter{site: s, counted: map[string]bool{},
		runs:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jevons_runs_total", Help: "Looks at datasets that ended since the process began, by outcome."}, []string{"outcome"}),
		rows:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jevons_rows_total", Help: "Rows of landings since the process began, by what became of them."}, []string{"kind"}),
		bytes:   prometheus.NewCounter(prometheus.CounterOpts{Name: "jevons_received_bytes_total", Help: "Bytes of the answers that runs were about since the process began."}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "jevons_step_seconds", Help: "Seconds of the steps of runs.", Buckets: prometheus.ExponentialBuckets(0.01, 4, 9)}, []string{"step"}),
	}
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("jevons_"+name, help, labels, nil)
	}
	m.late = desc("dataset_late_periods", "Periods of a dataset that should be out and are not here.", "dataset")
	m.datasetRows = desc("dataset_rows", "Rows of the newest state of a dataset.", "dataset")
	m.quarantined = desc("dataset_quarantined_rows", "Rows of a dataset that are held back.", "dataset")
	m.failures = desc("dataset_failures", "Failures of a dataset in a row.", "dataset")
	m.standing = desc("datasets", "Datasets by how they stand.", "standing")
	m.busy = desc("busy", "1 while something is being done.")
	m.age = desc("published_age_seconds", "Age of the published file.")
	m.published = desc("published_timestamp_seconds", "When the published file was made.")
	m.size = desc("published_bytes", "Size of the published file.")
	reg := prometheus.NewRegistry()
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "jevons_build_info", Help: "1, with the version of the program."}, []string{"version"})
	build.WithLabelValues(cut(s.cfg.Version)).Set(1)
	reg.MustRegister(build, m.runs, m.rows, m.bytes, m.seconds, m, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(reg, promhttp.HandlerOpts{MaxRequestsInFlight: 100})
	return m
}

// ServeHTTP implements http.Handler.
func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.count()
	m.handler.ServeHTTP(w, r)
}

// count adds the runs that ended since it was last called.
func (m *meter) count() {
	m.mu.Lock()
	defer m.mu.Unlock()
	since := m.site.cfg.Source.State().Since
	still := map[string]bool{}
	for _, run := range m.site.cfg.Source.Runs("", maxCounted) {
		if run.Ended == nil || run.Began.Before(since) {
			continue
		}
		still[run.ID] = true
		if m.counted[run.ID] {
			continue
		}
		m.add(run)
	}
	m.counted = still
}

func (m *meter) add(run watch.Run) {
	m.runs.WithLabelValues(cut(word(run))).Inc()
	for _, st := range run.Steps {
		m.seconds.WithLabelValues(cut(st.Name)).Observe(st.Seconds)
	}
	for _, p := range run.Parts {
		m.bytes.Add(float64(max(p.Bytes, 0)))
		for kind, n := range map[string]int64{"read": p.Read, "kept": p.Kept, "new": p.New, "revised": p.Revised, "withdrawn": p.Withdrawn, "quarantined": p.Quarantined, "ignored": p.Ignored} {
			m.rows.WithLabelValues(kind).Add(float64(max(n, 0)))
		}
	}
}

// Describe implements prometheus.Collector.
func (m *meter) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.late, m.datasetRows, m.quarantined, m.failures, m.standing, m.busy, m.age, m.published, m.size} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (m *meter) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	state := m.site.cfg.Source.State()
	n := map[watch.Standing]int{}
	for _, d := range state.Datasets {
		late := 0
		if d.Late != nil {
			late = d.Late.Periods
		}
		name := cut(d.Name)
		n[d.Standing]++
		gauge(m.late, float64(late), name)
		gauge(m.datasetRows, float64(d.Rows), name)
		gauge(m.quarantined, float64(d.Quarantined), name)
		gauge(m.failures, float64(d.Failures), name)
	}
	for _, st := range standings {
		gauge(m.standing, float64(n[st]), string(st))
	}
	busy := 0.0
	if state.Busy != "" {
		busy = 1
	}
	gauge(m.busy, busy)
	if age, snap, ok := m.site.age(m.site.cfg.Now()); ok {
		gauge(m.age, age.Seconds())
		gauge(m.published, float64(snap.CreatedAt.UnixNano())/float64(time.Second))
		gauge(m.size, float64(snap.Size))
	}
}
