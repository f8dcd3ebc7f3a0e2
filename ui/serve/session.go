package serve

import (
	"os"

	"dojoreversals/dojo/agent"
)

// Session is one agent at one terminal, or one command of theirs.
type Session struct {
	ID            string // short, unique
	Agent         agent.Agent
	Fingerprint   string // of the key that logged in, such as SHA256:…; for a certificate, of the key that it certifies
	CertificateID string // the identity that the authority wrote into the certificate; empty for a plain key
	Address       string // the client's host, without the port

	// Args are the words of the command, split as a shell splits them, with nothing
	// expanded. Without a command there are none.
	Args []string
	// LookupEnv knows TERM, if there is a terminal, and what the client sent of LANG,
	// LC_*, COLORTERM and NO_COLOR.
	LookupEnv func(name string) (value string, ok bool)

	// In, Out and Err are one pseudo-terminal if PTY is set, or else three pipes. The
	// server closes them when Run has returned.
	In, Out, Err *os.File
	PTY          bool
	// Resized gets a value after the terminal has another size. Sizes that no window
	// has are kept away.
	Resized <-chan struct{}
	// Interrupted gets a value when ctrl+c is typed while the terminal turns keys into
	// signals, and when the client sends the signal INT. A program that reads raw keys
	// gets the key itself.
	Interrupted <-chan struct{}
	// Draining is closed when the server takes no new sessions and ends soon.
	Draining <-chan struct{}
	// Busy keeps the session from ending as idle until done is called; after that, the
	// idle time begins anew. done may be called more than once.
	Busy func() (done func())
}

// End says why a session had to end. It is the cause of the context that Run gets.
type End string

func (e End) Error() string { return string(e) }

// Why a session ends. Where nothing is said to the contrary, Run has 3 seconds to say a
// last line and return; then its files end.
const (
	Dropped  End = "the line dropped"                         // nothing can be said any more: the files end at once
	Stalled  End = "the client took no output for too long"   // the same
	Idle     End = "nothing was typed for too long"           //
	Drained  End = "the server is stopping"                   //
	Removed  End = "the agent may no longer log in with that" // the key, or the certificate's authority, isn't among Agents
	Changed  End = "what the agent may do was changed"        // the role or the shops
	Expired  End = "the certificate has expired"              //
	Finished End = "finished"                                 // Run has returned: no Run sees this
)
