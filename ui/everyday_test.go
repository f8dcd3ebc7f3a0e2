//go:build !exhaustive

package ui

const exhaustive = false
