// Package scripttest drives the program by scripts, as a shell would: each file in
// testdata is one test. A script has commands, and below them the files that it begins
// with, as package testscript of github.com/rogpeppe/go-internal documents it.
//
// Each script has a home of its own, $WORK/home, with nothing in it, and a key that is
// none. $PROGRAM is the program, for shells. Besides the commands of testscript (stdout, stderr, cmp, exists, stdin, ttyin,
// env and others) there are:
//
//	run CODE ARGUMENT…         runs the program, which must end with this exit code, or
//	                           with one of several: 0|5
//	begin NAME ARGUMENT…       begins to run it in the background; what it writes is in
//	                           the files NAME.out and NAME.err
//	signal NAME INT            sends INT, TERM, HUP or KILL to it
//	end NAME CODE              waits until it ends, with this exit code
//	contains FILE TEXT         waits until a file has a text in it
//	sandbox                    starts a Dojo in memory, to which the program goes from then on
//	network                    starts one that only a proxy knows, and sets $PROXY and
//	                           $PASSWORD, of the user priya; what signs its
//	                           certificate is in ca.pem
//	write FILE LINE…           writes a file for this account alone
//	pay REFERENCE AMOUNT LAST4 [STATUS]
//	                           adds a payment of today in pounds, whose ID is
//	                           pi_REFERENCE; each is a minute older than the one before
//	becomes REFERENCE STATUS   changes a payment at Dojo
//	fault [FAULT…]             replaces the faults that are set, written as for the
//	                           command sandbox
//	requests OPERATION COUNT   fails unless Dojo has seen so many requests: search, get,
//	                           reversal or all
//	await OPERATION COUNT      waits until it has seen so many
//	private FILE…              fails unless only this account can read these files
//	unpack FILE FOLDER         unpacks a zip file into a folder
//	key-in FILE…               says that the key and the password may stand in these files
//
// The condition [session-bus] is true where this account has a bus with a keyring of its
// own.
//
// After a script everything that it wrote is searched for secrets: for what Dojo's
// answers have and nobody may see, and for the key.
//
// Start with script_test.go.
package scripttest
