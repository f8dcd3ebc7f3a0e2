package cli_test

import (
	"bytes"
	"flag"
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
	if list.Contains("(esc: close)") {
		t.Errorf("a warning is in the picture:\n%s", list)
	}
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
// nearly over then, and a picture has much to show. These zones have no summer
// time, and each is an hour ahead of the one before it.
func afternoon(t *testing.T) string {
	t.Helper()
	now := time.Now() // once, since the hour may turn between two zones
	for _, name := range []string{
		"Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Gambier", "Pacific/Pitcairn", "America/Phoenix", "America/Regina",
		"America/Bogota", "America/Caracas", "America/Sao_Paulo", "Atlantic/South_Georgia", "Atlantic/Cape_Verde", "Africa/Abidjan",
		"Africa/Lagos", "Africa/Maputo", "Africa/Nairobi", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka",
		"Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Australia/Brisbane", "Pacific/Noumea", "Pacific/Tarawa",
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if now.In(zone).Hour() == 17 {
			return name
		}
	}
	t.Fatal("it is five in the afternoon nowhere")
	return ""
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
	if err := ptytest.SVG(&svg, ptytest.Picture{Title: "dojo-reversals --demo", Screen: screen, Paper: ptytest.DarkPaper()}); err != nil {
		t.Fatal(err)
	}
	if !*pictures {
		return
	}
	if err := os.WriteFile(filepath.Join("..", "pictures", name+".svg"), svg.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
