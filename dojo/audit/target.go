package audit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
)

// Target is where the lines go.
type Target struct {
	Network string // "file", or for syslog "udp", "tcp" or "unix"
	Address string // a full path for file and unix, host:port for udp and tcp
}

// Again is how many lines a Stream to the target sends again after trouble. A file says
// what it has. What a closed connection had taken may have got lost on the way: in the
// buffer of this side, which is kept small, and in that of the other, which may be
// larger.
func (t Target) Again() int64 {
	if t.Network == "file" {
		return 0
	}
	return 1000
}

// sendBuffer is how many bytes a TCP connection takes that the other side hasn't: some
// hundred lines.
const sendBuffer = 64 << 10

// Sender is who writes to syslog, as each of its messages says.
type Sender struct {
	Host    string // of this machine
	Program string
	Version string // of the program
	Process string // its number on this machine
}

// Open makes the sink of a target. It touches neither a disk nor the network: the first
// Write does.
func (t Target) Open(from Sender) (Sink, error) {
	switch t.Network {
	case "file":
		return &fileSink{disk: osDisk{}, path: t.Address}, nil
	case "udp", "tcp":
		return newSyslog(t, from), nil
	case "unix":
		return newSyslog(Target{Network: "unixgram", Address: t.Address}, from), nil
	}
	return nil, fmt.Errorf("an audit stream can't go to %q: it goes to a file, or to syslog over udp, tcp or unix", t.Network)
}

// syslogSink sends each line as a message of syslog.
type syslogSink struct {
	to     Target
	from   Sender
	dialer net.Dialer
	conn   net.Conn      // nil until it is needed
	ended  chan struct{} // closed once the other side has ended the connection
}

func newSyslog(to Target, from Sender) *syslogSink { return &syslogSink{to: to, from: from} }

// Write implements Sink.
func (s *syslogSink) Write(ctx context.Context, lines []Line) error {
	err := s.write(ctx, lines)
	if err == nil {
		return nil
	}
	_ = s.Close()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("syslog at %s: %w", s.to.Address, err)
}

func (s *syslogSink) write(ctx context.Context, lines []Line) error {
	if s.conn == nil {
		conn, err := s.dialer.DialContext(ctx, s.to.Network, s.to.Address)
		if err != nil {
			return err
		}
		s.conn, s.ended = conn, make(chan struct{})
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetWriteBuffer(sendBuffer) // a larger one works too
			go drain(conn, s.ended)
		}
	}
	select {
	case <-s.ended:
		return errors.New("it has closed the connection")
	default:
	}
	conn := s.conn
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	for _, l := range lines {
		if _, err := conn.Write(s.frame(s.from.message(l))); err != nil {
			return err
		}
	}
	return nil
}

// frame puts a message as the network takes it: over TCP, its length comes first.
func (s *syslogSink) frame(message []byte) []byte {
	if s.to.Network != "tcp" {
		return message
	}
	return append(fmt.Appendf(nil, "%d ", len(message)), message...)
}

// drain waits for the end of a connection. Syslog answers nothing.
func drain(conn net.Conn, ended chan<- struct{}) {
	defer close(ended)
	b := make([]byte, 512)
	for {
		if _, err := conn.Read(b); err != nil {
			return
		}
	}
}

// Close implements Sink.
func (s *syslogSink) Close() error {
	if s.conn == nil {
		return nil
	}
	conn := s.conn
	s.conn = nil
	err := conn.Close()
	if s.to.Network == "tcp" {
		<-s.ended
	}
	if errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
