package cli_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// A server works with the settings of its start, and then with those of the last SIGHUP
// that found no mistake: also at shops that nobody has opened before. What is in the file
// meanwhile, half edited as it may be, counts nowhere.
func TestHelpdeskWorksWithItsLastGoodSettings(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier", "mall", "kiosk", "quay")
	for _, handle := range h.handles {
		h.shops[handle].pay(sale(strings.ToUpper(handle)+"-1", 4250, "1013"))
	}
	priya := h.agent("priya", "read", "*")
	ada := h.agent("ada", "audit", "*")
	h.start()
	lists := func(handle string) {
		t.Helper()
		if r := h.run(priya, "list", "--shop", handle); r.code != 0 || !strings.Contains(r.out, strings.ToUpper(handle)+"-1") {
			t.Errorf("%s: %+v", handle, r)
		}
	}
	names := func(want ...string) {
		t.Helper()
		if r := h.run(priya, "shops"); r.code != 0 || !allIn(r.out, want) {
			t.Errorf("shops: %+v, want %v", r, want)
		}
		if r := h.run(ada, "journal", "--shop", "pier"); r.code != 0 {
			t.Errorf("journal: %+v", r)
		}
	}

	// Half edited: a shop less, another with a mistake and with another's key.
	all := h.handles
	h.handles = []string{"mall"}
	h.named = map[string]string{"mall": "HALF"}
	h.write("[shops.kiosk]\ntimezone = \"Nowhere\"\napi_key = \"" + testKey + "_pier\"\n")
	lists("pier")
	lists("mall")
	names("PIER", "MALL", "KIOSK", "QUAY")

	// It is refused for the mistake, and says so. What it has besides isn't taken either.
	h.handles = all
	h.named = map[string]string{"mall": "HALF"}
	h.write("")
	text, err := os.ReadFile(h.file("config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	mistaken := strings.Replace(string(text), "name = \"KIOSK\"", "name = \"KIOSK\"\nlive_host = \"not a host\"", 1)
	if err := os.WriteFile(h.file("config.toml"), []byte(mistaken), 0o600); err != nil {
		t.Fatal(err)
	}
	h.signal(syscall.SIGHUP)
	h.server.WaitFor("the settings weren't taken, the former ones stay", "live_host")
	lists("kiosk")
	names("PIER", "MALL", "KIOSK", "QUAY")

	// Without the mistake all of it is taken. Then a file that is gone changes nothing.
	h.write("")
	h.signal(syscall.SIGHUP)
	h.server.WaitFor("The settings were read again: 2 agents and 4 shops")
	if err := os.Remove(h.file("config.toml")); err != nil {
		t.Fatal(err)
	}
	names("PIER", "HALF", "KIOSK", "QUAY")
	lists("quay")
	lists("mall") // nobody is there any more, so that it has its new name at once
}
