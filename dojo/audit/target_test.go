package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var sender = Sender{Host: "helpdesk-1", Program: "dojo-reversals", Version: "1.2.3", Process: "42"}

func linesUpTo(t *testing.T, from, to int64) (lines []Line) {
	r := &record{}
	r.add(t, int(to), "")
	for _, e := range r.events[from-1:] {
		lines = append(lines, LineOf(e))
	}
	return lines
}

func sinkTo(t *testing.T, to Target) Sink {
	s, err := to.Open(sender)
	must(t, err)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func contents(t *testing.T, path string) []int64 {
	b, err := os.ReadFile(path)
	must(t, err)
	return seqs(b)
}

// A file is for this account alone. After logrotate the lines go to a new one, as soon as
// anything is asked of the target. What was torn is closed with the end of its line.
func TestFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	s := sinkTo(t, Target{"file", path})
	must(t, s.Write(t.Context(), linesUpTo(t, 1, 3)))
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if runtime.GOOS != "windows" { // which moves no file that is open
		must(t, os.Rename(path, path+".1"))
		must(t, s.Write(t.Context(), nil))
		if got := contents(t, path); len(got) != 0 {
			t.Errorf("the new file has %v", got)
		}
		must(t, os.Remove(path))
		must(t, s.Write(t.Context(), linesUpTo(t, 4, 4)))
		if a, b := contents(t, path+".1"), contents(t, path); !slices.Equal(a, upTo(1, 3)) || !slices.Equal(b, []int64{4}) {
			t.Errorf("%v, then %v", a, b)
		}
	}
	must(t, s.Close())
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	_, err = f.WriteString(`{"seq":5,"ti`)
	must(t, errors.Join(err, f.Close()))
	before := len(contents(t, path))
	must(t, s.Write(t.Context(), linesUpTo(t, 5, 5)))
	if got := contents(t, path); len(got) != before+1 || got[before] != 5 {
		t.Errorf("after a torn line: %v", got)
	}
	if err := sinkTo(t, Target{"file", filepath.Join(t.TempDir(), "gone", "audit")}).Write(t.Context(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that isn't there: %v", err)
	}
}

func TestNoSuchTarget(t *testing.T) {
	t.Parallel()
	if _, err := (Target{"relp", "h:1"}).Open(sender); err == nil {
		t.Error("it opens")
	}
}

// messages checks that messages of syslog are those of lines, in their order.
func messages(t *testing.T, got [][]byte, want []Line) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d messages for %d lines", len(got), len(want))
	}
	for i, l := range want {
		if string(got[i]) != string(sender.message(l)) {
			t.Errorf("%s\nwant\n%s", got[i], sender.message(l))
		}
	}
}

// Over UDP and a Unix datagram socket each line is one datagram.
func TestSyslogInDatagrams(t *testing.T) {
	t.Parallel()
	short, err := os.MkdirTemp("", "audit") // a socket's path must be short
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(short) })
	for network, address := range map[string]string{"udp": "127.0.0.1:0", "unixgram": filepath.Join(short, "log")} {
		if network == "unixgram" && runtime.GOOS == "windows" {
			continue // it has none
		}
		receiver, err := net.ListenPacket(network, address)
		if err != nil && runtime.GOOS == "windows" {
			t.Skipf("wine can't receive datagrams: %v", err)
		}
		must(t, err)
		t.Cleanup(func() { _ = receiver.Close() })
		to := Target{strings.TrimSuffix(network, "gram"), receiver.LocalAddr().String()}
		s, lines := sinkTo(t, to), linesUpTo(t, 1, 5)
		must(t, s.Write(t.Context(), nil))
		must(t, s.Write(t.Context(), lines))
		var got [][]byte
		for range lines {
			b := make([]byte, 1<<16)
			n, _, err := receiver.ReadFrom(b)
			must(t, err)
			got = append(got, b[:n])
		}
		messages(t, got, lines)
	}
	if runtime.GOOS != "windows" {
		err := sinkTo(t, Target{"unix", filepath.Join(short, "none")}).Write(t.Context(), nil)
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a socket that isn't there: %v", err)
		}
	}
}

