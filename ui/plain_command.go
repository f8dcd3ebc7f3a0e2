package ui

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
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
			p.sayText(plainTooMuch)
		}
		return
	}
	switch {
	case l.TooLong:
		p.inTime(l)
		p.sayText(plainTooLong)
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
			p.ask(r.p, reason)
		}
	case "results", "status":
		p.results()
	case "day":
		p.day()
	case "refresh":
		m.deps.List.Refresh()
		p.refreshed, p.awaited = m.snap.AsOf, true
		p.sayText(textRefreshing)
	case "technical", "t":
		m.technical = !m.technical
		p.sayText(map[bool]string{true: plainTechnicalOn, false: plainTechnicalOff}[m.technical])
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
			p.ask(r.p, reason)
		}
		return
	}
	var names []string
	for _, c := range PlainCommands() {
		if name, _ := cutWord(c.Typed); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	p.sayText(plainUnknown, "verb", cut(verb, 40, p.m.theme.ellipsis), "verbs", strings.Join(names, ", "))
}

// numbered is the payment of a number of the list that was printed last.
func (p *Plain) numbered(verb, number string) (row, bool) {
	m := p.m
	n, err := strconv.Atoi(strings.TrimSuffix(number, "."))
	switch {
	case number == "":
		p.sayText(plainWhich, "verb", verb)
	case p.list.shown == 0:
		p.sayText(plainNoList)
	case err != nil || n < 1 || n > len(p.list.rows):
		p.sayText(plainNoNumber, "number", cut(number, 40, m.theme.ellipsis))
	case n > p.list.shown:
		p.sayText(plainNotYet, "number", strconv.Itoa(n))
	default:
		printed := p.list.rows[n-1]
		intent, ok := m.snap.Get(printed.id)
		if !ok {
			p.sayText(plainGone, "number", strconv.Itoa(n), "name", printed.name)
			return row{}, false
		}
		return m.judged(intent, m.span()), true
	}
	return row{}, false
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
	found, n := view(0), 0
	for v := range viewCount {
		names = append(names, p.m.speak.view(v))
		if name != "" && strings.HasPrefix(strings.ToLower(p.m.speak.view(v)), strings.ToLower(name)) {
			found, n = v, n+1
		}
	}
	if n != 1 {
		p.sayText(plainView, "view", p.m.speak.view(p.m.view), "views", strings.Join(names, ", "))
		return
	}
	p.m.setView(found)
	p.print()
}

func (p *Plain) details(r row) {
	for _, l := range p.m.detailsOf(&r, 0) {
		if l != "" {
			p.say(l)
		}
	}
}

// results says what is known of each attempt now.
func (p *Plain) results() {
	m := p.m
	list := m.notices()
	if len(list) == 0 {
		p.sayText(plainNoResults)
	}
	for _, a := range list {
		p.say(p.atHost(m.noticeText(a)))
		if m.technical {
			p.say(m.attemptTechnical(a))
		}
	}
}

func (p *Plain) help() {
	for _, c := range PlainCommands() {
		p.sayText(plainHelpLine, "typed", c.Typed, "help", p.m.speak.say(c.Help))
	}
	for _, meaning := range meanings() {
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
