//go:build !unix

package keyboard

import (
	"os"
	"time"
)

// Ready always says no here: a console reports events of every kind, and not only
// input.
func Ready(*os.File, time.Duration) bool { return false }
