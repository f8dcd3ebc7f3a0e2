//go:build !exhaustive

package cli

// hoursOfTheDay is how long agents come and go.
const hoursOfTheDay = 4
