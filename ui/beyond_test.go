package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/shopday"
)

var (
	saysAbove   = regexp.MustCompile(`(?:↑|up:) (\d+) (?:newer|more)`)
	saysBelow   = regexp.MustCompile(`(?:↓|down:) (\d+) more`)
	saysArrived = regexp.MustCompile(`newer, (\d+) arr`)
	saysRow     = regexp.MustCompile(`R\d\d`)
)

// number is what a counter on the screen says, 0 where it isn't there.
func (d *driver) number(counter *regexp.Regexp) int {
	if found := counter.FindStringSubmatch(d.text()); found != nil {
		n, _ := strconv.Atoi(found[1])
		return n
	}
	return 0
}

// numbered is a payment that every row names, at every width: R07.
func numbered(i int, minutes int, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	return shopday.Paid(fmt.Sprintf("%02d", i), "18:00", 100, append([]func(*dojo.PaymentIntent){func(p *dojo.PaymentIntent) {
		p.Reference, p.PaidAt = fmt.Sprintf("R%02d", i), dojo.InstantOf(shopday.Sunday.Add(-time.Duration(minutes)*time.Minute))
	}}, change...)...)
}

// onScreen are the references of the rows on the screen.
func (d *driver) onScreen() []string { return saysRow.FindAllString(d.text(), -1) }

// inList are the references of all rows.
func (d *driver) inList() []string {
	var all []string
	for i := range d.m.list.Len() {
		all = append(all, d.m.list.Payment(i).Reference)
	}
	return all
}

// The counters above and below the list are the rows that are beyond the screen,
// and what has arrived is what is newer than the newest that was on it: whatever
// the size and the list, and however it was scrolled, searched and changed. The
// selection stays with its payment, on the screen, and what arrives above the
// screen moves nothing on it.
func TestCountersAreTrue(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	rapid.Check(t, func(t *rapid.T) {
		next := 0
		add := func(list []*dojo.PaymentIntent, n, from, to int) []*dojo.PaymentIntent {
			for range n {
				card := shopday.Card("Visa", []string{"1013", "2003"}[next%2])
				status := shopday.Is([]dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusAuthorized}[next%3])
				list = append(list, numbered(next, rapid.IntRange(from, to).Draw(t, "minutes"), card, status))
				next++
			}
			return list
		}
		list := add(nil, rapid.IntRange(0, 40).Draw(t, "rows"), 100, 200)
		options := []option{}
		if rapid.Bool().Draw(t, "ascii") {
			options = append(options, inASCII)
		}
		d := open(t, list, options...)
		var newest *dojo.PaymentIntent // of the rows, when the first of them was last on the screen
		view, find := d.m.list.View(), d.m.list.Filter().Text
		look := func(step string) {
			all, seen := d.inList(), d.onScreen()
			if view != d.m.list.View() || find != d.m.list.Filter().Text {
				view, find, newest = d.m.list.View(), d.m.list.Filter().Text, nil
			}
			if len(all) == 0 {
				newest = nil
				if d.number(saysAbove) != 0 || d.number(saysBelow) != 0 {
					t.Fatalf("%s: an empty list has rows beyond the screen:\n%s", step, d.text())
				}
				return
			}
			if len(seen) == 0 {
				t.Fatalf("%s: no row is on the screen:\n%s", step, d.text())
			}
			above := slices.Index(all, seen[0])
			if !slices.Equal(all[above:above+len(seen)], seen) {
				t.Fatalf("%s: %v isn't a part of %v", step, seen, all)
			}
			if above == 0 || newest == nil {
				newest = d.m.list.Payment(0)
			}
			arrived := 0
			for i := range above {
				if feed.NewestFirst(d.m.list.Payment(i), newest) < 0 {
					arrived++
				}
			}
			if strings.Contains(d.text(), "↑ ") && !strings.Contains(d.text(), "newer") || strings.Contains(d.text(), "up: ") && !strings.Contains(d.text(), "newer") {
				arrived = 0 // these rows aren't in the order of time
			}
			if got := []int{d.number(saysAbove), d.number(saysBelow), d.number(saysArrived)}; !slices.Equal(got, []int{above, len(all) - above - len(seen), arrived}) {
				t.Fatalf("%s: the screen says %v above, below and arrived, but %d of %v are above, %d arrived:\n%s", step, got, above, all, arrived, d.text())
			}
			if at := d.m.list.Index(d.m.list.Selected()); at < above || at >= above+len(seen) {
				t.Fatalf("%s: the selected row isn't on the screen", step)
			}
		}
		look("at first")
		for range 15 {
			selected, seen := d.m.list.Selected(), d.onScreen()
			was := d.inList()
			above := 0
			if len(seen) > 0 {
				above = slices.Index(was, seen[0])
			}
			scrolled := above > 0
			step := rapid.SampledFrom([]string{"arrive", "arrive", "late", "leave", "up", "down", "pgdown", "pgup", "home", "end", "v", "find", "esc", "resize", "y"}).Draw(t, "step")
			switch step {
			case "arrive": // while somebody looks on
				list = add(slices.Clone(list), rapid.IntRange(1, 3).Draw(t, "n"), 0, 99)
				d.lists(list)
			case "late": // where the others are
				list = add(slices.Clone(list), 1, 100, 200)
				d.lists(list)
			case "leave":
				if len(list) > 0 {
					list = slices.Delete(slices.Clone(list), 0, 1)
					d.lists(list)
				}
			case "find":
				d.press("/").write(rapid.SampledFrom([]string{"1013", "visa", "r"}).Draw(t, "text")).press("enter")
				newest = nil // the list began anew, be it with the same text
			case "resize":
				d.resize(rapid.SampledFrom([]int{40, 60, 80, 120}).Draw(t, "w"), rapid.IntRange(10, 30).Draw(t, "h"))
			default:
				d.press(step)
			}
			if step == "arrive" && len(seen) > 0 {
				if d.m.list.Selected() != selected {
					t.Fatal("another payment is selected")
				}
				// All that is new is above the screen.
				if scrolled && slices.Index(d.inList(), seen[0])-above == d.m.list.Len()-len(was) && !slices.Equal(d.onScreen(), seen) {
					t.Fatalf("the rows have moved from %v:\n%s", seen, d.text())
				}
			}
			look(step)
			d.fits()
		}
	})
}

