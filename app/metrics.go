package app

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/web"
	"tillit.care/base/who"
)

// metrics counts what happens. A label is a route's pattern or a status, never an id or a
// name: a graph must not tell who was here.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func (h *House) metrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tillit_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tillit_request_seconds", Help: "How long a request took, by route; open streams are left out.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
	}
	stats := h.DB.Stats()
	count := func(name, help string, of func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, of)
	}
	gauge := func(name, help string, of func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, of)
	}
	m.registry.MustRegister(m.requests, m.seconds,
		count("tillit_writes_total", "Transactions made durable.", func() float64 { return float64(stats.Writes.Load()) }),
		count("tillit_commit_groups_total", "Commits on disk that carried them.", func() float64 { return float64(stats.Groups.Load()) }),
		gauge("tillit_jobs_due", "Jobs that are due and not done; -1: not known.", h.jobsDue),
		gauge("tillit_pages_open", "Open pages that are told of changes.", func() float64 { return float64(h.Hub.Open()) }),
		gauge("tillit_video_up", "1: video works; 0: it does not, or there is none.", h.videoUp),
		count("tillit_video_starts_total", "Times the program for video was started; more than one means that it broke.", func() float64 { return float64(h.Video.Starts()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (h *House) jobsDue() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	n := -1
	err := h.DB.Read(ctx, who.House, func(tx *db.Tx) (err error) { n, err = job.Waiting(tx); return err })
	if err != nil {
		h.wrong("count jobs", err)
		return -1
	}
	return float64(n)
}

func (h *House) videoUp() float64 {
	if h.Video.Up() {
		return 1
	}
	return 0
}

// count measures every request that next answers. net/http leaves the pattern of the
// route in the request.
func (m *metrics) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &watched{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		route := r.Pattern
		if route == "" {
			route = "none"
		}
		m.requests.WithLabelValues(route, strconv.Itoa(seen.status)).Inc()
		if seen.Header().Get("Content-Type") != "text/event-stream" {
			m.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
		}
	})
}

// watched remembers the status.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// ops is the site for whoever watches over the machine. It listens apart.
func (h *House) ops(m *metrics) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	health := h.Health()
	mux.HandleFunc(health.Pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := health.Handle(w, r); err != nil {
			http.Error(w, "not ok", web.Status(fault.Of(err)))
		}
	})
	return mux
}
