package monitor

import (
	"context"
	"errors"
	"log"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// Options are what a Monitor asks. Its functions are called from several goroutines, at
// each scrape; they must answer at once. Those that are nil are not asked.
type Options struct {
	Version, Commit string
	Started         time.Time // when the program was started, by this machine's clock

	// Roles are all roles that an agent can have.
	Roles []string
	// Sessions counts the sessions that are open now.
	Sessions func() []Sessions
	// LoggedIn counts what became of the log-ins since the start.
	LoggedIn func() [Limited + 1]uint64
	// Shops says how each shop stands that was opened.
	Shops func() []Shop
	// AuditLag is how many events of the journal the audit stream hasn't written yet.
	AuditLag func() int64

	// Journal says why the journal can't be written, or nil.
	Journal func() error
	// LogIns says why nobody can log in, or nil.
	LogIns func() error

	// Errors is told what goes wrong in the HTTP server; nil is the standard logger.
	Errors *log.Logger
}

// The fronts that a session can have.
const (
	Screen  = "screen"
	Plain   = "plain"
	Command = "command"
)

// Sessions are the open sessions of one front and one role.
type Sessions struct {
	Front string // Screen, Plain or Command
	Role  string // one of Options.Roles
	Open  int
}

// Shop is how one shop stands.
type Shop struct {
	Handle   string                // its handle in the settings, "" where the settings have one shop only
	Attempts map[journal.State]int // the attempts that the server remembers
	Oldest   time.Duration         // how long ago the oldest open attempt was confirmed, 0 if none is open
	Listed   bool                  // the list was read at least once
	ListAge  time.Duration         // how long ago the list was true
	Whole    bool                  // every payment that Dojo has is in the list
}

// LogIn is what became of a log-in.
type LogIn int

// What can become of a log-in.
const (
	Accepted LogIn = iota
	Refused        // nobody knows the key, or the agent may not come in
	Limited        // too many log-ins or sessions
)

// Monitor counts and serves. Make one with New.
type Monitor struct {
	o Options

	calls     *metrics.Set
	latency   [callKinds]*metrics.PrometheusHistogram
	latencies *metrics.Set
	logins    *metrics.Set
	login     [Limited + 1]*metrics.Counter
	writes    *metrics.Set
	write     [writeOutcomes]*metrics.Counter
	writeTime *metrics.PrometheusHistogram
	timings   *metrics.Set

	mu    sync.RWMutex
	shops map[string]*shopCalls // by the shop's label
}

// The most seconds of each bucket. An answer of Dojo takes up to the client's time-out.
// A write to the journal waits for the disk, and for other processes.
var (
	latencyBuckets = []float64{0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 20, 30, 60}
	writeBuckets   = []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10}
)

// New makes a Monitor, which has counted nothing yet.
func New(o Options) *Monitor {
	m := &Monitor{
		o: o, shops: map[string]*shopCalls{},
		// Each family has a set of its own, since its help goes before its series.
		calls: metrics.NewSet(), latencies: metrics.NewSet(), logins: metrics.NewSet(), writes: metrics.NewSet(), timings: metrics.NewSet(),
	}
	for i, call := range callNames {
		m.latency[i] = m.latencies.NewPrometheusHistogramExt(series(latencyName, "call", call), latencyBuckets)
	}
	for i, outcome := range loginNames {
		m.login[i] = m.logins.NewCounter(series(loginsName, "outcome", outcome))
	}
	for i, outcome := range writeNames {
		m.write[i] = m.writes.NewCounter(series(writesName, "outcome", outcome))
	}
	m.writeTime = m.timings.NewPrometheusHistogramExt(writeTimeName, writeBuckets)
	return m
}

// Called counts a request of a shop, named by its handle. It belongs into
// dojo.Options.Called.
func (m *Monitor) Called(shop string, c dojo.Call) {
	call, outcome := callOf(c), outcomeOf(c)
	_, calls := m.shop(shop)
	calls[call][outcome].Inc()
	if outcome != callUnsent && outcome != callStopped { // how long these took says nothing of Dojo
		m.latency[call].Update(max(0, c.Took().Seconds()))
	}
}

// Journaled counts a write to the journal, which took so long and ended with err.
func (m *Monitor) Journaled(took time.Duration, err error) {
	m.write[writeOf(err)].Inc()
	m.writeTime.Update(max(0, took.Seconds()))
}

// Timed is a journal whose writes are counted. now is this machine's clock.
func (m *Monitor) Timed(j reversal.Journal, now func() time.Time) reversal.Journal {
	return timedJournal{j, m, now}
}

type timedJournal struct {
	reversal.Journal
	monitor *Monitor
	now     func() time.Time
}

func (j timedJournal) Begin(ctx context.Context, a journal.Attempt) error {
	began := j.now()
	err := j.Journal.Begin(ctx, a)
	j.monitor.Journaled(j.now().Sub(began), err)
	return err
}

func (j timedJournal) Move(ctx context.Context, from, to journal.Attempt) error {
	began := j.now()
	err := j.Journal.Move(ctx, from, to)
	j.monitor.Journaled(j.now().Sub(began), err)
	return err
}

const (
	writeDone = iota
	writeDeclined
	writeFailed
	writeOutcomes
)

var writeNames = [writeOutcomes]string{"written", "declined", "failed"}

// writeOf sorts how a write ended. The journal declines what its claim rules forbid, and
// everything while it is being checked; a write is also given up when the program ends.
func writeOf(err error) int {
	if err == nil {
		return writeDone
	}
	var open *journal.OpenError
	switch {
	case errors.As(err, &open), errors.Is(err, journal.ErrMoved), errors.Is(err, journal.ErrNotOwner),
		errors.Is(err, journal.ErrUnchecked), errors.Is(err, context.Canceled):
		return writeDeclined
	}
	return writeFailed
}
