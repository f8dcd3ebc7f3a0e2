package cli

import "time"

// sweep closes the shops that nobody has looked at for so long, and where nothing is under
// way. The next who comes takes them up anew, as the settings are by then.
func (h *house) sweep(keep time.Duration) {
}
