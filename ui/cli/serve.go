package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/ui/serve"
)

// serveName is the command that serves agents.
const serveName = "serve"

func serveCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   serveName,
		Short: "Serve the screen and the commands to agents over SSH",
		Long: `Serve lets the agents of the settings log in with ssh. Each gets the screen at their
shops, or runs list, show, reverse, watch, journal, shops, whoami and plain. There is no
shell and no forwarding. All share one list, one journal and one watcher for each shop,
and what an agent leaves unfinished is watched on.

Agents are headings of the settings file:

  [agents.priya]
  keys  = ["ssh-ed25519 AAAA… priya@laptop"]
  shops = ["high-street", "airport"]
  role  = "reverse"

The role is read, reverse, approve or audit. To read the settings again: kill -HUP. To
stop: kill -TERM, or ctrl+c; sessions then end within serve_grace. All of it, with the
systemd unit and OpenSSH's forced command: ` + programName + ` help helpdesk.`,
		Example: `  dojo-reversals serve
  ssh -p 2222 127.0.0.1`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return runServe(c, s) },
	}
	addSettingFlags(c, "config", "state-dir", "debug")
	return c
}

// sweepEvery is how often the house looks for shops that nobody needs any more.
const sweepEvery = time.Minute

// runServe serves until a signal or a panic ends it.
func runServe(c *cobra.Command, s streams) error {
	// They are caught until all is closed: no second one ends a server that waits for the
	// answer to a reversal.
	stop, again := make(chan os.Signal, 2), make(chan os.Signal, 1)
	defer signal.Stop(stop)
	defer signal.Stop(again)
	signal.Notify(again, syscall.SIGHUP) // one that comes before it listens must not end it
	src, here := sourcesOf(c, true).WithoutTerminal(), thisMachine()
	l, err := loadServer(src)
	if err != nil {
		return err
	}
	settings, set := l.settings, l.set
	v := newService(l, here, s.crashes)
	defer v.close()
	listener, err := v.listen(c.Context(), set)
	if err != nil {
		return err
	}
	for _, note := range slices.Concat(settings.Warnings, reportCrashes(settings.StateDir)) {
		_, _ = fmt.Fprintf(s.err, "%s: %s\n", programName, note)
	}
	v.sayUnusable(s)
	_, _ = fmt.Fprintf(s.out, "Serving %s and %s at %s. The host key is\n    %s\n",
		count(len(set.Agents), "agent"), count(len(shopsOf(settings)), "shop"), listener.Addr(), v.server.Fingerprint())
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	return v.run(s, listener, stop, again, func() (loaded, error) { return loadSaved(src, here.pause) })
}

// sayUnusable says which shops can't be opened as the settings are: agents would be the
// first to find out, and can do nothing about it.
func (v *service) sayUnusable(s streams) {
	for _, shop := range v.house.names() {
		if _, err := v.house.load(shop.Handle); err != nil {
			err = inOneLine(err)
			_, _ = fmt.Fprintf(s.err, "%s: agents can't open %s: %v\n", programName, shop.Name, err)
			v.house.log.Warn("a shop can't be opened", "shop", shop.Name, "error", err.Error())
		}
	}
}

// cantListen says which setting has an address that can't be had, and what to do.
func cantListen(setting, address string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("something listens at %s already. If it is this server, stop that one first. Otherwise set %s to another port", address, setting)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("this account may not listen at %s. Choose a port from 1024: the setting is %s; how a lower one is used: %s help helpdesk", address, setting, programName)
	}
	return fmt.Errorf("the server can't listen at %s (%s). Choose another address: the setting is %s", address, dojo.Clean(err.Error()), setting)
}

// newService makes the server of the settings. It opens nothing.
func newService(l loaded, here machine, crashes *crashes) *service {
	h := newHouse(l.settings, here, false, crashes)
	crashes.keep(l.settings.StateDir, h.log)
	v := &service{house: h, stops: &stops{}, began: l, said: make(chan string, 8)}
	h.stays, h.load = true, v.settingsOf
	v.know(l)
	return v
}

