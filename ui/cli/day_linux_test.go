package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/clocktest"
)

// day is a server of several shops by a clock that the test moves on, and its agents.
type day struct {
	*street
	v       *service
	clock   *clocktest.Clock
	signers []ssh.Signer
	address string
	ended   chan error // what serving ended with
}

func newDay(t *testing.T, shops ...string) *day {
	t.Helper()
	d := &day{street: newStreet(t, shops...), ended: make(chan error, 1)}
	d.clock = clocktest.New(time.Now().Round(0))
	d.dojo = sandbox.New(sandbox.Options{Now: d.clock.Now, Zone: time.UTC, SettleMin: time.Hour, SettleMax: time.Hour})
	server, err := sandbox.Listen(d.dojo, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	d.url = server.URL()

	var text strings.Builder
	for _, handle := range shops {
		text.WriteString(d.table(handle, strings.ToUpper(handle), "sk_sandbox_not_a_real_key_"+handle))
	}
	for i := range 2 * len(shops) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := ssh.NewSignerFromKey(private)
		if err != nil {
			t.Fatal(err)
		}
		d.signers = append(d.signers, signer)
		fmt.Fprintf(&text, "[agents.agent-%d]\nkeys = [%q]\nshops = [%q]\nrole = \"reverse\"\n\n",
			i, bytes.TrimSpace(ssh.MarshalAuthorizedKey(signer.PublicKey())), shops[i%len(shops)])
	}
	d.write(text.String())
	d.serve()
	return d
}

// serve begins to serve, as runServe does. It ends with the test.
func (d *day) serve() {
	d.Helper()
	src := config.Sources{
		Flags: map[string]string{"config": d.file}, ReadFile: os.ReadFile, GOOS: "linux", Home: d.dir,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	load := func() (loaded, error) { return loadServer(src) }
	l, err := load()
	if err != nil {
		d.Fatal(err)
	}
	l.set.Listen, l.set.LoginsPerMinute = "127.0.0.1:0", 100_000
	here := machine{now: d.clock.Now, steady: time.Now, after: d.clock.After, pause: time.After}
	crashes := newCrashes(time.Now)
	d.v = newService(l, here, crashes)
	listener, err := d.v.listen(context.Background(), l.set)
	if err != nil {
		d.Fatal(err)
	}
	d.address = listener.Addr().String()
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		d.Fatal(err)
	}
	go func() {
		d.ended <- d.v.run(newStreams(nowhere, nowhere, nowhere, src.LookupEnv, crashes), listener, nil, nil, load)
	}()
	d.Cleanup(func() {
		if err := d.v.server.Drain(0); err != nil {
			d.Error(err)
		}
		if err := <-d.ended; err != nil {
			d.Error(err)
		}
		d.v.close()
		_ = nowhere.Close()
		if err := crashes.err(); err != nil {
			d.Error(err)
		}
	})
}

// comer is an agent at a screen.
type comer struct {
	line *ssh.Client
	keys io.Writer
	over <-chan error
}

// comes has an agent log in, and waits until they see the list.
func (d *day) comes(agent int) comer {
	d.Helper()
	d.dojo.Add(sandbox.Payment{PaidAt: d.clock.Now(), Reference: "ORDER-1", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}}) // one of today
	line, err := ssh.Dial("tcp", d.address, &ssh.ClientConfig{
		User: "agent", Auth: []ssh.AuthMethod{ssh.PublicKeys(d.signers[agent])}, Timeout: patience,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if ssh.FingerprintSHA256(key) != d.v.server.Fingerprint() {
				return fmt.Errorf("another host key")
			}
			return nil
		},
	})
	if err != nil {
		d.Fatal(err)
	}
	session, err := line.NewSession()
	if err != nil {
		d.Fatal(err)
	}
	listed, over := make(chan struct{}), make(chan error, 1)
	shown, err := session.StdoutPipe()
	if err != nil {
		d.Fatal(err)
	}
	keys, err := session.StdinPipe()
	if err != nil {
		d.Fatal(err)
	}
	if err := session.RequestPty("xterm", 24, 80, ssh.TerminalModes{}); err != nil {
		d.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		d.Fatal(err)
	}
	go func() {
		seen := bytes.Buffer{}
		see := sync.OnceFunc(func() { close(listed) })
		p := make([]byte, 4096)
		for {
			n, err := shown.Read(p)
			seen.Write(p[:n])
			if bytes.Contains(seen.Bytes(), []byte("ORDER-1")) {
				see()
			}
			if err != nil {
				over <- session.Wait()
				return
			}
		}
	}()
	select {
	case <-listed:
	case err := <-over:
		d.Fatalf("the session has ended: %v", err)
	case <-time.After(patience):
		d.Fatal("there is no list")
	}
	return comer{line: line, keys: keys, over: over}
}

