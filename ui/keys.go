package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"dojoreversals/ui/words"
)

// action is what a key does in the list.
type action int

const (
	actNone action = iota
	actUp
	actDown
	actPageUp
	actPageDown
	actHome
	actEnd
	actDetails
	actReverse
	actFind
	actView
	actDay
	actShops
	actTechnical
	actCopy
	actHelp
	actRefresh
	actRedraw
	actSuspend
	actBack
	actQuit
)

// Key is one line of the table of keys, which feeds what keys do, the help screen
// and the README. The binding's help has the keys as people read them ("" where
// the line before shows them too) and what they do.
type Key struct {
	key.Binding
	Short  string // one word for the bottom line, "" if it isn't there
	Danger bool   // moves money
	action action
}

// Keys is the table of keys of the list.
func Keys() []Key {
	bind := func(do action, names, shown, help, short string) Key {
		keys := key.WithKeys(strings.Split(names, ",")...)
		return Key{key.NewBinding(keys, key.WithHelp(shown, help)), short, do == actReverse, do}
	}
	return []Key{
		bind(actUp, "up,k", "↑ ↓ k j", words.HelpMove, ""),
		bind(actDown, "down,j", "", "", ""),
		bind(actPageUp, "pgup,ctrl+b", "pgup pgdn", words.HelpPage, ""),
		bind(actPageDown, "pgdown,ctrl+f, ", "", "", ""),
		bind(actHome, "home,g", "home end", words.HelpEnds, ""),
		bind(actEnd, "end,G", "", "", ""),
		bind(actDetails, "enter", "enter", words.HelpDetails, words.KeyDetails),
		bind(actReverse, "r,R", "r", words.HelpReverse, words.KeyReverse),
		bind(actFind, "/", "/", words.HelpFind, words.KeyFind),
		bind(actView, "v,V", "v", words.HelpView, words.KeyView),
		bind(actDay, "d,D", "d", words.HelpDay, words.KeyDay),
		bind(actShops, "s,S", "s", words.HelpShops, words.KeyShops),
		bind(actTechnical, "t,T", "t", words.HelpTechnical, ""),
		bind(actCopy, "y,Y", "y", words.HelpCopy, ""),
		bind(actRefresh, "f5,ctrl+r", "F5 ctrl+r", words.HelpRefresh, ""),
		bind(actRedraw, "ctrl+l", "ctrl+l", words.HelpRedraw, ""),
		bind(actSuspend, "ctrl+z", "ctrl+z", words.HelpSuspend, ""),
		bind(actBack, "esc", "esc", words.HelpBack, ""),
		bind(actHelp, "?", "?", words.HelpHelp, words.KeyHelp),
		bind(actQuit, "q,Q,ctrl+c", "q", words.HelpQuit, words.KeyQuit),
	}
}

// actionsByKey is what each key does, by its name.
func actionsByKey() map[string]action {
	m := map[string]action{}
	for _, k := range Keys() {
		for _, name := range k.Keys() {
			m[name] = k.action
		}
	}
	return m
}
