package config

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// parseCAFile reads the certificates of ca_file. Whatever is wrong with the file is
// said before anything connects: a connection would only say that it isn't secure.
func parseCAFile(l *loader, s *Settings, value string) error {
	if !isAbsolute(l.src.GOOS, value) {
		return cant(value, "write the file in full, from the root of the disk")
	}
	if l.src.WithoutKey {
		return nil // the demo stays on this machine
	}
	data, err := l.src.read(value)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return cant(value, "there is no such file")
	case err != nil && l.isFolder(value):
		return cant(value, "that is a folder. Give a PEM file in it")
	case err != nil:
		return cant(value, "the file can't be read ("+reasonOf(err)+")")
	case len(data) > maxFile:
		return cant(value, "the file is too large to hold certificates")
	}
	certs, err := readCertificates(data)
	if err != nil {
		return cant(value, err.Error())
	}
	good := l.inTime(certs)
	if len(good) == 0 {
		return cant(value, "its certificate ended on "+certs[0].NotAfter.UTC().Format("2 January 2006")+", by this PC's clock. Ask who looks after your network for the new certificate")
	}
	s.Authorities = good
	return nil
}

// readCertificates reads a PEM file. Its errors say what to do, and repeat nothing of
// the file.
func readCertificates(data []byte) ([]*x509.Certificate, error) {
	const (
		onlyPublic = "Give a file that has only the authority's certificate"
		damaged    = "a certificate in it is damaged. Copy the file again"
		again      = "Export it again as Base-64 encoded X.509, which begins with -----BEGIN CERTIFICATE-----"
	)
	if _, err := x509.ParseCertificate(data); err == nil {
		return nil, errors.New("it is a certificate in binary form (DER). " + again)
	}
	// Notepad and PowerShell write marks of their own at the start, as in decode.
	data, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	if err != nil {
		return nil, errors.New("it is no text. " + again)
	}
	if bytes.Contains(data, []byte("PRIVATE KEY-----")) {
		return nil, errors.New("it has a private key in it, which belongs to the authority alone. " + onlyPublic)
	}
	var certs []*x509.Certificate
	begun := bytes.Count(data, []byte("-----BEGIN "))
	for range begun {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return nil, errors.New(damaged)
		}
		if block.Type != "CERTIFICATE" {
			return nil, errors.New("it has a part that is no certificate. " + onlyPublic)
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New(damaged)
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 {
		return nil, errors.New("it has no certificate in it. It takes a PEM file, which has lines with -----BEGIN CERTIFICATE-----")
	}
	return certs, nil
}

// inTime leaves out the certificates that have ended. Beside newer ones they do no
// harm: a file has the old and the new one while a network changes over.
func (l *loader) inTime(certs []*x509.Certificate) []*x509.Certificate {
	if l.src.Now == nil {
		return certs
	}
	var good []*x509.Certificate
	for _, c := range certs {
		if !l.src.Now().After(c.NotAfter) {
			good = append(good, c)
		}
	}
	return good
}
