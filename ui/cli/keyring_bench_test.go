//go:build linux

package cli

import (
	"os"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"
)

// BenchmarkReadKeyring is what a start takes longer where the key is in the keyring: the
// way to the session's bus, and what is asked there. It needs a keyring that may be
// written to:
//
//	dbus-run-session -- sh -c 'printf x | gnome-keyring-daemon --unlock --components=secrets; sleep 1
//	  KEYRING_BENCHMARK=1 go test ./ui/cli -run - -bench ReadKeyring'
func BenchmarkReadKeyring(b *testing.B) {
	if os.Getenv("KEYRING_BENCHMARK") == "" || !keyringHere() {
		b.Skip("no keyring may be written to: set KEYRING_BENCHMARK")
	}
	const file = "/nowhere/config.toml"
	if err := keyring.Set(programName, keyringEntry(file, "benchmark"), "sk_sandbox_benchmark"); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = keyring.Delete(programName, keyringEntry(file, "benchmark"))
		if bus, err := dbus.SessionBus(); err == nil {
			_ = bus.Close()
		}
	})
	for b.Loop() {
		bus, err := dbus.SessionBus()
		if err != nil {
			b.Fatal(err)
		}
		_ = bus.Close() // each start finds its own way
		if _, err := readKeyring(file, "benchmark"); err != nil {
			b.Fatal(err)
		}
	}
}
