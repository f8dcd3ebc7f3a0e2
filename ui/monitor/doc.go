// Package monitor lets the people who run the service watch it: /metrics for Prometheus,
// and /healthz for whatever starts it again. Both are served on loopback only.
//
// A Monitor counts what it is told of: requests to Dojo (Called) and writes
// to the journal (Timed). All else is asked for when somebody scrapes, through the
// functions of Options, so that nothing is kept twice. metrics.go has every metric with its
// help, calls.go sorts requests and keeps the labels few, server.go serves.
//
// A label is the handle of a shop, or one of a few words. None is ever a payment's ID, an
// agent's name or an address: they would be without end, and the pages are open to every
// account of the host.
//
// It counts with VictoriaMetrics/metrics, which adds 0.2 MB to the program. Prometheus' own
// client_golang adds 2.2 MB, and every start of the screen would pay for what its packages
// initialise. Prometheus' linter, which only tests import, reads every page.
//
// ui/cli imports it and hands in what it watches. It knows no settings and no SSH.
package monitor
