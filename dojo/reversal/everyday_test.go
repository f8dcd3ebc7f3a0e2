//go:build !exhaustive

package reversal

const exhaustive = false
