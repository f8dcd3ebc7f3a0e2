package cli

import (
	"errors"
	"fmt"
	"strings"

	"dojoreversals/ui/plain"
	"dojoreversals/ui/script"
)

// report tells what went wrong in plain words and returns the exit code. On a terminal
// lines are broken at words.
func report(w *output, err error) script.Code {
	if err == nil {
		return script.Done
	}
	if usage, ok := errors.AsType[*usageError](err); ok {
		_, _ = fmt.Fprintln(w, strings.TrimRight(usage.Error(), "\n"))
		return script.WrongUse
	}
	for line := range strings.Lines(programName + ": " + err.Error()) {
		for _, part := range plain.Wrap(strings.TrimSuffix(line, "\n"), terminalWidth(w)) {
			_, _ = fmt.Fprintln(w, strings.TrimRight(part, " "))
		}
	}
	return script.CodeOf(err)
}
