package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"time"
)

// ListenTLS is Listen over TLS: with a certificate, made for this server alone,
// for this machine's own addresses and for these names, from one time to
// another. Nobody trusts it but those who take it from the pool that is returned.
func ListenTLS(d *Dojo, addr string, from, to time.Time, names ...string) (*Server, *x509.CertPool, error) {
	cert, pool, err := certificate(from, to, names)
	if err != nil {
		return nil, nil, err
	}
	s, err := listen(d, addr, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	return s, pool, err
}

// certificate makes a certificate that is its own authority.
func certificate(from, to time.Time, names []string) (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Sandbox"}, NotBefore: from, NotAfter: to,
		DNSNames: append([]string{"localhost"}, names...), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, server, server, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	trusted, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(trusted)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool, nil
}
