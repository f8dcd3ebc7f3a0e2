package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// picker is the list of shops, of which somebody chooses the one to show.
type picker struct {
	shops    []Shop
	find     field
	chosen   string // the handle of the shop that the cursor is on
	entering string // the handle of the one that is being entered, "" for none
	refused  string // why the last one couldn't be
}

// newPicker makes one. The cursor is on the shop that was shown before the present one.
func newPicker(shops []Shop) *picker {
	p := &picker{shops: shops, find: newField(maxFind)}
	for _, s := range shops {
		if !s.Here {
			p.chosen = s.Handle
			break
		}
	}
	return p
}

// found are the shops in whose name or handle each word that was typed stands.
func (p *picker) found() []Shop {
	var found []Shop
	for _, s := range p.shops {
		if containsAll(strings.ToLower(s.Name+" "+s.Handle), strings.Fields(strings.ToLower(p.find.text()))) {
			found = append(found, s)
		}
	}
	return found
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// at is the place of the cursor among those that were found; the first, if the one
// that it was on isn't among them.
func (p *picker) at(found []Shop) int {
	for i, s := range found {
		if s.Handle == p.chosen {
			return i
		}
	}
	return 0
}

// picked is what a key made of the list of shops.
type picked int

const (
	pickedNothing picked = iota
	pickedShop           // the chosen one is to be entered
	pickedBack           // the list is to be closed
	pickedQuit           // the program is to end
)

// key takes one key. page is how many shops are on the screen.
func (p *picker) key(k tea.KeyMsg, page int) picked {
	found := p.found()
	move := func(by int) {
		if len(found) > 0 {
			p.chosen = found[min(max(p.at(found)+by, 0), len(found)-1)].Handle
		}
	}
	if p.entering != "" { // what else is typed is meant for the shop that comes
		switch k.String() {
		case "ctrl+c":
			return pickedQuit
		case "esc":
			return pickedBack
		}
		return pickedNothing
	}
	switch k.String() {
	case "ctrl+c":
		return pickedQuit
	case "esc":
		if p.find.text() == "" {
			return pickedBack
		}
		p.find = newField(maxFind)
	case "enter":
		if len(found) == 0 {
			return pickedNothing
		}
		here := found[p.at(found)]
		if here.Here {
			return pickedBack
		}
		p.chosen, p.entering, p.refused = here.Handle, here.Handle, ""
		return pickedShop
	case "up":
		move(-1)
	case "down", "tab":
		move(+1)
	case "shift+tab":
		move(-1)
	case "pgup":
		move(-page)
	case "pgdown":
		move(+page)
	default:
		k.Runes = []rune(dojo.Drawable(string(k.Runes)))
		if p.find.edits(k) {
			p.find.edit(k)
			p.refused = ""
			if f := p.found(); len(f) > 0 {
				p.chosen = f[p.at(f)].Handle
			}
		}
	}
	return pickedNothing
}

// view draws the list in w by h cells.
func (p *picker) view(s words.Speaker, t *theme, whose string, w, h int) []string {
	found := p.found()
	at := p.at(found)
	title := " " + t.bold.Render(s.Say(words.TitleShops))
	lines := []string{cells.Apart(title, " "+cells.Cut(whose, w-12, t.Ellipsis)+" ", w, t.Ellipsis), t.rule("", beyond{}, w)}
	var said []string
	switch {
	case p.entering != "":
		said = cells.Wrap(s.Say(words.TextEntering, "shop", nameOf(p.shops, p.entering)), w-2)
	case p.refused != "":
		said = cells.Wrap(s.PlainText(p.refused), w-2)
	case len(found) == 0:
		said = cells.Wrap(s.Say(words.TextNoShopFound), w-2)
	}
	if most := max(h-pickerLines-1, 1); len(said) > most {
		said = said[:most]
	}
	rows := max(h-pickerLines-len(said), 1)
	first := min(max(at-rows/2, 0), max(len(found)-rows, 0))
	for i := first; i < min(first+rows, len(found)); i++ {
		lines = append(lines, p.row(found[i], i == at, s, t, w))
	}
	lines = cells.Exactly(lines, w, h-1-len(said))
	for _, l := range said {
		lines = append(lines, " "+l)
	}
	return append(lines, p.bottom(len(found), s, t, w))
}

// pickerLines are those above the list of shops and below it.
const pickerLines = 3

func nameOf(shops []Shop, handle string) string {
	for _, s := range shops {
		if s.Handle == handle {
			return s.Name
		}
	}
	return handle
}

// row draws one shop.
func (p *picker) row(shop Shop, chosen bool, s words.Speaker, t *theme, w int) string {
	mark := ""
	switch {
	case shop.Unwatched != "":
		mark = s.Say(words.TextShopUnwatched)
	case shop.UnderWay > 0:
		mark = s.Say(words.TextShopUnderWay, "n", strconv.Itoa(shop.UnderWay))
	case shop.Here:
		mark = s.Say(words.TextShopHere)
	}
	cursor := "  "
	if chosen {
		cursor = "> "
	}
	name := s.PlainText(shop.Name)
	if !strings.EqualFold(shop.Name, shop.Handle) {
		name += "  (" + shop.Handle + ")"
	}
	line := cells.Apart(" "+cursor+cells.Cut(name, w-6-cells.Width(mark), t.Ellipsis), mark+" ", w, t.Ellipsis)
	tone := words.ToneHeld
	if shop.UnderWay > 0 || shop.Unwatched != "" {
		tone = words.ToneMoving
	}
	return t.row(tone, chosen).Render(line)
}

// bottom is what was typed to find a shop, and the keys.
func (p *picker) bottom(found int, s words.Speaker, t *theme, w int) string {
	const gap = 2
	esc := words.KeyClose
	if p.find.text() != "" {
		esc = words.KeyClear
	}
	offered := []shortKey{{named("esc", s.Say(esc)), rankMore}}
	if found > 0 {
		offered = slices.Insert(offered, 0, shortKey{named("enter", s.Say(words.KeyOpenShop)), rankMost})
	}
	keys := fitting(offered, max(w/2, 14))
	count := ""
	if p.find.text() != "" {
		count = s.Say(words.TextOf, "n", strconv.Itoa(found), "all", strconv.Itoa(len(p.shops)))
	}
	label := s.Say(words.TextFinding, "text", "")
	text := p.find.withCaret(max(w-cells.Width(label)-cells.Width(count)-cells.Width(keys)-2*gap-1, 2), t.Ellipsis)
	return cells.Apart(s.Say(words.TextFinding, "text", text)+cells.Blank(gap)+count, t.grey.Render(keys)+" ", w, t.Ellipsis)
}
