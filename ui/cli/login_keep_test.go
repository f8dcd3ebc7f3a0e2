package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/config"
	"dojoreversals/dojo"
)

// What is kept of a key is the key that was checked, whatever stands around it.
func TestCleanKey(t *testing.T) {
	t.Parallel()
	around := rapid.StringOfN(rapid.SampledFrom([]rune(" \t\r\n\u00a0\u200b\ufeff\u2028\u3000\x00\v")), 0, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		text := around.Draw(t, "before") + rapid.StringMatching(`sk_[a-z]{0,4}_?[A-Za-z0-9_.~+/=-]{8,20}`).Draw(t, "key") + around.Draw(t, "after")
		checked, err := config.Parse("api_key", text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		kept, err := dojo.ParseAPIKey(cleanKey(text))
		if err != nil || kept.Fingerprint() != checked.APIKey.Fingerprint() || len(cleanKey(text)) != len(cleanKey(cleanKey(text))) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// Where the settings can't be changed, no key stays in a file that they don't name.
func TestAKeyThatNothingNamesGoes(t *testing.T) {
	if keyringHere() {
		if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
			t.Skip("the key would go into this account's own keyring")
		}
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	}
	const before = "[shops.high-street]\nname = \"High Street\"\n"
	path := aFile(t, before, 0o600)
	file, err := shopFileOf(theFile(path))
	if err != nil {
		t.Fatal(err)
	}
	// Another program has taken the shop out meanwhile.
	l := &login{file: file}
	err = l.keep(t.Context(), shopLogin{ShopName: config.ShopName{Handle: "corner", Name: "Corner"}, text: "sk_sandbox_notARealKey"})
	if err == nil {
		t.Fatal("it was kept")
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "corner.key")); err == nil {
		t.Error("the key is still there")
	}
	holds(t, path, before, 0o600)
}

// Where a key can't be kept it is said what to do, without the name of a file that nobody
// knows.
func TestAKeyThatCantBeKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "corner.key")
	err := writeKeyFile(path, "sk_sandbox_notARealKey", "")
	if err == nil || strings.Count(err.Error(), dir) != 1 || !strings.Contains(err.Error(), "with --config") || strings.Contains(err.Error(), "sk_") {
		t.Error(err)
	}
}
