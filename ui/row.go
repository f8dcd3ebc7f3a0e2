package ui

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// rowWriter draws the rows of one page.
type rowWriter struct {
	scene
	col columns
	w   int // cells
}

// drawing is what all rows depend on, and is the same until something happens.
func (r *rowWriter) drawing() drawing {
	now := r.list.Now()
	d := drawing{
		col: r.col, width: r.w, readOnly: r.readOnly, changes: r.list.Changes(),
		minute: now.Dojo.Truncate(time.Minute), latest: now.Span.Latest.Truncate(time.Minute), unsure: now.Span.Unsure(),
	}
	if len(r.list.Watched()) > 0 {
		d.second = now.PC.UnixNano()
	}
	return d
}

// names are those of the columns.
func (r *rowWriter) names() string {
	say := r.speak.Say
	reference := cells.Left(say(words.WordReference), r.col.reference, r.theme.Ellipsis)
	return r.theme.grey.Render(r.columns("   ", say(words.WordTime), reference, say(words.WordCard), say(words.WordAmount), say(words.WordStatus)))
}

// line draws one payment. reference is its reference as it fits the column.
func (r *rowWriter) line(row worklist.Row, reference, amount string, selected bool) string {
	now := r.list.Now()
	s := r.speak.Payment(row).StatusAfter(r.list.Attempt(row.Payment.ID), words.Around{Now: now, ReadOnly: r.readOnly})
	status := s.Fitting(r.col.status)
	if selected && s.Tone == words.ToneHeld && row.Verdict.Reversible && r.readOnly == "" {
		room := r.col.status
		if row.Twin != nil && cells.Width(status)+3+cells.Width(r.sameAs("Mon 22")) <= room {
			room -= 3 + cells.Width(r.sameAs("Mon 22")) // the twin's time is worth more than a key that stands below
		}
		if hint := r.speak.Say(words.StatusHeldKey, "status", status); cells.Width(hint) <= room {
			status = hint
		}
	}
	mark := "   "
	if row.Twin != nil {
		mark = " = "
		at, _ := row.Twin.PaidOrCreated()
		if same := r.sameAs(r.speak.WhenText(at, now.Dojo)); cells.Width(status)+3+cells.Width(same) <= r.col.status {
			status = cells.Left(status, max(r.col.status-cells.Width(r.sameAs("Mon 22")), cells.Width(status)+3), "") + same
		}
	}
	if selected {
		mark = ">" + mark[1:]
	}
	if cells.Width(amount) > r.col.amount {
		amount = r.speak.Say(words.TextSeeDetails)
	}
	paid, _ := row.Payment.PaidOrCreated()
	line := r.columns(mark, r.speak.WhenText(paid, now.Dojo), reference, r.card(row.Payment.Card()), amount, status)
	if selected {
		line = r.theme.fillRow(line, r.w)
	}
	return r.theme.row(s.Tone, selected).Render(line)
}

// sameAs names the time of a twin.
func (r *rowWriter) sameAs(when string) string {
	return r.speak.Say(words.TextSameAs, "time", when)
}

func (r *rowWriter) card(c dojo.Card) string {
	switch {
	case r.col.longCard:
		return r.speak.Card(c)
	case r.col.bareCard:
		return c.Last4
	case c.Brand != "" && c.Last4 != "":
		return c.Brand + " " + c.Last4
	}
	return c.Brand + c.Last4
}

// columns puts the parts of a row into their columns: at most w cells.
func (r *rowWriter) columns(mark, at, reference, card, amount, status string) string {
	col, e := r.col, r.theme.Ellipsis
	s := mark
	if col.time > 0 {
		s += cells.Left(at, col.time, e) + " "
	}
	gap := " "
	if col.longCard {
		gap = "  "
	}
	if col.reference > 0 {
		s += reference + gap
	}
	if col.card > 0 {
		s += cells.Left(card, col.card, e) + gap
	}
	s += cells.Right(amount, col.amount, "") + gap
	if col.longCard {
		s += " "
	}
	return cells.Cut(s+status, r.w, "")
}
