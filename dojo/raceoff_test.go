//go:build !race

package dojo

// raceDetector says that the race detector runs. A buffer that grows costs twice as much
// there.
const raceDetector = false
