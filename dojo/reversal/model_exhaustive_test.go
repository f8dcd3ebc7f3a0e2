//go:build exhaustive

package reversal

// The large explorations take minutes and some gigabytes. This runs them:
// go test -tags exhaustive ./dojo/reversal -run TestModel
func init() {
	explorations = append(explorations,
		exploration{"one host, the journal is followed late", 2, func(m *model) { m.stale = true }},
		exploration{"one host, slow reads", 2, func(m *model) { m.slowReads = true }},
		exploration{"one host, a disk that fails once", 2, func(m *model) { m.diskFaults = 1 }},
		exploration{"one host, Dojo goes back on its word", 2, func(m *model) { m.fickle = 1 }},
		exploration{"two hosts, Dojo goes back", 2, func(m *model) { m.fickle, m.twoHosts = 1, true }},
		exploration{"published, captured, Dojo goes back", 2, func(m *model) { auto(m); m.fickle = 1 }},
		exploration{"one host, followed late, a disk that fails once, no process is killed", 2, func(m *model) { m.stale, m.diskFaults, m.noKills = true, 1, true }},
		exploration{"one host, Dojo goes back, a disk that fails once, no process is killed", 2, func(m *model) { m.fickle, m.diskFaults, m.noKills = 1, 1, true }},
		exploration{"one host, three confirmations", 3, func(m *model) {}},
	)
}
