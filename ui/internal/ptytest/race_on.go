//go:build race

package ptytest

// raceEnabled says that this test binary was built with -race.
const raceEnabled = true
