package squeeze_test

import (
	"fmt"
	"io"
	"testing"

	"dojoreversals/ui/internal/squeeze"
)

// BenchmarkStep is a step down a list: of 40 lines two look different. What it
// allocates decides how many keys come between two collections of garbage, each of
// which holds up the key that it falls on.
func BenchmarkStep(b *testing.B) {
	var frames [2][]string
	for step := range frames {
		for i := range 40 {
			row := fmt.Sprintf("   18:30    ORDER-%04d                    Visa ··%04d        £%d.49   Held", i, i, i)
			if i == 10+step {
				row = "\x1b[1m>" + row[1:] + ", r to reverse\x1b[0m"
			}
			frames[step] = append(frames[step], row)
		}
	}
	s := squeeze.New(io.Discard, false)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Frame(frames[i%2], 120); err != nil {
			b.Fatal(err)
		}
	}
}
