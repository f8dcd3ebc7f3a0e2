package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// Load reads the settings: flags before the environment, the environment
// before the file, the file before the defaults. Only the value that wins is
// checked, so that a flag gets around a bad line in a file.
//
// The error is an *Error that holds everything that is wrong, each with its
// place and its cure. The settings that come with it hold what could be read
// and defaults for the rest, but no key: they are good for drawing the message
// (theme, ASCII) and for nothing else.
func Load(src Sources) (Settings, error) {
	l := newLoader(src)
	l.load()
	return l.result()
}

func (l *loader) load() {
	l.readFile()
	for _, s := range Table() {
		if s.parse != nil {
			l.apply(s)
		}
	}
	l.checkFlags()
	l.checkVariables()
	l.reportMisnamed()
	l.checkKey()
	l.checkLiveHost()
	l.checkProxy()
	if !l.src.WithoutKey { // the demo keeps nothing, so it does without
		l.needStateDir()
	}
	l.checkMode()
}

// loader is one run of Load.
type loader struct {
	src      Sources
	settings Settings
	file     file
	shop     shopTable // of the file; zero where it has one shop, at its top
	problems []Problem
	warnings []string
	secrets  []string // keys and passwords that were read and must not appear in any text
	keyTried bool     // a key was given, good or bad
}

func newLoader(src Sources) *loader {
	return &loader{src: src, settings: Settings{sources: map[string]string{}, texts: map[string]string{}}}
}

// found is a value and where it comes from.
type found struct {
	text  string
	where string
	line  int // of the settings file, from 1; 0 for another place
}

// apply finds the value that wins and sets it. A bad one is replaced by the
// default, so that the settings are whole even beside an error.
func (l *loader) apply(s Setting) {
	find := l.find
	switch {
	case s.Name == "shop" && len(l.file.shops) > 0:
		l.chooseShop(s)
		return
	case s.Name == "api_key":
		// Even where no key is needed, a key that was set must not be shown.
		l.collectSecrets(s)
		if l.src.WithoutKey {
			return
		}
		find = l.findKey
	case s.Name == "proxy":
		l.noteProxyPasswords()
	}
	l.applyDefault(s)
	f, ok := find(s)
	if !ok {
		return
	}
	l.settings.sources[s.Name] = f.where
	if s.Name == "api_key" {
		l.keyTried = true
	}
	if err := l.parse(s, f); err != nil {
		l.problem(s.Name, f.where, s.Name+" "+err.Error(), errors.Unwrap(err))
		delete(l.settings.sources, s.Name)
		l.applyDefault(s)
	}
}

// parse sets a setting to a value, or says what is wrong with the value.
func (l *loader) parse(s Setting, f found) error {
	value, err := l.visible(s, f)
	if err == nil && !s.free {
		err = withoutQuotes(s.Name, value)
	}
	if err != nil {
		return err
	}
	return l.set(s, value)
}

// Parse reads one value as somebody types it for a setting. The settings that it
// returns hold that value alone. The error says what is wrong in words that go on after
// what the setting is called: "has quotation marks in it. Leave them out". It never
// repeats a key.
func Parse(name, value string) (Settings, error) {
	s, ok := find(name)
	if !ok {
		return Settings{}, fmt.Errorf("%s isn't a setting", quote(name))
	}
	l := newLoader(Sources{})
	err := l.parse(s, found{text: value})
	return l.settings, err
}

func (l *loader) applyDefault(s Setting) {
	value := s.Default
	if s.fallback != nil {
		value = s.fallback(l.src)
	}
	if value != "" {
		// Only a default of the machine can be bad, such as an account name of
		// 500 letters. Nobody asked for it, so the program starts without.
		_ = l.set(s, value)
	}
}

// set sets a setting, and notes its text unless that is a secret.
func (l *loader) set(s Setting, value string) error {
	delete(l.settings.texts, s.Name)
	err := s.parse(l, &l.settings, value)
	if err == nil && !s.secret() {
		l.settings.texts[s.Name] = value
	}
	return err
}

// find looks a value up in the layers, highest first. A value of the wrong
// TOML type is a problem, and then nothing is found.
func (l *loader) find(s Setting) (found, bool) {
	if v, ok := l.src.Flags[s.Flag]; ok && s.Flag != "" {
		return found{text: v, where: "--" + s.Flag}, true
	}
	if f, ok, set := l.inEnvironment(s); set {
		return f, ok
	}
	return l.inFile(s)
}

// inEnvironment looks a value up in the environment. set says whether somebody meant to
// set it there, even if it can't be read.
func (l *loader) inEnvironment(s Setting) (f found, ok, set bool) {
	if v, ok := l.src.env(s.Env); ok {
		if s.fromEnv != nil {
			v = s.fromEnv(v)
		}
		return found{text: v, where: "environment " + s.Env}, true, true
	}
	if _, ok := l.src.env(s.Env + " "); ok && s.Env != "" {
		// On Windows, set NAME = value makes a variable whose name ends in a space.
		if s.Name == "api_key" {
			l.keyTried = true
		}
		l.problem(s.Name, "environment "+s.Env, "the name of this variable has a space at its end, so it isn't read. Set it without a space before the equals sign: set "+s.Env+"=…", nil)
		return found{}, false, true
	}
	return found{}, false, false
}

