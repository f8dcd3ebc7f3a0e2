package cli

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/monitor"
)

// startMonitor begins to serve /metrics and /healthz, if the settings name an address. It
// goes on until ctx ends.
func (v *service) startMonitor(ctx context.Context, address string) error {
	if address == "" {
		return nil
	}
	h := v.house
	listener, err := monitor.Listen(ctx, address)
	if err != nil {
		return cantListen("serve_metrics", address, err)
	}
	var roles []string
	for _, r := range agent.Roles() {
		roles = append(roles, string(r))
	}
	build := thisBuild()
	h.watched = monitor.New(monitor.Options{
		Version: build.Version, Commit: build.Commit, Started: h.here.now(), Roles: roles,
		Sessions: h.sessions, Shops: h.standing, AuditLag: v.auditLag,
		LoggedIn: func() [monitor.Limited + 1]uint64 {
			l := v.server.Logins()
			return [monitor.Limited + 1]uint64{monitor.Accepted: l.Accepted, monitor.Refused: l.Refused, monitor.Limited: l.Limited}
		},
		Journal: h.records.trouble,
		LogIns: func() error {
			select {
			case <-v.server.Draining():
				return errors.New("the server is stopping")
			default:
				return nil
			}
		},
		Errors: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn),
	})
	h.crashes.spawn(func() {
		if err := h.watched.Serve(ctx, listener); err != nil {
			h.log.Error("metrics", "error", err.Error())
		}
	})
	return nil
}

// sessions are the open sessions of agents.
func (h *house) sessions() []monitor.Sessions {
	h.mu.Lock()
	desks := slices.Clone(h.desks)
	h.mu.Unlock()
	var open []monitor.Sessions
	for _, d := range desks {
		d.mu.Lock()
		open = append(open, monitor.Sessions{Front: d.front, Role: string(d.rights().Role), Open: 1})
		d.mu.Unlock()
	}
	return open
}

// standing says how each shop stands that was taken up.
func (h *house) standing() []monitor.Shop {
	var all []monitor.Shop
	for _, t := range h.takenUp() {
		one := monitor.Shop{Handle: t.settings.Handle, Attempts: map[journal.State]int{}}
		for _, a := range t.shop.Attempts() {
			one.Attempts[a.State]++
			if a.State.Open() {
				one.Oldest = max(one.Oldest, journal.Elapsed(a.ConfirmedAt, h.here.now()))
			}
		}
		asOf, whole := t.shop.Listed()
		if !asOf.IsZero() {
			one.Listed, one.ListAge = true, max(t.shop.Clock.Now().Sub(asOf), 0)
		}
		one.Whole = whole
		all = append(all, one)
	}
	return all
}

// auditLag is how many events of the record the audit stream hasn't written yet.
func (v *service) auditLag() int64 {
	if v.audited == nil {
		return 0
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // its disk may not answer
	defer cancel()
	end, err := v.record.End(ctx)
	if err != nil {
		return 0 // /healthz says so
	}
	return max(end.Count-v.audited(), 0)
}
