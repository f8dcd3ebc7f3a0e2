//go:build !race

package reversal

const raceDetector = false
