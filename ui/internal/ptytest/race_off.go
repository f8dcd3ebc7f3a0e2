//go:build !race

package ptytest

// Race says whether this test binary was built with -race, for a test that
// counts what the race detector doesn't change and makes too slow to see.
const Race = false