// gone waits for the end of a session, and ends its line.
func (c comer) gone() {
	<-c.over
	_ = c.line.Close()
}

// belongings are what the server has.
type belongings struct {
	goroutines int
	record     int      // descriptors of the record's files
	others     []string // what all other descriptors are of
	heap       uint64
}

// recordMost is the most descriptors that the record's files take: one connection writes
// and two read. They are opened as they are needed, and stay. Each has the database and its
// log, and all share the log's index.
const recordMost = 3*2 + 1

// holds is what the server has now.
func (d *day) holds() belongings {
	d.Helper()
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b := belongings{goroutines: runtime.NumGoroutine(), heap: m.HeapAlloc}
	const ours = "/proc/self/fd"
	all, err := os.ReadDir(ours)
	if err != nil {
		d.Fatal(err)
	}
	for _, f := range all {
		switch is, err := os.Readlink(filepath.Join(ours, f.Name())); {
		case err != nil: // it is closed by now, as that of the folder is
		case strings.HasPrefix(filepath.Base(is), "journal.db"):
			b.record++
		default:
			b.others = append(b.others, is)
		}
	}
	return b
}

// empty moves the clock on until nobody is there and all shops are closed, and returns what the server
// has then.
func (d *day) empty() belongings {
	d.Helper()
	h := d.v.house
	for end := time.After(patience); ; {
		sessions := len(d.v.server.Sessions())
		h.mu.Lock()
		desks, shops := len(h.desks), len(h.tenants)
		h.mu.Unlock()
		if sessions+desks+shops == 0 {
			return d.holds()
		}
		d.clock.Advance(time.Minute)
		select {
		case <-time.After(5 * time.Millisecond): // it does what is due by then
		case <-end:
			d.Fatalf("%d agents, %d desks and %d shops are left", sessions, desks, shops)
		}
	}
}

// Over hours in which agents come and go, with -tags exhaustive a day and a night, the
// server has at their end what it had after two of them. After each hour it has nobody's
// desk and no shop.
func TestADayOfAgentsLeavesNothing(t *testing.T) {
	const perHour = 8
	d := newDay(t, "pier", "mall", "quay")
	began := d.clock.Now()
	var first, last belongings // once nobody is there
	for hour := range hoursOfTheDay {
		var here []comer
		for n := range perHour {
			c := d.comes((hour*perHour + n) % len(d.signers))
			switch n % 4 {
			case 0: // leaves
				_, _ = c.keys.Write([]byte("q"))
				c.gone()
			case 1: // drops
				_ = c.line.Close()
				<-c.over
			default: // stays until the server finds that nobody types
				here = append(here, c)
			}
			for range 4 {
				d.clock.Advance(time.Minute)
			}
		}
		last = d.empty()
		for _, c := range here {
			c.gone()
		}
		if left := began.Add(time.Duration(hour+1) * time.Hour).Sub(d.clock.Now()); left > 0 {
			d.clock.Advance(left)
		}
		if hour == 1 {
			first = last
		}
	}
	// A descriptor that is needed now and then is opened once, and stays. One that leaks with
	// each shop or agent would be there more than once an hour.
	const nowAndThen = hoursOfTheDay / 8
	// The last shop and the last line may be closing still.
	for end := time.Now().Add(patience); last.goroutines > first.goroutines || last.record > recordMost || len(last.others) > len(first.others)+nowAndThen || last.heap > first.heap+1<<20; last = d.holds() {
		if time.Now().After(end) {
			var text bytes.Buffer
			_ = pprof.Lookup("goroutine").WriteTo(&text, 1)
			t.Fatalf("%+v at first, and %+v after %v:\n%s", first, last, d.clock.Now().Sub(began), text.String())
		}
	}
	t.Logf("%+v at first, and %+v after %v", first, last, d.clock.Now().Sub(began))
}
