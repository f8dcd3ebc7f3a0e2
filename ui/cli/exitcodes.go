package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"dojoreversals/ui/script"
)

// report tells what went wrong in plain words and returns the exit code.
func report(w io.Writer, err error) script.Code {
	if err == nil {
		return script.Done
	}
	if usage, ok := errors.AsType[*usageError](err); ok {
		_, _ = fmt.Fprintln(w, strings.TrimRight(usage.Error(), "\n"))
		return script.WrongUse
	}
	_, _ = fmt.Fprintf(w, "%s: %v\n", programName, err)
	return script.CodeOf(err)
}
