package cli_test

import (
	"image/color"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestMuteTerminal starts every command on a terminal that never answers. None may
// ask it anything: a program that asks waits five seconds for the answer, and
// swallows the keys that are typed meanwhile. Every run in this package checks that
// nothing was asked; this test is about the commands.
func TestMuteTerminal(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	for name, c := range map[string]struct {
		args []string
		says string
		quit func(*till)
		code int
	}{
		"the screen": {nil, "ORDER-1", (*till).quit, 0},
		"--demo":     {[]string{"--demo"}, "ORDER-1040", (*till).quit, 0},
		"--version":  {[]string{"--version"}, "dojo-reversals ", nil, 0},
		"--help":     {[]string{"--help"}, "Every setting", nil, 0},
		"sandbox":    {[]string{"sandbox"}, "Listening on http://127.0.0.1:", func(p *till) { p.press("ctrl+c") }, 0},
		"a mistake":  {[]string{"--nonsense"}, "--nonsense", nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := run(t, nil, ptytest.Options{Args: c.args, Env: s.env(), Rows: 60, Mute: true})
			p.WaitFor(c.says)
			if c.quit != nil {
				c.quit(p)
			}
			p.ended(c.code)
		})
	}
}

// styles are the sequences that colour or style text.
var styles = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// TestNoColour holds that without colours, in 80 by 24 cells, there is no style,
// and that words and marks say what the styles would say.
func TestNoColour(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-2", 4250, "1013"))
	captured := sale("ORDER-1", 100, "1001")
	captured.Status = dojo.StatusCaptured
	s.pay(captured)
	till := s.till("NO_COLOR=1")
	till.row("ORDER-2", "> ", "Held, r to reverse")
	till.row("ORDER-1", "Captured, refund instead")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-2").reverse()
	till.row("ORDER-2", "Created")
	s.settle()
	till.row("ORDER-2", "Successful, reversed")
	till.press("?").WaitFor("Help")
	till.press("q").WaitFor("TIME") // any key closes the help
	till.press("enter").WaitFor("Details")
	till.press("enter").WaitFor("TIME")
	till.quit()
	if found := styles.FindAll(till.Raw(), -1); len(found) > 0 {
		t.Errorf("%d styles with NO_COLOR, the first is %q", len(found), found[0])
	}
}

// TestColour shows that TestNoColour would see styles if there were any.
func TestColour(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.quit()
	if !styles.Match(till.Raw()) {
		t.Error("no styles without NO_COLOR")
	}
}

// TestColourThemes holds that the colours are those that were asked for, or that
// fit what the environment says of the terminal.
func TestColourThemes(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-2", 4250, "1013"))
	captured := sale("ORDER-1", 100, "1001")
	captured.Status = dojo.StatusCaptured
	s.pay(captured)
	const dark, light = 237, 254 // the background of the selected row
	for name, c := range map[string]struct {
		args, env  []string
		background uint8
		fixed      bool // whether colours beyond the terminal's own sixteen are drawn
		none       bool
	}{
		"nothing is known":        {},
		"dark":                    {env: []string{"COLORFGBG=15;0"}, background: dark, fixed: true},
		"light":                   {env: []string{"COLORFGBG=0;default;15"}, background: light, fixed: true},
		"NO_COLOR":                {env: []string{"COLORFGBG=0;15", "NO_COLOR=1"}, none: true},
		"asked for":               {args: []string{"--theme", "light"}, env: []string{"COLORFGBG=15;0", "NO_COLOR=1"}, background: light, fixed: true},
		"the sixteen, asked for":  {args: []string{"--theme", "16"}, env: []string{"COLORFGBG=15;0"}},
		"no 256 colours":          {args: []string{"--theme", "dark"}, env: []string{"TERM=linux", "COLORTERM"}},
		"no 256 colours, by auto": {env: []string{"TERM=vt100", "COLORTERM", "COLORFGBG=15;0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := run(t, nil, ptytest.Options{Args: c.args, Env: s.env(c.env...)})
			p.row("ORDER-2", "> ", "Held, r to reverse")
			screen := p.WaitUntil("the whole screen", func(s ptytest.Screen) bool {
				return lineOf(s, "ORDER-1") != "" && strings.HasSuffix(s.Line(s.Rows-1), "? help   q quit")
			})
			p.quit()
			fixed := false
			for y := range screen.Rows {
				chosen := strings.HasPrefix(screen.Line(y), ">")
				for x := range screen.Cols {
					cell := screen.Cell(x, y)
					number, _ := cell.Fg.(ansi.IndexedColor)
					fixed = fixed || number >= 16
					var want color.Color
					if c.background != 0 {
						want = ansi.IndexedColor(c.background)
					}
					if chosen && cell.Bg != want {
						t.Fatalf("cell %d of the selected row has the background %v, want %v", x, cell.Bg, want)
					}
				}
			}
			if fixed != c.fixed {
				t.Errorf("fixed colours: %v, want %v", fixed, c.fixed)
			}
			if got := !styles.Match(p.Raw()); got != c.none {
				t.Errorf("no styles: %v, want %v", got, c.none)
			}
		})
	}
}

// liveKey isn't a real key, but looks like one that moves money.
const liveKey = "sk_not_a_real_key_of_a_test"

// TestLiveKey reverses with a live key. The screen says LIVE with every question
// and result, and never shows the key.
func TestLiveKey(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := run(t, s, ptytest.Options{Env: s.env("DOJO_API_KEY="+liveKey, "DOJO_LIVE_HOST=127.0.0.1")})
	till.head("LIVE", "Corner Shop", "To reverse 1", "This live key goes to 127.0.0.1:")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").saying("LIVE, Corner Shop").saying("goes to 127.0.0.1:").reverse()
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.head("LIVE", "reversed today 1")
	till.quit()
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	if strings.Contains(string(till.Raw()), liveKey) {
		t.Error("the key was shown")
	}
}

// TestClockIsOff holds that the program uses Dojo's clock, and says once that this
// machine's is wrong, after enough answers agree.
func TestClockIsOff(t *testing.T) {
	t.Parallel()
	s := openFastShop(t)
	s.fault("clock=+90")
	p := sale("ORDER-1", 4250, "1013")
	s.pay(p)
	till := fastTill(s, s.env("DOJO_FAILCLOCK="+s.clock.file))
	till.row("ORDER-1", "Held")
	s.clock.run(waitSpeed)
	till.says("This PC's clock is 1 h", "behind Dojo's.")
	till.row("ORDER-1", "Held")
	till.press("esc").WaitGone("This PC's clock")
	till.quit()
}
