package ui

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

var sheet = flag.Bool("sheet", false, "draw the contact sheet anew")

// onSheet are the most telling states, in the order in which they come about.
var onSheet = []string{
	"list", "view-refund-instead", "finder-open", "details-technical", "day", "dialog", "dialog-must-type", "dialog-broken-by-capture",
	"sending", "checking", "successful", "failed", "unresolved", "corrected", "resumed", "down", "help", "too-small",
}

// pictured are those states at 80x24, or smaller where they have no such size,
// and the list, the dialog and a failure in the other looks.
func pictured(t *testing.T) []ptytest.Picture {
	t.Helper()
	var pictures []ptytest.Picture
	for i, l := range looks() {
		names := onSheet
		if i > 0 {
			names = []string{"list", "dialog", "failed"}
		}
		for _, name := range names {
			all := states()
			at := slices.IndexFunc(all, func(s state) bool { return s.name == name })
			if at < 0 {
				t.Fatalf("there is no state %s", name)
			}
			sizes := all[at].goldenSizes()
			size := slices.Index(sizes, [2]int{80, 24})
			if size < 0 {
				size = slices.IndexFunc(sizes, func(s [2]int) bool { return s[0] <= 80 && s[1] <= 24 })
			}
			if size < 0 {
				t.Fatalf("%s has no size that fits the sheet", name)
			}
			screen, err := ptytest.Parse(all[at].drawn(t, l.option)[size], sizes[size][0], sizes[size][1])
			if err != nil {
				t.Fatal(err)
			}
			screen.CursorVisible = false // as the program has it all the time
			pictures = append(pictures, ptytest.Picture{Title: name + ", " + l.name, Screen: screen, Paper: l.paper})
		}
	}
	return pictures
}

// TestContactSheet draws the contact sheet, and keeps it with -sheet:
// go test ./ui -run TestContactSheet -sheet
func TestContactSheet(t *testing.T) {
	t.Parallel()
	pictures := pictured(t)
	for _, p := range pictures {
		if p.Screen.Cols > 80 || p.Screen.Rows > 24 || p.Screen.CursorVisible {
			t.Errorf("%q is drawn at %dx%d, cursor shown: %t", p.Title, p.Screen.Cols, p.Screen.Rows, p.Screen.CursorVisible)
		}
	}
	var file bytes.Buffer
	if err := ptytest.Sheet(&file, "Dojo Reversals", 3, pictures); err != nil {
		t.Fatal(err)
	}
	drawn := file.String()
	if *sheet {
		if err := os.WriteFile(filepath.Join("pictures", "contact-sheet.svg"), file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range looks() {
		known := cellsOf(t, &open(t, nil, l.option).m.theme)
		if ink, _ := l.paper.Drawn(known["bad"]); l.styled && ink == "" {
			t.Errorf("the look %s draws what is bad as anything else", l.name)
		}
		for _, name := range []string{"sandbox", "bad"} {
			ink, ground := l.paper.Drawn(known[name])
			if !strings.Contains(drawn, ink) || !strings.Contains(drawn, ground) {
				t.Errorf("the look %s has not the colours of %q", l.name, name)
			}
		}
	}
}
