package ui

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// witness watches a screen from outside and holds every reversal that is
// started against what a person saw and did. It works everything out by itself,
// so that the screen's own idea of it doesn't count.
type witness struct {
	*driver
	dialog  *dialog         // that was open after the last step
	asked   journal.Payment // what it asked about when it opened
	used    map[*dialog]bool
	quietAt time.Time // since when no key has come
	armed   bool
	view    string // before the step
	starts  int

	confirmed *atomic.Int64
}

// key says that a key is about to come. Keys that come before half a second of
// quiet begin it again.
func (w *witness) key() {
	if w.dialog == nil {
		return
	}
	if w.pc.Sub(w.quietAt) >= 500*time.Millisecond {
		w.armed = true
	}
	w.quietAt = w.pc
}

// step does something and judges what came of it.
func (w *witness) step(what string, isEnter bool, do func()) {
	w.Helper()
	w.view = ""
	if isEnter {
		w.view = w.text()
	}
	do()
	if !w.m.ended {
		fitsIn(w, w.last, w.m.width, w.m.height)
	}
	if n := len(w.rev.Starts); n != w.starts {
		w.judge(what, isEnter, n)
	}
	w.starts = len(w.rev.Starts)
	if w.m.dialog != nil && w.m.dialog != w.dialog {
		w.asked, w.armed, w.quietAt = w.m.dialog.Payment, false, w.pc
	}
	w.dialog = w.m.dialog
}

func (w *witness) judge(what string, isEnter bool, n int) {
	w.Helper()
	fail := func(why string) {
		w.Helper()
		w.Fatalf("%s reversed although %s; the screen before it:\n%s", what, why, w.view)
	}
	got := w.rev.Starts[n-1]
	switch {
	case n != w.starts+1:
		fail("one confirmation is one reversal")
	case !isEnter:
		fail("only enter confirms")
	case w.dialog == nil:
		fail("no dialog was open")
	case w.used[w.dialog]:
		fail("its dialog was used before")
	case w.m.dialog != nil:
		fail("the dialog stayed open")
	case !w.armed:
		fail("no half second was quiet since it opened")
	case got.Payment.ID != w.asked.ID || got.Payment.Amount != w.asked.Amount || got.Payment.Card != w.asked.Card:
		fail("it isn't what was asked about")
	case w.m.set.ReadOnly != "":
		fail("the screen is read-only")
	}
	w.used[w.dialog] = true
	w.confirmed.Add(1)

	flat := flat(w.view)
	amount := w.m.speak.Money(got.Payment.Amount)
	for _, s := range []string{"[ Reverse " + amount + " ]", "( Keep", got.Payment.Reference, w.m.set.Mode} {
		if !strings.Contains(flat, s) {
			fail(fmt.Sprintf("%q wasn't on the screen", s))
		}
	}
	for _, a := range w.rev.All[:n-1] {
		if a.Payment.ID == got.Payment.ID && a.State.Open() {
			fail("a reversal of it was under way")
		}
	}
	p, listed := w.list.Snap.Get(got.Payment.ID)
	if !listed {
		return // the read just before sending looks again
	}
	if !dojo.Reversible(w.rule, p, dojo.At(w.Now()), shopday.London).Reversible || w.list.Snap.IsGone(p.ID) {
		fail("it can't be reversed: " + string(p.Status))
	}
	if journal.Confirmed(p).Amount != w.asked.Amount || p.Card() != w.asked.Card || p.Status != w.asked.Status {
		fail("it has changed")
	}
}

func drawKey(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		"r", "r", "enter", "enter", "enter", "tab", "tab", "right", "left", "esc", "ctrl+c", "j", "k", "x", "y", "R", "up",
		"q", "/", "?", "v", "t", " ", "G", "g", "backspace", "4", "2", ".", "5", "0", "shift+tab", "f5", "ctrl+z",
	}).Draw(t, "key")
}

