package sqlite

import (
	"fmt"
	"testing"

	"dojoreversals/dojo/journal"
)

// sizes are how many attempts a journal has: a small shop's, a busy one's, and far
// more than any.
var sizes = []int{200, 5_000, 50_000}

// BenchmarkChange is what a program pays to learn of one change that another one made,
// by how many attempts of the last days there are.
func BenchmarkChange(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := open(b, options(stateDir(b), newWall()))
			grow(b, s, n*5)
			shop := journal.Shop{Environment: attempt("", "", "").Environment, BaseURL: attempt("", "", "").BaseURL}
			for b.Loop() {
				list, _, err := s.Changes(ctx, shop, int64(n*5-1))
				must(b, err)
				if len(list) == 0 {
					b.Fatal("no change was told")
				}
			}
		})
	}
}

// BenchmarkSince asks for the 20 attempts of the last days, by how many older ones
// there are.
func BenchmarkSince(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := newWall()
			s := open(b, options(stateDir(b), w))
			grow(b, s, n*5)
			w.Pass(2 * journal.Remembered)
			fill(b, s, n, 20)
			shop := journal.Shop{Environment: attempt("", "", "").Environment, BaseURL: attempt("", "", "").BaseURL}
			for b.Loop() {
				list, err := s.Attempts(ctx, journal.Filter{Since: w.Now().Add(-journal.Remembered), Shop: &shop})
				must(b, err)
				if len(list) != 20 {
					b.Fatalf("%d attempts", len(list))
				}
			}
		})
	}
}
