//go:build !exhaustive

package cli_test

const exhaustive = false
