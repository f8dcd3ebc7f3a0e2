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

// contactSheet has those states in one picture, at 80 columns, and the list,
// the dialog and a failure in the other looks.
func contactSheet(t *testing.T) []byte {
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
			size := max(slices.Index(sizes, [2]int{80, 24}), 0)
			screen, err := ptytest.Parse(all[at].drawn(t, l.option)[size], sizes[size][0], sizes[size][1])
			if err != nil {
				t.Fatal(err)
			}
			pictures = append(pictures, ptytest.Picture{Title: name + ", " + l.name, Screen: screen, Paper: l.paper})
		}
	}
	var file bytes.Buffer
	if err := ptytest.Sheet(&file, "Dojo Reversals", 3, pictures); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestContactSheet draws the contact sheet, and keeps it with -sheet:
// go test ./ui -run TestContactSheet -sheet
func TestContactSheet(t *testing.T) {
	t.Parallel()
	drawn := contactSheet(t)
	if *sheet {
		if err := os.WriteFile(filepath.Join("pictures", "contact-sheet.svg"), drawn, 0o644); err != nil {
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
			if !strings.Contains(string(drawn), ink) || !strings.Contains(string(drawn), ground) {
				t.Errorf("the look %s has not the colours of %q", l.name, name)
			}
		}
	}
}
