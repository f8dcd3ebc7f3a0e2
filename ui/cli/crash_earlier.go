package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/logfile"
)

// reportCrashes writes a report for each of the last runs that something has ended which
// nothing could catch, such as the lack of memory, and takes it out of their logs. It
// returns what to tell the person at this machine, once: where the reports are.
func reportCrashes(stateDir string) (notes []string) {
	_ = logfile.TakeCrashes(logDir(stateDir), func(c logfile.Crash) ([]byte, error) {
		path, err := writeReport(stateDir, c.At, c.Process, earlierReport(c))
		if err != nil {
			return nil, err // the next start tries again
		}
		notes = append(notes, fmt.Sprintf("A mistake in this program ended it on %s UTC. What happened is written in %s. Send that file to whoever looks after the program. It holds no key. %s",
			c.At.Format("2 January 2006 at 15:04"), dojo.Drawable(path), lostTerminal(runtime.GOOS)))
		return json.Marshal(struct {
			Time   string `json:"time"`
			Level  string `json:"level"`
			Msg    string `json:"msg"`
			PID    int    `json:"pid"`
			Report string `json:"report"`
		}{c.At.Format(logfile.TimeForm), slog.LevelError.String(), "crash", c.Process, dojo.Clean(path)})
	})
	return notes
}

// lostTerminal says how a terminal is used again in which a crash has left the screen: the
// next start may have been in another one.
func lostTerminal(goos string) string {
	if goos == "windows" {
		return "If its window looks wrong since then, close it."
	}
	return "If its window looks wrong since then, close it, or type reset there and press enter."
}

// earlierReport is the report of a run that couldn't write one itself. The runtime wrote
// what it did with no regard to what is secret.
func earlierReport(c logfile.Crash) []byte {
	var b bytes.Buffer
	_, _ = fmt.Fprintf(&b, "A mistake in the program ended it, which nothing could catch.\n\ntime     %s\nprocess  %d\n\n%s\n\nThe newest lines of the log\n\n%s\nWhat Go wrote\n\n",
		c.At.Format(logfile.TimeForm), c.Process, lostTerminal(runtime.GOOS), c.Log)
	for line := range bytes.Lines(c.Text[:min(len(c.Text), crashStacks)]) {
		text := strings.TrimRight(string(line), "\r\n")
		indent := text[:len(text)-len(strings.TrimLeft(text, "\t"))]
		b.WriteString(indent + dojo.Clean(text) + "\n")
	}
	return logfile.Redact(b.Bytes())
}
