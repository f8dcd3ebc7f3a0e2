package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// reversing are the words by which somebody could be told to reverse: the verb, and the
// key alone. notOffers has them too, and tells nobody to.
var (
	reversing = regexp.MustCompile(`(?i)(.{0,30}[^-+\w])(reverse|r)\b(.{0,30})`)
	notOffers = regexp.MustCompile(`(?i)to reverse:? (\d+|not known)|view: to reverse|next view \(to reverse|nothing to reverse|late to reverse|to reverse it here|` +
		`not reverse|refused to reverse`)
)

// offered are the places of a screen that tell somebody to reverse.
func offered(text string) []string {
	text = regexp.MustCompile(`[↑↓] \d+ more`).ReplaceAllString(text, "")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("│─┌┐└┘", r) }), " ")
	return reversing.FindAllString(" "+notOffers.ReplaceAllString(text, ""), -1)
}

// machines are the words for a machine that an agent doesn't sit at, and for what they
// can't run there.
var machines = regexp.MustCompile(`(?i)\bthis (pc|till|computer|machine)\b|\bwi-fi|your network|dojo-reversals|journal adopt|the setting is`)

// Whatever is on the screen of somebody who may reverse nothing, it doesn't tell them how
// to. Nobody at a server's screen is told of a machine that they don't sit at.
func TestNothingIsOfferedThatNobodyMayDo(t *testing.T) {
	t.Parallel()
	const looks = "Your role is read: you can look, but not reverse."
	agent := setting(func(s *Settings) { s.Served, s.Agent, s.NoShell = true, true, true })
	found := 0
	for _, s := range states() {
		for _, size := range [][2]int{{120, 40}, {50, 15}} {
			if len(s.sizes) > 0 && !slices.Contains(s.sizes, size) {
				continue
			}
			d := s.open(t, agent, width(size[0], size[1]))
			found += len(offered(d.text()))
			texts := map[string]string{"reverse": d.text()}
			texts["read"] = d.send(recordChecked{readOnly: looks}).text()
			for range 3 { // whatever lies over the list
				texts["read"] += d.press("esc").text()
			}
			texts["read"] += d.press("enter").text() + d.press("esc", "?").text() + d.press("pgdown").text()
			for role, text := range texts {
				if places := offered(text); role == "read" && len(places) > 0 {
					t.Errorf("%s, %v: offered: %q", s.name, size, slices.Compact(places))
				}
				if word := machines.FindString(text); word != "" {
					t.Errorf("%s, %v, %s: %q on\n%s", s.name, size, role, word, text)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d offers were found where there are some", found)
	}
}
