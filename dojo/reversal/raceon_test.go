//go:build race

package reversal

// raceDetector says that tests run many times slower, so that the largest are
// left out.
const raceDetector = true
