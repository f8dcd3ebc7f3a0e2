package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"dojoreversals/config"
)

func TestHasKeyring(t *testing.T) {
	t.Parallel()
	const bus = "/run/user/1000/bus"
	for _, c := range []struct {
		goos, address, file string
		want                bool
	}{
		{"windows", "", "", true},
		{"darwin", "", "", true},
		{"linux", "", "", false},
		{"linux", "unix:path=/tmp/bus", "", true},
		{"linux", "", bus, true},
		{"linux", "autolaunch:", "", false},
		{"linux", "", "/run/user/0/bus", false},
		{"freebsd", "", "", false},
	} {
		env := func(name string) (string, bool) {
			return c.address, name == "DBUS_SESSION_BUS_ADDRESS" && c.address != ""
		}
		if got := hasKeyring(c.goos, env, func(path string) bool { return path == c.file }, 1000); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// The keyring of this test is one in memory: the tests in scripttest have a real one.
func TestReadKeyring(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	keyring.MockInit()
	if _, err := readKeyring("/etc/x.toml", "a"); !errors.Is(err, config.ErrNotInKeyring) {
		t.Errorf("%v", err)
	}
	if err := keyring.Set(programName, keyringEntry("/etc/x.toml", "a"), "sk_sandbox_ring1"); err != nil {
		t.Fatal(err)
	}
	if key, err := readKeyring("/etc/x.toml", "a"); err != nil || key != "sk_sandbox_ring1" {
		t.Errorf("%v", err)
	}
	if _, err := readKeyring("/etc/y.toml", "a"); !errors.Is(err, config.ErrNotInKeyring) {
		t.Errorf("the shop of another file: %v", err)
	}
	if err := writeKeyring("/etc/x.toml", "a", "sk_sandbox_ring2"); err != nil {
		t.Errorf("%v", err)
	}
	if key, err := readKeyring("/etc/x.toml", "a"); err != nil || key != "sk_sandbox_ring2" {
		t.Errorf("%v", err)
	}
	for range 2 {
		if err := removeKeyring("/etc/x.toml", "a"); err != nil {
			t.Errorf("%v", err)
		}
	}
	keyring.MockInitWithError(errors.New("locked"))
	for _, err := range []error{writeKeyring("/etc/x.toml", "a", "k"), removeKeyring("/etc/x.toml", "a")} {
		if err == nil || !strings.Contains(err.Error(), "locked") {
			t.Errorf("%v", err)
		}
	}
	if _, err := readKeyring("/etc/x.toml", "a"); err == nil || errors.Is(err, config.ErrNotInKeyring) {
		t.Errorf("%v", err)
	}
	keyring.MockInit()
}

func TestInTime(t *testing.T) {
	t.Parallel()
	never := make(chan struct{})
	defer close(never)
	if _, err := inTime(time.Millisecond, func() (int, error) { <-never; return 1, nil }); err == nil || !strings.Contains(err.Error(), "may be locked") {
		t.Errorf("%v", err)
	}
	if _, err := inTime(time.Minute, func() (int, error) { panic("with the key") }); err == nil || strings.Contains(err.Error(), "key") {
		t.Errorf("%v", err)
	}
	if n, err := inTime(time.Minute, func() (int, error) { return 7, nil }); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
