package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// connection is one client's line, from the moment that it is accepted.
type connection struct {
	net.Conn
	server  *Server
	id      string
	address string // host only
	// ctx ends with the line, or when the login isn't good any more; its cause is an End.
	ctx      context.Context
	end      context.CancelCauseFunc
	closing  sync.Once
	loggedIn chan struct{} // closed when login is set
	changed  chan struct{} // of capacity 1: a session has begun or ended

	mu       sync.Mutex
	login    login
	user     string   // as the client calls itself, made visible
	whys     []string // what was refused, each once
	refused  string   // the fingerprint of the key that was refused last
	sessions int      // open
	begun    int      // ever
	tooMany  int      // sessions that were refused
}

// Close ends the line and all of its sessions. It may be called more than once.
func (c *connection) Close() (err error) {
	c.closing.Do(func() {
		c.end(Dropped)
		err = c.Conn.Close()
		c.server.forget(c)
	})
	return err
}

// isLoggedIn says whether the client has proved who it is.
func (c *connection) isLoggedIn() bool {
	select {
	case <-c.loggedIn:
		return true
	default:
		return false
	}
}

// identity returns the login of a client that has proved who it is.
func (c *connection) identity() (l login, ok bool) {
	if !c.isLoggedIn() {
		return login{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.login, true
}

// offer decides on a key that a client offers or signs with.
func (c *connection) offer(user string, key gossh.PublicKey) (login, bool) {
	l, err := c.server.lookUp(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.user = visible(user, 64)
	c.refused = l.fingerprint
	if err != nil {
		c.noteLocked(err)
	}
	return l, err == nil
}

// proved is called when a client has signed with a key that offer let through.
func (c *connection) proved(key gossh.PublicKey) error {
	l, err := c.server.accept(c, key)
	if err != nil {
		c.note(err)
		return err
	}
	c.server.options.Log.Info("log-in accepted", c.about(l)...)
	return nil
}

// logIn is called once, with the server's lock.
func (c *connection) logIn(l login) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.login = l
	close(c.loggedIn)
}

// note keeps a reason why a client isn't let in, for the log.
func (c *connection) note(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noteLocked(err)
}

func (c *connection) noteLocked(err error) {
	const most = 2 * loginTries
	why := visible(err.Error(), 200)
	if !slices.Contains(c.whys, why) && len(c.whys) < most {
		c.whys = append(c.whys, why)
	}
}

// about is what the log says of who is logged in.
func (c *connection) about(l login) []any {
	fields := []any{"connection", c.id, "agent", l.agent.Name, "fingerprint", l.fingerprint, "address", c.address}
	if l.certificate != nil {
		fields = append(fields, "certificate", visible(l.certificate.KeyId, 64), "serial", l.certificate.Serial)
	}
	return fields
}

// openSession makes room for one more session, and returns its ID.
func (c *connection) openSession() (id string, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions == perConnection || c.ctx.Err() != nil {
		c.tooMany++
		return "", false
	}
	c.sessions++
	c.begun++
	c.tell()
	return fmt.Sprintf("%s-%d", c.id, c.begun), true
}

// isFlooding says whether the client goes on asking for sessions that it can't have.
func (c *connection) isFlooding() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tooMany >= refusalsMost
}

func (c *connection) closeSession() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions--
	c.tell()
}

func (c *connection) tell() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

func (c *connection) isQuiet() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sessions == 0
}

// endQuiet ends a line that has no session, and then can't get one any more.
func (c *connection) endQuiet() (yes bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions == 0 {
		c.end(Dropped)
	}
	return c.sessions == 0
}

// supervise closes a connection that doesn't log in, has no session for too long, or
// whose login has ended. It returns when the connection is closed.
func (c *connection) supervise() {
	defer func() { _ = c.Close() }()
	after := c.server.options.After
	select {
	case <-c.loggedIn:
	case <-c.ctx.Done():
		return
	case <-after(loginTime):
		c.note(errLate)
		return
	}
	l, _ := c.identity()
	var expiry <-chan time.Time
	if end, ok := l.until(); ok {
		expiry = after(end.Sub(c.server.options.Now()))
	}
	for ended := c.ctx.Done(); ; {
		var over <-chan time.Time
		if quiet := c.isQuiet(); quiet && ended == nil {
			return
		} else if quiet {
			over = after(loginTime)
		} else if ended == nil {
			over = after(4 * lastWords)
		}
		select {
		case <-c.changed:
		case <-expiry:
			c.end(Expired)
		case <-ended:
			if errors.Is(context.Cause(c.ctx), Dropped) {
				return
			}
			ended = nil
		case <-over:
			if ended == nil || c.endQuiet() {
				return
			}
		}
	}
}

// logRefusal logs a connection that has closed without a log-in. end is how the
// handshake ended, which says little beside the reasons that were noted.
func (c *connection) logRefusal(end error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.whys) == 0 {
		c.noteLocked(end)
	}
	c.server.options.Log.Warn("log-in refused", "connection", c.id, "address", c.address,
		"why", strings.Join(c.whys, "; "), "fingerprint", c.refused, "user", c.user)
}

var errLate = errors.New("took too long")

// connectionKey finds the connection in the library's context.
type connectionKey struct{}

func connectionOf(ctx ssh.Context) *connection {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	return c
}
