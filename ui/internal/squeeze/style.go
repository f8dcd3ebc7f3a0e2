package squeeze

import (
	"bytes"
	"strconv"
)

// style is how a cell is drawn.
type style struct {
	attributes uint16 // a bit for each of SGR 1 to 9
	fore, back colour
}

// colour is 0 for the terminal's own, or else the kind and the value of a
// colour, so that equal colours are equal values.
type colour uint32

const (
	colourBasic  colour = 1 << 24 // SGR 30 to 37 and 90 to 97, counted from 0 to 15
	colourTable  colour = 2 << 24 // of 256
	colourDirect colour = 3 << 24 // red, green and blue
	colourKind   colour = 0xff << 24
)

const (
	bold   = 1
	faint  = 2
	italic = 3
)

// parse takes one SGR sequence from the front of a text and returns its length.
// It reports false for any other sequence, and for parameters that it doesn't
// know.
func (s *style) parse(p []byte) (n int, ok bool) {
	if !bytes.HasPrefix(p, []byte("\x1b[")) {
		return 0, false
	}
	end := bytes.IndexFunc(p[2:], func(r rune) bool { return (r < '0' || r > '9') && r != ';' })
	if end < 0 || p[2+end] != 'm' {
		return 0, false
	}
	n = 2 + end + 1
	var list []int
	for _, part := range bytes.Split(p[2:2+end], []byte(";")) {
		v := 0
		if len(part) > 0 {
			var err error
			if v, err = strconv.Atoi(string(part)); err != nil {
				return 0, false
			}
		}
		list = append(list, v)
	}
	for len(list) > 0 {
		used, ok := s.apply(list)
		if !ok {
			return 0, false
		}
		list = list[used:]
	}
	return n, true
}

// apply takes in the first parameter, and those that belong to it.
func (s *style) apply(list []int) (used int, ok bool) {
	switch v := list[0]; {
	case v == 0:
		*s = style{}
	case v >= 1 && v <= 9:
		s.attributes |= 1 << v
	case v == 22:
		s.attributes &^= 1<<bold | 1<<faint
	case v == 23, v == 24, v == 25, v == 27, v == 28, v == 29:
		s.attributes &^= 1 << (v - 20)
	case v >= 30 && v <= 37:
		s.fore = colourBasic + colour(v-30)
	case v >= 90 && v <= 97:
		s.fore = colourBasic + colour(v-90+8)
	case v >= 40 && v <= 47:
		s.back = colourBasic + colour(v-40)
	case v >= 100 && v <= 107:
		s.back = colourBasic + colour(v-100+8)
	case v == 39:
		s.fore = 0
	case v == 49:
		s.back = 0
	case v == 38 || v == 48:
		c, used, ok := longColour(list)
		if !ok {
			return 0, false
		}
		if v == 38 {
			s.fore = c
		} else {
			s.back = c
		}
		return used, true
	default:
		return 0, false
	}
	return 1, true
}

func longColour(list []int) (c colour, used int, ok bool) {
	bytes := func(from, to int) bool {
		if len(list) < to {
			return false
		}
		for _, v := range list[from:to] {
			c = c<<8 | colour(v&0xff)
			if v > 0xff {
				return false
			}
		}
		return true
	}
	switch {
	case len(list) < 3:
		return 0, 0, false
	case list[1] == 5 && bytes(2, 3):
		return colourTable | c, 3, true
	case list[1] == 2 && bytes(2, 5):
		return colourDirect | c, 5, true
	}
	return 0, 0, false
}

// appendChange writes the shortest sequence that turns one style into another.
func appendChange(out []byte, from, to style) []byte {
	if from == to {
		return out
	}
	if to == (style{}) {
		return append(out, "\x1b[m"...)
	}
	anew := to.parameters(nil, style{})
	if from != (style{}) {
		anew = append([]byte("0;"), anew...)
	}
	if step, ok := to.steps(from); ok && len(step) < len(anew) {
		anew = step
	}
	return append(append(append(out, "\x1b["...), anew...), 'm')
}

// steps are the parameters that turn one style into another without starting
// anew.
func (s style) steps(from style) ([]byte, bool) {
	var p []byte
	off := from.attributes &^ s.attributes
	if off&(1<<bold|1<<faint) != 0 {
		p = append(p, "22;"...)
		from.attributes &^= 1<<bold | 1<<faint
	}
	for v := italic; v <= 9; v++ {
		if off&(1<<v) == 0 {
			continue
		}
		if v == 6 { // no sequence of its own
			return nil, false
		}
		p = append(strconv.AppendInt(p, int64(v+20), 10), ';')
		from.attributes &^= 1 << v
	}
	if s.fore == 0 && from.fore != 0 {
		p = append(p, "39;"...)
		from.fore = 0
	}
	if s.back == 0 && from.back != 0 {
		p = append(p, "49;"...)
		from.back = 0
	}
	rest := s.parameters(nil, from)
	if len(rest) == 0 && len(p) > 0 {
		p = p[:len(p)-1]
	}
	return append(p, rest...), true
}

// parameters are those that add to one style what another has more.
func (s style) parameters(p []byte, from style) []byte {
	for v := bold; v <= 9; v++ {
		if s.attributes&^from.attributes&(1<<v) != 0 {
			p = append(strconv.AppendInt(p, int64(v), 10), ';')
		}
	}
	if s.fore != from.fore {
		p = append(s.fore.parameters(p, 30), ';')
	}
	if s.back != from.back {
		p = append(s.back.parameters(p, 40), ';')
	}
	return bytes.TrimSuffix(p, []byte(";"))
}

func (c colour) parameters(p []byte, base int) []byte {
	number := func(v int) { p = strconv.AppendInt(p, int64(v), 10) }
	v := int(c &^ colourKind)
	switch c & colourKind {
	case colourBasic:
		if v >= 8 {
			v += 60 - 8
		}
		number(base + v)
	case colourTable:
		number(base + 8)
		p = append(p, ";5;"...)
		number(v)
	case colourDirect:
		number(base + 8)
		p = append(p, ";2;"...)
		number(v >> 16)
		p = append(p, ';')
		number(v >> 8 & 0xff)
		p = append(p, ';')
		number(v & 0xff)
	}
	return p
}
