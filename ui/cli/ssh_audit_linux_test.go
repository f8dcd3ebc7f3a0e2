package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/sandbox"
)

// stalledAudit is a target of the audit stream that takes nothing.
type stalledAudit struct {
	setting string
	stall   func() // once the server runs
	mend    func()
	stream  func() []byte // what the target was sent
}

// auditTargets make a target each, in a folder.
var auditTargets = map[string]func(h *helpdesk) stalledAudit{
	"a pipe that nobody reads": func(h *helpdesk) stalledAudit {
		fillRecord(h.t, h.state())
		file := h.file("audit.jsonl")
		if err := unix.Mkfifo(file, 0o600); err != nil {
			h.t.Fatal(err)
		}
		return stalledAudit{
			setting: file, stall: func() {},
			mend: func() {
				if err := os.Remove(file); err != nil {
					h.t.Error(err)
				}
			},
			stream: func() []byte { return fileFrom(h.t, file, 0) },
		}
	},
	// The file is larger than any that the server may write, and the record isn't.
	"a disk that takes no more": func(h *helpdesk) stalledAudit {
		const large = 1 << 30
		file := h.file("audit.jsonl")
		f, err := os.Create(file)
		if err == nil {
			_, err = f.WriteAt([]byte{'\n'}, large-1)
			_ = f.Close()
		}
		if err != nil {
			h.t.Fatal(err)
		}
		limit := func(size uint64) {
			if err := unix.Prlimit(h.server.Pid(), unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: unix.RLIM_INFINITY}, nil); err != nil {
				h.t.Fatal(err)
			}
		}
		return stalledAudit{
			setting: file,
			stall:   func() { limit(large) },
			mend:    func() { limit(unix.RLIM_INFINITY) },
			stream:  func() []byte { return fileFrom(h.t, file, large) },
		}
	},
	"a syslog that never reads": func(h *helpdesk) stalledAudit {
		fillRecord(h.t, h.state())
		r := newReceiver(h.t)
		return stalledAudit{
			setting: "tcp://" + r.address, stall: func() {}, stream: r.all,
			mend: func() {
				h.signal(syscall.SIGTERM)
				if code := h.server.Wait(); code != 0 {
					h.t.Errorf("the server ends with %d\n%s", code, h.server.Screen())
				}
				close(r.reads)
				h.start()
			},
		}
	},
}

// A target of the audit stream that takes nothing holds up no reversal: it is sent, its
// agent is told of its end, and it is recorded. Nothing is missing from the stream once
// the target takes it again. Where that is a syslog, the server stops and starts meanwhile.
func TestHelpdeskAuditStalls(t *testing.T) {
	t.Parallel()
	for name, target := range auditTargets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newFastHelpdesk(t, "pier")
			s := h.shops["pier"]
			p := sale("PIER-1", 4250, "1013")
			p.Script.Outcome = sandbox.Succeeds
			id := s.pay(p)
			priya := h.agent("priya", "reverse", "pier")
			to := target(h)
			h.lines = append(h.lines, fmt.Sprintf("serve_audit = %q", to.setting))
			h.start()
			to.stall()

			s.confirmed("PIER-1")
			r := h.run(priya, "reverse", id, "--yes", "--amount", "42.50", "--reason", "'charged twice'")
			if r.code != 0 || !strings.Contains(r.out, "PIER-1, is reversed") {
				t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
			}
			s.wantState("PIER-1", dojo.StatusReversed, 1)
			h.ofAgent(priya, "PIER-1", "successful")
			if cursors, err := filepath.Glob(filepath.Join(h.state(), "audit-*.cursor")); err != nil || len(cursors) != 0 {
				t.Errorf("the target has taken something: %v, %v", cursors, err)
			}

			to.mend()
			h.clock.run(waitSpeed)
			want := len(h.record())
			eventually(t, "the whole stream", func() bool { return streamed(t, to.stream(), want) })
		})
	}
}

// streamed says whether a stream has the events up to this one. It fails the test where
// one comes for the first time after a later one.
func streamed(t *testing.T, stream []byte, last int) bool {
	t.Helper()
	has := 0
	for rest := stream; ; {
		_, after, found := bytes.Cut(rest, []byte(`{"seq":`))
		if !found {
			return has == last
		}
		var seq int
		if json.NewDecoder(bytes.NewReader(after)).Decode(&seq) == nil {
			if seq > has+1 {
				t.Fatalf("event %d comes after event %d", seq, has)
			}
			has = max(has, seq)
		}
		rest = after
	}
}

// fileFrom reads a file from an offset on. One that isn't there is empty.
func fileFrom(t *testing.T, path string, offset int64) []byte {
	t.Helper()
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.NewSectionReader(f, offset, 1<<30))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// receiver is a syslog that accepts connections, and reads nothing before reads is closed.
type receiver struct {
	address string
	reads   chan struct{}

	mu   sync.Mutex
	text [][]byte // of each connection
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	small := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			if err := unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4096); err != nil {
				t.Error(err)
			}
		})
	}}
	listener, err := small.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{address: listener.Addr().String(), reads: make(chan struct{})}
	var all sync.WaitGroup
	ended := make(chan struct{})
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer func() { _ = conn.Close() }()
				select {
				case <-r.reads:
				case <-ended:
					return
				}
				r.read(conn)
			})
		}
	})
	t.Cleanup(func() {
		close(ended)
		_ = listener.Close()
		all.Wait()
	})
	return r
}

// read reads a connection to its end.
func (r *receiver) read(conn net.Conn) {
	r.mu.Lock()
	n := len(r.text)
	r.text = append(r.text, nil)
	r.mu.Unlock()
	p := make([]byte, 64<<10)
	for {
		k, err := conn.Read(p)
		r.mu.Lock()
		r.text[n] = append(r.text[n], p[:k]...)
		r.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// all is what came on all connections.
func (r *receiver) all() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Join(r.text, nil)
}

// fillRecord records more than a pipe or a connection holds that nobody reads.
func fillRecord(t *testing.T, dir string) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Process: "test", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	a := attempts(time.Now())[0]
	a.BaseURL, a.Reason = "http://127.0.0.1:1", strings.Repeat("long ", 1000)
	for i := range 100 {
		a.ID, a.Payment.ID = fmt.Sprint("attempt-", i), fmt.Sprint("pi_", i)
		if err := takeThrough(t.Context(), store, a); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}
