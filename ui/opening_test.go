package ui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// behind is a screen whose shop is opened behind its first frame. Its driver has what
// the shop will have.
type behind struct {
	*driver
	o     *Opening
	shop  Opened
	opens int // how often the shop was opened
	ended bool
	drawn func(frame string) // told of each frame; may be nil
}

// unopened starts a screen of 120 by 40 on a shop with the payments of a day that isn't
// open.
func unopened(t tb) *behind {
	t.Helper()
	b := &behind{driver: open(t, shopday.Payments())}
	deps := b.m.deps
	b.shop = Opened{List: deps.List, Reversals: deps.Reversals, Checked: func() string { return "" }}
	deps.List, deps.Reversals = nil, nil // used before the shop is open, they end the test
	b.o = NewOpening(deps, baseSettings(), func() (Opened, bool) {
		b.opens++
		return b.shop, true
	})
	b.ticks = nil
	b.run(b.o.Init())
	b.told(tea.WindowSizeMsg{Width: 120, Height: 40})
	return b
}

// told gives the screen a message, and carries out what it commands. That the shop is
// open it is told by opened.
func (b *behind) told(msg tea.Msg) {
	b.Helper()
	_, cmd := b.o.Update(msg)
	b.m = b.o.Model
	b.last = b.o.View()
	if b.drawn != nil {
		b.drawn(b.last)
	}
	b.carryOut(cmd)
}

func (b *behind) carryOut(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, Opened:
	case tea.BatchMsg:
		for _, c := range msg {
			b.carryOut(c)
		}
	case due:
		b.ticks = append(b.ticks, msg.tick)
	case tea.QuitMsg:
		b.ended = true
	}
}

// typed types keys, each by itself.
func (b *behind) typed(keys ...string) *behind {
	b.Helper()
	for _, k := range keys {
		b.told(keyboard.Batch{Keys: []tea.KeyMsg{keyOf(k)}, At: b.pc})
	}
	return b
}

// opened opens the shop, and hands the screen the list that it has.
func (b *behind) opened() *behind {
	b.Helper()
	b.told(b.shop)
	b.told(listChanged{})
	b.told(reversalsChanged{})
	return b
}

// The shop is opened once the first frame is on the terminal, and once only. A terminal
// that takes no frame doesn't keep it closed for ever.
func TestShopIsOpenedBehindTheFirstFrame(t *testing.T) {
	t.Parallel()
	b := unopened(t)
	if b.opens != 0 {
		t.Fatal("it was opened before a frame was on the terminal")
	}
	for _, text := range []string{"Corner Shop", "SANDBOX", "Loading"} {
		if !strings.Contains(b.last, text) {
			t.Errorf("the first frame has no %q:\n%s", text, b.last)
		}
	}
	b.told(Drawn{Moment: 0})
	if b.opens != 1 {
		t.Fatalf("it was opened %d times when the first frame was on the terminal", b.opens)
	}
	b.told(Drawn{Moment: 0})
	b.told(openingDue{})
	if b.opens != 1 {
		t.Errorf("it was opened %d times", b.opens)
	}

	stalled := unopened(t)
	if len(stalled.ticks) != 1 || stalled.ticks[0].due.Sub(stalled.pc) != openAtLast {
		t.Fatalf("it waits for the first frame by %v", stalled.ticks)
	}
	stalled.told(stalled.ticks[0].msg(stalled.pc))
	if stalled.opens != 1 {
		t.Errorf("it was opened %d times for a terminal that takes no frame", stalled.opens)
	}
}

// The first frame is that of a list which is being loaded.
func TestFirstFrameIsThatOfALoadingList(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.list.Snap = &feed.Snapshot{}
	if d.send(listChanged{}); unopened(t).last != d.last {
		t.Errorf("the first frame is\n%s\nand not\n%s", unopened(t).last, d.last)
	}
}

// While the shop isn't open, leaving works at once, unless the key may be part of a
// text.
func TestLeaveWhileOpening(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys string
		ends bool
	}{{"q", true}, {"ctrl+c", true}, {"/ ctrl+c", true}, {"/ q", false}, {"down", false}, {"r tab enter", false}} {
		b := unopened(t).typed(strings.Fields(tt.keys)...)
		if b.ended != tt.ends {
			t.Errorf("%s: ended %v, want %v", tt.keys, b.ended, tt.ends)
		}
	}
	b := unopened(t)
	b.told(keyboard.Batch{Keys: []tea.KeyMsg{keyOf("j"), keyOf("q")}, At: b.pc})
	if b.ended {
		t.Error("a q among other keys ended it")
	}
	b = unopened(t)
	if b.told(QuitAsked{}); !b.ended {
		t.Error("a signal doesn't end it")
	}
}

