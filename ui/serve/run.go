package serve

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// copyBuffer is the size of each buffer of a session, of which it has two or three. A
// pseudo-terminal hands out at most this much at a time.
const copyBuffer = 4096

// serve runs a session from its first to its last byte.
func (x *session) serve(args []string) {
	defer close(x.over)
	options := x.server.options
	about := append(x.connection.about(x.login), "session", x.id)
	files, err := x.streams()
	if err != nil {
		options.Log.Error("no files for a session", append(about, "error", err)...)
		_, _ = io.WriteString(x.channel.Stderr(), "The server has no room for another session. Try again later.\r\n")
		x.exit(exitRefused)
		return
	}
	begun := options.Now()
	x.activity.typed.Store(begun.UnixNano())
	options.Log.Info("session begun", append(about, "terminal", x.terminal != nil)...)

	var outputs, others sync.WaitGroup
	returned, gone := make(chan struct{}), make(chan struct{})
	outputs.Go(func() { x.copyOut(x.channel, files.shown, 0) })
	if files.said != nil {
		outputs.Go(func() { x.copyOut(x.channel.Stderr(), files.said, 1) })
	}
	others.Go(func() { x.copyIn(files) })
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		x.watch(files, returned, gone)
	}()

	code := x.call(x.session(args, files))
	why := context.Cause(x.ctx)
	if why == nil {
		why = Finished
	}
	close(returned)
	x.end(Finished)
	_ = files.closeProgram()
	delivered := make(chan struct{})
	go func() {
		defer close(delivered)
		outputs.Wait()
	}()
	select {
	case <-delivered:
	case <-options.After(lastWords):
	}
	x.exit(code)
	_ = files.hangUp()
	<-delivered
	others.Wait()
	close(gone)
	<-watched
	options.Log.Info("session ended", append(about, "why", why.Error(), "code", code, "ms", options.Now().Sub(begun).Milliseconds())...)
}

// streams are the session's files.
func (x *session) streams() (*streams, error) {
	if x.terminal != nil {
		return terminalStreams(x.terminal), nil
	}
	return pipeStreams()
}

// session is what Run gets.
func (x *session) session(args []string, files *streams) *Session {
	s := &Session{
		ID:          x.id,
		Agent:       x.login.agent,
		Fingerprint: x.login.fingerprint,
		Address:     x.connection.address,
		Args:        args,
		LookupEnv:   x.env.lookup, // nothing is set once a session has begun
		In:          files.in,
		Out:         files.out,
		Err:         files.err,
		PTY:         x.terminal != nil,
		Resized:     x.resized,
		Interrupted: x.interrupted,
		Draining:    x.server.draining,
		Busy:        func() (done func()) { return x.activity.hold(x.server.options.Now) },
	}
	if x.login.certificate != nil {
		s.CertificateID = visible(x.login.certificate.KeyId, 64)
	}
	return s
}

// call calls Run, and turns a panic into an exit code.
func (x *session) call(s *Session) (code int) {
	defer func() {
		if what := recover(); what != nil {
			x.server.options.Crashed(what)
			code = exitCrashed
			_, _ = io.WriteString(s.Err, "\r\nThis session broke off because of a mistake in the program. It is in the server's log.\r\n")
		}
	}()
	return x.server.options.Run(x.ctx, s)
}

// copyOut sends what the program writes to the client, until there is no more or the
// client is gone. The copies of a session are no io.Copy: its buffers are 32 kB.
func (x *session) copyOut(to io.Writer, from *os.File, which int) {
	buffer := make([]byte, copyBuffer)
	since := &x.activity.writing[which]
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			since.Store(x.server.options.Now().UnixNano())
			_, failed := to.Write(buffer[:n])
			since.Store(0)
			err = errors.Join(err, failed)
		}
		if err != nil { // a terminal's last words end with EIO
			return
		}
	}
}

// copyIn hands the program what the client sends, and then the end of the input. It
// goes on reading when the program doesn't: the client must not wait for ever.
func (x *session) copyIn(files *streams) {
	buffer := make([]byte, copyBuffer)
	for {
		n, err := x.channel.Read(buffer)
		if n > 0 {
			x.activity.typed.Store(x.server.options.Now().UnixNano())
			keys, interrupted := buffer[:n], false
			if x.terminal != nil {
				keys, interrupted = x.terminal.interrupted(keys)
			}
			_, _ = files.keys.Write(keys)
			if interrupted {
				tell(x.interrupted)
			}
		}
		if err != nil {
			break
		}
	}
	if x.terminal == nil {
		_ = files.keys.Close()
	} else if end := x.terminal.endOfInput(); end != nil {
		_, _ = files.keys.Write(end)
	}
}

// watch ends a session that has to end. It frees a program that is still waiting for the
// client then, and closes the line if even that doesn't end all in time.
func (x *session) watch(files *streams, returned, gone <-chan struct{}) {
	after := x.server.options.After
	for x.ctx.Err() == nil {
		wait, end := x.activity.next(x.server.options.Now(), x.server.idle())
		if end != nil {
			x.end(end)
			break
		}
		select {
		case <-x.ctx.Done():
		case <-after(wait):
		}
	}
	switch cause := context.Cause(x.ctx); {
	case errors.Is(cause, Finished):
	case errors.Is(cause, Dropped), errors.Is(cause, Stalled):
		_ = files.hangUp()
	default:
		x.waitForLastWords(cause, files, returned, gone)
	}
	select {
	case <-gone:
	case <-after(3 * lastWords):
		_ = x.connection.Close()
		<-gone
	}
}

// waitForLastWords gives the program of a session that has to end the time to say why.
// Whoever may not be here any more doesn't stay longer by taking no output: the line is
// closed.
func (x *session) waitForLastWords(cause error, files *streams, returned, gone <-chan struct{}) {
	late := x.server.options.After(lastWords)
	if errors.Is(cause, Removed) || errors.Is(cause, Changed) || errors.Is(cause, Expired) {
		select {
		case <-gone:
		case <-x.server.options.After(removedTime):
			if x.activity.isWriting() {
				_ = x.connection.Close()
				_ = files.hangUp()
			}
		}
	}
	select {
	case <-returned:
	case <-late:
		_ = files.hangUp()
	}
}

// isWriting says whether a client takes output just now, or lets it wait.
func (a *activity) isWriting() bool { return a.writing[0].Load() != 0 || a.writing[1].Load() != 0 }

// hold keeps a session from ending as idle until done is called.
func (a *activity) hold(now func() time.Time) (done func()) {
	a.busy.Add(1)
	return sync.OnceFunc(func() {
		a.typed.Store(now().UnixNano())
		a.busy.Add(-1)
	})
}
