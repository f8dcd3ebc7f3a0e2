package cli

import (
	"bytes"
	"io"
	"time"

	"dojoreversals/ui/plain"
)

// maxLine is how many bytes of a typed line are kept.
const maxLine = 1000

// readLines reads lines until the input ends, and calls each with every one. A line
// has the times at which its first and its last byte came, since a line that was
// begun before a question was asked doesn't answer it. waits says whether more input
// is there already. A last line without a line break is dropped: nobody pressed
// enter.
func readLines(in io.Reader, now func() time.Time, waits func() bool, each func(plain.Line)) {
	buffer := make([]byte, 4096)
	var line plain.Line
	var text []byte
	for {
		n, err := in.Read(buffer)
		at := now()
		parts := bytes.SplitAfter(buffer[:n], []byte("\n"))
		for i, part := range parts {
			if len(part) == 0 {
				continue
			}
			if line.Began.IsZero() {
				line.Began = at
			}
			whole := bytes.HasSuffix(part, []byte("\n"))
			part = bytes.TrimRight(part, "\r\n")
			room := maxLine - len(text)
			line.TooLong = line.TooLong || len(part) > room
			text = append(text, part[:min(len(part), room)]...)
			if whole {
				line.Text, line.Ended = string(text), at
				line.More = i+1 < len(parts) && len(parts[i+1]) > 0 || waits()
				each(line)
				line, text = plain.Line{}, nil
			}
		}
		if err != nil {
			return
		}
	}
}
