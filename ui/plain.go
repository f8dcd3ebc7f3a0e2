package ui

import (
	"io"
	"maps"
	"strings"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// Plain is the program without a screen: it takes typed lines and news, and
// says plain lines, for screen readers, odd terminals and pipes. It does no I/O
// and draws nothing again.
//
// Whatever decides about money is the screen's own: Plain has a Model that is
// never drawn, and asks it what may be reversed, what a question must say,
// whether it still holds, and to confirm it.
type Plain struct {
	m           *Model
	interactive bool // somebody types at a terminal
	page        int  // payments at a time, 0 for all

	out     []string
	ring    bool
	later   []tea.Cmd
	looking int // look-ups whose end isn't known

	started    bool   // the first list was printed, or why there is none
	early      []Line // typed before that
	inputEnded bool
	ended      bool
	failed     bool

	list    printedList
	asked   printedQuestion
	leaving bool              // asked whether to quit while a reversal is under way
	told    map[string]string // by attempt ID: what was last said of it

	trouble   bool
	refreshed time.Time // AsOf when somebody asked for a refresh; zero if nobody did
	awaited   bool
	today     dojo.Day
	late      bool
	unsure    bool // it was said that the day isn't sure
}

// Line is a typed line and this machine's clock when its first byte came and
// when it was whole.
type Line struct {
	Text         string
	Began, Ended time.Time
	TooLong      bool // its end was dropped
	More         bool // more was there to be read with it, as where several lines are pasted
}

// Said is what one step of Plain says.
type Said struct {
	Lines []string // without line breaks and escape sequences
	Bell  bool
	Later []tea.Cmd // requests to Dojo; the message of each goes to Answered
}

const (
	// plainPageRows is how many payments are printed before more must be typed.
	plainPageRows = 20
	// plainAhead is how many lines may be typed before the list is there.
	plainAhead = 100
)

// NewPlain makes plain mode. interactive says that somebody types at a
// terminal: long lists then come by pages, and payments can be reversed. A
// question that a program answers has been read by nobody. Deps need no
// channels, ticks, terminal or renderer.
func NewPlain(d Deps, s Settings, interactive bool) *Plain {
	d.Renderer = lipgloss.NewRenderer(io.Discard)
	d.Renderer.SetColorProfile(termenv.Ascii)
	d.Tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	d.Terminal = nowhere{}
	p := &Plain{m: New(d, s), interactive: interactive, told: map[string]string{}}
	maps.Copy(p.told, s.PutAway)
	p.m.warnQueue = nil // the notes are all said at the start
	p.m.speak = p.m.speak.InPlain()
	if interactive {
		p.page = plainPageRows
	}
	p.today = dojo.DayOf(p.m.list.Now().Dojo, s.Zone)
	return p
}

// nowhere is the terminal of a Model that is never drawn.
type nowhere struct{}

func (nowhere) Bell()       {}
func (nowhere) Copy(string) {}

// Ended says whether plain mode is over.
func (p *Plain) Ended() bool { return p.ended }

// Failed says that it ended without having had a list to print.
func (p *Plain) Failed() bool { return p.failed }

// Start says what this is. The list follows as soon as it is loaded.
func (p *Plain) Start() Said {
	return p.step(func() {
		m := p.m
		m.attemptsMoved()
		p.sayText(words.PlainStart, "program", m.speak.Say(words.WordProgram), "whose", p.m.speak.Whose())
		p.say(p.timeText())
		for _, note := range m.set.Notes {
			p.say(m.speak.PlainText(note))
		}
		if m.list.Snapshot().State == feed.Loading {
			p.sayText(words.TextStillLoading)
		}
	})
}

// Typed takes one line.
func (p *Plain) Typed(l Line) Said { return p.step(func() { p.take(l) }) }

// InputEnded says that nothing more will be typed. Plain mode then ends once
// nothing is under way.
func (p *Plain) InputEnded() Said { return p.step(func() { p.inputEnded = true }) }

// ListChanged says that there is a newer snapshot of the list.
func (p *Plain) ListChanged() Said {
	return p.step(func() {
		p.m.listArrived()
		if p.awaited && p.m.list.Snapshot().AsOf.After(p.refreshed) {
			p.awaited = false
			p.sayText(words.PlainRefreshed)
		}
	})
}

// ReversalsChanged says that an attempt has changed.
func (p *Plain) ReversalsChanged() Said {
	return p.step(func() { p.ring = p.m.attemptsMoved() != nil })
}

// Passed says that time has passed.
func (p *Plain) Passed() Said {
	return p.step(func() {
		p.m.list.Pass()
		p.m.reviewDialog()
	})
}

// Answered takes the message of a request.
func (p *Plain) Answered(msg tea.Msg) Said {
	return p.step(func() {
		if read, ok := msg.(paymentRead); ok {
			p.looking--
			if d := p.m.dialog; d != nil && d.Question == read.asked && d.Reading {
				p.m.takeNews(p.m.deps.List.Snapshot())
				if d.Read(p.m.list, p.m.rules(), &read.payment, read.err); d.Broken == nil {
					p.show()
				}
			}
			return
		}
		found, ok := msg.(paymentLookedUp)
		if !ok {
			return
		}
		p.looking--
		p.m.lookedUp(found)
		if found.err == nil && p.m.list.FindID() == found.id {
			p.print()
		}
	})
}

// Wait is after how long Passed is to be called: a second while something is
// under way that goes by seconds, else at the turn of the minute.
func (p *Plain) Wait() time.Duration {
	now := p.m.deps.Clock.Now()
	wait := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
	if len(p.m.list.Watched()) > 0 || p.m.dialog != nil {
		wait = min(wait, time.Second)
	}
	return wait
}

// step does something, and then says whatever has become true by it.
func (p *Plain) step(do func()) Said {
	if p.ended {
		return Said{}
	}
	p.m.list.SetNow(p.m.readClock())
	do()
	p.afterwards()
	if !p.started && p.readable() {
		p.begin()
	}
	if p.inputEnded && p.started {
		p.endOfInput()
	}
	p.sayStale()
	s := Said{Lines: p.out, Bell: p.ring, Later: p.later}
	p.out, p.ring, p.later = nil, false, nil
	return s
}

// afterwards says what a step has changed.
func (p *Plain) afterwards() {
	p.followQuestion()
	p.sayInfo()
	p.sayAttempts()
	p.sayTrouble()
	p.sayTime()
}

// readable says whether there is a list, or it is known that there is none yet.
func (p *Plain) readable() bool {
	return p.m.list.Snapshot().State != feed.Loading || p.m.list.Snapshot().Trouble != nil
}

// begin prints the first list, and then does what was typed before it: that
// was meant for a list, and nobody could have meant a question by it.
func (p *Plain) begin() {
	p.started = true
	p.rows()
	for _, l := range p.early {
		p.take(l)
		p.afterwards()
	}
	p.early = nil
}

// endOfInput ends, unless something is under way. A question that nobody can
// answer any more is answered with keeping.
func (p *Plain) endOfInput() {
	p.leaving = false
	if p.m.dialog != nil {
		p.keep()
	}
	if len(p.m.list.Watched()) > 0 || p.looking > 0 {
		return
	}
	p.ended = true
	p.failed = p.m.list.Snapshot().State == feed.Loading
}

// sayText says a text of words.go.
func (p *Plain) sayText(text string, with ...string) { p.say(p.m.speak.Say(text, with...)) }

// say says one line.
func (p *Plain) say(text string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, ansi.Strip(text))
	p.out = append(p.out, strings.TrimRight(text, " "))
}

func (p *Plain) sayInfo() {
	if text := p.m.infoText(); text != "" {
		p.say(text)
		p.m.info = info{}
	}
	for _, warning := range p.m.warnQueue {
		p.say(warning)
	}
	p.m.warnQueue = nil
}

// atHost adds whose money it was to a result, where a live key went to a host
// that isn't Dojo's.
func (p *Plain) atHost(text string) string {
	if p.m.set.Host == "" {
		return text
	}
	return text + " " + p.m.speak.Whose() + "."
}

func (p *Plain) timeText() string {
	now := p.m.list.Now().Dojo.In(p.m.set.Zone)
	clock := p.m.speak.On(now, words.DateClock)
	if deadlines, _ := p.m.speak.Deadline(p.m.list); deadlines[0] != "" {
		return p.m.speak.Say(words.PlainTimeTo, "time", clock, "deadline", deadlines[0])
	}
	return p.m.speak.Say(words.PlainTime, "time", clock)
}

// WrapPlain breaks a line of plain mode at words, for a terminal that would
// break it anywhere.
func WrapPlain(line string, width int) []string {
	if width < 20 {
		return []string{line}
	}
	return cells.Wrap(line, width)
}
