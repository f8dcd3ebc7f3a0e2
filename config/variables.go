package config

import (
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// checkVariables reports variables of the environment that are meant for this program
// and aren't read: those whose name is nearly that of a setting's, and those that hold a
// key. It is a problem if the key is missing, since the key is most likely in that
// variable, and else a warning. Other variables that begin with DOJO_ may belong to
// other programs.
func (l *loader) checkVariables() {
	if l.src.Environ == nil {
		return
	}
	settings := Table()
	var names []string
	for _, s := range settings {
		if strings.HasPrefix(s.Env, ourVariables) {
			names = append(names, s.Env)
		}
	}
	for _, entry := range l.src.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		// On Windows names are the same in capitals and small letters. A blank at the
		// end is reported where the setting is read.
		read := func(known string) bool {
			return strings.TrimSpace(name) == known || l.src.GOOS == "windows" && strings.EqualFold(strings.TrimSpace(name), known)
		}
		if !strings.HasPrefix(strings.ToUpper(name), ourVariables) || value == "" || slices.ContainsFunc(names, read) {
			continue
		}
		where := "environment " + mask(dojo.Drawable(name))
		near, ok := Nearest(name, names)
		if strings.HasPrefix(strings.TrimSpace(value), "sk_") {
			near, ok = "DOJO_API_KEY", true
			l.secret(value)
		}
		if !ok {
			l.warnElsewhere(where, name, settings)
			continue
		}
		if _, set := l.src.env(near); set {
			continue // somebody has put it right, and left the other
		}
		text := "this variable isn't read. Did you mean " + near + "?"
		if slices.Contains(keyVariables, near) && !l.keyTried && !l.src.WithoutKey {
			l.keyTried = true
			l.problem("api_key", where, text, nil)
			continue
		}
		l.warn(where, text)
	}
}

// ourVariables is what the names of our variables begin with.
const ourVariables = "DOJO_"

// warnElsewhere warns of a variable that is called like a setting which has none.
func (l *loader) warnElsewhere(where, name string, settings []Setting) {
	for _, s := range settings {
		if plainName(s.Name) != plainName(name) {
			continue
		}
		text := "this variable isn't read. " + s.Name + " is set in the settings file"
		if s.Flag != "" {
			text += " or with --" + s.Flag
		}
		l.warn(where, text)
	}
}
