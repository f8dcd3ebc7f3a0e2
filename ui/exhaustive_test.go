//go:build exhaustive

package ui

// exhaustive says that screens are drawn at every size. It takes a minute:
// go test -tags exhaustive ./ui -run EverySize
const exhaustive = true
