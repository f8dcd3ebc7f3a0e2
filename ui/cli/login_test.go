package cli_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// newHome is an empty home: no settings, no key, no keyring, and a Dojo to go to.
func (s *shop) newHome(more ...string) (env []string, config string) {
	s.t.Helper()
	if runtime.GOOS == "darwin" {
		s.t.Skip("the key would go into this account's own keyring")
	}
	env = append(sealed(s.t), "DOJO_BASE_URL="+s.url, "DOJO_CONFIG=")
	for _, entry := range env {
		if dir, ok := strings.CutPrefix(entry, "XDG_CONFIG_HOME="); ok {
			config = filepath.Join(dir, "dojo-reversals")
		}
	}
	return append(env, more...), config
}

// From an empty home to a first reversal, in one command: the form comes before the
// screen.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env, config := s.newHome("TZ=Europe/Rome")
	p := run(t, s, ptytest.Options{Env: env})
	p.WaitFor("This till isn't connected to Dojo.", "dojo-reversals --demo", "The shop's secret key", "esc stops")
	p.Paste(testKey)
	p.WaitFor("> *****")
	p.press("enter").WaitFor("Dojo takes this key. It is for the SANDBOX", "payment of the last 24 hours", "The shop's name")
	p.Type("Corner Shop")
	p.press("enter").WaitFor("The shop's time zone", "> Europe/Rome")
	p.press("ctrl+u").WaitGone("> Europe/Rome")
	p.Type(s.zone.String()) // where it is day
	p.press("enter").WaitFor("SANDBOX", "Corner Shop", "To reverse")

	text, err := os.ReadFile(filepath.Join(config, "config.toml"))
	if err != nil || !strings.Contains(string(text), "[shops.corner-shop]\nname = \"Corner Shop\"\n") {
		t.Errorf("%v, %q", err, text)
	}
	for _, name := range []string{"config.toml", "corner-shop.key"} {
		if info, err := os.Stat(filepath.Join(config, name)); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, err, info)
		}
	}
	p.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	p.row("ORDER-1", "Created")
	s.settle()
	p.row("ORDER-1", "Successful, reversed")
	p.quit()
	p.left("The system's keyring can't be used")

	// The next start needs nothing any more.
	p = run(t, s, ptytest.Options{Env: env})
	p.WaitFor("SANDBOX", "Corner Shop", "To reverse")
	p.quit()
}

// A key with a slip in it isn't sent, and one that Dojo refuses is asked for again.
func TestLoginAsksAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.fault("401")
	env, _ := s.newHome("DOJO_TIMEZONE=" + s.zone.String())
	p := run(t, s, ptytest.Options{Env: env, Args: []string{"login"}, Cols: 60})
	p.WaitFor("The shop's secret key")
	p.press("enter").WaitFor("The key is empty.")
	p.Paste(`"` + testKey + `"`)
	p.WaitFor("> *****")
	p.press("enter").WaitFor("has quotation marks in it")
	if n := s.Calls().Search; n > 0 {
		t.Errorf("%d requests", n)
	}
	p.press("ctrl+u")
	p.WaitGone("> *")
	p.Paste(testKey)
	p.WaitFor("> *****")
	p.press("enter").WaitFor("doesn't accept this shop's key (401)", "The shop's secret key")
	s.fault()
	p.Paste(testKey)
	p.WaitFor("> *****")
	p.press("enter").WaitFor("Dojo takes this key", "The shop's name")
	p.press("enter").WaitFor("It is what people read as")
	p.Type("Bar")
	p.press("enter").ended(0)
	p.left("Bar is connected, as bar in")
}

// A key that is pasted before it is asked for again isn't shown either.
func TestLoginShowsNoKeyThatComesEarly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args  []string
		typed string // how it is shown that the key has come
	}{
		"form":  {[]string{"login"}, "> *****"},
		"lines": {[]string{"login", "--plain"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.fault("search:slow="+holdTime.String(), "401")
			env, _ := s.newHome("DOJO_TIMEZONE=" + s.zone.String())
			p := run(t, s, ptytest.Options{Env: env, Args: c.args})
			p.WaitFor("The shop's secret key")
			p.Type(testKey + "\r")
			s.awaitHeld()
			p.Type(testKey)
			s.fault()
			s.answer()
			p.WaitFor("doesn't accept this shop's key (401)", c.typed)
			p.Type("\r")
			p.WaitFor("Dojo takes this key", "The shop's name")
			p.Type("Bar\r")
			p.ended(0)
			p.left("Bar is connected, as bar in")
		})
	}
}

