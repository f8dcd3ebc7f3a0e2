package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Server is a Dojo that listens on this machine.
type Server struct {
	url    string
	http   *http.Server
	stop   context.CancelFunc
	served chan error
	close  func() error
	active sync.RWMutex // read-locked by each request, and locked for good by the end
}

// Listen serves a Dojo on an address of this machine, such as "127.0.0.1:0",
// where port 0 takes any free one. Other addresses are refused: the sandbox
// takes any key, and is nothing for a network.
func Listen(d *Dojo, addr string) (*Server, error) { return listen(d, addr, nil) }

// listen serves over TLS where there are settings for it.
func listen(d *Dojo, addr string, secure *tls.Config) (*Server, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q isn't an address to listen on: write it as 127.0.0.1:8080, or 127.0.0.1:0 for any free port", addr)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("the sandbox only listens on this machine, and %q isn't one of its own addresses: use 127.0.0.1:%s", host, port)
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	scheme := "http://"
	if secure != nil {
		scheme = "https://"
		l = tls.NewListener(l, secure)
	}
	s := &Server{url: scheme + l.Addr().String(), stop: stop, served: make(chan error, 1)}
	handler := d.Handler()
	s.http = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !s.active.TryRLock() {
				cut()
			}
			defer s.active.RUnlock()
			handler.ServeHTTP(w, r)
		}),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	go func() { s.served <- s.http.Serve(l) }()
	s.close = sync.OnceValue(s.shut)
	return s, nil
}

// URL is the base URL of the server, with the port that it got.
func (s *Server) URL() string { return s.url }

// Close stops the server: requests that are being answered are cut, and their
// work is over when it returns. Closing again does nothing more.
func (s *Server) Close() error { return s.close() }

func (s *Server) shut() error {
	s.stop()
	err := s.http.Close()
	served := <-s.served
	s.active.Lock()
	if !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
