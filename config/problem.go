package config

import "strings"

// Problem is one thing that is wrong with the settings. It never holds a key.
type Problem struct {
	Setting string // its name in the table; "" where the problem isn't with one setting
	Where   string // as Settings.Source says it
	Text    string // what is wrong and how to put it right, in a sentence or two

	cause error
}

// Error is the place and the text.
func (p Problem) Error() string {
	if p.Where == "" {
		return p.Text
	}
	return p.Where + ": " + p.Text
}

// Unwrap returns dojo.ErrNoKey, dojo.ErrPublicKey or dojo.ErrMalformedKey
// where that is the problem, so that the first start can be told from a
// mistake, or the file system's error.
func (p Problem) Unwrap() error { return p.cause }

// Error is all that is wrong with the settings, never empty. A missing key is
// one of its problems: errors.Is(err, dojo.ErrNoKey).
type Error struct{ Problems []Problem }

// Error writes each problem on a line of its own.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems.
func (e *Error) Unwrap() []error {
	errs := make([]error, len(e.Problems))
	for i, p := range e.Problems {
		errs[i] = p
	}
	return errs
}
