package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/ptytest"
	"dojoreversals/ui/internal/shopday"
)

// inList are the places of a payment that have a column in the list; the other
// texts stand elsewhere.
var inList = []string{"reference", "cardType"}

// wirePayment is a payment as Dojo sends it, with a text in one place, in all of
// them, or in those that aren't in the list.
func wirePayment(id, place, text string) map[string]any {
	at := func(name, otherwise string) string {
		if name == place || place == "everywhere" || (place == "elsewhere" && !slices.Contains(inList, name)) {
			return text
		}
		return otherwise
	}
	return map[string]any{
		"id": id, "status": "Authorized", "captureMode": "Manual",
		"reference": at("reference", "ORDER-1"), "description": at("description", "Two lunches"),
		"amount":    map[string]any{"value": 4250, "currencyCode": "GBP"},
		"createdAt": "2026-11-22T18:30:00Z", "updatedAt": "2026-11-22T18:31:00Z",
		"terminalSessionHistory": []any{map[string]any{"terminalSession": map[string]any{"terminalId": at("terminal", "tm_1")}}},
		"paymentEvents":          []any{map[string]any{"eventType": at("event", "Authorized"), "transactionDateTime": "2026-11-22T18:31:00Z"}},
		"paymentDetails": map[string]any{
			"transactionDateTime": "2026-11-22T18:31:00Z", "authCode": at("authCode", "123456"),
			"card": map[string]any{"cardType": at("cardType", "VISA"), "last4PAN": "1013", "entryMode": at("entryMode", "Contactless")},
		},
	}
}

// decoded reads payments as the program does: through the client.
func decoded(t testing.TB, wire []map[string]any) []*dojo.PaymentIntent {
	t.Helper()
	body, err := json.Marshal(map[string]any{"data": wire})
	if err != nil {
		t.Fatal(err)
	}
	return decodedPage(t, body)
}

func decodedPage(t testing.TB, body []byte) []*dojo.PaymentIntent {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer s.Close()
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	c, err := dojo.NewClient(dojo.Options{BaseURL: s.URL, Key: key, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	page, err := c.Search(t.Context(), dojo.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var list []*dojo.PaymentIntent
	for i := range page.Payments {
		list = append(list, &page.Payments[i])
	}
	return list
}

// threeOf are three payments, the one in the middle with a text in one place.
func threeOf(place, text string) []map[string]any {
	list := []map[string]any{wirePayment("pi_1", "", ""), wirePayment("pi_2", place, text), wirePayment("pi_3", "", "")}
	for i, p := range list {
		p["createdAt"] = fmt.Sprintf("2026-11-22T18:%d:00Z", 40-i)
		p["paymentDetails"].(map[string]any)["transactionDateTime"] = p["createdAt"]
		p["amount"] = map[string]any{"value": 4250 + i, "currencyCode": "GBP"} // no twins
	}
	return list
}

// screenOf draws a screen and looks at it with a terminal. It fails if a line is
// wider than the screen or if there is a line too many.
func screenOf(t tb, d *driver, w, h int) ptytest.Screen {
	t.Helper()
	view := d.m.View()
	lines := strings.Split(view, "\n")
	if len(lines) != h {
		t.Errorf("%d lines instead of %d", len(lines), h)
	}
	// What we take for the width of a line is where a terminal stands after it.
	const mark = "\u2021"
	marked, err := ptytest.Parse(strings.ReplaceAll(view, "\n", mark+"\n")+mark, w+50, h)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for i, line := range lines {
		if cells.Width(line) > w || marked.Cell(cells.Width(line), i).Content != mark {
			t.Errorf("line %d of %d cells has another width in the terminal: %q\n%v", i, cells.Width(line), line, marked)
		}
		if n := bySingleRunes(line); n != cells.Width(line) {
			t.Errorf("line %d has %d cells, and %d rune by rune: %q", i, cells.Width(line), n, line)
		}
	}
	screen, err := ptytest.Parse(view, w, h)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if screen.Title != "" || screen.AltScreen || !screen.CursorVisible || screen.MouseOn || screen.BracketedPaste {
		t.Errorf("a text reached the terminal itself:\n%v", screen)
	}
	return screen
}

// bySingleRunes is the width of a line on a terminal that knows nothing of
// characters made of several: each by itself, and marks without a width.
func bySingleRunes(line string) int {
	n := 0
	for _, r := range ansi.Strip(line) {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			n += cells.Width(string(r))
		}
	}
	return n
}

// Every character that a decoded text can have is as wide beside any other as
// it is by itself, so that all terminals agree with us on the width of a row.
func TestEveryCharacterHasOneWidth(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for r := rune(' '); r < 0xE0200; r++ {
		switch r { // ideographs and syllables are all alike
		case 0x3500:
			r = 0xA000
		case 0xAD00:
			r = 0xD700
		case 0xD800:
			r = 0xF900
		case 0x12100:
			r = 0x16000
		case 0x17100:
			r = 0x1A000
		case 0x1FC00:
			r = 0xE0000
		}
		for _, beside := range [][2]string{{"a", "b"}, {"👍", "🇬🇧"}, {"क्", "ष"}, {"ก", "ำ"}, {"가", "ᄒ"}, {"山", "山"}, {"ｱ", "ﾞ"}} {
			s := dojo.Clean(beside[0] + string(r) + beside[1])
			if n := bySingleRunes(s); n != cells.Width(s) {
				t.Errorf("%U: %q has %d cells, and %d rune by rune", r, s, cells.Width(s), n)
			}
		}
	}
}

// A hostile text changes nothing outside of its own column: every cell of the
// screen is that of a run with a clean text, at every size.
func TestHostileTextStaysInItsColumn(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for name, text := range shopday.HostileTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, place := range []string{"reference", "cardType", "elsewhere"} {
				clean, hostile := decoded(t, threeOf(place, "clean")), decoded(t, threeOf(place, text))
				for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
					w, h := size[0], size[1]
					a, b := open(t, clean, width(w, h)), open(t, hostile, width(w, h))
					want, got := screenOf(t, a, w, h), screenOf(t, b, w, h)
					from, to, y := column(a, want, place)
					if x, y, same := sameBut(want, got, from, to, y); !same {
						t.Errorf("%s at %dx%d: the cell %d,%d differs:\n%v%v", place, w, h, x, y, want, got)
					}
					if want.CursorX != got.CursorX || want.CursorY != got.CursorY {
						t.Errorf("%s at %dx%d: the cursor moved", place, w, h)
					}
				}
			}
		})
	}
}