// inFile looks a value up below the heading of the shop, and then at the top of the
// settings file.
func (l *loader) inFile(s Setting) (found, bool) {
	v, ok := l.shop.values[s.Name]
	if !ok {
		v, ok = l.file.values[s.Name]
	}
	if !ok {
		return found{}, false
	}
	where := l.file.where(v.line)
	text, ok := textOf(s.kind, v.raw)
	if !ok {
		if s.Name == "api_key" {
			l.keyTried = true
		}
		if text := l.tableText(s, v); text != "" {
			// The key may stand below a heading: that it is missing isn't said on top.
			l.file.broken = l.file.broken || holdsSettings(v.raw)
			l.problem(s.Name, where, text, nil)
			return found{}, false
		}
		l.problem(s.Name, where, s.Name+" "+shapeOf(s)+", like this: "+s.example, nil)
		return found{}, false
	}
	return found{text: text, where: where, line: v.line}, true
}

func (l *loader) collectSecrets(s Setting) {
	if v, ok := l.src.env(s.Env); ok {
		l.secret(v)
	}
	for _, t := range l.file.tables() {
		if v, ok := t.values[s.Name].raw.(string); ok {
			l.secret(v)
		}
	}
}

// secret notes a key that must not appear in any text.
func (l *loader) secret(key string) {
	l.secrets = append(l.secrets, key, strings.TrimSpace(key), dojo.Clean(key))
}

func (l *loader) problem(setting, where, text string, cause error) {
	l.problems = append(l.problems, Problem{Setting: setting, Where: where, Text: text, cause: cause})
}

func (l *loader) warn(where, text string) {
	if where != "" {
		text = where + ": " + text
	}
	l.warnings = append(l.warnings, text)
}

// checkFlags reports flags that no setting has: the caller's flags and the table
// disagree, and a flag that does nothing would mislead.
func (l *loader) checkFlags() {
	known := map[string]bool{}
	for _, s := range Table() {
		known[s.Flag] = true
	}
	for _, name := range slices.Sorted(maps.Keys(l.src.Flags)) {
		if !known[name] || name == "" {
			l.problem("", "--"+mask(dojo.Clean(name)), "there is no setting with this flag; see --help", nil)
		}
	}
}

// checkKey reports a missing key, unless the reason for its absence is one of
// the problems already: a file that can't be read, or a misspelt name.
func (l *loader) checkKey() {
	if l.src.WithoutKey || l.keyTried || l.file.broken || l.file.misspelt["api_key"] {
		return
	}
	text := "there is no API key. Run dojo-reversals login, or set DOJO_API_KEY to the shop's secret key, which starts with sk_"
	if handle := l.settings.Handle; handle != "" {
		text = "the shop " + handle + " has no API key. Run dojo-reversals login --shop " + handle
	}
	l.problem("api_key", "", text, dojo.ErrNoKey)
}

// checkLiveHost refuses to send a live key to a host that isn't Dojo's and that
// nobody has named: a wrong base_url would hand the shop's money to whoever
// answers there.
func (l *loader) checkLiveHost() {
	if l.settings.APIKey.IsZero() || l.has("base_url") || l.has("live_host") {
		return
	}
	base, err := dojo.ParseBaseURL(l.settings.BaseURL)
	if err != nil {
		return // already reported
	}
	if err := dojo.CheckLiveHost(l.settings.APIKey, base, l.settings.LiveHost); err != nil {
		host := quote(base.Hostname())
		l.problem("base_url", l.settings.Source("base_url"), "the key is live, and "+host+" isn't Dojo's own host, so the key isn't sent there. "+
			"If it is the right one, set live_host = "+host+" or DOJO_LIVE_HOST to it. If not, leave base_url out: it is "+dojo.DefaultBaseURL+" then", err)
	}
}

// needStateDir reports a state directory that nobody set and the platform
// doesn't give.
func (l *loader) needStateDir() {
	if l.settings.StateDir != "" || l.has("state_dir") {
		return
	}
	missing := "the home directory isn't known"
	if l.src.GOOS == "windows" {
		missing = "the variable LocalAppData isn't set"
	}
	l.problem("state_dir", "", "state_dir has no default here, since "+missing+". Set DOJO_STATE_DIR to a folder, written in full", nil)
}

func (l *loader) has(setting string) bool {
	return slices.ContainsFunc(l.problems, func(p Problem) bool { return p.Setting == setting })
}

// checkMode warns about a file with a key or a password that other accounts can get at.
func (l *loader) checkMode() {
	holds, after := "the API key", ". Or let dojo-reversals login keep the key"
	if !l.file.hasKey() {
		holds, after = "a proxy's password", ""
	}
	if !l.file.hasKey() && !l.file.hasProxyPassword() || l.src.ByOthers == nil {
		return
	}
	if open, err := l.src.ByOthers(l.file.path); err != nil || !open {
		return
	}
	path := shownPath(l.file.path)
	cure := l.closing(path)
	if l.src.GOOS == "windows" {
		cure = "Close it to them, in its Properties under Security"
		if own := defaultConfigFile(l.src); own != "" && own != l.file.path {
			cure += ", or move it to your account's own folder, as " + shownPath(own)
		}
	}
	l.warn(path, "this file holds "+holds+", and other users of this computer can open it. "+cure+after)
}

func (l *loader) result() (Settings, error) {
	s := l.settings
	for _, w := range l.warnings {
		s.Warnings = append(s.Warnings, withoutKeys(w, l.secrets))
	}
	if len(l.problems) == 0 {
		return s, nil
	}
	s.APIKey = dojo.APIKey{}
	for i := range l.problems {
		p := &l.problems[i]
		p.Where = withoutKeys(p.Where, l.secrets)
		p.Text = withoutKeys(p.Text, l.secrets)
	}
	return s, &Error{Problems: l.problems}
}
