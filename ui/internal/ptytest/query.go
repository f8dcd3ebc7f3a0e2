package ptytest

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// recordQueries notes every sequence by which a program asks the terminal
// something, whether x/vt knows an answer or not. Each is kept as the program
// wrote it, but for the terminator of an OSC or DCS: "\x1b]11;?", "\x1b[6n".
func (m *model) recordQueries() {
	for _, cmd := range []int{
		'c',                         // primary device attributes
		ansi.Command('>', 0, 'c'),   // secondary
		ansi.Command('=', 0, 'c'),   // tertiary
		'n',                         // device status, cursor position
		ansi.Command('?', 0, 'n'),   // the same, DEC; colour scheme
		ansi.Command(0, '$', 'p'),   // is this mode set?
		ansi.Command('?', '$', 'p'), // is this DEC mode set?
		ansi.Command('>', 0, 'q'),   // name and version
		ansi.Command('?', 0, 'u'),   // kitty keyboard flags
		ansi.Command('?', 0, 'm'),   // modifyOtherKeys
		'x',                         // terminal parameters
		't',                         // from 11 to 21: window size, title
	} {
		m.emu.RegisterCsiHandler(cmd, func(params ansi.Params) bool {
			if first, _, _ := params.Param(0, 0); cmd != 't' || first >= 11 && first <= 21 {
				m.queries = append(m.queries, csiText(ansi.Cmd(cmd), params))
			}
			return false
		})
	}
	// Palette, foreground, background, cursor and the like, clipboard.
	codes := []int{oscIndexedColor, 5, oscClipboard}
	for code := 10; code <= 19; code++ {
		codes = append(codes, code)
	}
	for _, code := range codes {
		m.emu.RegisterOscHandler(code, func(data []byte) bool {
			if strings.HasSuffix(string(data), "?") {
				m.queries = append(m.queries, "\x1b]"+string(data))
			}
			return false
		})
	}
	for _, q := range []byte{'+', '$'} { // terminfo entries, settings
		m.emu.RegisterDcsHandler(ansi.Command(0, q, 'q'), func(_ ansi.Params, data []byte) bool {
			m.queries = append(m.queries, "\x1bP"+string(q)+"q"+string(data))
			return false
		})
	}
}

// csiText writes a parsed control sequence down again.
func csiText(cmd ansi.Cmd, params ansi.Params) string {
	var b strings.Builder
	b.WriteString("\x1b[")
	if p := cmd.Prefix(); p != 0 {
		b.WriteByte(p)
	}
	params.ForEach(-1, func(i, param int, _ bool) {
		if i > 0 {
			b.WriteByte(';')
		}
		if param >= 0 {
			b.WriteString(strconv.Itoa(param))
		}
	})
	if i := cmd.Intermediate(); i != 0 {
		b.WriteByte(i)
	}
	b.WriteByte(cmd.Final())
	return b.String()
}
