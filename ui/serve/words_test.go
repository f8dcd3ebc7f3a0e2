package serve

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		command string
		want    []string
		err     error
	}{
		{"", nil, nil},
		{" \t\n ", nil, nil},
		{"list", []string{"list"}, nil},
		{"list  --format\tjson", []string{"list", "--format", "json"}, nil},
		{`show 'a b' "c d"e`, []string{"show", "a b", "c de"}, nil},
		{`'' ""`, []string{"", ""}, nil},
		{`a\ b \\ \"`, []string{"a b", `\`, `"`}, nil},
		{`"a\"b\\c\d\$"`, []string{`a"b\c\d$`}, nil},
		{`'a\'`, []string{`a\`}, nil},
		{"a\\\nb \"c\\\nd\"", []string{"ab", "cd"}, nil},
		{"$HOME `id` $(id) ; | & > < * ~ # x", []string{"$HOME", "`id`", "$(id)", ";", "|", "&", ">", "<", "*", "~", "#", "x"}, nil},
		{`--reason='ordered twice, José'`, []string{"--reason=ordered twice, José"}, nil},
		{`a 'b`, nil, errQuote},
		{`a "b`, nil, errQuote},
		{`a "b\`, nil, errQuote},
		{`a \`, nil, errBackslash},
		{"a\x1b[2J", nil, errInvisible},
		{"a\x00b", nil, errInvisible},
		{"a\u009bb", nil, errInvisible},
		{"a\u202eb", nil, errInvisible},
		{"a\xffb", nil, errInvisible},
	} {
		got, err := Split(tt.command)
		if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%q: %q, %v", tt.command, got, err)
		}
	}
}

// FuzzSplit holds that a shell makes the same words of a command, where it expands
// nothing.
func FuzzSplit(f *testing.F) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		f.Skip("there is no sh to compare with")
	}
	for _, seed := range []string{"a b", `'a b' "c"`, `a\ b`, `"a\"b\c"`, "a\\\nb", "", `''`, `"'"'"'`, "x\ty\n z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, command string) {
		words, err := Split(command)
		if err != nil {
			if words != nil {
				t.Error("words and an error")
			}
			return
		}
		for _, w := range words {
			if !utf8.ValidString(w) || strings.ContainsFunc(w, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }) {
				t.Errorf("%q has the word %q", command, w)
			}
		}
		if strings.ContainsAny(command, "$`;|&<>()*?[]{}~#!=\n") {
			return // the shell would do more with it
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		out, err := exec.CommandContext(ctx, shell, "-c", `set -- `+command+`
for w in "$@"; do printf '%s\0' "$w"; done`).Output()
		if err != nil {
			t.Skip(err)
		}
		var want []string
		for w := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
			want = append(want, string(w))
		}
		if len(out) == 0 {
			want = nil
		}
		if !slices.Equal(words, want) {
			t.Errorf("%q: %q, but the shell has %q", command, words, want)
		}
	})
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for _, tt := range [][2]string{
		{"priya", "priya"},
		{"\x1b]0;root\a", "?]0;root?"},
		{"a\nb\r\u202ec\xff", "a?b??c?"},
		{"José Müller", "José Müller"},
		{strings.Repeat("é", 30), strings.Repeat("é", 20)},
	} {
		if got := visible(tt[0], 20); got != tt[1] {
			t.Errorf("%q: %q", tt[0], got)
		}
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	for _, tt := range [][2]string{
		{"/var/lib/dojo/host_key", "/var/lib/dojo/host_key"},
		{"/a b/c", "'/a b/c'"},
		{"/it's", `'/it'\''s'`},
	} {
		if got := quoted(tt[0]); got != tt[1] {
			t.Errorf("%q: %s", tt[0], got)
		}
	}
}
