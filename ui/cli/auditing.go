package cli

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/audit"
)

// auditGrace is how long the end of the server waits for the auditor's target to take what
// was recorded last.
const auditGrace = 3 * time.Second

// startAudit begins to stream the record to the auditor's target, if the settings name
// one. The stream reads behind those who write the record, and holds nobody up: trouble
// with its target is logged and said, and the stream goes on when that is over.
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
	told := "" // the trouble that was said last
	stream := audit.New(audit.Options{
		Source: v.record, Sink: sink, Again: target.Again(), Wake: h.records.news, After: h.here.after,
		Cursor: filepath.Join(h.settings.StateDir, audit.CursorName(target)),
		Told: func(err error) {
			if err == nil {
				h.log.Info("the audit stream goes on")
				v.say("the audit stream goes on")
				told = ""
				return
			}
			h.log.Error("the audit stream is in trouble", "error", err.Error())
			if text := dojo.Clean(err.Error()); text != told {
				told = text
				v.say("the audit stream is in trouble, and sends what it lacks once that is over: " + text + ". Where it goes is the setting serve_audit")
			}
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	h.crashes.spawn(func() {
		defer close(ended)
		stream.Run(ctx)
		last, cancel := context.WithTimeout(context.Background(), auditGrace)
		defer cancel()
		if err := stream.Finish(last); err != nil {
			h.log.Warn("the audit stream may lack the last events: the next start sends them", "error", err.Error())
		}
		_ = sink.Close() // each line is there already, or comes again
	})
	v.audited = stream.Has
	v.endAudit = func() {
		stop()
		select {
		case <-ended:
		case <-time.After(auditGrace + closeGrace): // its disk doesn't answer
		}
	}
	return nil
}
