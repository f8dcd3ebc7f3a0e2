//go:build !windows

package cli

import "os"

// drawable says whether a terminal takes the sequences that the screen is drawn
// with: here each does that isn't called dumb.
func drawable(*os.File) bool { return true }