func TestOnlyWhatWasConfirmedIsReversed(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	var confirmed, broken atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		var options []option
		if rapid.IntRange(0, 9).Draw(t, "read-only") == 0 {
			options = append(options, setting(func(s *Settings) { s.ReadOnly = "Read-only." }))
		}
		if rapid.IntRange(0, 3).Draw(t, "published") == 0 {
			options = append(options, published)
		}
		if rapid.Bool().Draw(t, "type over 500") {
			options = append(options, mustTypeOver500)
		}
		if rapid.IntRange(0, 2).Draw(t, "late") == 0 {
			options = append(options, at(shopday.ClockAt("23:59:50")))
		}
		begin := func() *witness {
			return &witness{driver: open(t, shopday.Payments(), options...), used: map[*dialog]bool{}, confirmed: &confirmed}
		}
		w := begin()
		press := func(name string) {
			w.step(name, name == "enter", func() {
				w.key()
				w.press(name)
			})
		}
		pass := func(d time.Duration) { w.step(fmt.Sprintf("waiting %v", d), false, func() { w.pass(d) }) }
		spans := []time.Duration{0, 1, 100 * time.Millisecond, 499 * time.Millisecond, 500 * time.Millisecond, 501 * time.Millisecond, time.Second, 9 * time.Second, time.Minute}
		news := func() {
			if rapid.IntRange(0, 2).Draw(t, "told") > 0 {
				w.send(listChanged{})
			}
		}
		confirm := func(t *rapid.T) { // what somebody does who means it
			if rapid.IntRange(0, 4).Draw(t, "enlarged") > 0 {
				w.step("a resize", false, func() { w.resize(120, 40) })
			}
			if w.m.dialog == nil {
				press("esc")
				press("esc")
				i := rapid.SampledFrom([]int{0, 0, 1, 2, 3, 5}).Draw(t, "row")
				press("g")
				for range i {
					press("j")
				}
				press("r")
			}
			pass(500 * time.Millisecond)
			press("tab")
			if rapid.IntRange(0, 3).Draw(t, "finished") > 0 {
				press("enter")
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"confirm": confirm, "confirm again": confirm, "confirm once more": confirm,
			"key": func(t *rapid.T) { press(drawKey(t)) },
			"keys": func(t *rapid.T) {
				for range rapid.IntRange(2, 6).Draw(t, "n") {
					press(drawKey(t))
				}
			},
			"coalesced": func(t *rapid.T) {
				text := rapid.StringOfN(rapid.RuneFrom([]rune("rRjkxq\r\t [AO4")), 1, 6, -1).Draw(t, "text")
				w.step("the text "+text, false, func() {
					w.key()
					w.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: rapid.Bool().Draw(t, "pasted")})
				})
			},
			"wait": func(t *rapid.T) { pass(rapid.SampledFrom(spans).Draw(t, "span")) },
			"jump": func(t *rapid.T) {
				d := rapid.SampledFrom(spans).Draw(t, "span")
				w.step("a late timer", false, func() { w.pc = w.pc.Add(d) })
			},
			"resize": func(t *rapid.T) {
				size := rapid.SampledFrom([][2]int{{120, 40}, {120, 40}, {80, 24}, {60, 20}, {40, 10}, {30, 5}, {1, 1}, {62, 12}}).Draw(t, "size")
				w.step("a resize", false, func() { w.resize(size[0], size[1]) })
			},
			"list": func(t *rapid.T) {
				list := slices.Clone(w.list.Snap.Payments)
				if len(list) == 0 {
					list = shopday.Payments()
				}
				i := rapid.IntRange(0, len(list)-1).Draw(t, "which")
				if w.m.dialog != nil && rapid.Bool().Draw(t, "the one") {
					i = max(slices.IndexFunc(list, func(p *dojo.PaymentIntent) bool { return p.ID == w.m.dialog.Payment.ID }), 0)
				}
				change := func(f ...func(*dojo.PaymentIntent)) { list[i] = shopday.Changed(list[i], f...) }
				gone := false
				switch rapid.IntRange(0, 9).Draw(t, "change") {
				case 0:
					change(shopday.Is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto }) })
				case 1:
					change(shopday.Is(dojo.StatusReversed))
				case 2:
					change(func(p *dojo.PaymentIntent) {
						m := shopday.Pounds(rapid.SampledFrom([]int64{4250, 1, 99999}).Draw(t, "minor"))
						p.Amount, p.TotalAmount = m, m
						p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
					})
				case 3:
					change(shopday.Card("Visa", "7777"))
				case 4:
					list = slices.Delete(list, i, i+1)
				case 5:
					gone = true
				case 6:
					list = append(list, shopday.Paid(fmt.Sprint("9", len(list)), "18:58", 1234, shopday.DaysAgo(rapid.IntRange(0, 1).Draw(t, "ago"))))
				case 7:
					list = shopday.Payments() // all as it was
				case 8:
					change(shopday.Is(dojo.StatusAuthorized))
				case 9:
					change(func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Description += "." }) })
				}
				id := ""
				if gone {
					id = list[i].ID
				}
				w.step("a list", false, func() {
					w.replace(list, func(s *feed.Snapshot) {
						if gone {
							s.Gone = map[string]time.Time{id: w.Now()}
						}
					})
					news()
				})
				if w.m.dialog != nil && w.m.dialog.Broken != nil {
					broken.Add(1)
				}
			},
			"attempt": func(t *rapid.T) {
				if len(w.rev.All) == 0 {
					return
				}
				i := rapid.IntRange(0, len(w.rev.All)-1).Draw(t, "which")
				to := rapid.SampledFrom([]journal.State{journal.Sending, journal.Created, journal.Checking, journal.Successful, journal.Failed, journal.Unresolved, journal.Abandoned, journal.Already}).Draw(t, "state")
				w.step("an attempt", false, func() {
					w.rev.All[i].State = to
					w.send(reversalsChanged{})
				})
			},
			"begun elsewhere": func(t *rapid.T) {
				list := w.list.Snap.Payments
				if len(list) == 0 {
					return
				}
				p := rapid.SampledFrom(list).Draw(t, "payment")
				w.step("another's attempt", false, func() {
					w.rev.All = append(w.rev.All, reversal.Attempt{Attempt: journal.Attempt{
						ID: fmt.Sprint("theirs", len(w.rev.All)), Payment: journal.Confirmed(p), State: journal.Sending, ConfirmedAt: w.pc,
					}})
					w.rev.Starts = append(w.rev.Starts, shopday.Started{}) // keeps both lists in step
					w.starts++
					w.send(reversalsChanged{})
				})
			},
			"": func(*rapid.T) {
				if w.m.ended {
					w = begin()
				}
			},
		})
	})
	if testing.Short() {
		return
	}
	if confirmed.Load() < 10 || broken.Load() < 2 {
		t.Errorf("%d confirmations and %d broken dialogs: too few to show anything", confirmed.Load(), broken.Load())
	}
	t.Logf("%d confirmations, %d broken dialogs", confirmed.Load(), broken.Load())
}
