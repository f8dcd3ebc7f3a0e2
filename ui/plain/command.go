package plain

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
func (p *Session) take(l Line) {
	text, clean := typedLine(l.Text)
	if !p.started && (len(p.early) > 0 || !oneOf(text, "quit", "q", "exit")) {
		switch n := len(p.early); {
		case n < ahead:
			p.early = append(p.early, l)
		case n == ahead:
			p.early = append(p.early, Line{})
			p.sayText(words.PlainTooMuch)
		}
		return
	}
	switch {
	case l.TooLong:
		p.inTime(l)
		p.sayText(words.PlainTooLong)
	case p.question != nil:
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
func (p *Session) command(text string) {
	p.listArrived()
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
		p.deps.List.Refresh()
		p.heard.asked, p.heard.awaited = p.list.Snapshot().AsOf, true
		p.sayText(words.TextRefreshing)
	case "technical", "t":
		p.technical = !p.technical
		p.sayText(map[bool]string{true: words.PlainTechnicalOn, false: words.PlainTechnicalOff}[p.technical])
	case "help", "h", "?":
		p.help()
	case "quit", "q", "exit":
		p.quit()
	default:
		p.other(text, verb)
	}
}

// other is a number alone, or nothing that is known.
func (p *Session) other(text, verb string) {
	number, reason := becauseOf(text)
	if _, err := strconv.Atoi(strings.TrimSuffix(number, ".")); err == nil {
		if r, ok := p.numbered(verb, number); ok {
			p.ask(r.Payment, reason)
		}
		return
	}
	var names []string
	for _, c := range commands() {
		if name, _ := cutWord(c.Typed); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	p.sayText(words.PlainUnknown, "verb", cells.Cut(verb, 40, p.speak.Ellipsis), "verbs", strings.Join(names, ", "))
}

// lookedUp takes in a payment that was looked up by its ID.
func (p *Session) lookedUp(a Answer) {
	switch {
	case p.list.FindID() != a.id: // something else is looked for by now
	case a.err != nil:
		p.say(p.speak.LookUpText(a.err))
	default:
		p.list.Take(p.deps.List.Snapshot(), p.deps.Reversals.Attempts())
		p.print()
	}
}

// numbered is the payment of a number of the list that was printed last.
func (p *Session) numbered(verb, number string) (worklist.Row, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(number, "."))
	switch {
	case number == "":
		p.sayText(words.PlainWhich, "verb", verb)
	case p.printed.shown == 0:
		p.sayText(words.PlainNoList)
	case err != nil || n < 1 || n > len(p.printed.rows):
		p.sayText(words.PlainNoNumber, "number", cells.Cut(number, 40, p.speak.Ellipsis))
	case n > p.printed.shown:
		p.sayText(words.PlainNotYet, "number", strconv.Itoa(n))
	default:
		printed := p.printed.rows[n-1]
		intent, ok := p.list.Get(printed.id)
		if !ok {
			p.sayText(words.PlainGone, "number", strconv.Itoa(n), "name", printed.name)
			return worklist.Row{}, false
		}
		return p.list.Judge(intent), true
	}
	return worklist.Row{}, false
}

func (p *Session) find(text string) {
	runes := []rune(text)
	p.list.SetFind(string(runes[:min(len(runes), maxFind)]))
	p.print()
	if id := p.list.ToLookUp(); id != "" {
		p.sayText(words.TextLookingUp)
		p.request(nil, id)
	}
}

// maxFind is the most that is searched for, in characters.
const maxFind = 120

func (p *Session) viewed(name string) {
	var names []string
	found, n := worklist.View(0), 0
	for v := range worklist.ViewCount {
		names = append(names, p.speak.View(v))
		if name != "" && strings.HasPrefix(strings.ToLower(p.speak.View(v)), strings.ToLower(name)) {
			found, n = v, n+1
		}
	}
	if n != 1 {
		p.sayText(words.PlainView, "view", p.speak.View(p.list.View()), "views", strings.Join(names, ", "))
		return
	}
	p.deps.List.IncludeCreated(found == worklist.ViewEverything)
	p.list.SetView(found)
	p.print()
}

func (p *Session) details(r worklist.Row) {
	for _, d := range p.speak.Details(p.list, r, p.around(r.Payment.ID), p.technical) {
		switch {
		case d.Name != "":
			p.say(d.Name + ": " + d.Text)
		case d.Text != "":
			p.say(d.Text)
		}
	}
}

// results says what is known of each attempt now.
func (p *Session) results() {
	list := p.list.Notices()
	if len(list) == 0 {
		p.sayText(words.PlainNoResults)
	}
	for _, a := range list {
		p.say(p.atHost(p.noticeText(a)))
		if p.technical {
			p.say(p.speak.AttemptTechnical(a))
		}
	}
}

func (p *Session) help() {
	for _, c := range commands() {
		p.sayText(words.PlainHelpLine, "typed", c.Typed, "help", p.speak.Say(c.Help))
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
