// Package background answers one question before anybody asks the terminal:
// whether its background is dark.
//
// Bubble Tea asks the terminal in an init function of its own. A terminal or an
// SSH line that doesn't answer then costs five seconds, even for --version, and
// swallows the keys typed meanwhile. Go initialises packages in the order of
// their import paths where dependencies allow, and this path sorts before
// github.com/charmbracelet, so the answer is there first. The module's name
// must keep it so; a test on a terminal that never answers holds it.
//
// Package ui imports it, for its init alone. It draws nothing
// and chooses no theme: package config does that. Read background.go.
package background
