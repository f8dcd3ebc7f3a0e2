//go:build race

package sqlite

// slower is how many times fewer cases are run: under the race detector SQLite
// in Go takes some twenty times as long.
const slower = 12