// Whatever is typed while the shop opens does what it does on a list that isn't loaded:
// nothing of it is lost, and nothing begins a reversal.
func TestTypedWhileOpening(t *testing.T) {
	t.Parallel()
	keys := []string{"/", "4", "2", "x", "r", "tab", "enter", "down", "up", "end", "v", "d", "?", "esc", "R", "y", "pgdown", "backspace", "ctrl+l", "T", " "}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.SliceOfN(rapid.SampledFrom(keys), 0, 8).Draw(t, "typed")
		b := unopened(t)
		b.told(Drawn{Moment: 0})
		b.typed(typed...)
		b.opened()

		d := open(t, nil)
		d.list.Snap = &feed.Snapshot{}
		d.send(listChanged{})
		for _, k := range typed {
			d.send(keyboard.Batch{Keys: []tea.KeyMsg{keyOf(k)}, At: d.pc})
		}
		d.list.Snap = b.list.Snap
		d.send(listChanged{})
		d.send(reversalsChanged{})
		if b.o.View() != d.m.View() {
			t.Fatalf("after %q the screen is\n%s\nand not\n%s", typed, b.o.View(), d.m.View())
		}
		if len(b.rev.Starts) > 0 || b.o.dialog != nil {
			t.Fatalf("%q began %v, or asks", typed, b.rev.Starts)
		}
		if b.list.Refreshes != d.list.Refreshes {
			t.Fatalf("%q asked %d times for the list, want %d", typed, b.list.Refreshes, d.list.Refreshes)
		}
	})
}

// The first list is drawn once: held payments wait for the others, which come one round
// trip later, but not for long, and not where Dojo doesn't answer.
func TestFirstListIsDrawnOnce(t *testing.T) {
	t.Parallel()
	loading := func(s *feed.Snapshot) { s.State = feed.Loading }
	for _, tt := range []struct {
		name   string
		then   func(*behind)
		frames int
	}{
		{"the others come", func(b *behind) {
			b.list.Replace(shopday.Payments(), b.Now())
			b.told(listChanged{})
		}, 2},
		{"more of it comes, and then all", func(b *behind) {
			b.list.Replace(shopday.Payments()[:4], b.Now(), loading)
			b.told(listChanged{})
			b.list.Replace(shopday.Payments(), b.Now())
			b.told(listChanged{})
		}, 2},
		{"the others don't come for a while", func(b *behind) {
			b.told(firstListDue{})
			b.list.Replace(shopday.Payments(), b.Now())
			b.told(listChanged{})
			b.told(firstListDue{})
		}, 3},
		{"Dojo stops answering", func(b *behind) {
			b.list.Replace(shopday.Payments()[:2], b.Now(), loading, func(s *feed.Snapshot) { s.Trouble = &feed.Trouble{Since: b.Now()} })
			b.told(listChanged{})
		}, 2},
	} {
		b := unopened(t)
		frames := []string{b.last}
		b.drawn = func(frame string) {
			if frame != frames[len(frames)-1] {
				frames = append(frames, frame)
			}
		}
		b.list.Snap = &feed.Snapshot{}
		b.opened()
		b.list.Replace(shopday.Payments()[:2], b.Now(), loading)
		b.told(listChanged{})
		if strings.Contains(b.last, "ORDER-") {
			t.Errorf("%s: the held payments are drawn at once", tt.name)
		}
		tt.then(b)
		if !strings.Contains(b.last, "ORDER-") {
			t.Errorf("%s: there is no list:\n%s", tt.name, b.last)
		}
		if len(frames) != tt.frames {
			t.Errorf("%s: %d frames, want %d:\n%s", tt.name, len(frames), tt.frames, strings.Join(frames, "\n"))
		}
		if ticks := slices.DeleteFunc(b.ticks, func(k tick) bool { return k.due.Sub(b.pc) != wholeListWithin }); len(ticks) != 1 {
			t.Errorf("%s: %d waits for the others", tt.name, len(ticks))
		}
	}
}

// What opening the shop brings counts from then on: why nothing can be reversed, which
// attempts are open, and what was put away.
func TestOpenedShopIsShown(t *testing.T) {
	t.Parallel()
	b := unopened(t)
	b.shop.ReadOnly = whyReadOnly
	b.typed("r", "tab", "enter").opened()
	if !strings.Contains(b.last, "Read-only") {
		t.Errorf("it isn't said that nothing can be reversed:\n%s", b.last)
	}
	b.on("1009")
	if b.typed("r"); b.o.dialog != nil {
		t.Error("something can be reversed all the same")
	}

	b = unopened(t)
	p, _ := b.list.Snap.Get("pi_1009")
	b.rev.Start(journal.Confirmed(p), "", b.pc)
	b.rev.Newest().State = journal.Checking
	b.opened().on("1009")
	if b.typed("r"); b.o.dialog != nil {
		t.Error("it asks about a payment that is being reversed")
	}
	b.on("1006")
	if b.typed("r"); b.o.dialog == nil {
		t.Errorf("it doesn't ask about another one:\n%s", b.last)
	}

	told, away := unopened(t), unopened(t)
	for _, b := range []*behind{told, away} {
		b.rev.Start(journal.Confirmed(p), "", b.pc)
		b.rev.Newest().State = journal.Unresolved
	}
	away.shop.PutAway = map[string]string{away.rev.Newest().ID: worklist.Stage(away.rev.Newest())}
	told.opened()
	if away.opened(); told.last == away.last {
		t.Errorf("what was put away is told again:\n%s", away.last)
	}
}
