package cli

import (
	"context"
	"os"
	"path/filepath"
	"strconv"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/audit"
)

// startAudit begins to stream the record to the auditor's target, if the settings name
// one. The stream reads behind those who write the record, and holds nobody up: trouble
// with its target is logged, and the stream goes on when that is over.
func (v *service) startAudit(to config.AuditTarget) error {
	if to.Network == "" {
		return nil
	}
	h, target := v.house, audit.Target(to)
	host, _ := os.Hostname()
	sink, err := target.Open(audit.Sender{
		Host: dojo.Clean(host), Program: programName, Version: thisBuild().Version, Process: strconv.Itoa(os.Getpid()),
	})
	if err != nil {
		return err
	}
	stream := audit.New(audit.Options{
		Source: v.record, Sink: sink, Again: target.Again(), Wake: h.records.news, After: h.here.after,
		Cursor: filepath.Join(h.settings.StateDir, audit.CursorName(target)),
		Told: func(err error) {
			if err == nil {
				h.log.Info("the audit stream goes on")
				return
			}
			h.log.Error("the audit stream is in trouble", "error", err.Error())
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	h.crashes.spawn(func() {
		defer close(ended)
		stream.Run(ctx)
		_ = sink.Close() // each line is there already, or comes again
	})
	v.audited = stream.Has
	v.endAudit = func(grace context.Context) {
		stop()
		select {
		case <-ended:
		case <-grace.Done(): // its disk doesn't answer
		}
	}
	return nil
}
