package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// CheckProgram says which program this is. It asks nobody for a newer one: the program
// talks to Dojo's host alone.
func CheckProgram(version string) Finding {
	return ok(Program, version+". It can't ask for a newer release, since it talks to Dojo's host alone: compare this with the releases that you were given.")
}

// CheckSettings says where the settings come from, and what is wrong with them. A problem
// has its cure in its own text.
func CheckSettings(file string, set, problems, warnings []string) Finding {
	found := "There is no settings file, so the environment and the defaults count."
	if file != "" {
		found = "They are read from " + file + "."
	}
	f := ok(Settings, found)
	f.More = append(f.More, set...)
	switch {
	case len(problems) > 0:
		f.State = Fault
		f.Found += " Something is wrong with them."
		f.More, f.Cure = nil, strings.Join(append(problems, warnings...), "\n")
	case len(warnings) > 0:
		f.State, f.Cure = Warning, strings.Join(warnings, "\n")
	}
	return f
}

// CheckFolder says whether the state directory can be used. err is what is wrong with it,
// and cure what people are told of that.
func CheckFolder(dir string, err error, cure string) Finding {
	switch {
	case dir == "":
		return fault(Folder, "No folder is known to keep the record of reversals in.", "Set state_dir or DOJO_STATE_DIR to a folder, written in full.")
	case err == nil:
		return ok(Folder, dir+" is this account's own and on this computer's disk.")
	case errors.Is(err, fs.ErrNotExist):
		return ok(Folder, dir+" isn't there yet. It is made at the first start.")
	}
	return fault(Folder, dir+" can't be used, so nothing can be reversed.", sentence(cure))
}

// Record is what a check of the journal gave.
type Record struct {
	Path       string
	Head       journal.Head
	Attempts   int
	Unfinished int
	Err        error  // journal.ErrNone where nothing was recorded yet
	Cure       string // what people are told of Err
	Lost       bool   // there is no record, but there was one
}

// CheckJournal says whether the journal is whole, and what its head is.
func CheckJournal(r Record) Finding {
	switch {
	case r.Lost:
		return fault(Journal, "The record of reversals is gone: results of reversals were put away in its folder.",
			"Put the record back from a backup, or look at the last payments in the list: what wasn't finished isn't followed.")
	case errors.Is(r.Err, journal.ErrNone):
		return ok(Journal, "No record yet: nothing was recorded so far.")
	case errors.Is(r.Err, journal.ErrNewer):
		return fault(Journal, "The record was written by a newer version of this program, so this one can't use it.",
			"Update this program to that version: "+sentence(r.Cure))
	case r.Err != nil:
		return fault(Journal, "The record of reversals can't be relied on, so nothing can be reversed.", sentence(r.Cure))
	}
	return ok(Journal, fmt.Sprintf("%s is whole: %d events. Its head is %s.", r.Path, r.Head.Count, r.Head.Hash))
}

// CheckAttempts says which attempts aren't over.
func CheckAttempts(r Record) Finding {
	switch {
	case errors.Is(r.Err, journal.ErrNone) && !r.Lost:
		return ok(Attempts, "None was recorded so far.")
	case r.Err != nil:
		return skipped(Attempts, "The journal comes first.")
	case r.Unfinished > 0:
		return warning(Attempts, fmt.Sprintf("%d of %d attempts aren't finished: what became of them isn't known.", r.Unfinished, r.Attempts),
			"Start the program, which looks their payments up and follows them. It sends nothing a second time.")
	}
	return ok(Attempts, fmt.Sprintf("None is unfinished, of %d in the record.", r.Attempts))
}

// Screen is what is known of the terminal.
type Screen struct {
	There          bool // there is one
	Columns, Lines int
	Draws          bool   // it takes the sequences that a screen is drawn by
	Term           string // the variable TERM
	Colours        string // in words
	Encoding       string // that the locale names; "" for UTF-8
	ASCII          bool   // the setting
}

// The smallest screen on which all is to be seen, in cells.
const (
	fewestColumns = 60
	fewestLines   = 15
)

