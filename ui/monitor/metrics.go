package monitor

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"dojoreversals/dojo/journal"
)

// The names of what is counted in a set. All other names stand where they are written.
const (
	callsName     = "dojo_reversals_api_calls_total"
	latencyName   = "dojo_reversals_api_call_duration_seconds"
	loginsName    = "dojo_reversals_logins_total"
	writesName    = "dojo_reversals_journal_writes_total"
	writeTimeName = "dojo_reversals_journal_write_duration_seconds"
)

var loginNames = [Limited + 1]string{"accepted", "refused", "limited"}

var fronts = []string{Screen, Plain, Command}

var states = []journal.State{
	journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Confirming,
	journal.Successful, journal.Failed, journal.Already, journal.Unresolved, journal.Abandoned,
}

// scrape writes all metrics in Prometheus' text format, version 0.0.4.
func (m *Monitor) scrape() []byte {
	p := &page{}
	m.writeService(p)
	m.writeShops(p)
	p.counted(writesName, "counter", "Writes to the journal. declined: the payment was taken, the journal was still being checked, or the server was ending. failed: nothing is sent while this goes on.", m.writes)
	p.counted(writeTimeName, "histogram", "How long a write to the journal took until it was safe on the disk.", m.timings)
	if m.o.AuditLag != nil {
		p.family("dojo_reversals_audit_lag_events", "gauge", "Events of the journal that the audit stream has not written yet.")
		p.value("dojo_reversals_audit_lag_events", float64(m.o.AuditLag()))
	}
	p.writeProcess(m.o.Started)
	return p.Bytes()
}

// writeService writes what is of the server as a whole.
func (m *Monitor) writeService(p *page) {
	p.family("dojo_reversals_build_info", "gauge", "Always 1. The labels say which build is running.")
	p.value("dojo_reversals_build_info", 1, "version", m.o.Version, "commit", m.o.Commit, "goversion", runtime.Version())
	p.family("dojo_reversals_healthy", "gauge", "1 if the journal can be written and log-ins are accepted, 0 otherwise. /healthz says what is wrong.")
	healthy := 0.0
	if len(m.troubles()) == 0 {
		healthy = 1
	}
	p.value("dojo_reversals_healthy", healthy)
	if m.o.Sessions != nil {
		m.writeSessions(p)
	}
	if m.o.LoggedIn != nil {
		for i, n := range m.o.LoggedIn() {
			m.login[i].Set(n)
		}
	}
	p.counted(loginsName, "counter", "Log-ins. refused: nobody knows the key, or the agent may not come in. limited: too many log-ins or sessions.", m.logins)
}

func (m *Monitor) writeSessions(p *page) {
	type kind struct{ front, role string }
	open := map[kind]int{}
	for _, s := range m.o.Sessions() {
		open[kind{known(s.Front, fronts), known(s.Role, m.o.Roles)}] += s.Open
	}
	p.family("dojo_reversals_sessions", "gauge", "Sessions that are open now.")
	for _, front := range append(fronts[:len(fronts):len(fronts)], otherLabel) {
		for _, role := range append(m.o.Roles[:len(m.o.Roles):len(m.o.Roles)], otherLabel) {
			n, isOpen := open[kind{front, role}]
			if isOpen || front != otherLabel && role != otherLabel {
				p.value("dojo_reversals_sessions", float64(n), "front", front, "role", role)
			}
		}
	}
}

// known is a word that is in a list, or else the label of all others.
func known(word string, list []string) string {
	for _, w := range list {
		if w == word {
			return word
		}
	}
	return otherLabel
}

