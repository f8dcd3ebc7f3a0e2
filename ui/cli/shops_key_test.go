package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"dojoreversals/config"
)

// A shop's key in the keyring goes along with the shop's handle, and where it can't,
// somebody is told what to do. The keyring of this test is one in memory.
func TestMoveKey(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	const key = "sk_sandbox_ring1"
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte("[shops.new]\nkeyring = true\n[shops.other]\napi_key_file = '/x'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	src := theFile(path)
	for _, c := range []struct {
		name, from, to string
		has            bool // the keyring has the key
		locked         bool
		says           string
	}{
		{"it moves", "old", "new", true, false, ""},
		{"of a file for one shop", "", "new", true, false, ""},
		{"the same", "new", "new", true, false, ""},
		{"it isn't there", "old", "new", false, false, "login --shop new"},
		{"it is locked", "old", "new", true, true, "login --shop new"},
		{"the key is elsewhere", "old", "other", true, false, ""},
	} {
		keyring.MockInit()
		if c.has {
			if err := keyring.Set(programName, keyringEntry(path, c.from), key); err != nil {
				t.Fatal(err)
			}
		}
		if c.locked {
			keyring.MockInitWithError(errors.New("locked"))
		}
		var said strings.Builder
		if err := moveKey(&said, src, c.from, c.to); err != nil {
			t.Error(err)
		}
		if got := said.String(); c.says == "" && got != "" || !strings.Contains(got, c.says) || strings.Contains(got, key) {
			t.Errorf("%s: %q", c.name, got)
		}
		at := map[bool]string{true: c.to, false: c.from}[c.to == "new"]
		if got, err := readKeyring(path, at); c.says == "" && (err != nil || got != key) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
		if _, err := readKeyring(path, c.from); at != c.from && !c.locked && !errors.Is(err, config.ErrNotInKeyring) {
			t.Errorf("%s: the old entry is there: %v", c.name, err)
		}
	}
	keyring.MockInit()
}
