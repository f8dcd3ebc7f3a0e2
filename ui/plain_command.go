package ui

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// take takes one typed line.
func (p *Plain) take(l Line) {
	text, clean := typedLine(l.Text)
	if !p.started && (len(p.early) > 0 || !oneOf(text, "quit", "q", "exit")) {
		switch n := len(p.early); {
		case n < plainAhead:
			p.early = append(p.early, l)
		case n == plainAhead:
			p.early = append(p.early, Line{})
			p.sayText(words.PlainTooMuch)
		}
		return
	}
	switch {
	case l.TooLong:
		p.inTime(l)
		p.sayText(words.PlainTooLong)
	case p.m.dialog != nil:
		p.answer(l, text, clean)
	case p.leaving:
		p.answerQuit(l, text)
	case text != "":
		p.command(text)
	}
}

// typedLine is what was typed without control characters and the escape
// sequences of arrow keys. clean says that there were none: a line that had
// them isn't what its typist sees, and confirms nothing.
func typedLine(s string) (text string, clean bool) {
	s = strings.TrimSpace(s)
	text = dojo.Drawable(ansi.Strip(s))
	return strings.TrimSpace(text), strings.IndexFunc(s, unicode.IsControl) < 0
}

// command does what was typed.
func (p *Plain) command(text string) {
	m := p.m
	m.listArrived()
	verb, rest := cutWord(text)
	switch verb {
	case "list", "l":
		p.print()
	case "more", "m":
		p.more()
	case "find", "f", "/":
		p.find(rest)
	case "view", "v":
		p.viewed(rest)
	case "show", "s", "details":
		if r, ok := p.numbered(verb, rest); ok {
			p.details(r)
		}
	case "reverse", "r":
		number, reason := becauseOf(rest)
		if r, ok := p.numbered(verb, number); ok {
			p.ask(r.Payment, reason)
		}
	case "results", "status":
		p.results()
	case "day":
		p.day()
	case "refresh":
		m.deps.List.Refresh()
		p.refreshed, p.awaited = m.list.Snapshot().AsOf, true
		p.sayText(words.TextRefreshing)
	case "technical", "t":
		m.technical = !m.technical
		p.sayText(map[bool]string{true: words.PlainTechnicalOn, false: words.PlainTechnicalOff}[m.technical])
	case "help", "h", "?":
		p.help()
	case "quit", "q", "exit":
		p.quit()
	default:
		p.other(text, verb)
	}
}

// other is a number alone, or nothing that is known.
func (p *Plain) other(text, verb string) {
	number, reason := becauseOf(text)
	if _, err := strconv.Atoi(strings.TrimSuffix(number, ".")); err == nil {
		if r, ok := p.numbered(verb, number); ok {
			p.ask(r.Payment, reason)
		}
		return
	}
	var names []string
	for _, c := range PlainCommands() {
		if name, _ := cutWord(c.Typed); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	p.sayText(words.PlainUnknown, "verb", cells.Cut(verb, 40, p.m.theme.Ellipsis), "verbs", strings.Join(names, ", "))
}

// numbered is the payment of a number of the list that was printed last.
func (p *Plain) numbered(verb, number string) (worklist.Row, bool) {
	m := p.m
	n, err := strconv.Atoi(strings.TrimSuffix(number, "."))
	switch {
	case number == "":
		p.sayText(words.PlainWhich, "verb", verb)
	case p.list.shown == 0:
		p.sayText(words.PlainNoList)
	case err != nil || n < 1 || n > len(p.list.rows):
		p.sayText(words.PlainNoNumber, "number", cells.Cut(number, 40, m.theme.Ellipsis))
	case n > p.list.shown:
		p.sayText(words.PlainNotYet, "number", strconv.Itoa(n))
	default:
		printed := p.list.rows[n-1]
		intent, ok := m.list.Get(printed.id)
		if !ok {
			p.sayText(words.PlainGone, "number", strconv.Itoa(n), "name", printed.name)
			return worklist.Row{}, false
		}
		return m.list.Judge(intent), true
	}
	return worklist.Row{}, false
}

func (p *Plain) find(words string) {
	m := p.m
	runes := []rune(words)
	m.setFind(string(runes[:min(len(runes), maxFind)]))
	p.print()
	if ask := m.lookUp(); ask != nil {
		p.looking++
		p.later = append(p.later, ask)
	}
}

func (p *Plain) viewed(name string) {
	var names []string
	found, n := worklist.View(0), 0
	for v := range worklist.ViewCount {
		names = append(names, p.m.speak.View(v))
		if name != "" && strings.HasPrefix(strings.ToLower(p.m.speak.View(v)), strings.ToLower(name)) {
			found, n = v, n+1
		}
	}
	if n != 1 {
		p.sayText(words.PlainView, "view", p.m.speak.View(p.m.list.View()), "views", strings.Join(names, ", "))
		return
	}
	p.m.setView(found)
	p.print()
}

func (p *Plain) details(r worklist.Row) {
	for _, d := range p.m.speak.Details(p.m.list, r, p.m.around(r.Payment.ID), p.m.technical) {
		switch {
		case d.Name != "":
			p.say(d.Name + ": " + d.Text)
		case d.Text != "":
			p.say(d.Text)
		}
	}
}

// results says what is known of each attempt now.
func (p *Plain) results() {
	m := p.m
	list := m.list.Notices()
	if len(list) == 0 {
		p.sayText(words.PlainNoResults)
	}
	for _, a := range list {
		p.say(p.atHost(m.noticeText(a)))
		if m.technical {
			p.say(m.speak.AttemptTechnical(a))
		}
	}
}

func (p *Plain) help() {
	for _, c := range PlainCommands() {
		p.sayText(words.PlainHelpLine, "typed", c.Typed, "help", p.m.speak.Say(c.Help))
	}
	for _, meaning := range words.Meanings() {
		p.sayText(meaning)
	}
}

// cutWord takes the first word off, in small letters.
func cutWord(text string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(text), " ")
	return strings.ToLower(word), strings.TrimSpace(rest)
}

// becauseOf takes "3 because charged twice" apart.
func becauseOf(text string) (number, reason string) {
	number, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	word, reason := cutWord(rest)
	switch word {
	case "":
		return number, ""
	case "because":
		return number, reason
	}
	return text, "" // something else stands there, and nothing is guessed
}
