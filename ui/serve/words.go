package serve

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	errQuote     = errors.New("a quotation mark is missing at the end of the command")
	errBackslash = errors.New("the command ends with a backslash")
	errInvisible = errors.New("the command has characters that can't be shown")
)

// Split cuts a command into words as a POSIX shell does, section 2.2 of the Shell
// Command Language: by blanks, with single and double quotation marks and backslashes.
// Nothing is expanded and nothing is an operator. Control characters other than the
// blanks, and marks that turn the direction of text, are refused: words of the command
// are shown in error messages.
func Split(command string) ([]string, error) {
	if !utf8.ValidString(command) || strings.ContainsFunc(command, isHidden) {
		return nil, errInvisible
	}
	var words []string
	var word strings.Builder
	begun := false // '' is a word too
	for rest := command; rest != ""; {
		c := rest[0]
		rest = rest[1:]
		switch c {
		case ' ', '\t', '\n':
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
			continue
		case '\'':
			quoted, after, closed := strings.Cut(rest, "'")
			if !closed {
				return nil, errQuote
			}
			word.WriteString(quoted)
			rest = after
		case '"':
			var err error
			if rest, err = inDoubleQuotes(&word, rest); err != nil {
				return nil, err
			}
		case '\\':
			if rest == "" {
				return nil, errBackslash
			}
			if rest[0] == '\n' { // a line that goes on
				rest = rest[1:]
				continue
			}
			word.WriteByte(rest[0])
			rest = rest[1:]
		default:
			word.WriteByte(c)
		}
		begun = true
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// inDoubleQuotes adds what stands before the closing mark to a word, and returns what
// follows that mark.
func inDoubleQuotes(word *strings.Builder, text string) (rest string, err error) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return text[i+1:], nil
		case c == '\\' && i+1 < len(text) && strings.IndexByte("$`\"\\\n", text[i+1]) >= 0:
			i++
			if text[i] != '\n' {
				word.WriteByte(text[i])
			}
		default:
			word.WriteByte(c)
		}
	}
	return "", errQuote
}

// isHidden is true for what a terminal doesn't show as it is, or acts on.
func isHidden(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' || unicode.Is(unicode.Bidi_Control, r)
}

// visible returns the first characters of a text so that a terminal or a log can show
// them: what can't be printed becomes a question mark.
func visible(text string, most int) string {
	shown := 0
	return strings.Map(func(r rune) rune {
		if shown++; shown > most {
			return -1
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if !strings.ContainsFunc(path, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/._-+", r)
	}) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
