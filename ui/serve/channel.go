package serve

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Exit codes of sessions that Run isn't called for, or doesn't return from.
const (
	exitRefused = 1
	exitUsage   = 2
	exitCrashed = 70 // EX_SOFTWARE of sysexits.h
)

// channel serves one session channel until it is closed.
func (s *Server) channel(_ *ssh.Server, _ *gossh.ServerConn, offered gossh.NewChannel, ctx ssh.Context) {
	c := connectionOf(ctx)
	l, in := c.identity()
	id, room := c.openSession()
	if !in || !room {
		_ = offered.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		if c.isFlooding() {
			_ = c.Close()
		}
		return
	}
	defer c.closeSession()
	channel, requests, err := offered.Accept()
	if err != nil {
		return
	}
	x := &session{
		server:      s,
		connection:  c,
		login:       l,
		id:          id,
		channel:     channel,
		env:         environment{},
		resized:     make(chan struct{}, 1),
		interrupted: make(chan struct{}, 1),
		over:        make(chan struct{}),
	}
	x.ctx, x.end = context.WithCancelCause(c.ctx)
	x.serveRequests(requests)
	x.end(Dropped) // unless it has ended before
	if x.started {
		<-x.over
	} else if x.terminal != nil {
		_ = x.terminal.close()
	}
}

// serveRequests answers the requests of a channel until it is closed. One that asks for no
// shell and no command is closed after a while: nothing else would end it, and its terminal
// would be kept for ever.
func (x *session) serveRequests(requests <-chan *gossh.Request) {
	late := x.server.options.After(loginTime)
	for {
		select {
		case request, open := <-requests:
			if !open {
				return
			}
			ok := x.request(request)
			if request.WantReply {
				_ = request.Reply(ok, nil)
			}
			if x.started {
				late = nil
			}
			if x.start != nil {
				go x.start()
				x.start = nil
			}
		case <-late:
			_ = x.channel.Close()
			go gossh.DiscardRequests(requests) // the client may never close its end
			return
		}
	}
}

// session is one session channel. Its requests come one after the other; what else
// belongs to more than one goroutine is atomic or a channel.
type session struct {
	server     *Server
	connection *connection
	login      login
	id         string
	channel    gossh.Channel
	ctx        context.Context
	end        context.CancelCauseFunc

	env         environment
	terminal    *terminal // nil without one
	started     bool      // a shell or a command was asked for
	start       func()    // what to do once that request is answered
	resized     chan struct{}
	interrupted chan struct{}
	over        chan struct{} // closed when all goroutines of a started session have ended

	activity activity
}

// request answers one request of the client.
func (x *session) request(r *gossh.Request) (ok bool) {
	switch r.Type {
	case "env":
		v, ok := payload[struct{ Name, Value string }](r)
		return ok && !x.started && x.env.set(v.Name, v.Value)
	case "pty-req":
		return x.openTerminal(r)
	case "window-change":
		return x.resize(r)
	case "signal":
		v, ok := payload[struct{ Name string }](r)
		if ok && v.Name == "INT" {
			tell(x.interrupted)
		}
		return ok
	case "shell":
		return x.begin("")
	case "exec":
		v, ok := payload[struct{ Command string }](r)
		return ok && x.begin(v.Command)
	}
	return false
}

func (x *session) openTerminal(r *gossh.Request) bool {
	v, ok := payload[ptyRequest](r)
	if !ok || x.started || x.terminal != nil || !x.login.mayHaveTerminal() {
		return false
	}
	s, ok := plausible(v.Columns, v.Lines)
	if !ok {
		s = usual
	}
	t, err := openTerminal(s, v.erase())
	if err != nil {
		x.server.options.Log.Error("no pseudo-terminal", "session", x.id, "error", err)
		return false
	}
	x.terminal = t
	if v.Term != "" && isPlain(v.Term) {
		x.env["TERM"] = v.Term
	}
	return true
}

func (x *session) resize(r *gossh.Request) bool {
	v, ok := payload[windowChange](r)
	if !ok || x.terminal == nil {
		return false
	}
	s, ok := plausible(v.Columns, v.Lines)
	if ok && x.terminal.resize(s) == nil {
		tell(x.resized)
		return true
	}
	return false
}

// begin starts the session once its request is answered.
func (x *session) begin(command string) bool {
	if x.started {
		return false
	}
	x.started = true
	args, err := Split(command)
	if err != nil {
		x.start = func() { x.refuse(exitUsage, "The command wasn't understood: "+err.Error()+".") }
		return true
	}
	if refusal := x.server.begin(x.login.agent.Name); refusal != "" {
		x.start = func() { x.refuse(exitRefused, refusal) }
		return true
	}
	x.start = func() {
		defer x.server.finish(x.login.agent.Name)
		x.serve(args)
	}
	return true
}

// refuse tells the client why there is no session for it.
func (x *session) refuse(code int, sentence string) {
	defer close(x.over)
	x.server.options.Log.Info("session refused", append(x.connection.about(x.login), "session", x.id, "why", sentence)...)
	if x.terminal != nil {
		_ = x.terminal.close()
	}
	_, _ = io.WriteString(x.channel.Stderr(), sentence+"\r\n")
	x.exit(code)
}

// exit tells the client the exit code and closes the channel. It doesn't send the end of
// the output by itself before: OpenSSH's client may then close a shared channel without
// waiting for the code, and CloseWrite mustn't be called while a copy may be writing.
func (x *session) exit(code int) {
	_, _ = x.channel.SendRequest("exit-status", false, gossh.Marshal(struct{ Code uint32 }{uint32(code)})) //nolint:gosec // RFC 4254 has 32 bits for what is seldom over 8
	_ = x.channel.Close()
}

// activity is what the watcher of a session looks at.
type activity struct {
	typed   atomic.Int64    // when something came from the client, or Busy ended; Unix nanoseconds
	busy    atomic.Int32    // holds of Busy
	writing [2]atomic.Int64 // since when out and err are being written to the client, or 0
}

// next says when to look again, or why the session has to end.
func (a *activity) next(now time.Time, idle time.Duration) (wait time.Duration, end error) {
	wait = stalledTime
	for i := range a.writing {
		if since := a.writing[i].Load(); since != 0 {
			left := stalledTime - now.Sub(time.Unix(0, since))
			if left <= 0 {
				return 0, Stalled
			}
			wait = min(wait, left)
		}
	}
	if idle == 0 {
		return wait, nil
	}
	left := idle
	if a.busy.Load() == 0 {
		left -= now.Sub(time.Unix(0, a.typed.Load()))
	}
	if left <= 0 {
		return 0, Idle
	}
	return min(wait, left), nil
}

// tell puts a value into a channel of capacity 1, unless there is one.
func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
