package serve

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

func TestRosterIsRefused(t *testing.T) {
	t.Parallel()
	a := agent.Agent{Name: "priya", Keys: []string{"SHA256:1"}, Principals: []string{"p"}}
	for _, tt := range []struct {
		name   string
		agents Agents
		want   string
	}{
		{"fine", Agents{List: []agent.Agent{a, {Name: "joe"}}, Authorities: []string{"SHA256:2"}}, ""},
		{"nobody", Agents{}, ""},
		{"the same key", Agents{List: []agent.Agent{a, {Name: "joe", Keys: []string{"SHA256:1"}}}}, "the agents priya and joe have the same key"},
		{"the same principal", Agents{List: []agent.Agent{a, {Name: "joe", Principals: []string{"p"}}}}, "the agents priya and joe have the same principal"},
		{"an empty principal", Agents{List: []agent.Agent{{Name: "joe", Principals: []string{""}}}}, "the agent joe has an empty principal"},
		{"a key that signs", Agents{List: []agent.Agent{a}, Authorities: []string{"SHA256:1"}}, "it can't be both"},
	} {
		_, err := newRoster(tt.agents)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// What OpenSSH's tools don't make, a client of its own may offer.
func TestCertificatesThatNoToolMakes(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	signer := func(private any) gossh.AlgorithmSigner {
		t.Helper()
		s, err := gossh.NewSignerFromKey(private)
		if err != nil {
			t.Fatal(err)
		}
		return s.(gossh.AlgorithmSigner)
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ca, key := signer(authority), signer(private)
	r, err := newRoster(Agents{
		List:        []agent.Agent{{Name: "priya", Principals: []string{"priya"}}},
		Authorities: []string{gossh.FingerprintSHA256(ca.PublicKey()), gossh.FingerprintSHA256(key.PublicKey())},
	})
	if err != nil {
		t.Fatal(err)
	}
	modern, err := gossh.NewSignerWithAlgorithms(ca, []string{gossh.KeyAlgoRSASHA512})
	if err != nil {
		t.Fatal(err)
	}
	old, err := gossh.NewSignerWithAlgorithms(ca, []string{gossh.KeyAlgoRSA})
	if err != nil {
		t.Fatal(err)
	}
	fresh := func() *gossh.Certificate {
		return &gossh.Certificate{
			Key: key.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"priya"},
			ValidAfter: uint64(now.Unix()) - 1, ValidBefore: uint64(now.Unix()) + 1,
		}
	}
	for _, tt := range []struct {
		name   string
		signer gossh.Signer
		change func(c *gossh.Certificate) // before it is signed
		spoil  func(c *gossh.Certificate) // after
		want   error
	}{
		{"good", modern, nil, nil, nil},
		{"SHA-1", old, nil, nil, errSignature},
		{"no signature", modern, nil, func(c *gossh.Certificate) { c.Signature = nil }, errSignature},
		{"another principal than signed", modern, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"joe"} }, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"priya"} }, errCertificate},
		{"longer than signed", modern, func(c *gossh.Certificate) { c.ValidBefore = 5 }, func(c *gossh.Certificate) { c.ValidBefore = gossh.CertTimeInfinity }, errCertificate},
		{"for a host", modern, func(c *gossh.Certificate) { c.CertType = gossh.HostCert }, nil, errHost},
		{"for neither", modern, func(c *gossh.Certificate) { c.CertType = 3 }, nil, errHost},
		{"from a time that is no time", modern, func(c *gossh.Certificate) { c.ValidAfter = 1<<64 - 2 }, nil, errCertificate},
		{"to a time that is no time", modern, func(c *gossh.Certificate) { c.ValidBefore = 1<<64 - 2 }, nil, errCertificate},
		{"ends now", modern, func(c *gossh.Certificate) { c.ValidBefore = uint64(now.Unix()) }, nil, errCertificate},
		{"signed by itself", key, nil, nil, nil}, // an authority may certify itself
	} {
		c := fresh()
		if tt.change != nil {
			tt.change(c)
		}
		if err := c.SignCert(rand.Reader, tt.signer); err != nil {
			t.Fatal(err)
		}
		if tt.spoil != nil {
			tt.spoil(c)
		}
		l, err := r.login(c, now)
		if !errors.Is(err, tt.want) || (err == nil) != (l.agent.Name == "priya") {
			t.Errorf("%s: %q, %v", tt.name, l.agent.Name, err)
		}
		if l.fingerprint != gossh.FingerprintSHA256(key.PublicKey()) {
			t.Errorf("%s: the fingerprint is %s", tt.name, l.fingerprint)
		}
	}
}
