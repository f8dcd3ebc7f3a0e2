//go:build exhaustive

package reversal

// exhaustive says that the tests take their time: many times as many schedules,
// each setting of the clock at each point, and the large explorations of the
// model, which take minutes and some gigabytes.
// go test -tags exhaustive ./dojo/reversal
const exhaustive = true

func init() {
	explorations = append(explorations,
		exploration{"one host, the journal is followed late, no process is killed", 2, func(m *model) { m.stale, m.noKills = true, true }},
		exploration{"one host, slow reads, no process is killed", 2, func(m *model) { m.slowReads, m.noKills = true, true }},
		exploration{"one host, a disk that fails once, no process is killed", 2, func(m *model) { m.diskFaults, m.noKills = 1, true }},
		exploration{"one host, refusals that aren't Dojo's, a disk that fails once, no process is killed", 2, func(m *model) { m.honest, m.diskFaults, m.noKills = false, 1, true }},
		exploration{"one host, Dojo goes back on its word, no process is killed", 2, func(m *model) { m.fickle, m.noKills = 1, true }},
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
