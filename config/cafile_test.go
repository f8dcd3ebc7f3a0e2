package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"
)

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// authority makes the certificate of an authority, in DER.
func authority(name string, ends time.Time) []byte {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: ends.AddDate(-1, 0, 0), NotAfter: ends,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return der
}

func pemOf(kind string, data []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
}

// authorityFiles are on every disk of these tests. Each has a certificate that has the
// file's own name.
var authorityFiles = sync.OnceValue(func() map[string]string {
	files := map[string]string{}
	for _, path := range []string{"/etc/one.pem", "/etc/two.pem", "/etc/ssl/our-network.pem"} {
		files[path] = pemOf("CERTIFICATE", authority(path, today.AddDate(9, 0, 0)))
	}
	return files
})

// authorityNames are the names of the authorities that are trusted.
func authorityNames(s Settings) string {
	var names []string
	for _, c := range s.Authorities {
		names = append(names, c.Subject.CommonName)
	}
	return strings.Join(names, ", ")
}

// withCA is a machine whose ca_file has this text.
func withCA(text string) Sources {
	src := linux("", map[string]string{"DOJO_CA_FILE": "/etc/ca.pem"})
	src.Now = func() time.Time { return today }
	src.ReadFile = disk(map[string]string{"/etc/ca.pem": text})
	return src
}

func TestCAFile(t *testing.T) {
	t.Parallel()
	cert := func(name string, ends time.Time) string { return pemOf("CERTIFICATE", authority(name, ends)) }
	later, before := today.AddDate(1, 0, 0), time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	good := cert("ours", later)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(good)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		good: "ours", "\ufeff" + good: "ours", utf16: "ours", strings.ReplaceAll(good, "\n", "\r\n"): "ours",
		"# our network\n" + good + "some text\n" + cert("other", later): "ours, other",
		cert("old", before) + good:                                      "ours", // a network that changes over
		cert("last day", today):                                         "last day",
	} {
		if got := authorityNames(mustLoad(t, withCA(text))); got != want {
			t.Errorf("%q is trusted, want %q, of\n%s", got, want, text)
		}
	}
	const (
		damaged = "a certificate in it is damaged. Copy the file again"
		private = "it has a private key in it, which belongs to the authority alone. Give a file that has only the authority's certificate"
		none    = "it has no certificate in it. It takes a PEM file, which has lines with -----BEGIN CERTIFICATE-----"
	)
	for text, want := range map[string]string{
		"": none, "hello": none, "\x00\xff": none,
		string(authority("x", later)):            "it is a certificate in binary form (DER). Export it again as Base-64 encoded X.509, which begins with -----BEGIN CERTIFICATE-----",
		good + pemOf("PRIVATE KEY", []byte("x")): private, pemOf("EC PRIVATE KEY", []byte("x")) + good: private, "-----BEGIN RSA PRIVATE KEY-----\nhalf": private,
		pemOf("PKCS7", []byte("x")): "it has a part that is no certificate. Give a file that has only the authority's certificate",
		good[:len(good)/2]:          damaged, good[:len(good)/2] + "\n" + good: damaged, pemOf("CERTIFICATE", []byte("x")): damaged,
		cert("old", before): "its certificate ended on 1 March 2026, by this PC's clock. Ask who looks after your network for the new certificate",
	} {
		wantOneProblem(t, withCA(text), `environment DOJO_CA_FILE: ca_file can't be "/etc/ca.pem": `+want)
	}
	wantOneProblem(t, withCA(strings.Repeat("x", maxFile+1)), `environment DOJO_CA_FILE: ca_file can't be "/etc/ca.pem": the file is too large to hold certificates`)

	missing := withCA("")
	missing.ReadFile = disk(nil)
	wantOneProblem(t, missing, `environment DOJO_CA_FILE: ca_file can't be "/etc/ca.pem": there is no such file`)
	folder := withCA("")
	folder.ReadFile = func(path string) ([]byte, error) {
		if path == "/etc/ca.pem" {
			return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("is a directory")}
		}
		return nil, fs.ErrNotExist
	}
	wantOneProblem(t, folder, `environment DOJO_CA_FILE: ca_file can't be "/etc/ca.pem": the file can't be read (is a directory)`)
	folder.ReadDir = func(string) ([]fs.DirEntry, error) { return nil, nil }
	wantOneProblem(t, folder, `environment DOJO_CA_FILE: ca_file can't be "/etc/ca.pem": that is a folder. Give a PEM file in it`)
	wantOneProblem(t, linux("ca_file = 'ca.pem'", nil), confPath+`, line 1: ca_file can't be "ca.pem": write the file in full, from the root of the disk`)

	// The demo reaches this machine alone.
	missing.WithoutKey = true
	mustLoad(t, missing)
}

// Whatever stands in the file, loading ends in certificates or in a problem, and nothing
// of the file is repeated.
func FuzzCAFile(f *testing.F) {
	f.Add("KEY")
	f.Add(pemOf("CERTIFICATE", []byte("KEY")))
	f.Add("-----BEGIN KEY-----\nAAAA\n-----END KEY-----")
	f.Add(authorityFiles()["/etc/one.pem"])
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Load(withCA(strings.ReplaceAll(text, "KEY", "sk_sandbox_"+secretPart)))
		if (err == nil) != (len(s.Authorities) > 0) {
			t.Fatalf("%v, and %d certificates", err, len(s.Authorities))
		}
		if err != nil && strings.Contains(err.Error(), secretPart) {
			t.Fatalf("a part of the file is shown: %q", err)
		}
	})
}
