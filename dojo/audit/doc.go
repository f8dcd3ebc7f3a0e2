// Package audit writes the record of reversals as lines of JSON, one for each event
// (Line), and streams them to where an auditor keeps them (Stream): to a file, or to
// syslog.
//
// A Stream reads the journal behind those who write it, by the numbers of the events, and
// holds nobody up. Each line arrives at least once, and in order: the cursor, a small
// file, says up to which event the target has them, and moves only after the target has
// taken them. So nothing is missing after a restart, a full disk, or a syslog that was
// away. A line may come twice. Its seq says so.
//
// Syslog goes by RFC 5424, over TCP with the octet counting of RFC 6587, over UDP, or over
// a Unix datagram socket. None of them says what has arrived. So a Stream sends the last
// lines again after each trouble and each start, see Target.Again: more than a closed connection
// swallows, unless the other side had a long backlog. What a network loses of UDP, nobody
// notices. Where nothing at all may be missing, use a file.
//
// It imports package journal and the network, but no HTTP. Only ui/cli imports it. Start
// with stream.go.
package audit
