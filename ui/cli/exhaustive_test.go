//go:build exhaustive

package cli_test

// exhaustive says that tests go through every cell and many rounds. It takes some
// minutes: .ci/run has the command.
const exhaustive = true
