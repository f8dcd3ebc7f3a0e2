package plain

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// take takes one typed line.
func (p *Session) take(l Line) {
	text, clean := typedLine(l.Text)
	if !p.started && (len(p.early) > 0 || !isQuit(text)) {
		switch n := len(p.early); {
		case n < typedAhead:
			p.early = append(p.early, l)
		case n == typedAhead:
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

// command is something that can be typed, and a line of the help.
type command struct {
	typed string   // an example, as people read it; its first word is the command's name
	short []string // its other names
	help  string   // in English
	do    func(p *Session, verb, rest string)
	// reverses says that it isn't offered where nothing can be reversed. Who types it all
	// the same is told why.
	reverses bool
}

// commands is the table of what can be typed.
func commands() []command {
	return []command{
		{"list", []string{"l"}, words.PlainHelpList, func(p *Session, _, _ string) { p.printWithHeader() }, false},
		{"more", []string{"m"}, words.PlainHelpMore, func(p *Session, _, _ string) { p.printed.more(p.voice) }, false},
		{"find 1013", []string{"f", "/"}, words.PlainHelpFind, func(p *Session, _, text string) { p.find(text) }, false},
		{"view reversed", []string{"v"}, words.PlainHelpView, func(p *Session, _, name string) { p.view(name) }, false},
		{"show 3", []string{"s", "details"}, words.PlainHelpShow, (*Session).showDetails, false},
		{"reverse 3", []string{"r"}, words.PlainHelpReverse, (*Session).reverse, true},
		{"reverse 3 because charged twice", nil, words.PlainHelpBecause, (*Session).reverse, true},
		{"results", []string{"status"}, words.PlainHelpResults, func(p *Session, _, _ string) { sayResults(p.voice) }, false},
		{"day", nil, words.PlainHelpDay, func(p *Session, _, _ string) { sayDay(p.voice) }, false},
		{"refresh", nil, words.HelpRefresh, func(p *Session, _, _ string) { p.refresh() }, false},
		{"technical", []string{"t"}, words.PlainHelpTechnical, func(p *Session, _, _ string) { p.switchTechnical() }, false},
		{"help", []string{"h", "?"}, words.HelpHelp, func(p *Session, _, _ string) { sayHelp(p) }, false},
		{"quit", []string{"q", "exit"}, words.HelpQuit, func(p *Session, _, _ string) { p.quit() }, false},
	}
}

func (c command) name() string {
	name, _ := cutWord(c.typed)
	return name
}

// command does what was typed.
func (p *Session) command(text string) {
	p.listArrived()
	verb, rest := cutWord(text)
	var names []string
	for _, c := range commands() {
		if verb == c.name() || slices.Contains(c.short, verb) {
			c.do(p, verb, rest)
			return
		}
		if offers(p, c) {
			names = append(names, c.name())
		}
	}
	if number, _ := becauseOf(text); isNumber(number) {
		p.reverse(verb, text)
		return
	}
	p.sayText(words.PlainUnknown, "verb", cells.Cut(verb, 40, p.speak.Ellipsis), "verbs", strings.Join(slices.Compact(names), ", "))
}

// offers says whether a command is one that somebody may use here.
func offers(p *Session, c command) bool { return !c.reverses || cantReverse(p) == "" }

// cantReverse says why nothing can be reversed here, "" if it can.
func cantReverse(p *Session) string {
	if p.readOnly == "" && !p.interactive {
		return p.speak.Say(words.PlainNeedsTerminal)
	}
	return p.speak.PlainText(p.readOnly)
}

// printWithHeader prints the list below whose it is and what time it is.
func (p *Session) printWithHeader() {
	p.sayText(words.PlainHeader, "whose", p.speak.Whose(), "time", p.timeText())
	p.printList()
}

func (p *Session) find(text string) {
	const most = 120 // characters
	runes := []rune(text)
	p.list.SetFilter(worklist.Filter{Text: string(runes[:min(len(runes), most)])})
	p.printWithHeader()
	if id := p.list.Matches().ToLookUp; id != "" {
		p.sayText(words.TextLookingUp)
		p.request(nil, id)
	}
}

// lookedUp takes in a payment that was looked up by its ID.
func (p *Session) lookedUp(a Answer) {
	switch {
	case p.list.Matches().ID != a.id: // something else is looked for by now
	case a.err != nil:
		p.say(p.speak.LookUpText(a.err))
	default:
		p.takeNews(p.deps.List.Snapshot())
		p.printWithHeader()
	}
}

func (p *Session) view(name string) {
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
	p.printWithHeader()
}

func (p *Session) showDetails(verb, number string) {
	r, ok := p.printed.numbered(p.voice, verb, number)
	if !ok {
		return
	}
	for _, d := range p.speak.Details(p.list, r, p.around(r.Payment.ID), p.technical) {
		switch {
		case d.Name != "":
			p.say(d.Name + ": " + d.Text)
		case d.Text != "":
			p.say(d.Text)
		}
	}
}

// reverse asks about a payment by its number, with or without a reason.
func (p *Session) reverse(verb, text string) {
	number, reason := becauseOf(text)
	if why := cantReverse(p); number == "" && why != "" {
		p.say(why)
		return
	}
	if r, ok := p.printed.numbered(p.voice, verb, number); ok {
		p.ask(r.Payment, reason)
	}
}

func (p *Session) refresh() {
	p.deps.List.Refresh()
	p.news.asked = p.list.Snapshot()
	p.sayText(words.TextRefreshing)
}

// switchTechnical turns the lines for the helpdesk on or off.
func (p *Session) switchTechnical() {
	p.technical = !p.technical
	p.sayText(map[bool]string{true: words.PlainTechnicalOn, false: words.PlainTechnicalOff}[p.technical])
}

// sayResults says what is known of each attempt now.
func sayResults(v *voice) {
	list := v.list.Notices()
	if len(list) == 0 {
		v.sayText(words.PlainNoResults)
	}
	for _, a := range list {
		v.sayAttempt(v.attempt(a).Notice(), a)
	}
}

// sayDay says in numbers what the screen draws as a picture.
func sayDay(v *voice) {
	if v.list.Snapshot().State == feed.Loading && len(v.list.Snapshot().Payments) == 0 {
		v.sayText(words.TextNotConnected)
		return
	}
	day := v.speak.Day(v.list.Day())
	if day.Partly {
		v.sayText(words.TextDayPartly)
	}
	var all []string
	for part := range worklist.DayParts {
		all = append(all, day.Whole(part))
	}
	v.say(v.speak.Say(words.TitleDay) + ": " + strings.Join(all, "; ") + ".")
	if day.Others > 0 {
		v.sayText(words.TextDayOthers, "n", strconv.Itoa(day.Others))
	}
	for hour, c := range day.Hours {
		if c.All() > 0 {
			v.sayText(words.PlainHour, "hour", words.TwoDigits(hour)+":00", "counts", day.Hour(hour))
		}
	}
}

func sayHelp(p *Session) {
	for _, c := range commands() {
		if offers(p, c) {
			p.sayText(words.PlainHelpLine, "typed", c.typed, "help", p.speak.Say(c.help))
		}
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

func isNumber(text string) bool {
	_, err := strconv.Atoi(strings.TrimSuffix(text, "."))
	return err == nil
}

func isQuit(text string) bool { return oneOf(text, "quit", "q", "exit") }

func oneOf(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(text, w) })
}
