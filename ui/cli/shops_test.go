package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// streetOf is the environment of a till with several shops, and its settings file.
func streetOf(t *testing.T, shops map[string]*shop) (env []string, conf string) {
	t.Helper()
	var b strings.Builder
	env = nil
	for handle, s := range shops {
		if env == nil {
			env = s.env("DOJO_API_KEY=", "DOJO_BASE_URL=", "DOJO_TIMEZONE=")
		}
		fmt.Fprintf(&b, "[shops.%s]\nname = %q\nbase_url = %q\ntimezone = %q\napi_key = %q\n\n", handle, strings.ToUpper(handle), s.url, s.zone, testKey+"_"+handle)
	}
	conf = filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(conf, []byte("operator = \"priya\"\n"+b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return append(env, "DOJO_CONFIG="+conf), conf
}

// A reversal of one shop is followed while another shop is on the screen, and after the
// program has ended and started again at the other shop.
func TestShopsOnOneScreen(t *testing.T) {
	t.Parallel()
	pier, mall := openShop(t), openShop(t)
	pier.pay(sale("PIER-1", 4250, "1013"))
	mall.pay(sale("MALL-1", 1999, "1096"))
	env, _ := streetOf(t, map[string]*shop{"pier": pier, "mall": mall})

	till := run(t, pier, ptytest.Options{Env: append(env, "DOJO_SHOP=pier")})
	till.head("PIER")
	till.choose("PIER-1")
	till.ask().about("£42.50", "Visa ··1013", "PIER-1").look("title", "PIER").reverse()
	till.row("PIER-1", "Created")
	till.press("s")
	till.WaitFor("> MALL")
	till.WaitFor("1 under way")
	till.press("enter")
	till.head("MALL")
	till.row("MALL-1", "Held")
	till.WaitGone("PIER-1") // no payment of the other shop is left on the screen
	till.press("q")
	till.WaitFor("Quit now?")
	till.WaitFor("PIER: ")
	till.press("esc")
	pier.settle()
	till.WaitFor("Press s to go there")
	till.says("PIER: ")
	till.press("esc").WaitGone("Press s to go there")
	till.press("s").WaitFor("> PIER")
	till.press("enter").head("PIER")
	till.row("PIER-1", "Successful")
	till.says("PIER: ", "£42.50")
	till.press("q")
	till.ended(0)

	// The next start begins with the shop that was shown last.
	again := run(t, nil, ptytest.Options{Env: env})
	again.head("PIER")
	again.press("s").WaitFor("> MALL")
	again.press("enter").head("MALL")
	again.row("MALL-1", "Held") // a shop whose opening has begun only may not be noted yet
	again.press("q")
	again.ended(0)
	third := run(t, nil, ptytest.Options{Env: env})
	third.head("MALL")
	third.press("q")
	third.ended(0)
	mall.wantState("MALL-1", dojo.StatusAuthorized, 0)
}

// A program that starts at one shop takes up the unfinished reversals of the others.
func TestUnfinishedReversalsOfOtherShopsAreWatched(t *testing.T) {
	t.Parallel()
	pier, mall := openShop(t), openShop(t)
	pier.pay(sale("PIER-1", 4250, "1013"))
	mall.pay(sale("MALL-1", 1999, "1096"))
	env, _ := streetOf(t, map[string]*shop{"pier": pier, "mall": mall})
	till := run(t, pier, ptytest.Options{Env: append(env, "DOJO_SHOP=pier")})
	till.choose("PIER-1")
	till.ask().about("£42.50", "Visa ··1013", "PIER-1").look("title", "PIER").reverse()
	till.row("PIER-1", "Created")
	till.Kill()
	till.Wait()

	again := run(t, mall, ptytest.Options{Env: append(env, "DOJO_SHOP=mall")})
	again.row("MALL-1", "Held")
	again.press("s")
	again.WaitFor("1 under way")
	again.press("esc")
	pier.settle()
	again.WaitFor("Press s to go there")
	again.says("PIER: ")
	again.press("q")
	again.ended(0)
}
