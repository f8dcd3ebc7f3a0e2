package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// ofAMachine are the words of a text that speaks of the machine at which its reader would
// sit, of its network or of its settings.
var ofAMachine = regexp.MustCompile(`(?i)\b(this|the) PC\b|\bPC's|\bthis (till|computer|machine)\b|wi-fi|network|settings? |dojo-reversals|journal adopt|whoever set|next start`)

// Agents read none of these: each such text of the screen and of plain lines has another
// one for them, which fills in no other names.
func TestAgentsReadTheServersWords(t *testing.T) {
	t.Parallel()
	// Their readers are at the server, or run commands there.
	others := []string{TextServerStops}
	found := 0
	for name, text := range shopday.Texts(t, "words.go") {
		if !ofAMachine.MatchString(text) || slices.Contains(others, text) || strings.HasPrefix(name, "Exit") {
			continue
		}
		found++
		own, ok := onServer[text]
		if !ok {
			t.Errorf("%s has no text for agents: %q", name, text)
		}
		if ofAMachine.MatchString(own) {
			t.Errorf("%s speaks to agents of a machine too: %q", name, own)
		}
	}
	if found < 25 {
		t.Errorf("only %d texts speak of a machine", found)
	}
	for text, own := range onServer {
		for _, name := range namesIn(own) {
			if !slices.Contains(namesIn(text), name) {
				t.Errorf("%q fills in {%s}, and %q doesn't", own, name, text)
			}
		}
		if got := New(Options{Agent: true}).Say(text); got != own {
			t.Errorf("an agent reads %q", got)
		}
		if got := New(Options{}).Say(text); got != text {
			t.Errorf("somebody at a till reads %q", got)
		}
	}
}

// Nobody watches a reversal of another shop: agents aren't told what only whoever manages
// the server can run, wherever their session runs.
func TestUnwatchedForAgents(t *testing.T) {
	t.Parallel()
	const why = "If the shop got a new key: dojo-reversals journal adopt --shop mall"
	for _, served := range []bool{false, true} {
		said := Unwatched(New(Options{Agent: true, Served: served}), "MALL", why)
		if strings.Contains(said, "adopt") || !strings.Contains(said, "NOBODY WATCHES IT") || !strings.Contains(said, "Tell whoever manages the server") {
			t.Errorf("served %v: %q", served, said)
		}
	}
	if said := Unwatched(New(Options{}), "MALL", why); !strings.Contains(said, why) {
		t.Errorf("at a till: %q", said)
	}
}

// Who may reverse nothing isn't told how a reversal is tried again, by whatever they do it.
func TestNoTryingAgainWhereNothingCanBeReversed(t *testing.T) {
	t.Parallel()
	p := shopday.Paid("1011", "18:42:07", 4250)
	held := worklist.OnList{Listed: true, Status: dojo.StatusAuthorized, Verdict: dojo.Verdict{Reversible: true}, Can: true}
	again := regexp.MustCompile(`(?i)again|press|\br\b|type reverse|run reverse`)
	for _, speak := range []Speaker{testSpeaker(), testSpeaker().InPlain(), testSpeaker().InCommands()} {
		for _, state := range []journal.State{journal.Failed, journal.Abandoned, journal.Unresolved, journal.Successful} {
			for _, resumed := range []bool{false, true} {
				a := reversal.Attempt{Attempt: journal.Attempt{Payment: journal.Confirmed(p), State: state}, Resumed: resumed}
				switch state {
				case journal.Failed:
					a.Why = journal.Refused
				case journal.Abandoned:
					a.Why = journal.NoConnection
				case journal.Successful:
					a.LastStatus = dojo.StatusCaptured
				}
				for _, since := range []bool{false, true} {
					for _, status := range []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured} {
						on := held
						on.Status = status
						if since {
							on.Since = shopday.Sunday
						}
						may := Around{List: on, Now: worklist.Now{PC: shopday.Sunday}}
						looks := may
						looks.ReadOnly, looks.List.Can = "you can look", false
						row := func(k Around) string {
							return strings.Join(speak.Payment(worklist.Row{Payment: p, Verdict: on.Verdict}).StatusAfter(&a, k).Words, " / ")
						}
						for _, said := range []string{row(looks), speak.Attempt(&a, looks).Notice()} {
							if again.MatchString(strings.ReplaceAll(said, "held again", "")) {
								t.Errorf("%s, resumed %v, since %v: %q", state, resumed, since, said)
							}
						}
						if said := speak.Attempt(&a, looks).Notice(); !since && strings.Contains(said, "last answered") {
							t.Errorf("%s: Dojo answers, and it says %q", state, said)
						}
						if state == journal.Abandoned && !resumed && !again.MatchString(row(may)+speak.Attempt(&a, may).Notice()) {
							t.Errorf("%s: nobody is told to try again: %q", state, row(may))
						}
					}
				}
			}
		}
	}
	for _, m := range Statuses(Options{Agent: true}, false) {
		if text := strings.Join(append(append(m.Rows, m.Also...), m.Means), " / "); regexp.MustCompile(`(?i)\br\b|you can|press`).MatchString(text) {
			t.Errorf("the help tells somebody who may not reverse: %q", text)
		}
	}
}
