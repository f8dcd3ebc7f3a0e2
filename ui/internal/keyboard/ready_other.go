//go:build !unix

package keyboard

import (
	"os"
	"time"
)

// Ready isn't known here: a console tells of it by events of every kind.
func Ready(*os.File, time.Duration) bool { return false }
