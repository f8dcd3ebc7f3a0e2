package cli_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/ui/internal/ptytest"
)

var pictures = flag.Bool("pictures", false, "draw the README's pictures anew, from a run of the real program")

// TestPictures takes the README's pictures: the real binary with its demo on a
// pseudo-terminal, photographed at the moments that matter. The times in them
// are those of the run, so they are only drawn when asked for; otherwise the
// test shows that the moments can be reached and the drawing works.
func TestPictures(t *testing.T) {
	t.Parallel()
	term := photographed(t)
	list := term.WaitFor("DEMO", "To reverse", "r to reverse")
	term.Keys("r")
	dialog := term.WaitUntil("the dialog is armed", func(s ptytest.Screen) bool {
		return s.Contains("Reverse this payment?") && s.Contains("tab, then enter")
	})
	term.answer("tab", "the focus on Reverse", func(s ptytest.Screen) bool { return s.Contains("[ Reverse ") })
	term.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
	result := term.WaitUntil("the reversal is through", func(s ptytest.Screen) bool {
		return s.Contains("Successful, reversed") && strings.Contains(noticeText(s), "Tell the customer")
	})
	term.Keys("q")
	term.Wait()
	for name, screen := range map[string]ptytest.Screen{"list": list, "dialog": dialog, "result": result} {
		keepPicture(t, name, screen)
	}
}

// afternoon is a zone in which it is between five and six: a shop's day is
// nearly over then, and a picture has much to show.
func afternoon(t *testing.T) string {
	t.Helper()
	now := time.Now().UTC()
	ahead := 17 - now.Hour()
	if ahead > 12 {
		ahead -= 24
	}
	// The sign in these names is the other way round.
	return fmt.Sprintf("Etc/GMT%+d", -ahead)
}

// photographed starts the demo in the afternoon.
func photographed(t *testing.T) *till {
	t.Helper()
	settings := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(settings, []byte("shop = \"Corner Shop\"\noperator = \"priya\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return run(t, nil, ptytest.Options{
		Args: []string{"--demo", "--demo-seed", "1", "--config", settings, "--theme", "dark"}, Cols: 104, Rows: 28,
		Env: []string{"DOJO_TIMEZONE=" + afternoon(t)},
	})
}

// keepPicture draws a screen, and keeps it where that was asked for.
func keepPicture(t *testing.T, name string, screen ptytest.Screen) {
	t.Helper()
	var svg bytes.Buffer
	if err := ptytest.SVG(&svg, screen, "dojo-reversals --demo", ptytest.DarkPaper()); err != nil {
		t.Fatal(err)
	}
	if !*pictures {
		return
	}
	if err := os.WriteFile(filepath.Join("..", "pictures", name+".svg"), svg.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
