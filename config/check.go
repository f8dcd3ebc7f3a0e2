package config

import (
	"errors"
	"slices"

	"dojoreversals/dojo"
)

// File is where the settings file of these sources is or would be, "" if that isn't
// known.
func File(src Sources) string {
	path, _, _ := newLoader(src).configPath()
	return path
}

// Check returns what is wrong with the text of a settings file, for all its shops and for
// the server, as Load and LoadServe would find it at the place of File. It looks at what the file sets even where a
// flag or a variable of the sources wins. That a key is missing is no mistake of the
// file, and the keyring isn't asked: nobody wants a window that asks for a password.
func Check(src Sources, text []byte) []Problem {
	src = src.OfFile(text)
	src.WithoutKey = true
	whole, err := Load(src)
	problems := mistakesIn(err)
	src.WithoutKey = false
	if len(whole.Shops) == 0 {
		_, err := Load(src)
		problems = append(problems, mistakesIn(err)...)
	}
	for _, shop := range whole.Shops {
		_, err := Load(src.For(shop.Handle))
		problems = append(problems, mistakesIn(err)...)
	}
	_, _, err = LoadServe(src)
	problems = append(problems, mistakesIn(err)...)
	var list []Problem
	for _, p := range problems {
		missing := p.Where == "" && errors.Is(p, dojo.ErrNoKey) || errors.Is(p, errNoAgents)
		if !missing && !slices.ContainsFunc(list, func(q Problem) bool { return p.Error() == q.Error() }) {
			list = append(list, p)
		}
	}
	return list
}

// OfFile is these sources with nothing but a settings file of this text, at the place of
// File. For where the keyring has the key, there is one that is none.
func (s Sources) OfFile(text []byte) Sources {
	path, read, lookup := File(s), s.ReadFile, s.LookupEnv
	s.Flags = map[string]string{"config": path}
	s.ReadFile = func(name string) ([]byte, error) {
		if name == path {
			return text, nil
		}
		return Sources{ReadFile: read}.read(name)
	}
	s.Environ, s.Choose = nil, nil
	s.LookupEnv = func(name string) (string, bool) {
		isSetting := slices.ContainsFunc(Table(), func(t Setting) bool { return t.Env == name })
		if lookup == nil || isSetting || slices.Contains(keyVariables, name) {
			return "", false
		}
		return lookup(name)
	}
	// A key that is none, and for which no host is wrong.
	s.Keyring = func(_, _ string) (string, error) { return "sk_sandbox_in_the_keyring", nil }
	return s
}

func mistakesIn(err error) []Problem {
	if all, ok := errors.AsType[*Error](err); ok {
		return all.Problems
	}
	return nil
}

// Added are the problems that were not there before. One that has only moved to another
// line is the same, and a second one of the same words in another line isn't.
func Added(before, after []Problem) []Problem {
	type mistake struct{ setting, text string }
	known := map[mistake]int{}
	for _, p := range before {
		known[mistake{p.Setting, p.Text}]++
	}
	var added []Problem
	for _, p := range after {
		m := mistake{p.Setting, p.Text}
		if known[m]--; known[m] < 0 {
			added = append(added, p)
		}
	}
	return added
}
