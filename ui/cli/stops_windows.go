package cli

// stops is nothing here: nobody can stop a program of Windows as SIGSTOP does.
type stops struct{}