// Whoever stops is told how to go on, and the terminal is as it was.
func TestLoginIsCancelled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		stop func(p *till)
	}{
		"form, esc":     {nil, func(p *till) { p.press("esc") }},
		"form, ctrl+c":  {nil, func(p *till) { p.press("ctrl+c") }},
		"form, SIGTERM": {[]string{"login"}, func(p *till) { p.Signal(syscall.SIGTERM) }},
		"lines, ctrl+c": {[]string{"--plain"}, func(p *till) { p.press("ctrl+c") }},
		"lines, SIGHUP": {[]string{"login", "--plain"}, func(p *till) { p.Signal(syscall.SIGHUP) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			env, config := s.newHome()
			p := run(t, s, ptytest.Options{Env: env, Args: c.args})
			p.WaitFor("The shop's secret key")
			c.stop(p)
			p.ended(1)
			p.left("nothing was changed. To connect a shop: dojo-reversals login To see the program without a key: dojo-reversals --demo")
			if _, err := os.Stat(config); err == nil {
				t.Error("something was written")
			}
		})
	}
}

// In plain mode the same is asked in lines, and what is typed of the key isn't shown.
func TestPlainLogin(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env, _ := s.newHome("TERM=dumb", "TZ=UTC")
	p := run(t, s, ptytest.Options{Env: env})
	p.WaitFor("This till isn't connected to Dojo.", "The shop's secret key:")
	p.Type("pk_x_y_z\n")
	p.WaitFor("publishable key")
	p.Type(testKey + "\n")
	p.WaitFor("Dojo takes this key", "The shop's name:")
	p.Type("Corner Shop\n")
	p.WaitFor("The shop's time zone [Europe/London]:")
	p.Type("Europe/Londn\n")
	p.WaitFor("no such time zone")
	p.Type("\n")
	p.WaitFor("Corner Shop is connected", "ORDER-1")
	p.Type("quit\n")
	p.ended(0)
}

// A second shop is asked for its own time zone, and says how to open it.
func TestLoginOfASecondShop(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	env, config := s.newHome("TZ=Europe/Rome")
	for _, c := range []struct{ key, name, zone, open string }{
		{testKey, "Bar", "Europe/Dublin", "To open it: dojo-reversals"},
		{testKey + "2", "Inn", "Europe/Madrid", "To open it: dojo-reversals --shop inn"},
	} {
		p := run(t, s, ptytest.Options{Env: env, Args: []string{"login"}})
		p.WaitFor("The shop's secret key", "ctrl+u empties it")
		p.Paste(c.key)
		p.WaitFor("> *****")
		p.press("enter").WaitFor("The shop's name")
		p.Type(c.name)
		p.press("enter").WaitFor("The shop's time zone", "> Europe/Rome")
		p.press("ctrl+u").WaitGone("> Europe/Rome")
		p.Type(c.zone)
		p.press("enter").ended(0)
		p.left(c.open)
	}

	// A shop whose key was removed is asked for by its name, and others still open.
	p := run(t, s, ptytest.Options{Env: env, Args: []string{"logout", "--shop", "inn"}})
	p.ended(0)
	p = run(t, s, ptytest.Options{Env: append(env, "DOJO_SHOP=inn")})
	p.WaitFor("Inn isn't connected to Dojo.", "dojo-reversals --shop bar", "The secret key of Inn")
	p.press("esc").ended(1)
	text, err := os.ReadFile(filepath.Join(config, "config.toml"))
	if err != nil || !strings.Contains(string(text), `"Europe/Dublin"`) || !strings.Contains(string(text), `"Europe/Madrid"`) {
		t.Errorf("%v, %q", err, text)
	}
}

// A key that a shop has already isn't kept twice, and another one for a shop is asked
// about.
func TestLoginAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	env, config := s.newHome("DOJO_TIMEZONE=" + s.zone.String())
	login := func(key string, args ...string) *till {
		p := run(t, s, ptytest.Options{Env: env, Args: append([]string{"login"}, args...)})
		p.WaitFor("ecret key")
		p.Paste(key)
		p.WaitFor("> *****")
		p.press("enter").WaitFor("Dojo takes this key")
		return p
	}
	p := login(testKey, "--shop", "Corner Shop")
	p.ended(0)
	p = login(testKey)
	p.WaitFor("This key is kept for Corner Shop already. Keep it again?", "(y or n, esc stops)")
	p.press("n").ended(1)
	p = login(testKey)
	p.WaitFor("Keep it again?")
	p.press("y").ended(0)
	p.left("Corner Shop is connected, as corner-shop in")
	p = login(testKey + "2")
	p.WaitFor("The shop's name", "replaces its key")
	p.Type("corner shop")
	p.press("enter").WaitFor("Corner Shop has another key. Replace it?")
	p.press("y").ended(0)
	text, err := os.ReadFile(filepath.Join(config, "config.toml"))
	if err != nil || strings.Count(string(text), "[shops.") != 1 {
		t.Errorf("%v, %q", err, text)
	}
	if key, err := os.ReadFile(filepath.Join(config, "corner-shop.key")); err != nil || !strings.HasPrefix(string(key), testKey+"2\n#") {
		t.Errorf("the new key isn't kept: %v", err)
	}
}