// writeShops writes what is of each shop.
func (m *Monitor) writeShops(p *page) {
	var shops []Shop
	if m.o.Shops != nil {
		shops = m.labelled(m.o.Shops())
	}
	p.counted(callsName, "counter", "Requests to Dojo. refused: a status from 300 to 499. limited: 429. failed: 500 or more. unanswered: it may have reached Dojo, and no answer could be read. unsent: no connection. stopped: given up by the server itself.", m.calls)
	p.counted(latencyName, "histogram", "How long Dojo took to answer, or until it was clear that no answer comes.", m.latencies)
	if m.o.Shops == nil {
		return
	}
	p.family("dojo_reversals_attempts", "gauge", "Attempts to reverse a payment that the server remembers, those of the last "+strconv.Itoa(int(journal.Remembered/(24*time.Hour)))+" days and all unfinished ones, by the state in which they are now.")
	for _, s := range shops {
		others := 0
		for _, n := range s.Attempts {
			others += n
		}
		for _, state := range states {
			p.value("dojo_reversals_attempts", float64(s.Attempts[state]), "shop", s.Handle, "state", string(state))
			others -= s.Attempts[state]
		}
		if others > 0 {
			p.value("dojo_reversals_attempts", float64(others), "shop", s.Handle, "state", otherLabel)
		}
	}
	p.family("dojo_reversals_oldest_open_attempt_age_seconds", "gauge", "How long ago the oldest attempt under way was confirmed, 0 if none is.")
	for _, s := range shops {
		p.value("dojo_reversals_oldest_open_attempt_age_seconds", s.Oldest.Seconds(), "shop", s.Handle)
	}
	p.family("dojo_reversals_list_age_seconds", "gauge", "How old the list of the shop's payments is. It is missing until the list was read once.")
	for _, s := range shops {
		if s.Listed {
			p.value("dojo_reversals_list_age_seconds", s.ListAge.Seconds(), "shop", s.Handle)
		}
	}
	p.family("dojo_reversals_list_whole", "gauge", "1 if every payment that Dojo has is in the shop's list, 0 while some may be missing: it is being read, it was cut, or a payment couldn't be understood.")
	for _, s := range shops {
		whole := 0.0
		if s.Whole {
			whole = 1
		}
		p.value("dojo_reversals_list_whole", whole, "shop", s.Handle)
	}
}

// labelled gives each shop its label as a handle. Shops of one label become one, with the
// sum of their attempts and the greatest of their ages, and whole if all are: a series must
// not stand twice.
func (m *Monitor) labelled(shops []Shop) []Shop {
	var list []Shop
	place := map[string]int{}
	for _, s := range shops {
		s.Handle, _ = m.shop(s.Handle)
		i, again := place[s.Handle]
		if !again {
			place[s.Handle] = len(list)
			list = append(list, s)
			continue
		}
		one := &list[i]
		sum := map[journal.State]int{}
		for _, of := range []Shop{*one, s} {
			for state, n := range of.Attempts {
				sum[state] += n
			}
		}
		one.Attempts, one.Oldest = sum, max(one.Oldest, s.Oldest)
		one.Listed, one.ListAge = one.Listed || s.Listed, max(one.ListAge, s.ListAge)
		one.Whole = one.Whole && s.Whole
	}
	return list
}

// page is a scrape that is being written.
type page struct{ bytes.Buffer }

// family begins the metrics of one name.
func (p *page) family(name, kind, help string) {
	p.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

// counted writes the metrics of one name that a set counts.
func (p *page) counted(name, kind, help string, set *metrics.Set) {
	p.family(name, kind, help)
	set.WritePrometheus(p)
}

// value writes one value. labels are names and values in turn.
func (p *page) value(name string, v float64, labels ...string) {
	p.WriteString(series(name, labels...) + " " + strconv.FormatFloat(v, 'g', -1, 64) + "\n")
}

// series is a name with its labels, which are names and values in turn.
func series(name string, labels ...string) string {
	if len(labels) == 0 {
		return name
	}
	var b strings.Builder
	b.WriteString(name)
	for sign := byte('{'); len(labels) > 1; labels = labels[2:] {
		b.WriteByte(sign)
		b.WriteString(labels[0] + `="` + quoted.Replace(strings.ToValidUTF8(labels[1], "\uFFFD")) + `"`)
		sign = ','
	}
	return b.String() + "}"
}

// quoted writes what would end a label's value as the format has it.
var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
