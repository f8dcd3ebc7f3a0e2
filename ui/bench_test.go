package ui

import (
	"fmt"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

// benchScreen is a coloured screen of 120 by 40 on a list of n payments.
func benchScreen(b *testing.B, n int) *driver {
	b.Helper()
	d := open(b, nil, coloured)
	d.profile = termenv.ANSI
	d.longList(b, n)
	b.ReportAllocs()
	return d
}

func sizes(b *testing.B, run func(b *testing.B, n int)) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { run(b, n) })
	}
}

// BenchmarkKey is from a key press to the finished frame.
func BenchmarkKey(b *testing.B) {
	for name, keys := range map[string][2]string{
		"down": {"down", "down"}, "page": {"pgdown", "pgup"}, "ends": {"end", "home"}, "view": {"v", "v"}, "details": {"enter", "enter"}, "dialog": {"r", "esc"},
	} {
		b.Run(name, func(b *testing.B) {
			sizes(b, func(b *testing.B, n int) {
				d := benchScreen(b, n)
				keys := [2]tea.KeyMsg{keyOf(keys[0]), keyOf(keys[1])}
				i := 0
				for b.Loop() {
					if i++; i%60 == 0 {
						d.m.Update(keyOf("home"))
					}
					d.m.Update(keys[i%2])
					_ = d.m.View()
				}
			})
		})
	}
}

// BenchmarkFind is one letter in the finder, to the finished frame: one that
// nearly all payments have, two words, and a text that none has.
func BenchmarkFind(b *testing.B) {
	for _, find := range []string{"1", "order visa", "1013", "42.50", "zebra"} {
		b.Run(find, func(b *testing.B) {
			sizes(b, func(b *testing.B, n int) {
				d := benchScreen(b, n)
				d.press("/").write("x")
				if !d.m.list.Matches().Ready {
					b.Fatal("the texts aren't read")
				}
				for b.Loop() {
					d.m.setFind(find)
					_ = d.m.View()
					b.StopTimer()
					d.m.setFind("x")
					d.changesOne() // so that each letter is the first of its kind
					d.send(listChanged{})
					b.StartTimer()
				}
			})
		})
	}
}

// BenchmarkRefresh is a list in which one payment has changed.
func BenchmarkRefresh(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		d := benchScreen(b, n)
		a := d.list.Snap
		d.changesOne()
		other := d.list.Snap
		other.Version, a.Version = 1000, 1001
		i := 0
		for b.Loop() {
			if i++; i%2 == 0 {
				d.list.Snap = a
			} else {
				d.list.Snap = other
			}
			d.m.Update(listChanged{})
			_ = d.m.View()
		}
	})
}
