//go:build !exhaustive

package sqlite

const exhaustive = false
