package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/ssh"
	"github.com/charmbracelet/wish"
	gossh "golang.org/x/crypto/ssh"
)

// Only what OpenSSH of the last years offers first, and no SHA-1.
var (
	keyExchanges  = []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519}
	ciphers       = []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM}
	macs          = []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM}
	keyAlgorithms = []string{
		gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
	}
)

// Server serves agents over SSH. Its methods may be called from any goroutine.
type Server struct {
	options     Options
	fingerprint string
	ssh         *ssh.Server
	draining    chan struct{}

	mu          sync.Mutex
	roster      *roster
	limits      Limits
	limiter     *limiter
	listeners   []net.Listener
	connections map[*connection]struct{}
	handshakes  map[net.Addr]*connection // those whose end failed will tell
	waiting     int                      // connections that haven't logged in yet
	open        map[string]int           // sessions, by agent
	sessions    int                      // in all
	drains      bool
	logins      Logins

	running    sync.WaitGroup // sessions; nothing is added once drains is set
	supervised sync.WaitGroup // connections; the same
}

// Logins counts what became of the connections since the start, and of their sessions.
type Logins struct {
	Accepted uint64 // logged in
	Refused  uint64 // had no key that was good, broke off, or took too long
	// Limited is how many were closed at once, being too many from one address or in all,
	// and how many sessions there was no room for after a log-in.
	Limited uint64
}

// New reads the host key, or makes it, and returns a server. An error says what to do.
func New(options Options) (*Server, error) {
	if err := supported(); err != nil {
		return nil, err
	}
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	limits, err := options.Limits.withDefaults()
	if err != nil {
		return nil, err
	}
	roster, err := newRoster(options.Agents)
	if err != nil {
		return nil, err
	}
	key, err := hostKey(options.HostKeyFile)
	if err != nil {
		return nil, err
	}
	s := &Server{
		options:     options,
		fingerprint: gossh.FingerprintSHA256(key.PublicKey()),
		draining:    make(chan struct{}),
		roster:      roster,
		limits:      limits,
		limiter:     newLimiter(limits.LoginsPerMinute),
		connections: map[*connection]struct{}{},
		handshakes:  map[net.Addr]*connection{},
		open:        map[string]int{},
	}
	s.ssh, err = wish.NewServer(
		func(server *ssh.Server) error {
			server.AddHostKey(key)
			server.ConnCallback = s.connected
			server.ServerConfigCallback = s.handshake
			server.ConnectionFailedCallback = s.failed
			server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel}
			server.RequestHandlers = map[string]ssh.RequestHandler{} // none: each is refused
			return nil
		},
		wish.WithVersion("dojo-reversals"),
		wish.WithBanner(ended(options.Banner)),
		wish.WithPublicKeyAuth(s.offered),
	)
	return s, err
}

// ended is a banner with the end of its last line, after which a client goes on.
func ended(banner string) string {
	if banner == "" || strings.HasSuffix(banner, "\n") {
		return banner
	}
	return banner + "\n"
}

// Fingerprint is the host key's, such as SHA256:….
func (s *Server) Fingerprint() string { return s.fingerprint }

// Serve accepts connections until Drain, and then returns nil. It closes the listener.
func (s *Server) Serve(listener net.Listener) error {
	s.mu.Lock()
	if s.drains {
		s.mu.Unlock()
		return listener.Close()
	}
	s.listeners = append(s.listeners, listener)
	s.mu.Unlock()
	err := s.ssh.Serve(listener)
	if s.isDraining() && errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// connected is called for each new connection. It returns nil for one that is closed at
// once.
func (s *Server) connected(ctx ssh.Context, conn net.Conn) net.Conn {
	address := host(conn.RemoteAddr())
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.drains:
		return nil
	case s.waiting >= s.limits.NotLoggedIn:
		s.logins.Limited++
		return nil
	}
	if allowed, first := s.limiter.allow(address, s.options.Now()); !allowed {
		s.logins.Limited++
		if first {
			s.options.Log.Warn("too many log-ins from one address", "address", address)
		}
		return nil
	}
	c := &connection{
		Conn:     conn,
		server:   s,
		id:       newID(),
		address:  address,
		loggedIn: make(chan struct{}),
		changed:  make(chan struct{}, 1),
	}
	c.ctx, c.end = context.WithCancelCause(context.Background())
	s.connections[c] = struct{}{}
	s.handshakes[c.RemoteAddr()] = c
	s.waiting++
	s.supervised.Go(c.supervise)
	ctx.SetValue(connectionKey{}, c)
	return c
}

// forget is called once, when a connection closes.
func (s *Server) forget(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, c)
	if !c.isLoggedIn() {
		s.waiting--
		s.logins.Refused++
	}
}

// accept logs a client in that has signed with a key. It looks the key up again and
// writes the login down in one step, so that Reload finds either the login or the client
// still without one.
func (s *Server) accept(c *connection, key gossh.PublicKey) (login, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := s.roster.login(key, s.options.Now())
	if _, open := s.connections[c]; err == nil && (!open || s.drains) {
		err = Drained
	}
	if err != nil {
		return l, err
	}
	c.logIn(l)
	delete(s.handshakes, c.RemoteAddr())
	s.waiting--
	s.logins.Accepted++
	return l, nil
}

