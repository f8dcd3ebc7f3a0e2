package cli

import "os"

// stops is nothing here: nobody can stop a program of Windows as SIGSTOP does.
type stops struct{}

// withoutSignals does nothing: a session has no console.
func withoutSignals(*os.File) error { return nil }