// counted reads a message with its length before it, see RFC 6587, section 3.4.1.
func counted(r *bufio.Reader) ([]byte, error) {
	length, err := r.ReadString(' ')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, " "))
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(r, b)
	return b, err
}

// Over TCP each message has its length before it. A receiver that has closed the
// connection is noticed without a line to send, and connected to again.
func TestSyslogOverTCP(t *testing.T) {
	t.Parallel()
	receiver, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = receiver.Close() })
	s, lines := sinkTo(t, Target{"tcp", receiver.Addr().String()}), linesUpTo(t, 1, 5)
	receive := func() net.Conn {
		conn, err := receiver.Accept()
		must(t, err)
		var got [][]byte
		r := bufio.NewReader(conn)
		for range lines {
			m, err := counted(r)
			must(t, err)
			got = append(got, m)
		}
		messages(t, got, lines)
		return conn
	}
	must(t, s.Write(t.Context(), lines))
	must(t, receive().Close())
	<-s.(*syslogSink).ended
	if err := s.Write(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "it has closed the connection") {
		t.Errorf("a closed connection: %v", err)
	}
	must(t, s.Write(t.Context(), lines))
	conn := receive()
	must(t, s.Close())
	if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("%d bytes more, %v", n, err)
	}
	must(t, conn.Close())
	must(t, receiver.Close())
	if err := s.Write(t.Context(), nil); err == nil {
		t.Error("nobody listens, and it goes on")
	}
}

// A receiver that takes nothing more holds a Write only until its context ends.
func TestAStalledReceiver(t *testing.T) {
	t.Parallel()
	receiver, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = receiver.Close() })
	s := sinkTo(t, Target{"tcp", receiver.Addr().String()})
	must(t, s.Write(t.Context(), nil))
	conn, err := receiver.Accept()
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	lines := linesUpTo(t, 1, 200)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		for {
			if err := s.Write(ctx, lines); err != nil {
				ended <- err
				return
			}
		}
	}()
	_, err = conn.Read(make([]byte, 1)) // it has begun, and nobody reads more of it
	must(t, err)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A whole stream to a syslog that goes away and comes back has all events there.
func TestASyslogThatWasAway(t *testing.T) {
	t.Parallel()
	receiver, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = receiver.Close() })
	to := Target{"tcp", receiver.Addr().String()}
	from, sink := &record{}, sinkTo(t, to)
	from.add(t, 5, "")
	s := run(t, Options{Source: from, Sink: sink, Again: to.Again()})
	s.waitsFor(t, pollWait)
	conn, err := receiver.Accept()
	must(t, err)
	must(t, conn.(*net.TCPConn).SetLinger(0))
	must(t, conn.Close()) // it read nothing: all is lost
	<-sink.(*syslogSink).ended
	from.add(t, 2, "")
	s.pass()
	s.waitsFor(t, firstPause)
	s.pass()
	s.waitsFor(t, pollWait)
	conn, err = receiver.Accept()
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	r := bufio.NewReader(conn)
	for n := range 7 {
		m, err := counted(r)
		must(t, err)
		if !strings.Contains(string(m), fmt.Sprintf(`sequenceId="%d"`, n+1)) {
			t.Errorf("message %d is %s", n+1, m)
		}
	}
	if s.Has() != 7 {
		t.Errorf("the cursor says %d", s.Has())
	}
}

// movedOnce is a disk on which logrotate moves the file right after the first lines were
// written to it.
type movedOnce struct {
	osDisk
	moved bool
}

func (d *movedOnce) Is(path string, f diskFile) (bool, error) {
	if !d.moved {
		d.moved = true
		if err := os.Rename(path, path+".1"); err != nil {
			return false, err
		}
	}
	return d.osDisk.Is(path, f)
}

// Lines that were written to a file while it was moved may be missing in what it is packed
// into, so they are in the new file too.
func TestFileIsMovedWhileItIsWritten(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows moves no file that is open")
	}
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	s := &fileSink{disk: &movedOnce{}, path: path}
	must(t, s.Write(t.Context(), linesUpTo(t, 1, 3)))
	must(t, s.Close())
	if a, b := contents(t, path+".1"), contents(t, path); !slices.Equal(a, upTo(1, 3)) || !slices.Equal(b, upTo(1, 3)) {
		t.Errorf("%v, then %v", a, b)
	}
}
