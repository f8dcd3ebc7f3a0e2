// Package ui is the screen: a Bubble Tea program that lists a shop's payments,
// asks before it reverses one, and shows what becomes of it.
//
// It decides nothing about money. It shows what package feed has read, asks
// dojo.Reversible what may be reversed, and hands a confirmed payment to package
// reversal, which lives outside the drawing loop. It knows no HTTP, no SQL, no
// settings file and no sandbox. Only ui/cli imports it. Start with Model in model.go,
// then read keys.go and view.go.
//
// # Sizes
//
// The screen never draws more columns or lines than the window has. What it shows
// depends on the width. (TestEveryScreenAtEverySize, TestScreensAtAnySize)
//
//   - 110 columns and more: the details stand beside the list.
//   - 80x24: everything is there; the details lie over the list.
//   - 60x20: the card is its last four digits, without its brand.
//   - Down to 40x10: time, the end of the reference, amount and a short status. Long
//     results come in pages.
//   - Smaller: one line that asks for a larger window. Nothing can be reversed there.
//
// A dialog that can't show its amount and both its buttons whole doesn't open, and
// the screen says so. (TestDialogOpensWholeAtEverySize)
//
// # Colours
//
// A colour never means anything alone: a word or a mark says the same. In the themes
// dark and light every text has a contrast of at least 4.5 to 1 (WCAG 2 AA) on the
// usual backgrounds and on the selected row. (TestContrast) The theme 16 uses the
// terminal's own colours, and none uses no styles at all.
//
// # Speed
//
// Measured on two cores that other programs used too, at 120x40. A key press costs
// the same with 100, 10,000 and 100,000 payments: 48 to 56 µs for the down key with
// Update and View, up to 83 µs for a page, up to 118 µs for the dialog. (BenchmarkKey)
// A letter in the finder at 100,000 payments takes 3.3 to 9.1 ms (BenchmarkFind), and
// a list of 100,000 in which one payment has changed 4.0 ms (BenchmarkRefresh).
package ui
