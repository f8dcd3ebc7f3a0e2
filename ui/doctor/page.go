package doctor

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/logfile"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/script"
)

// Page is what all checks found.
type Page struct {
	Program  string    `json:"program"` // with its version
	At       time.Time `json:"at"`      // by this computer's clock, UTC
	State    State     `json:"state"`   // the worst of the findings: ok, warning or fault
	Findings []Finding `json:"findings"`
}

// NewPage makes the page of what was found. What looks like a key or a password is taken
// out, since somebody may have put it into another setting: before the page is laid out,
// which would break it in two.
func NewPage(program string, at time.Time, findings []Finding) Page {
	p := Page{Program: program, At: at.UTC().Truncate(time.Second), State: OK}
	for _, f := range findings {
		f.Shop, f.Found, f.Cure = clean(f.Shop), clean(f.Found), clean(f.Cure)
		f.More = slices.Clone(f.More)
		for i, line := range f.More {
			f.More[i] = clean(line)
		}
		p.Findings = append(p.Findings, f)
		if f.State == Fault || f.State == Warning && p.State == OK {
			p.State = f.State
		}
	}
	return p
}

// clean is a text without what can't be drawn or shown to others.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = string(logfile.Redact([]byte(dojo.Drawable(line))))
	}
	return strings.Join(lines, "\n")
}

// Code is how the command ends.
func (p Page) Code() script.Code {
	code := script.Done
	for _, f := range p.Findings {
		switch {
		case f.State != Fault:
		case !f.Unreachable:
			return script.Failed
		default:
			code = script.Unreachable
		}
	}
	return code
}

// JSON is the page for monitoring. Its names never change.
func (p Page) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(p, "", "  ")
	return append(b, '\n'), err
}

// Where a finding begins on a wide page: behind its state and its name.
const (
	stateColumn = 9
	nameColumn  = 12
	widePage    = 60
)

// Text is the page for people, of so many columns. The states are words, so that colours
// only help.
func (p Page) Text(width int, colours bool) string {
	var b strings.Builder
	put := func(indent int, text string) {
		for line := range strings.SplitSeq(text, "\n") {
			for _, part := range cells.Wrap(line, max(width-1-indent, 10)) {
				b.WriteString(strings.Repeat(" ", indent) + strings.TrimRight(part, " ") + "\n")
			}
		}
	}
	put(0, "What works and what doesn't, "+p.At.Format("2006-01-02 15:04:05")+" UTC")
	last := "-"
	for _, f := range p.Findings {
		if f.Shop != last {
			b.WriteString("\n")
			if last != "-" || f.Shop != "" {
				put(0, "Shop "+f.Shop)
			}
			last = f.Shop
		}
		p.finding(&b, put, f, width, colours)
	}
	b.WriteString("\n")
	put(0, p.summary())
	return b.String()
}

func (p Page) finding(b *strings.Builder, put func(int, string), f Finding, width int, colours bool) {
	state := string(f.State)
	if f.State == Fault {
		state = "FAULT"
	}
	head := painted(f.State, state, colours) + strings.Repeat(" ", stateColumn-len(state)) + string(f.Name)
	indent := 4
	if width >= widePage {
		indent = stateColumn + nameColumn
		lines := cells.Wrap(f.Found, width-1-indent)
		b.WriteString(head + strings.Repeat(" ", nameColumn-len(f.Name)) + strings.TrimRight(lines[0], " ") + "\n")
		if len(lines) > 1 {
			put(indent, strings.Join(lines[1:], "\n"))
		}
	} else {
		b.WriteString(head + "\n")
		put(indent, f.Found)
	}
	for _, line := range f.More {
		put(indent, line)
	}
	if f.Cure != "" {
		put(indent, "Cure: "+f.Cure)
	}
}

// painted is a word in the colour of its state, of the terminal's own sixteen.
func painted(s State, word string, colours bool) string {
	code := map[State]string{OK: "32", Warning: "33", Fault: "1;31", Skipped: "2"}[s]
	if !colours {
		return word
	}
	return "\x1b[" + code + "m" + word + "\x1b[0m"
}

// summary says how many findings need somebody, and how many nobody knows of.
func (p Page) summary() string {
	n := map[State]int{}
	for _, f := range p.Findings {
		n[f.State]++
	}
	if n[OK] == len(p.Findings) {
		return "All is well."
	}
	text := count(n[Fault], "fault") + ", " + count(n[Warning], "warning")
	if n[Skipped] > 0 {
		text += fmt.Sprintf(", %d not checked", n[Skipped])
	}
	return text + "."
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
