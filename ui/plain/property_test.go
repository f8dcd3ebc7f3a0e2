package plain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// referenceIn finds a reference of these tests.
var referenceIn = regexp.MustCompile(`ORDER-\d+`)

// reader watches plain mode from outside, by what it prints alone, and holds
// every reversal that is started against what a person read and typed.
type reader struct {
	*typist
	numbers  map[string]string // by number: the reference that was printed beside it last
	wanted   string            // the reference of the number that was typed last
	question []string          // the newest question, from its title to its prompt
	asking   bool              // its prompt is the last that was asked, for the word itself
	quietAt  time.Time         // when that was printed, or a line came after it
	starts   int
}

// hear reads what was printed.
func (r *reader) hear(lines []string) {
	for _, l := range lines {
		number, rest, ok := strings.Cut(l, ". ")
		if ok && number != "" && strings.Trim(number, "0123456789") == "" {
			if number == "1" {
				r.numbers = map[string]string{}
			}
			r.numbers[number] = referenceIn.FindString(rest)
		}
		switch {
		case strings.HasPrefix(l, words.TitleReverse):
			r.question, r.asking = []string{l}, false
		case strings.HasPrefix(l, "Type reverse to reverse £"):
			r.question, r.asking = append(r.question, l), true
			r.quietAt = r.pc
		case strings.HasPrefix(l, "Kept."), strings.HasPrefix(l, "NOT reversed"), strings.HasPrefix(l, "Type the amount"):
			r.asking = false
		default:
			r.question = append(r.question, l)
		}
	}
}

// step does something and judges what came of it. typed is nil if nothing was.
func (r *reader) step(typed *string, do func()) {
	r.Helper()
	asking, question, quiet := r.asking, r.question, r.pc.Sub(r.quietAt)
	before := len(r.lines)
	do()
	if n := len(r.rev.Starts); n != r.starts {
		got := r.rev.Starts[n-1]
		fail := func(why string) {
			r.Helper()
			r.Fatalf("reversed %s although %s:\n%s", got.Payment.Reference, why, r.log.String())
		}
		shown := strings.Join(question, "\n")
		amount := got.Payment.Amount.String()
		switch {
		case n != r.starts+1:
			fail("one word is one reversal")
		case typed == nil || !strings.EqualFold(strings.TrimSpace(*typed), "reverse"):
			fail("nobody typed the word")
		case !asking:
			fail("nothing was asked")
		case quiet < confirm.QuietTime:
			fail("no half second was quiet")
		case !strings.Contains(shown, amount+", the whole amount"), !strings.Contains(shown, ", "+got.Payment.Reference+", "),
			!strings.Contains(shown, "Type reverse to reverse "+amount+", "), !strings.Contains(shown, "SANDBOX, Corner Shop"):
			fail("that isn't what was asked:\n" + shown)
		case got.Payment.Reference != r.wanted:
			fail("the number was that of " + r.wanted)
		}
		p, listed := r.list.Snap.Get(got.Payment.ID)
		if listed && (!dojo.Reversible(dojo.RuleSameDay, p, dojo.At(r.Now()), shopday.London).Reversible || journal.Confirmed(p).Amount != got.Payment.Amount) {
			fail("it has changed")
		}
		r.asking = false
	}
	r.starts = len(r.rev.Starts)
	if typed != nil {
		r.quietAt = r.pc
	}
	r.hear(r.lines[before:])
}

