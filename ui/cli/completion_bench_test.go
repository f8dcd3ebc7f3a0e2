package cli

import (
	"io"
	"testing"
)

// BenchmarkCommandLine builds the command line, which every start does, and answers a
// shell that completes the name of a zone.
func BenchmarkCommandLine(b *testing.B) {
	b.Run("built", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			testRoot()
		}
	})
	b.Run("completed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			root := testRoot()
			root.SetArgs([]string{"__complete", "--timezone", "Europe/Lo"})
			root.SetOut(io.Discard)
			root.SetErr(io.Discard)
			if err := completeFlags(root); err != nil {
				b.Fatal(err)
			}
			if err := root.Execute(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