// New payments above the screen can't be missed, and the row under the reader stays
// where it is.
func TestArrivalsAboveTheScreen(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 60 {
		list = append(list, numbered(i, 10+i))
	}
	for _, size := range bottomSizes {
		d := open(t, list, width(size[0], size[1])).press("pgdown", "pgdown")
		above, row, selected := d.number(saysAbove), d.row("R"), d.m.list.Selected()
		if above == 0 || d.number(saysArrived) != 0 {
			t.Fatalf("%v: %d above:\n%s", size, above, d.text())
		}
		d.lists(append([]*dojo.PaymentIntent{numbered(90, 1), numbered(91, 2)}, list...))
		d.has(fmt.Sprintf("↑ %d newer, 2 arrived meanwhile", above+2))
		if d.row("R") != row || d.m.list.Selected() != selected {
			t.Errorf("%v: the rows have moved from %q:\n%s", size, row, d.text())
		}
		// They are no news once they were on the screen.
		d.press("home").hasNot("newer").press("end").has("newer").hasNot("arrived")
	}
}

// What arrives at the top never turns the page under the reader: not when the
// selected row is the last one of the screen, nor when the first one leaves.
func TestRowsStayUnderTheReader(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 60 {
		list = append(list, numbered(i, 10+i))
	}
	d := open(t, list, width(80, 24))
	rows := len(d.onScreen())
	for range rows - 1 {
		d.press("down")
	}
	seen := d.onScreen()
	d.lists(append([]*dojo.PaymentIntent{numbered(90, 1)}, list...)).has("↑ 1 newer, 1 arrived meanwhile")
	if got := d.onScreen(); !slices.Equal(got, seen) {
		t.Errorf("the rows were %v and are %v", seen, got)
	}
	// The first row of the screen leaves the view.
	d = open(t, list, width(80, 24)).press("v", "pgdown", "down", "down")
	line := slices.Index(d.onScreen(), strings.TrimPrefix(d.m.list.Selected(), "pi_"))
	seen = d.onScreen()
	d.changes(strings.TrimPrefix(seen[0], "R"), shopday.Is(dojo.StatusCaptured))
	if got := d.onScreen(); slices.Index(got, strings.TrimPrefix(d.m.list.Selected(), "pi_")) != line || !slices.Contains(got, seen[1]) || !slices.Contains(got, seen[len(seen)-1]) {
		t.Errorf("the rows were %v and are %v", seen, got)
	}
}

// The counters take no rows and cut no words at any width.
func TestCountersTakeNoRows(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 60 {
		list = append(list, numbered(i, 10+i))
	}
	for w := minWidth; w <= 140; w++ {
		d := open(t, list, width(w, 20)).press("pgdown").fits()
		d.has("↑ ", " newer", "↓ ", " more")
		lines := strings.Split(d.text(), "\n")
		for _, l := range lines {
			if strings.Contains(l, "newer") && (!strings.HasPrefix(l, "───") || !strings.HasSuffix(l, " newer ──") || cells.Width(l) != w) {
				t.Errorf("at %d: %q", w, l)
			}
		}
		rows := len(d.onScreen())
		d = open(t, list[:5], width(w, 20)).hasNot("newer", " more")
		if want := d.m.frame().rows; rows != want {
			t.Errorf("at %d: %d rows, want %d", w, rows, want)
		}
	}
}

// Details, help and the day say that they go on above and below the screen.
func TestEveryLongPageSaysSo(t *testing.T) {
	t.Parallel()
	for _, size := range bottomSizes {
		var hours []*dojo.PaymentIntent
		for h := range 18 {
			hours = append(hours, shopday.Paid(fmt.Sprint("30", h), fmt.Sprintf("%02d:30", h), 100))
		}
		d := open(t, hours, width(size[0], size[1])).press("d")
		if rows := len(regexp.MustCompile(`\d\d:00 `).FindAllString(d.text(), -1)); rows < 19 {
			if got := d.press("end").number(regexp.MustCompile(`↑ (\d+) earlier`)); got != 19-rows {
				t.Errorf("%v: %d hours are above, want %d:\n%s", size, got, 19-rows, d.text())
			}
			if got := d.press("home").number(regexp.MustCompile(`↓ (\d+) later`)); got != 19-rows {
				t.Errorf("%v: %d hours are below, want %d:\n%s", size, got, 19-rows, d.text())
			}
		} else {
			d.hasNot("earlier", "later")
		}
		d = open(t, hours, width(size[0], size[1])).press("?")
		if len(helpLines(d.m.speak, d.m.theme, size[0]-1, helped{})) < size[1] {
			d.hasNot("pgdn: ")
			continue
		}
		below := regexp.MustCompile(`pgdn: (\d+) below`)
		was := d.number(below)
		d.press("down").has("pgup: 1 above", fmt.Sprintf("pgdn: %d below", was-1))
		for range 20 {
			d.press("pgdown")
		}
		d.hasNot("pgdn: ").has(fmt.Sprintf("pgup: %d above", was)).press("up").has("pgdn: 1 below")
	}
}
