package cli

import (
	"strings"
	"time"

	"dojoreversals/config"
)

// span is a flag that takes a span of time.
type span time.Duration

// Set reads the flag's value.
func (s *span) Set(text string) error {
	d, err := config.ParseSpan(text)
	*s = span(d)
	return err
}

// String is the span as people write it, such as 15m. Nothing is "0", which pflag takes
// for no default.
func (s span) String() string {
	if s == 0 {
		return "0"
	}
	text := time.Duration(s).String()
	if short, ok := strings.CutSuffix(text, "m0s"); ok {
		text = short + "m"
	}
	if short, ok := strings.CutSuffix(text, "h0m"); ok {
		text = short + "h"
	}
	return text
}

// Type names the value in the help.
func (*span) Type() string { return "duration" }

// spansFor are examples of what a flag that takes a span of time is given.
func spansFor(flag string) string {
	switch flag {
	case "latency":
		return "80ms or 3s"
	case "wait":
		return "30s or 2m"
	}
	return "2h, 7d or 2w"
}
