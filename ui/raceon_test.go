//go:build race

package ui

// raceDetector says that tests run many times slower, so that fewer sizes of
// the window are drawn. The screen has one goroutine.
const raceDetector = true
