package cli_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

var pictures = flag.Bool("pictures", false, "draw the README's pictures anew, from a run of the real program")

// TestPictures takes the README's pictures: the real binary with its demo on a
// pseudo-terminal, photographed at the moments that matter. The times in them
// are those of the run, so they are only drawn when asked for; otherwise the
// test shows that the moments can be reached and the drawing works.
func TestPictures(t *testing.T) {
	t.Parallel()
	bin := build(t)
	settings := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(settings, []byte("shop = \"Corner Shop\"\noperator = \"priya\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	term := ptytest.Start(t, ptytest.Options{
		Binary: bin, Args: []string{"--demo", "--demo-seed", "1", "--config", settings}, Cols: 104, Rows: 28,
		Env: []string{"DOJO_TIMEZONE=" + daytime(t).String()},
	})
	term.WaitFor("DEMO", "To reverse", "r to reverse")
	term.Keys("r")
	dialog := term.WaitUntil("the dialog is armed", func(s ptytest.Screen) bool {
		return s.Contains("Reverse this payment?") && s.Contains("tab, then enter")
	})
	term.Keys("tab", "enter")
	created := term.WaitUntil("Dojo has taken the reversal", func(s ptytest.Screen) bool {
		return s.Contains("Created, reversing") && s.Contains("Created: Dojo is processing")
	})
	result := term.WaitUntil("the reversal is through", func(s ptytest.Screen) bool {
		return s.Contains("Successful, reversed") && s.Contains("Tell the customer")
	})
	term.Keys("q")
	term.Wait()

	for name, screen := range map[string]ptytest.Screen{"dialog": dialog, "created": created, "result": result} {
		var svg bytes.Buffer
		if err := ptytest.SVG(&svg, screen, "dojo-reversals --demo"); err != nil {
			t.Fatal(err)
		}
		if !*pictures {
			continue
		}
		if err := os.WriteFile(filepath.Join("..", "pictures", name+".svg"), svg.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