// column is where the text of a place stands in the list: its columns and row.
func column(d *driver, s ptytest.Screen, place string) (from, to, y int) {
	col := d.m.rows.columns(d.m.list, &d.m.speak, d.m.width)
	from, y = 3+col.time+1, s.RowOf("£42.51")
	switch place {
	case "reference":
		return from, from + col.reference, y
	case "cardType":
		if col.reference > 0 {
			from += col.reference + 1
			if col.longCard {
				from++
			}
		}
		return from, from + col.card, y
	}
	return 0, 0, y // not in the list
}

// sameBut compares two screens cell by cell outside of some cells of a row, and
// names the first that differs.
func sameBut(a, b ptytest.Screen, from, to, row int) (x, y int, same bool) {
	for y := range a.Rows {
		for x := range a.Cols {
			if (y != row || x < from || x >= to) && a.Cell(x, y) != b.Cell(x, y) {
				return x, y, false
			}
		}
	}
	return 0, 0, true
}

// The same in the details, the dialog and the notices, where texts wrap: no
// line is too wide, none too many, and the terminal itself is left alone.
func TestHostileTextEverywhere(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for name, text := range shopday.HostileTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := threeOf("everywhere", text)
			list[1]["amount"] = map[string]any{"value": 4251, "currencyCode": text}
			list = append(list, wirePayment("pi_4", "elsewhere", text))
			for _, field := range []string{"status", "captureMode", "autoExpireAction"} {
				list[2][field] = text
			}
			payments := decoded(t, list)
			for _, size := range [][2]int{{120, 40}, {40, 10}} {
				w, h := size[0], size[1]
				d := open(t, payments, width(w, h))
				for _, key := range []string{"down", "enter", "down", "esc", "r", "esc", "down", "r"} {
					d.press(key)
					screenOf(t, d, w, h)
				}
			}
		})
	}
}

// Bytes that aren't UTF-8 are shown as such.
func TestInvalidUTF8OnTheScreen(t *testing.T) {
	t.Parallel()
	body := []byte(`{"data":[{"id":"pi_1","status":"Authorized","reference":"a` + "\xff\xc3\x28\xed\xa0\x80" + `b\ud800c","amount":{"value":4251,"currencyCode":"GBP"},"createdAt":"2026-11-22T18:40:00Z"}]}`)
	d := open(t, decodedPage(t, body), width(80, 24))
	s := screenOf(t, d, 80, 24)
	if !s.Contains("a\ufffd") {
		t.Errorf("%v", s)
	}
}

// Any text at all, in any place, at any size.
func TestAnyTextOnTheScreen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		place := rapid.SampledFrom([]string{"reference", "cardType", "everywhere"}).Draw(rt, "place")
		parts := []string{"\x1b[", "\x1b]", "\u009b", "m", "J", "H", "\n", "\r", "\b", "山", "é", "\u0301", "👍", "🏽", "🇬", "\u200d", "\u202e", "x", " ", "\t"}
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.StringN(0, 3, -1)), 0, 60).Draw(rt, "text"), "")
		w, h := rapid.IntRange(minWidth, 130).Draw(rt, "width"), rapid.IntRange(minHeight, 40).Draw(rt, "height")
		d := open(rt, decoded(t, threeOf(place, text)), width(w, h))
		d.press("down", rapid.SampledFrom([]string{"enter", "r", "down"}).Draw(rt, "key"))
		screenOf(rt, d, w, h)
	})
}
