package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// lastMinutes is when the header begins to press: the day ends soon.
const lastMinutes = 15 * time.Minute

// header is the top of the screen: whose money, which shop, what time, how
// long still; the numbers of the day; and what is wrong, if something is.
func (m *Model) header(w int) []string {
	t := m.theme
	now := m.now().In(m.set.Zone)
	clock := now.Format("Mon 2 Jan 15:04")
	deadline, urgent := m.deadline(now)
	press := t.plain
	if urgent {
		press = t.warn.Bold(true)
	}

	var lines []string
	title := " " + t.title.Render(wordProgram) + "  " + t.mode(m.set.Mode) + "  "
	if w >= 100 {
		who := m.set.Shop
		if m.set.Operator != "" && w >= 110 {
			who += "   you: " + m.set.Operator
		}
		end := clock + "   " + press.Render(deadline) + " "
		lines = append(lines, apart(title+strings.TrimSpace(who), end, w, t.ellipsis), " "+m.countsText(w-1))
	} else {
		if w < 60 {
			title = " " + t.mode(m.set.Mode) + "  "
			clock = now.Format("15:04")
		}
		room := w - cells(title) - cells(clock) - 2
		end := m.shortDeadline(now, deadline)
		lines = append(lines,
			apart(title+cut(m.set.Shop, room, t.ellipsis), clock+" ", w, t.ellipsis),
			apart(" "+m.countsText(w-4-cells(end)), press.Render(end)+" ", w, t.ellipsis))
	}
	return append(lines, m.bannerLines(w)...)
}

// bannerLines are at most a third of the screen: the list and the keys need the
// rest.
func (m *Model) bannerLines(w int) []string {
	var texts []string
	for _, b := range m.banners() {
		texts = append(texts, wrap(b, w-2)...)
	}
	if most := max(m.height/3, 1); len(texts) > most {
		texts = texts[:most]
		texts[most-1] = cut(texts[most-1], w-2-cells(m.theme.ellipsis), "") + m.theme.ellipsis
	}
	return indent(texts, m.theme.banner)
}

// deadline says how long payments of today can still be reversed, and whether
// that presses. Under the rule "published" each row has a deadline of its own.
func (m *Model) deadline(now time.Time) (text string, urgent bool) {
	if m.set.Rule == dojo.RulePublished {
		return "", false
	}
	left := dojo.DayOf(now, m.set.Zone).End(m.set.Zone).Sub(now)
	if left <= lastMinutes {
		return minutesLeft(left), true
	}
	return "reverse before midnight, " + longSpan(left), false
}

func (m *Model) shortDeadline(now time.Time, long string) string {
	if m.width >= 72 || long == "" {
		return long
	}
	left := wholeMinutes(dojo.DayOf(now, m.set.Zone).End(m.set.Zone).Sub(now))
	if m.width >= 60 {
		return "midnight in " + shortSpan(left)
	}
	return shortSpan(left) + " left"
}

func minutesLeft(left time.Duration) string {
	switch n := int(wholeMinutes(left) / time.Minute); n {
	case 1:
		return "the last minute of today"
	default:
		return fmt.Sprintf("%d minutes left", n)
	}
}

// wholeMinutes rounds up, since the clock beside it shows no seconds.
func wholeMinutes(d time.Duration) time.Duration {
	return (d + time.Minute - 1).Truncate(time.Minute)
}

func longSpan(d time.Duration) string {
	d = wholeMinutes(d)
	return fmt.Sprintf("%d h %02d m", int(d/time.Hour), int(d%time.Hour/time.Minute))
}

// countsText is the line of numbers, in at most w cells: what matters least is
// left out first.
func (m *Model) countsText(w int) string {
	if m.snap.State == feed.Loading {
		text := textConnecting
		switch n := len(m.snap.Payments); {
		case n > 0:
			text = fmt.Sprintf("loading %d…", n)
		case m.snap.Trouble != nil:
			text = textNotConnected
		}
		return cut(m.theme.plainText(text), w, m.theme.ellipsis)
	}
	c := m.ledger.counts
	parts := []string{fmt.Sprintf("To reverse %d", c.toReverse)}
	add := func(n int, format string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(format, n))
		}
	}
	add(len(m.open()), "in progress %d")
	if m.view != viewRecent {
		parts = append(parts, "view: "+m.view.String())
	}
	add(c.refund, hintRefund+" %d")
	add(c.reversedToday, "reversed today %d")
	for len(parts) > 1 && cells(strings.Join(parts, "   ")) > w {
		parts = parts[:len(parts)-1]
	}
	return cut(strings.Join(parts, "   "), w, m.theme.ellipsis)
}

// banners are the lines about what is wrong or special, said for as long as it
// is so.
func (m *Model) banners() []string {
	var b []string
	if tr := m.snap.Trouble; tr != nil {
		b = append(b, m.theme.plainText(m.staleText(tr)))
		if m.technical {
			if s := technical(tr.Err); s != "" {
				b = append(b, m.theme.plainText(s))
			}
		}
	}
	if m.set.ReadOnly != "" {
		b = append(b, m.theme.plainText(m.set.ReadOnly))
	}
	if m.snap.Capped {
		b = append(b, "Dojo's list was too long and was cut: there may be payments that aren't shown. Look them up by ID.")
	}
	if n := m.snap.Unreadable; n > 0 {
		b = append(b, fmt.Sprintf("%s from Dojo can't be read and shown.", payments(n)))
	}
	if m.snap.Trouble == nil && m.snap.Complete && m.snap.Unreadable == 0 && m.ledger.counts.toReverse == 0 {
		b = append(b, m.nothingText())
	}
	return b
}

// nothingText explains an empty day.
func (m *Model) nothingText() string {
	c := m.ledger.counts
	switch {
	case c.today == 0:
		return textNoPayments
	case c.capturedToday == c.today:
		return fmt.Sprintf("Nothing to reverse: today's %s already captured. Refund instead.", areCaptured(c.today))
	}
	return "Nothing to reverse just now."
}

func payments(n int) string {
	if n == 1 {
		return "1 payment"
	}
	return fmt.Sprintf("%d payments", n)
}

// grouped writes a count with a comma between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func areCaptured(n int) string {
	if n == 1 {
		return "payment is"
	}
	return payments(n) + " are"
}

// staleText says that what is on screen may be old, why, and what happens next.
func (m *Model) staleText(tr *feed.Trouble) string {
	next := "Trying again now."
	if left := tr.RetryAt.Sub(m.deps.Now()); left >= time.Second {
		next = fmt.Sprintf("Trying again in %s.", shortSpan(left))
	}
	why := troubleText(tr.Err, m.set.Version)
	if m.snap.AsOf.IsZero() {
		return why + " " + next
	}
	since := m.speak.at(m.snap.AsOf)
	switch dojo.CauseOf(tr.Err) {
	case "", dojo.CauseHTML, dojo.CauseUnreadable, dojo.CauseTooLarge, dojo.CauseWrongID:
		// Something did answer.
		return fmt.Sprintf("What is shown is from %s. %s %s", since, why, next)
	}
	return fmt.Sprintf("No answer from Dojo since %s: what is shown is from then. %s %s", since, why, next)
}
