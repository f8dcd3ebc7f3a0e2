package dojo

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"
)

// secured is a copy of conf, nil for the system's, that checks certificates by a clock,
// and trusts more authorities than the system knows.
func secured(conf *tls.Config, now func() time.Time, more []*x509.Certificate) (*tls.Config, error) {
	conf = conf.Clone()
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf.Time = now
	if len(more) == 0 {
		return conf, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, errors.New("the authorities that this computer knows can't be read: " + Clean(err.Error()))
	}
	for _, cert := range more {
		pool.AddCert(cert)
	}
	conf.RootCAs = pool
	return conf, nil
}

// certificateCause says what is wrong with the other side's certificate, or only that
// the connection isn't trustworthy. now is this machine's clock, by which certificates
// are checked.
func certificateCause(err error, now time.Time) Cause {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return CauseAuthority
	case errors.As(err, &host):
		return CauseWrongHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if invalid.Cert != nil && now.Before(invalid.Cert.NotBefore) {
			return CauseNotYet
		}
		return CauseExpired
	}
	return CauseTLS
}
