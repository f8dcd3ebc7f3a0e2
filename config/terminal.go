package config

import (
	"maps"
	"slices"
	"strings"
)

// localeVariables name the locale, see Encoding and localeOfMachine.
func localeVariables() []string { return []string{"LC_ALL", "LC_CTYPE", "LC_MONETARY", "LANG"} }

// WithoutTerminal are the sources of a server that many people use, each at a terminal of
// their own. What the environment of its process says of a terminal is true of none of
// them, so it isn't read. Settings.SeenBy reads what a person's environment says.
func (s Sources) WithoutTerminal() Sources {
	hidden := localeVariables()
	for _, setting := range Table() {
		if setting.ofTerminal {
			hidden = append(hidden, setting.Env)
		}
	}
	lookup := s.env
	s.LookupEnv = func(name string) (string, bool) {
		if slices.Contains(hidden, name) {
			return "", false
		}
		return lookup(name)
	}
	return s
}

// SeenBy is the settings at a terminal that the environment describes: theme, plain, ascii
// and locale follow it as if it had been read with the others. The settings come from
// Sources.WithoutTerminal. The terminal isn't the console of Windows: it is at the other
// end of a line.
func (s Settings) SeenBy(lookupEnv func(name string) (string, bool)) Settings {
	l := newLoader(Sources{LookupEnv: lookupEnv})
	l.settings = s
	l.settings.sources, l.settings.texts = maps.Clone(s.sources), maps.Clone(s.texts)
	for _, setting := range Table() {
		where, set := s.sources[setting.Name]
		if !setting.ofTerminal || strings.HasPrefix(where, "--") {
			continue
		}
		if f, ok, _ := l.inEnvironment(setting); ok && l.parse(setting, f) == nil {
			l.settings.sources[setting.Name] = f.where
		} else if !set {
			l.applyDefault(setting)
		}
	}
	return l.settings
}
