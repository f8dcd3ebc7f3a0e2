package serve

import (
	"fmt"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		ok          bool
	}{
		{"LANG", "en_GB.UTF-8", true},
		{"LC_ALL", "C", true},
		{"LC_MONETARY", "de_AT", true},
		{"COLORTERM", "truecolor", true},
		{"NO_COLOR", "", true},
		{"TERM", "xterm", false}, // the terminal's own request says it
		{"LC_", "C", false},
		{"LC_all", "C", false},
		{"LC_A B", "C", false},
		{"LC_" + strings.Repeat("A", 21), "C", false},
		{"LANGUAGE", "en", false},
		{"PATH", "/tmp", false},
		{"LD_PRELOAD", "/tmp/x.so", false},
		{"HOME", "/root", false},
		{"DOJO_API_KEY", "x", false},
		{"COLUMNS", "80", false},
		{"", "", false},
		{"LANG", "a\x1b[2J", false},
		{"LANG", "a\nb", false},
		{"LANG", "é", false},
		{"LANG", strings.Repeat("a", longestValue), true},
		{"LANG", strings.Repeat("a", longestValue+1), false},
	} {
		e := environment{}
		if got := e.set(tt.name, tt.value); got != tt.ok {
			t.Errorf("%q=%q: %v", tt.name, tt.value, got)
		}
		value, known := e.lookup(tt.name)
		if known != tt.ok || known && value != tt.value {
			t.Errorf("%q=%q: then %q, %v", tt.name, tt.value, value, known)
		}
	}
	e := environment{}
	for i := range 100 {
		e.set("LC_"+strings.Repeat("A", i/26%20+1)+string(rune('A'+i%26)), "C")
	}
	if len(e) != mostVariables {
		t.Errorf("%d variables", len(e))
	}
	for name := range e {
		if !e.set(name, "D") {
			t.Error("a variable that is there can't be changed")
		}
	}
}

func TestPlausible(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		columns, lines uint32
		ok             bool
	}{
		{80, 24, true}, {1, 1, true}, {2000, 1000, true},
		{0, 0, false}, {0, 24, false}, {80, 0, false},
		{2001, 24, false}, {80, 1001, false}, {65535, 65535, false}, {1<<16 + 80, 1<<16 + 24, false}, {1<<32 - 1, 24, false},
	} {
		got, ok := plausible(tt.columns, tt.lines)
		if ok != tt.ok || ok && got != (size{uint16(tt.columns), uint16(tt.lines)}) {
			t.Errorf("%dx%d: %v, %v", tt.columns, tt.lines, got, ok)
		}
	}
}

func TestErase(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		modes string
		want  byte
	}{
		{"", 0x7f},
		{"\x00", 0x7f},
		{"\x03\x00\x00\x00\x08\x00", 8},
		{"\x01\x00\x00\x00\x03\x03\x00\x00\x00\x08\x00", 8},
		{"\x03\x00\x00\x00\xff\x00", 0x7f}, // no key erases
		{"\x00\x03\x00\x00\x00\x08", 0x7f},
		{"\xa0\x03\x00\x00\x00\x08", 0x7f},
		{"\x03\x00\x00\x01\x08", 0x7f},
		{"\x03\x00\x00", 0x7f},
	} {
		if got := (ptyRequest{Modes: tt.modes}).erase(); got != tt.want {
			t.Errorf("%q: %#x", tt.modes, got)
		}
	}
}

// FuzzRequest holds that no payload of a client breaks the server.
func FuzzRequest(f *testing.F) {
	f.Add("pty-req", gossh.Marshal(ptyRequest{Term: "xterm", Columns: 80, Lines: 24, Modes: "\x03\x00\x00\x00\x08\x00"}))
	f.Add("window-change", gossh.Marshal(windowChange{Columns: 80, Lines: 24}))
	f.Add("env", gossh.Marshal(struct{ Name, Value string }{"LANG", "C"}))
	f.Add("signal", gossh.Marshal(struct{ Name string }{"INT"}))
	f.Add("", []byte{})
	f.Fuzz(func(t *testing.T, kind string, text []byte) {
		r := &gossh.Request{Type: kind, Payload: text}
		if v, ok := payload[ptyRequest](r); ok {
			_ = v.erase()
			if s, ok := plausible(v.Columns, v.Lines); ok && (s.columns == 0 || s.columns > mostColumns) {
				t.Error(s)
			}
		}
		payload[windowChange](r)
		if v, ok := payload[struct{ Name, Value string }](r); ok {
			e := environment{}
			if e.set(v.Name, v.Value) && strings.Contains(fmt.Sprint(e), "\x1b") {
				t.Error("an escape sequence")
			}
		}
	})
}