// handshake says which algorithms and how many tries there are.
func (s *Server) handshake(ctx ssh.Context) *gossh.ServerConfig {
	config := &gossh.ServerConfig{
		PublicKeyAuthAlgorithms: keyAlgorithms,
		MaxAuthTries:            loginTries,
		AuthLogCallback: func(_ gossh.ConnMetadata, method string, err error) {
			if err != nil && method != "none" && err.Error() != offerRefused {
				connectionOf(ctx).note(fmt.Errorf("%s: %w", visible(method, 32), err))
			}
		},
		VerifiedPublicKeyCallback: func(_ gossh.ConnMetadata, key gossh.PublicKey, permissions *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			return permissions, connectionOf(ctx).proved(key)
		},
	}
	config.KeyExchanges, config.Ciphers, config.MACs = keyExchanges, ciphers, macs
	return config
}

// offerRefused is what the library makes of a key that offered refuses: offer has noted
// why.
const offerRefused = "permission denied"

// offered is called for each key that a client offers.
func (s *Server) offered(ctx ssh.Context, key ssh.PublicKey) bool {
	l, ok := connectionOf(ctx).offer(ctx.User(), key)
	if l.certificate != nil {
		// The handshake compares the client's address with source-address.
		ctx.Permissions().CriticalOptions = l.certificate.CriticalOptions
	}
	return ok
}

// failed is called for each connection that didn't log in, after it was closed. The
// library wraps the connection, but its address is the one that the system gave it.
func (s *Server) failed(conn net.Conn, err error) {
	s.mu.Lock()
	c := s.handshakes[conn.RemoteAddr()]
	delete(s.handshakes, conn.RemoteAddr())
	s.mu.Unlock()
	if c != nil {
		c.logRefusal(err)
	}
}

func (s *Server) lookUp(key gossh.PublicKey) (login, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.roster.login(key, s.options.Now())
}

// begin makes room for a session of an agent. A sentence says why there is none.
func (s *Server) begin(name string) (refusal string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch limits := s.limits; {
	case s.drains:
		return "The server is stopping. Try again in a few minutes."
	case s.sessions >= limits.Sessions:
		s.logins.Limited++
		return "The server has as many sessions as it can take. Try again later, or ask for more room."
	case s.open[name] >= limits.SessionsPerAgent:
		s.logins.Limited++
		if s.open[name] == 1 {
			return "You have a session open, and may have only one. Close it, then try again."
		}
		return fmt.Sprintf("You have %d sessions open, as many as you may have. Close one, then try again.", s.open[name])
	}
	s.sessions++
	s.open[name]++
	s.running.Add(1)
	return ""
}

func (s *Server) finish(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions--
	if s.open[name]--; s.open[name] == 0 {
		delete(s.open, name)
	}
	s.running.Done()
}

// Reload replaces the agents. It ends the sessions of those whose login isn't good any
// more, and of those whose role or shops have changed. On an error, nothing changes.
func (s *Server) Reload(agents Agents) error {
	roster, err := newRoster(agents)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roster = roster
	for c := range s.connections {
		if l, ok := c.identity(); ok {
			if cause := roster.after(l, s.options.Now()); cause != nil {
				c.end(cause)
			}
		}
	}
	return nil
}

// Limit replaces the limits. Sessions that are open stay so, also where there are more
// than may be by now; only the idle time counts for them too, within two minutes. The
// log-ins of the last minute are forgotten where there is another limit of them.
func (s *Server) Limit(limits Limits) error {
	limits, err := limits.withDefaults()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if limits.LoginsPerMinute != s.limits.LoginsPerMinute {
		s.limiter = newLimiter(limits.LoginsPerMinute)
	}
	s.limits = limits
	return nil
}

// idle is Limits.Idle as it is now.
func (s *Server) idle() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limits.Idle
}

// Sessions counts the open sessions by the name of the agent.
func (s *Server) Sessions() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.open)
}

// Logins counts the log-ins since the start.
func (s *Server) Logins() Logins {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// Draining is closed once the server takes no new sessions.
func (s *Server) Draining() <-chan struct{} { return s.draining }

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drains
}

// Drain takes no new connections and sessions, and returns when the sessions are over,
// at the latest after the grace time. Sessions that are left 6 seconds before that end
// with the cause Drained, so that they can say a last line; their lines are closed 3
// seconds later. An error says how many are still running at the end. A second call,
// with a shorter time, hurries the first.
func (s *Server) Drain(grace time.Duration) error {
	end, cut, over := s.options.After(grace-2*lastWords), s.options.After(grace-lastWords), s.options.After(grace)
	for _, c := range s.stopAccepting() {
		_ = c.Close()
	}
	gone := make(chan struct{})
	go func() {
		s.running.Wait()
		close(gone)
	}()
	wait := func(moment <-chan time.Time) bool {
		select {
		case <-gone:
			return true
		case <-moment:
			return false
		}
	}
	if !wait(end) {
		for _, c := range s.lines() {
			c.end(Drained)
		}
		wait(cut)
	}
	for _, c := range s.lines() {
		_ = c.Close()
	}
	s.supervised.Wait()
	wait(over)
	if left := s.count(); left > 0 {
		return fmt.Errorf("%d sessions are still running after the grace time", left)
	}
	return nil
}

// stopAccepting returns the connections that haven't logged in.
func (s *Server) stopAccepting() []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.drains
	s.drains = true
	for _, l := range s.listeners {
		_ = l.Close()
	}
	if first {
		close(s.draining) // whoever hears of it finds that nobody listens any more
	}
	return slices.DeleteFunc(slices.Collect(maps.Keys(s.connections)), (*connection).isLoggedIn)
}

func (s *Server) lines() []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.connections))
}

func (s *Server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// host is an address without its port.
func host(address net.Addr) string {
	text := address.String()
	if h, _, err := net.SplitHostPort(text); err == nil {
		return h
	}
	return text
}

// newID is short, and no other since long before the last restart.
func newID() string { return strings.ToLower(rand.Text()[:8]) }
