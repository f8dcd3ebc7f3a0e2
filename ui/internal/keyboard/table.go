package keyboard

import tea "github.com/charmbracelet/bubbletea"

// sequences are the keys that terminals send as a sequence, without its escape.
// A sequence that isn't here is dropped: it is a reply of the terminal, or a key
// that does nothing in this program. That is why a report of the cursor's place
// (ESC [ 1 ; 2 R) isn't taken for F3 with shift, for which some terminals send the
// same bytes.
var sequences = map[string]tea.KeyType{
	"[A": tea.KeyUp, "[B": tea.KeyDown, "[C": tea.KeyRight, "[D": tea.KeyLeft,
	"OA": tea.KeyUp, "OB": tea.KeyDown, "OC": tea.KeyRight, "OD": tea.KeyLeft,
	"[H": tea.KeyHome, "[F": tea.KeyEnd, "OH": tea.KeyHome, "OF": tea.KeyEnd,
	"[1~": tea.KeyHome, "[4~": tea.KeyEnd, "[7~": tea.KeyHome, "[8~": tea.KeyEnd,
	"[2~": tea.KeyInsert, "[3~": tea.KeyDelete, "[5~": tea.KeyPgUp, "[6~": tea.KeyPgDown,
	"[Z": tea.KeyShiftTab,

	"OP": tea.KeyF1, "OQ": tea.KeyF2, "OR": tea.KeyF3, "OS": tea.KeyF4,
	"[11~": tea.KeyF1, "[12~": tea.KeyF2, "[13~": tea.KeyF3, "[14~": tea.KeyF4, "[15~": tea.KeyF5,
	"[17~": tea.KeyF6, "[18~": tea.KeyF7, "[19~": tea.KeyF8, "[20~": tea.KeyF9, "[21~": tea.KeyF10,
	"[23~": tea.KeyF11, "[24~": tea.KeyF12,
	// The console of Linux.
	"[[A": tea.KeyF1, "[[B": tea.KeyF2, "[[C": tea.KeyF3, "[[D": tea.KeyF4, "[[E": tea.KeyF5,

	// With shift and with ctrl they do nothing here, but are keys.
	"[1;2A": tea.KeyShiftUp, "[1;2B": tea.KeyShiftDown, "[1;2C": tea.KeyShiftRight, "[1;2D": tea.KeyShiftLeft,
	"[1;5A": tea.KeyCtrlUp, "[1;5B": tea.KeyCtrlDown, "[1;5C": tea.KeyCtrlRight, "[1;5D": tea.KeyCtrlLeft,
}