// CheckTerminal says what the terminal can show.
func CheckTerminal(t Screen) Finding {
	switch {
	case !t.There:
		return skipped(Terminal, "The output goes to a file or a pipe. Run doctor in the window in which the program is used.")
	case !t.Draws || t.Term == "dumb":
		return warning(Terminal, "This terminal can't draw a screen, so the program prints plain lines.", "Use another terminal, such as Windows Terminal, or keep to plain lines.")
	}
	letters := "UTF-8"
	switch {
	case t.Encoding != "":
		letters = t.Encoding
	case t.ASCII:
		letters = "UTF-8, of which the setting ascii uses ASCII alone"
	}
	f := ok(Terminal, fmt.Sprintf("%d columns, %d lines, %s, %s", t.Columns, t.Lines, t.Colours, letters))
	if t.Term != "" {
		f.Found += ", TERM is " + dojo.Clean(t.Term)
	}
	f.Found += "."
	switch {
	case t.Columns < fewestColumns || t.Lines < fewestLines:
		f.State, f.Cure = Warning, fmt.Sprintf("Make the window larger: below %d columns and %d lines not everything can be shown.", fewestColumns, fewestLines)
	case t.Encoding != "":
		f.State, f.Cure = Warning, "Set LANG to a locale with UTF-8, such as en_GB.UTF-8, if the terminal shows it. Until then letters that it lacks are shown as others."
	}
	return f
}

// Tmux is what tmux says of the clipboard.
type Tmux struct {
	Inside       bool   // the terminal is one of tmux
	SetClipboard string // the option set-clipboard; "" where tmux didn't say
}

// CheckClipboard says whether the key y reaches the clipboard. Only with on does tmux hand
// on what a program sends (tmux(1), set-clipboard).
func CheckClipboard(there bool, t Tmux) Finding {
	const cure = "Put the line: set -s set-clipboard on into ~/.tmux.conf, or run: tmux set -s set-clipboard on"
	switch {
	case !there:
		return skipped(Clipboard, "There is no terminal.")
	case !t.Inside:
		return ok(Clipboard, "Copying with y sends the text to the terminal (OSC 52). Whether it takes it can't be asked: if y copies nothing, allow programs to use the clipboard in the terminal's settings.")
	case t.SetClipboard == "on":
		return ok(Clipboard, "tmux hands on what is copied with y.")
	case t.SetClipboard == "":
		return warning(Clipboard, "tmux doesn't say whether it hands on what is copied with y.", cure)
	}
	return warning(Clipboard, "tmux doesn't hand on what is copied with y: its option set-clipboard is "+dojo.Clean(t.SetClipboard)+".", cure)
}

// Secret is what is known of a shop's key.
type Secret struct {
	Key      dojo.APIKey
	Source   string   // where it comes from
	Problems []string // what is wrong, each with its cure
	NotAsked bool     // it is in the system's keyring, which wasn't asked
}

// CheckKey says where the key is and what it moves.
func CheckKey(s Secret) Finding {
	switch {
	case len(s.Problems) > 0:
		return fault(Key, "There is no key that can be used.", strings.Join(s.Problems, "\n"))
	case s.NotAsked:
		return warning(Key, "It is in the system's keyring, which wasn't asked: it may open a window. So Dojo wasn't asked either.",
			"To check them too: dojo-reversals doctor --ask-keyring")
	case s.Key.IsZero():
		return skipped(Key, "The settings come first.")
	}
	moves := "It moves real money"
	if s.Key.Environment() == dojo.Sandbox {
		moves = "It moves no money"
	}
	return ok(Key, fmt.Sprintf("%s (%s). %s. Its fingerprint is %s.", s.Key.Environment(), s.Source, moves, s.Key.Fingerprint()))
}

// CheckZone says what time it is in the shop.
func CheckZone(zone *time.Location, source string, now time.Time) Finding {
	_, offset := now.In(zone).Zone()
	_, here := now.Zone()
	f := ok(Zone, fmt.Sprintf("%s (%s). There it is %s by this computer's clock.", zone, source, now.In(zone).Format("2006-01-02 15:04 -07:00")))
	if offset != here {
		f.Found += " This computer is set to another zone, which doesn't matter: the shop's counts."
	}
	return f
}

// sentence ends a text as a sentence ends.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
