// Package serve is an SSH server that gives each agent who logs in a session: three
// files to read and write, the words of the command, and a context that ends with the
// session. The Run function that it is given does the rest. The package knows keys,
// certificates, limits and lines, and nothing of shops, screens or commands.
//
// An agent logs in with a public key or an OpenSSH user certificate; the user name says
// nothing. There is no shell, no password, no forwarding and no SFTP.
//
// wish and charmbracelet/ssh shake hands and check signatures. The handler of sessions
// is our own, because theirs grants agent forwarding, keeps any number of environment
// variables, opens any number of sessions, and loses what a program wrote last to its
// pseudo-terminal.
//
// The server runs on Linux and macOS: elsewhere, New returns an error.
package serve
