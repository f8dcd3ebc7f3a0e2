package ptytest

import "fmt"

// The colours of the window.
const (
	svgBackground = "#16191f"
	svgForeground = "#dde1e8"
)

// palette gives the 16 colours that every user chooses for themselves a
// look that is calm and readable on the window's background.
var palette = [16]string{
	"#2c313c", "#f0717b", "#8fcf7a", "#e8c06a", "#6cb2f5", "#cf8ee6", "#5cc5cc", "#c6ccd6",
	"#7d8797", "#ff9aa2", "#b4e6a2", "#ffdc96", "#98cbff", "#e3b3f5", "#8fe0e6", "#ffffff",
}

// fixed is a colour of its own or of the fixed part of the 256, as CSS writes it.
func (c Color) fixed() string {
	switch {
	case c.Kind == ColorRGB:
		return c.String()
	case c.Index < 232: // a cube of six steps a side, as xterm defines it
		step := func(n uint8) int {
			if n == 0 {
				return 0
			}
			return 55 + 40*int(n)
		}
		n := c.Index - 16
		return fmt.Sprintf("#%02x%02x%02x", step(n/36), step(n/6%6), step(n%6))
	default: // a ramp of greys
		grey := 8 + 10*int(c.Index-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
	}
}
