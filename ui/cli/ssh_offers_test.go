package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"dojoreversals/dojo"
)

// reversing are the words by which somebody could be told to reverse: the verb, and the
// key alone. notOffers has them too, and tells nobody to.
var (
	reversing = regexp.MustCompile(`(?i)(.{0,30}[^-+\w])(reverse|r)\b(.{0,30})`)
	notOffers = regexp.MustCompile(`(?i)to reverse:? (\d+|not known)|next view \(to reverse|view: to reverse|views are .*?everything|nothing to reverse|late to reverse|not reverse|refused to reverse`)
	// What an agent can't run, and machines that they don't sit at.
	notTheirs = regexp.MustCompile(`(?i)\bthis (pc|till|computer|machine)\b|wi-fi|your network|dojo-reversals |journal adopt|the setting is|settings file`)
)

// offered are the places of a text that tell somebody to reverse.
func offered(text string) []string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("│─┌┐└┘", r) }), " ")
	return slices.Compact(reversing.FindAllString(" "+notOffers.ReplaceAllString(text, ""), -1))
}

// Wherever an agent looks whose role may not reverse, the screen, plain lines, the
// commands and their help offer no reversal, and nobody is told of what no agent can run.
// Plain lines offer none to anybody who isn't at a terminal.
func TestHelpdeskOffersNothingThatARoleMayNot(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "mall", "pier")
	s := h.shops["pier"]
	s.pay(sale("PIER-1", 4250, "1013"))
	captured := sale("PIER-2", 700, "1013")
	captured.Status = dojo.StatusCaptured
	s.pay(captured)
	id := s.pay(sale("PIER-3", 1999, "1096"))
	agents := []deskAgent{h.agent("priya", "reverse", "*"), h.agent("tom", "read", "*"), h.agent("ada", "audit", "*"), h.agent("olga", "approve", "*")}
	h.start()
	// One of the held payments was to be reversed before, and wasn't.
	s.fault("reversal:403")
	s.confirmed("PIER-3")
	if r := h.run(agents[0], "reverse", "--shop", "pier", id, "--yes", "--amount", "19.99", "--reason", "x", "--wait", "20s"); r.code != 4 || !strings.Contains(r.err, "Tell whoever manages the server") {
		t.Fatalf("%+v", r)
	}
	const lines = "help\nlist\nreverse\nreverse 1\n1\nresults\nnonsense\nday\nshow 1\nshow 2\nview\nfind 1096\n"
	for _, a := range agents {
		faces := map[string]string{}
		for _, command := range []string{
			"help", "help reverse", "reverse", "reverse --help", "revers", "help statuses", "help exit-codes", "plain --help", "watch --help", "whoami", "shops",
			"list --shop pier", "show --shop pier " + id, "watch --shop pier " + id, "journal --shop pier", "journal",
		} {
			r := h.run(a, strings.Fields(command)...)
			faces[command] = r.out + r.err
		}
		faces["plain lines in a pipe"] = h.runWith(a, lines, nil, "plain", "--shop", "pier").out
		typed := h.login(a, s, "plain", "--shop", "pier")
		typed.WaitFor("PIER-1")
		for line := range strings.Lines(lines) {
			typed.Type(line)
			if line == "1\n" {
				typed.Type("\n") // it keeps the payment
			}
		}
		typed.WaitFor("Found by")
		for line := range strings.Lines(string(typed.Raw())) {
			if echo := strings.TrimSpace(line); !slices.Contains(strings.Split(lines, "\n"), echo) {
				faces["plain lines"] += line
			}
		}
		typed.Kill()
		p := h.login(a, s) // at the shop of the plain lines, which were used last
		p.row("PIER-3", "19.99")
		look := func(name, text string, keys ...string) {
			faces[name] = p.press(keys...).WaitFor(text).String()
		}
		look("list", "Captured, refund instead")
		p.choose("PIER-3")
		look("list, tried before", "PIER-3")
		look("details, tried before", "Details", "enter")
		look("technical", "HTTP 403", "t", "pgdn")
		p.press("enter").WaitGone("Details")
		p.choose("PIER-1")
		look("details, held", "Details", "enter")
		look("help on the screen", "Help", "?")
		look("help on the screen, its end", "Checking: no answer", "pgdn")
		// On a slow line an esc and what comes with it can be one key of a terminal.
		p.press("esc").WaitGone("Checking: no answer")
		p.press("enter").WaitGone("Details")
		look("finder", "No match", "/", "z", "z", "z")
		p.press("esc").WaitGone("find: ")
		look("day", "Today by the hour", "d")
		look("shops", "Choose a shop", "d", "s")
		p.press("esc").WaitGone("Choose a shop")
		look("r", map[bool]string{true: "Reverse this payment?", false: "Your role is " + a.role}[a.role == "reverse"], "r")
		p.Kill()
		if a.role == "reverse" {
			for _, face := range []string{"help", "plain lines", "list", "list, tried before", "help on the screen", "r"} {
				if offered(faces[face]) == nil {
					t.Errorf("%s: nothing is offered to somebody who may reverse:\n%s", face, faces[face])
				}
			}
		}
		for face, text := range faces {
			if places := offered(text); places != nil && (a.role != "reverse" || face == "plain lines in a pipe") {
				t.Errorf("%s: %s: offered: %q", a.role, face, places)
			}
			if word := notTheirs.FindString(text); word != "" {
				t.Errorf("%s: %s says %q:\n%s", a.role, face, word, text)
			}
		}
	}
	s.wantState("PIER-1", dojo.StatusAuthorized, 0)
}
