//go:build exhaustive

package sqlite

// exhaustive says that the tests take their time:
// go test -tags exhaustive ./dojo/journal/sqlite -run TestTornFiles
const exhaustive = true
