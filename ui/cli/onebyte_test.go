package cli_test

import (
	"bytes"
	"slices"
	"syscall"
	"testing"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// TestOneByteTerminal looks at a payment whose texts aren't ASCII on terminals whose
// character set isn't UTF-8: on the screen, in plain lines, in the journal, in the help
// and in an error. No byte of a text is one that such a terminal takes for a control.
func TestOneByteTerminal(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale("Café É ’x’ 日本 £5", 4250, "1013")
	p.Script.Outcome = sandbox.Succeeds
	s.pay(p)
	env := s.env()
	first := run(t, s, ptytest.Options{Env: env})
	first.WaitFor("Café É ’x’ 日本 £5")
	first.ask().about("£42.50", "Visa ··1013", "Café É ’x’ 日本 £5").reverse()
	first.WaitFor("Successful, reversed")
	first.Signal(syscall.SIGTERM)
	first.Wait()
	for name, c := range map[string]struct {
		locale string
		text   string // that is shown of the reference
		lowest byte   // that may be sent beyond ASCII
		more   []string
	}{
		"ASCII":              {"LANG=C", "Cafe E 'x' ????", 0xFF, nil},
		"one without a name": {"LANG=en_GB", "Cafe E 'x' ????", 0xFF, nil},
		"Latin-1":            {"LANG=en_GB.ISO-8859-1", "Caf\xe9 \xc9 'x' ???? \xa35", 0xA0, nil},
		"Latin-9":            {"LC_ALL=en_GB.ISO8859-15@euro", "Caf\xe9 \xc9 'x' ???? \xa35", 0xA0, nil},
		"asked for":          {"LANG=C.UTF-8", "Cafe E 'x' ????", 0xFF, []string{"--ascii"}},
		"POSIX, over LANG":   {"LC_CTYPE=POSIX", "Cafe E 'x' ????", 0xFF, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here := append(slices.Clone(env), c.locale)
			look := func(do func(*till), args ...string) []byte {
				till := run(t, s, ptytest.Options{Args: args, Env: here, Cols: 120, Rows: 40})
				do(till)
				till.Wait()
				raw := till.Raw()
				for i, b := range raw {
					if b >= 0x80 && b < c.lowest {
						t.Errorf("%q sends 0x%x: %q", args, b, raw[max(i-20, 0):min(i+20, len(raw))])
						break
					}
				}
				return raw
			}
			screen := look(func(p *till) {
				p.WaitFor("GBP 42.50")
				p.press("enter").WaitFor("For the bank")
				p.press("y").WaitUntil("the copied ID", func(ptytest.Screen) bool { return p.Clipboard() != "" })
				p.press("?").WaitFor("Help")
				p.Signal(syscall.SIGTERM)
			}, c.more...)
			plain := look(func(p *till) {
				p.WaitFor("GBP 42.50")
				p.Type("quit\r")
			}, append([]string{"--plain"}, c.more...)...)
			for _, raw := range [][]byte{screen, plain} {
				if !bytes.Contains(raw, []byte(c.text)) {
					t.Errorf("%q isn't in %q", c.text, raw)
				}
			}
			if len(c.more) > 0 {
				return // the journal has no such flag
			}
			for _, args := range [][]string{{"journal"}, {"journal", "--format", "csv"}, {"--help"}, {"settings", "--help"}, {"É"}, {"--theme", "É"}} {
				look(func(*till) {}, args...)
			}
		})
	}
}

// TestFilesAreUTF8 holds that pipes and files get UTF-8 in every locale: programs read
// them.
func TestFilesAreUTF8(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("Café", 4250, "1013"))
	for _, locale := range []string{"LANG=C", "LANG=en_GB.ISO-8859-1", "LANG=C.UTF-8"} {
		s.piped(s.env(locale)).says("Café").types("quit\n").ended(0)
	}
}
