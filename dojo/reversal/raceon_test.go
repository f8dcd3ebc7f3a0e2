//go:build race

package reversal

// raceDetector says that tests run many times slower. The model has one
// goroutine, so that its largest explorations are left out then.
const raceDetector = true
