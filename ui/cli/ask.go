package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/term"

	"dojoreversals/ui/plain"
)

// question is what a person is asked for. The answer has no blanks at its ends.
type question struct {
	title  string
	about  string // a sentence or two; "" for none
	answer string // what an answer of nothing stands for
	check  func(answer string) error
}

// asker asks a person at the terminal. All of it ends with errCancelled if the person
// doesn't want to go on, and when the context ends.
type asker interface {
	// secret shows nothing of the answer.
	secret(ctx context.Context, q question) (string, error)
	text(ctx context.Context, q question) (string, error)
	// yes takes nothing for no.
	yes(ctx context.Context, title, about string) (bool, error)
}

// errCancelled says that a person answered no more.
var errCancelled = errors.New("nothing was changed. To connect a shop: " + programName + " login\nTo see the program without a key: " + programName + " --demo")

// askerOf asks by forms where the screen would open, and else in plain lines.
func askerOf(s streams, inLines bool, look formLook) asker {
	if inLines {
		return &lineAsker{s: s, in: bufio.NewReader(s.in)}
	}
	return &formAsker{s: s, look: look}
}

// lineAsker asks in plain lines, for screen readers and odd terminals.
type lineAsker struct {
	s  streams
	in *bufio.Reader
}

func (a *lineAsker) secret(ctx context.Context, q question) (string, error) {
	return a.ask(ctx, q, func() (string, error) {
		b, err := term.ReadPassword(int(a.s.in.Fd()))
		a.say("")
		return string(b), err
	})
}

func (a *lineAsker) text(ctx context.Context, q question) (string, error) {
	return a.ask(ctx, q, func() (string, error) { return a.in.ReadString('\n') })
}

func (a *lineAsker) yes(ctx context.Context, title, about string) (bool, error) {
	answer, err := a.text(ctx, question{title: title + " Type yes or no", about: about, answer: "no", check: func(answer string) error {
		if answer != "yes" && answer != "no" {
			return errors.New("type yes or no")
		}
		return nil
	}})
	return answer == "yes", err
}

// ask asks until there is an answer that can be used.
func (a *lineAsker) ask(ctx context.Context, q question, read func() (string, error)) (string, error) {
	if q.about != "" {
		a.say(q.about)
	}
	prompt := q.title
	if q.answer != "" {
		prompt += " [" + q.answer + "]"
	}
	for {
		_, _ = a.s.out.WriteString(prompt + ": ")
		answer, err := a.read(ctx, read)
		if err != nil {
			return "", err
		}
		if answer = strings.TrimSpace(answer); answer == "" {
			answer = q.answer
		}
		err = q.check(answer)
		if err == nil {
			return answer, nil
		}
		a.say(sentence(err))
	}
}

// read waits for a line, or for the end of the context: the terminal is then given back
// as it was, since it may show nothing of what is typed.
func (a *lineAsker) read(ctx context.Context, read func() (string, error)) (string, error) {
	before, _ := term.GetState(int(a.s.in.Fd()))
	type line struct {
		text string
		err  error
	}
	got := make(chan line, 1)
	a.s.crashes.spawn(func() {
		text, err := read()
		got <- line{text, err}
	})
	select {
	case l := <-got:
		if errors.Is(l.err, io.EOF) {
			return "", errCancelled
		}
		return l.text, l.err
	case <-ctx.Done():
		if before != nil {
			_ = term.Restore(int(a.s.in.Fd()), before)
		}
		a.say("")
		return "", errCancelled
	}
}

func (a *lineAsker) say(text string) { sayTo(a.s.out, text) }

// sayTo writes lines, which are broken at words on a terminal, but for those that begin
// with blanks: people copy them.
func sayTo(o *output, text string) {
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, " ") {
			_, _ = o.WriteString(line + "\n")
			continue
		}
		for _, part := range plain.Wrap(line, terminalWidth(o)) {
			_, _ = o.WriteString(strings.TrimRight(part, " ") + "\n")
		}
	}
}

// sentence is an error as people read it by itself.
func sentence(err error) string {
	text := err.Error()
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
