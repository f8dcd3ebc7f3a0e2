package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/plain"
	"dojoreversals/ui/serve"
)

// service is the server of a helpdesk: one house for all, and a desk for each session.
type service struct {
	house  *house
	server *serve.Server
	record *serverRecord // nil before listen
	// audited is the number of the last event that the audit stream has written; nil where
	// there is none.
	audited func() int64
	// endAudit sends what the audit stream lacks, and ends it; nil where there is none.
	endAudit func()
	// said has what whoever runs the server has to read, beside the log.
	said   chan string
	stops  *stops
	began  loaded // the settings of the start
	grace  time.Duration
	keep   time.Duration                          // how long a shop stays open that nobody looks at
	agents atomic.Pointer[map[string]agent.Agent] // those of the settings, by name
	loaded atomic.Pointer[loaded]                 // as they were read at the start, or last without a mistake
}

// say has run tell whoever runs the server something. It never waits.
func (v *service) say(text string) {
	select {
	case v.said <- text:
	default: // so much was said that nobody reads it
	}
}

// know takes settings. What loaded.later names stays as of the start.
func (v *service) know(l loaded) {
	byName := map[string]agent.Agent{}
	for _, a := range l.set.Agents {
		byName[a.Name] = a
	}
	v.agents.Store(&byName)
	v.grace, v.keep = l.set.Grace, l.set.KeepShop
	v.house.mu.Lock()
	defer v.house.mu.Unlock()
	v.loaded.Store(&l)
	v.house.all = shopsOf(l.settings)
}

// settingsOf are the settings of a shop, or why it can't be opened. It reads nothing.
func (v *service) settingsOf(handle string) (config.Settings, error) {
	one, has := v.loaded.Load().shops[handle]
	if !has {
		return config.Settings{}, fmt.Errorf("the settings have no shop %s any more", handle)
	}
	return one.settings, one.err
}

// rights are what an agent may do now: nothing, if the settings don't have them any more.
func (v *service) rights(name string) func() agent.Agent {
	return func() agent.Agent { return (*v.agents.Load())[name] }
}

// session runs what an agent has asked for: the screen, or a command. It returns the exit
// code.
func (v *service) session(ctx context.Context, session *serve.Session) int {
	h := v.house
	s := newSession(session.In, session.Out, session.Err, session.LookupEnv, h.here.now,
		served{resized: session.Resized, draining: session.Draining, interrupted: session.Interrupted, stops: v.stops})
	log := h.log.with("session", session.ID, "agent", session.Agent.Name)
	s.crashes.keep(h.settings.StateDir, log)
	host, _ := os.Hostname()
	by := reversal.Identity{Operator: session.Agent.Name, Client: session.Address, OperatorKey: session.Fingerprint, Host: dojo.Clean(host)}
	d := h.agentDesk(caller{
		by: by, rights: v.rights(session.Agent.Name), log: log, hold: session.Busy,
		seen: func(set config.Settings) config.Settings { return set.SeenBy(session.LookupEnv) },
	})
	defer d.close()
	s.desk = d
	err := s.crashes.run(func() error { return runAgent(ctx, s, session.Args) })
	code := s.ended(err)
	if why, ended := errors.AsType[serve.End](context.Cause(ctx)); ended && !errors.Is(err, errTerminalGone) {
		for _, line := range v.lastWords(why, terminalWidth(s.err)) {
			_, _ = fmt.Fprintln(s.err, line)
		}
	}
	return int(code)
}

// lastWords say to an agent why their session was ended, in lines of so many cells where
// that isn't 0. There are none where they can't read it.
func (v *service) lastWords(why serve.End, width int) []string {
	text := ""
	switch why {
	case serve.Idle:
		text = fmt.Sprintf("Nothing was typed for %s, so this session has ended. Log in again to go on.", span(v.loaded.Load().set.Idle))
	case serve.Drained:
		text = "The server is stopping. Log in again in a few minutes. It looks up each reversal that was under way."
	case serve.Removed:
		text = "You may not log in here any more. Ask whoever manages this server."
	case serve.Changed:
		text = "Your role or your shops have changed. Log in again."
	case serve.Expired:
		text = "Your certificate has expired. Get a new one, and log in again."
	default:
		return nil
	}
	return plain.Wrap(text, width)
}

// runAgent runs an agent's command.
func runAgent(ctx context.Context, s streams, args []string) error {
	args, err := agentArgs(args)
	if err != nil {
		return err
	}
	root := agentCommand(s)
	if c, _, err := root.Find(args); err == nil {
		s.desk.log.Info("command", "name", c.Name()) // what follows it may be a customer's
	}
	root.SetArgs(append([]string{}, args...)) // for none at all Cobra would take the server's own
	return root.ExecuteContext(ctx)
}

// reload takes settings that were read again: the agents, the shops and the limits. A mistake in them
// changes nothing. A shop that is open stays as it was when it was opened, until nobody
// looks at it.
func (v *service) reload(l loaded) error {
	if err := v.loaded.Load().keeps(l); err != nil {
		return err
	}
	if err := v.server.Reload(agentsOf(l.set)); err != nil {
		return err
	}
	if err := v.server.Limit(limitsOf(l.set)); err != nil {
		return err
	}
	v.know(l)
	return nil
}

// limitsOf are the limits as the server wants them.
func limitsOf(set config.Serve) serve.Limits {
	return serve.Limits{Sessions: set.Sessions, SessionsPerAgent: set.SessionsPerAgent, LoginsPerMinute: set.LoginsPerMinute, Idle: set.Idle}
}

// agentsOf are the agents as the server wants them.
func agentsOf(set config.Serve) serve.Agents {
	return serve.Agents{List: set.Agents, Authorities: set.AuthorityFingerprints(), Revoked: set.Revoked}
}

// shopsOf are the shops of the settings. One that has no heading has no handle.
func shopsOf(settings config.Settings) []config.ShopName {
	if len(settings.Shops) == 0 {
		return []config.ShopName{{Name: settings.Shop}}
	}
	return settings.Shops
}
