//go:build unix

package cli_test

import (
	"os"
	"syscall"
	"testing"
)

// While the settings are being read, for however long, and SIGHUP comes again and again, the
// server takes agents in, and SIGTERM ends it.
func TestHelpdeskStopsWhileItReadsTheSettings(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	priya := h.agent("priya", "read", "pier")
	h.start()
	settings := h.file("config.toml")
	if err := os.Remove(settings); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(settings, 0o600); err != nil {
		t.Fatal(err)
	}
	h.signal(syscall.SIGHUP)
	reading, err := os.OpenFile(settings, os.O_WRONLY, 0) // returns once the server reads it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reading.Close() }()
	for range 5 {
		h.signal(syscall.SIGHUP)
		if r := h.run(priya, "whoami"); r.code != 0 {
			t.Errorf("whoami: %+v", r)
		}
	}
	h.signal(syscall.SIGTERM)
	if code := h.server.Wait(); code != 0 {
		t.Errorf("exit code %d\n%s", code, h.server.Screen())
	}
}