func TestOnlyWhatWasConfirmedIsReversed(t *testing.T) {
	t.Parallel()
	var confirmed atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		var options []option
		if rapid.Bool().Draw(t, "type over 500") {
			options = append(options, mustTypeOver500)
		}
		if rapid.IntRange(0, 2).Draw(t, "late") == 0 {
			options = append(options, at(shopday.ClockAt("23:59:50")))
		}
		begin := func() *reader {
			r := &reader{typist: open(t, shopday.Payments(), options...), numbers: map[string]string{}}
			r.hear(r.lines)
			return r
		}
		r := begin()
		typed := func(text string) {
			r.step(&text, func() {
				word := strings.TrimPrefix(text, "reverse ")
				if r.p.question == nil {
					if reference, ok := r.numbers[word]; ok {
						r.wanted = reference
					}
				}
				r.atOnce(text)
			})
		}
		pass := func(d time.Duration) { r.step(nil, func() { r.waits(d) }) }
		spans := []time.Duration{0, 100 * time.Millisecond, 499 * time.Millisecond, 500 * time.Millisecond, time.Second, 4 * time.Second, time.Minute}
		texts := []string{
			"1", "2", "3", "6", "reverse 1", "reverse 3", "9", "12", "reverse", "reverse", "REVERSE ", "", "yes", "keep", "list", "more",
			"find 1013", "find", "view everything", "view to reverse", "show 1", "results", "quit", "42.50", "1234.50", "because charged twice", "nonsense",
		}
		confirm := func(t *rapid.T) {
			typed("")
			typed(rapid.SampledFrom([]string{"1", "2", "3", "6"}).Draw(t, "number"))
			for _, text := range []string{"reverse", "reverse"} {
				pass(rapid.SampledFrom(spans[2:5]).Draw(t, "pause"))
				typed(text)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"confirm": confirm, "confirm again": confirm,
			"line": func(t *rapid.T) { typed(rapid.SampledFrom(texts).Draw(t, "text")) },
			"block": func(t *rapid.T) {
				for range rapid.IntRange(2, 5).Draw(t, "n") {
					typed(rapid.SampledFrom(texts).Draw(t, "text"))
				}
			},
			"wait": func(t *rapid.T) { pass(rapid.SampledFrom(spans).Draw(t, "span")) },
			"list": func(t *rapid.T) {
				list := slices.Clone(r.list.Snap.Payments)
				i := rapid.IntRange(0, len(list)-1).Draw(t, "which")
				switch rapid.IntRange(0, 5).Draw(t, "change") {
				case 0:
					list[i] = shopday.Changed(list[i], shopday.Is(dojo.StatusCaptured))
				case 1:
					list[i] = shopday.Changed(list[i], shopday.Is(dojo.StatusReversed))
				case 2:
					list[i] = shopday.Changed(list[i], func(p *dojo.PaymentIntent) {
						p.Amount, p.TotalAmount = shopday.Pounds(777), shopday.Pounds(777)
						p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
					})
				case 3:
					list = append(list, shopday.Paid(fmt.Sprint("9", len(list)), "18:58", 1234))
				case 4:
					if len(list) > 2 {
						list = slices.Delete(list, i, i+1)
					}
				case 5:
					list = shopday.Payments()
				}
				told := rapid.Bool().Draw(t, "told")
				r.step(nil, func() {
					r.replace(list, func(s *feed.Snapshot) {
						if rapid.IntRange(0, 5).Draw(t, "trouble") == 0 {
							shopday.InTrouble(s)
						}
					})
					if told {
						r.heard(r.p.ListChanged())
					}
				})
			},
			"attempt": func(t *rapid.T) {
				if len(r.rev.All) == 0 {
					return
				}
				to := rapid.SampledFrom([]journal.State{journal.Sending, journal.Created, journal.Checking, journal.Successful, journal.Failed, journal.Unresolved, journal.Abandoned}).Draw(t, "state")
				r.step(nil, func() { r.moves(shopday.ToState(to)) })
			},
			"": func(*rapid.T) {
				if r.p.Ended() {
					confirmed.Add(int64(r.starts))
					r = begin()
				}
			},
		})
		confirmed.Add(int64(r.starts))
	})
	if !testing.Short() && confirmed.Load() < 20 {
		t.Errorf("%d confirmations: too few to show anything", confirmed.Load())
	}
	t.Logf("%d confirmations", confirmed.Load())
}
