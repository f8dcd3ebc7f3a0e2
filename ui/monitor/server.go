package monitor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// loopback reads where the pages are to be served: HOST:PORT on loopback, since nobody is
// asked who they are there.
func loopback(address string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%q has no port. Write it as 127.0.0.1:9464", address)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%q: a port is a number up to 65535. Write it as 127.0.0.1:9464", address)
	}
	if strings.EqualFold(host, "localhost") {
		host = "127.0.0.1" // by its number, since a name can be given to any address
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.Unmap().IsLoopback() {
		return netip.AddrPort{}, fmt.Errorf("%q isn't an address of this computer alone, and whoever reaches it would see how the shops do. Write 127.0.0.1:%d", address, number)
	}
	return netip.AddrPortFrom(ip, uint16(number)), nil
}

// Listen takes an address for Serve. It must be HOST:PORT on loopback; the error says what to write.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	a, err := loopback(address)
	if err != nil {
		return nil, err
	}
	return (&net.ListenConfig{}).Listen(ctx, "tcp", a.String())
}

// The most that one request may take. A scrape every few seconds needs a moment.
const (
	readTime  = 5 * time.Second
	writeTime = 10 * time.Second
	idleTime  = 2 * time.Minute // longer than scrapes are usually apart
	endTime   = time.Second     // for requests that are being answered at the end
	mostHead  = 8 << 10         // bytes
)

func (m *Monitor) server() *http.Server {
	return &http.Server{
		Handler: m.Handler(), ErrorLog: m.o.Errors,
		ReadHeaderTimeout: readTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: mostHead,
	}
}

// Serve serves /metrics and /healthz until ctx ends, and closes l.
func (m *Monitor) Serve(ctx context.Context, l net.Listener) error {
	server := m.server()
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close()
		}
	})
	err := server.Serve(l)
	if !stop() { // ctx has ended
		<-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("the page of metrics is not served any more: %w", err)
}

// Handler answers GET and HEAD of /metrics and /healthz, and nothing else.
func (m *Monitor) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(m.scrape())
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		troubles := m.troubles()
		if len(troubles) > 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(strings.Join(troubles, "\n") + "\n"))
			return
		}
		_, _ = w.Write([]byte("ok: the journal can be written, and log-ins are accepted\n"))
	})
	return mux
}

// troubles are what keeps the service from doing its work, a line for each.
func (m *Monitor) troubles() []string {
	var lines []string
	for _, check := range []struct {
		what string
		ask  func() error
	}{{"journal", m.o.Journal}, {"log-ins", m.o.LogIns}} {
		if check.ask == nil {
			continue
		}
		if err := check.ask(); err != nil {
			lines = append(lines, check.what+": "+dojo.Clean(err.Error()))
		}
	}
	return lines
}
