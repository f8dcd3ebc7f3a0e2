//go:build exhaustive

package cli_test

// exhaustive says that tests go through every cell and many rounds. It takes a
// minute or two: go test -tags exhaustive ./ui/cli -run 'Crash|AtOnce|Stopped'
const exhaustive = true
