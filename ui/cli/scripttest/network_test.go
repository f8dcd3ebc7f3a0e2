package scripttest

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dojoreversals/dojo/sandbox"
)

// proxyPassword is what the proxy of the command network wants.
const proxyPassword = "not-a-real-password"

// startNetwork starts a Dojo as a shop's network may show it: at an address that only a
// proxy with a password knows, with a certificate of an authority that only ca.pem
// knows, and over IPv6 where this machine has that.
func startNetwork(ts *testscript.TestScript, neg bool, args []string) {
	w := of(ts)
	if neg || len(args) > 0 || w.dojo != nil {
		ts.Fatalf("usage: network, once and without sandbox")
	}
	host := "[::1]"
	if l, err := net.Listen("tcp", "[::1]:0"); err != nil {
		ts.Logf("this machine has no IPv6 loopback, so IPv4 is used: %v", err)
		host = "127.0.0.1"
	} else {
		_ = l.Close()
	}
	w.dojo = sandbox.New(sandbox.Options{Now: time.Now, Zone: w.zone, SettleMax: 1})
	server, pool, err := sandbox.ListenTLS(w.dojo, host+":0", time.Now().Add(-time.Hour), time.Now().Add(time.Hour), "api.dojo.test")
	ts.Check(err)
	w.server = server
	to := strings.TrimPrefix(server.URL(), "https://")

	conn, err := tls.Dial("tcp", to, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})
	ts.Check(err)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: conn.ConnectionState().PeerCertificates[0].Raw})
	_ = conn.Close()
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), ca, 0o600))

	l, err := net.Listen("tcp", host+":0")
	ts.Check(err)
	proxy := &httptest.Server{Listener: l, Config: &http.Server{Handler: tunnel(to), ReadHeaderTimeout: patience}}
	proxy.Start()
	ts.Defer(proxy.Close)
	ts.Setenv("DOJO_BASE_URL", "https://api.dojo.test")
	ts.Setenv("PROXY", l.Addr().String())
	ts.Setenv("PASSWORD", proxyPassword)
}

// tunnel is a proxy that connects priya to one place, once it has her password.
func tunnel(to string) http.HandlerFunc {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("priya:"+proxyPassword))
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Header.Get("Proxy-Authorization") != want {
			w.Header().Set("Proxy-Authenticate", `Basic realm="shop"`)
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		up, err := net.Dial("tcp", to)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer up.Close()
		down, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer down.Close()
		_, _ = io.WriteString(down, "HTTP/1.1 200 Connection established\r\n\r\n")
		var both sync.WaitGroup
		both.Go(func() { _, _ = io.Copy(up, down); _ = up.(*net.TCPConn).CloseWrite() })
		both.Go(func() { _, _ = io.Copy(down, up); _ = down.(*net.TCPConn).CloseWrite() })
		both.Wait()
	}
}

// write writes a file for this account alone, with the script's variables in it.
func write(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: write FILE LINE…")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(args[1:], "\n")+"\n"), 0o600))
}