// listen listens, opens the record of reversals, and takes up the shops that have
// unfinished ones.
func (v *service) listen(ctx context.Context, set config.Serve) (net.Listener, error) {
	h := v.house
	h.log.file.Begin()
	var err error
	v.server, err = serve.New(serve.Options{
		HostKeyFile: set.HostKeyFile, Agents: agentsOf(set), Banner: set.Banner,
		Limits: limitsOf(set), Now: h.here.now, After: h.here.after, Log: h.log.Logger, Run: v.session,
		Crashed: func(what any) { h.log.Error("a session crashed", "panic", fmt.Sprint(what)) },
	})
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", set.Listen)
	if err := cantListen("serve_listen", set.Listen, err); err != nil {
		return nil, err
	}
	record, err := h.records.take(ctx, h.settings.StateDir, func() time.Time { return time.Time{} })
	if err != nil {
		return nil, journalError(err, h.settings.StateDir)
	}
	v.record = newServerRecord(record, func(why error) { h.log.Warn("another record of reversals is used from now on", "why", why.Error()) })
	if err := v.startAudit(set.Audit); err != nil {
		return nil, err
	}
	if err := v.startMonitor(ctx, set.Metrics); err != nil { // it asks for all that is above
		return nil, err
	}
	h.wake(ctx, record)
	return listener, nil
}

// reloaded are settings that were read again, or why they couldn't be.
type reloaded struct {
	loaded
	err error
}

// run serves until a value of stop or a panic ends it. At each of again, load reads the
// settings anew. However long that takes, and however often it is asked for, no signal to
// stop is lost meanwhile.
func (v *service) run(s streams, listener net.Listener, stop, again <-chan os.Signal, load func() (loaded, error)) error {
	signal.Ignore(syscall.SIGPIPE)
	served := make(chan error, 1)
	s.crashes.spawn(func() { served <- v.server.Serve(listener) })
	read := make(chan reloaded, 1)
	asked, sweep := again, v.house.here.after(sweepEvery) // asked is nil while the settings are read
	for {
		select {
		case <-asked:
			asked = nil
			s.crashes.spawn(func() {
				l, err := load()
				read <- reloaded{l, err}
			})
		case r := <-read:
			asked = again
			v.take(s, r)
		case <-stop:
			v.drain(s, stop)
			return nil
		case text := <-v.said:
			_, _ = fmt.Fprintf(s.err, "%s: %s\n", programName, text)
		case err := <-served:
			return err
		case <-s.crashes.happened:
			v.drain(s, stop)
			return nil // Main tells of the crash
		case <-sweep:
			sweep = v.house.here.after(sweepEvery)
			keep := max(v.keep, sweepEvery)
			s.crashes.spawn(func() {
				v.house.sweep(keep)
				v.record.follow()
			})
		}
	}
}

// take takes settings that were read again, and says what came of it.
func (v *service) take(s streams, r reloaded) {
	err := r.err
	if err == nil {
		err = v.reload(r.loaded)
	}
	if err != nil {
		_, _ = fmt.Fprintf(s.err, "%s: the settings weren't taken, the former ones stay:\n%v\n", programName, err)
		v.house.log.Error("settings not taken", "error", err.Error())
		return
	}
	_, _ = fmt.Fprintf(s.out, "The settings were read again: %s and %s.\n", count(len(r.set.Agents), "agent"), count(len(shopsOf(r.settings)), "shop"))
	v.house.log.Info("settings read again", "agents", len(r.set.Agents))
	if later := v.began.later(r.loaded); len(later) > 0 {
		names := strings.Join(later, ", ")
		_, _ = fmt.Fprintf(s.out, "Changed, but only from the next start on: %s.\n", names)
		v.house.log.Warn("settings changed that count from the next start on", "settings", names)
	}
	v.sayUnusable(s)
}

// drain ends all sessions within the grace time, or sooner after one more signal.
func (v *service) drain(s streams, stop <-chan os.Signal) {
	sessions := 0
	for _, n := range v.server.Sessions() {
		sessions += n
	}
	_, _ = fmt.Fprintf(s.out, "Stopping: %s, which may go on for %s. Once more ends them now.\n", count(sessions, "session"), span(v.grace))
	drained := make(chan error, 1)
	s.crashes.spawn(func() { drained <- v.server.Drain(v.grace) })
	for {
		select {
		case err := <-drained:
			if err != nil {
				v.house.log.Warn("drained", "error", err.Error())
			}
			return
		case <-stop:
			s.crashes.spawn(func() { _ = v.server.Drain(0) })
		}
	}
}

// close lets the requests under way be answered, closes all shops, has the audit stream
// finish, and closes the record.
func (v *service) close() {
	grace, cancel := context.WithTimeout(context.Background(), sendGrace)
	defer cancel()
	v.house.stop(grace)
	v.house.log.ended("stopped", v.house.unfinished())
	v.house.close()
	if v.endAudit != nil {
		v.endAudit()
	}
	if v.record != nil {
		_ = v.record.Close()
	}
	v.house.log.close()
}
