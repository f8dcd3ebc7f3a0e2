package cli

import (
	"context"
	"errors"
	"os/signal"
	"slices"

	"dojoreversals/config"
)

// loadOrLogin reads the settings for the screen. Where nobody has given a key yet and
// somebody sits at a terminal, that person is asked for one first.
func loadOrLogin(ctx context.Context, s streams, src config.Sources) (config.Settings, error) {
	settings, err := config.Load(src)
	if !isFirstStart(err) || !s.interactive() {
		return loadFrom(src)
	}
	l, err := newLogin(s, src)
	if err != nil {
		return settings, err
	}
	named := settings.Handle
	if named == "" {
		named = src.Flags["shop"]
	}
	sayTo(l.s.out, notConnected(settings)+"\n\n"+needsKey+"\n\n"+withoutKey+"\n")
	within, stop := signal.NotifyContext(ctx, endings...)
	handle, err := l.byAsking(within, named, "")
	stop()
	if err != nil {
		return settings, err
	}
	src.Flags["shop"] = handle
	return loadFrom(src)
}

// isFirstStart says whether the only thing wrong is that nobody has given a key.
func isFirstStart(err error) bool {
	all, ok := errors.AsType[*config.Error](err)
	return ok && !slices.ContainsFunc(all.Problems, func(p config.Problem) bool { return !isNoKey(p) })
}
