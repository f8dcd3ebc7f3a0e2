package serve

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

// Agents are those who may log in.
type Agents struct {
	// List has each agent with the fingerprints of their keys, and with the principals
	// by which a certificate is theirs.
	List []agent.Agent
	// Authorities are the fingerprints of the keys, SHA256:…, that sign certificates.
	Authorities []string
	// Revoked are the fingerprints of keys that let nobody in: as an agent's key, as the
	// key of a certificate, or as that of an authority, as with OpenSSH's RevokedKeys.
	Revoked []string
}

// roster finds the agent of a key.
type roster struct {
	byKey, byPrincipal map[string]agent.Agent
	authorities        map[string]bool
	revoked            map[string]bool
}

// newRoster returns an error if a key or a principal stands for two agents.
func newRoster(agents Agents) (*roster, error) {
	r := &roster{
		byKey:       map[string]agent.Agent{},
		byPrincipal: map[string]agent.Agent{},
		authorities: map[string]bool{},
		revoked:     map[string]bool{},
	}
	for _, a := range agents.List {
		for _, key := range a.Keys {
			if other, taken := r.byKey[key]; taken && other.Name != a.Name {
				return nil, fmt.Errorf("the agents %s and %s have the same key %s: each key must be one agent's", other.Name, a.Name, key)
			}
			r.byKey[key] = a
		}
		for _, principal := range a.Principals {
			if other, taken := r.byPrincipal[principal]; taken && other.Name != a.Name {
				return nil, fmt.Errorf("the agents %s and %s have the same principal %q: each principal must be one agent's", other.Name, a.Name, principal)
			}
			if principal == "" {
				return nil, fmt.Errorf("the agent %s has an empty principal: leave it out", a.Name)
			}
			r.byPrincipal[principal] = a
		}
	}
	for _, fingerprint := range agents.Authorities {
		if a, taken := r.byKey[fingerprint]; taken {
			return nil, fmt.Errorf("the key %s is an authority and a key of the agent %s: it can't be both", fingerprint, a.Name)
		}
		r.authorities[fingerprint] = true
	}
	for _, fingerprint := range agents.Revoked {
		r.revoked[fingerprint] = true
	}
	return r, nil
}

// login is who logged in, and with what.
type login struct {
	agent       agent.Agent
	key         gossh.PublicKey // a key or a certificate
	fingerprint string
	certificate *gossh.Certificate // nil for a plain key
}

// until is when the login ends by itself. ok is false if it doesn't.
func (l login) until() (end time.Time, ok bool) {
	if l.certificate == nil || l.certificate.ValidBefore == gossh.CertTimeInfinity {
		return time.Time{}, false
	}
	return time.Unix(int64(l.certificate.ValidBefore), 0), true //nolint:gosec // CheckCert has refused what is no int64
}

// mayHaveTerminal is false for a certificate without permit-pty, as in OpenSSH.
func (l login) mayHaveTerminal() bool {
	if l.certificate == nil {
		return true
	}
	_, ok := l.certificate.Extensions["permit-pty"]
	return ok
}

// Why a key is refused. Clients aren't told.
var (
	errUnknownKey  = errors.New("unknown key")
	errRevoked     = errors.New("revoked key")
	errRevokedCA   = errors.New("certificate of a revoked authority")
	errShortKey    = errors.New("RSA key of less than 2048 bits")
	errAuthority   = errors.New("certificate of an unknown authority")
	errHost        = errors.New("host certificate")
	errSignature   = errors.New("certificate signed with an old algorithm")
	errPrincipal   = errors.New("no agent has a principal of the certificate")
	errTwoAgents   = errors.New("two agents have principals of the certificate")
	errCertificate = errors.New("certificate not valid")
)

// login finds the agent of a key or a certificate. It doesn't look at the critical
// option source-address: the handshake does.
func (r *roster) login(key gossh.PublicKey, now time.Time) (login, error) {
	l := login{key: key}
	l.certificate, _ = key.(*gossh.Certificate)
	plain := key
	if l.certificate != nil {
		plain = l.certificate.Key
	}
	l.fingerprint = gossh.FingerprintSHA256(plain)
	switch {
	case r.revoked[l.fingerprint]:
		return l, errRevoked
	case l.certificate != nil && r.revoked[gossh.FingerprintSHA256(l.certificate.SignatureKey)]:
		return l, errRevokedCA
	case isShort(plain):
		return l, errShortKey
	}
	if l.certificate != nil {
		var err error
		l.agent, err = r.certified(l.certificate, now)
		return l, err
	}
	a, known := r.byKey[l.fingerprint]
	if !known {
		return l, errUnknownKey
	}
	l.agent = a
	return l, nil
}

// certified finds the agent whose principal a valid certificate carries.
func (r *roster) certified(c *gossh.Certificate, now time.Time) (agent.Agent, error) {
	switch {
	case !r.authorities[gossh.FingerprintSHA256(c.SignatureKey)]:
		return agent.Agent{}, errAuthority
	case isShort(c.SignatureKey):
		return agent.Agent{}, errShortKey
	case c.CertType != gossh.UserCert:
		return agent.Agent{}, errHost
	case c.Signature == nil || !slices.Contains(keyAlgorithms, c.Signature.Format):
		return agent.Agent{}, errSignature
	}
	var found agent.Agent
	principal := ""
	for _, p := range c.ValidPrincipals {
		a, known := r.byPrincipal[p]
		switch {
		case !known:
		case principal != "" && a.Name != found.Name:
			return agent.Agent{}, errTwoAgents
		default:
			found, principal = a, p
		}
	}
	if principal == "" {
		return agent.Agent{}, errPrincipal
	}
	// force-command is not among the options: an agent's role says what they may do, and
	// a command that was silently replaced would mislead.
	checker := gossh.CertChecker{
		SupportedCriticalOptions: []string{sourceAddress},
		Clock:                    func() time.Time { return now },
	}
	if err := checker.CheckCert(principal, c); err != nil {
		return agent.Agent{}, fmt.Errorf("%w: %w", errCertificate, err)
	}
	return found, nil
}

// sourceAddress is the critical option that says from where a certificate may be used.
const sourceAddress = "source-address"

func isShort(key gossh.PublicKey) bool {
	k, ok := key.(gossh.CryptoPublicKey)
	if !ok {
		return false
	}
	number, ok := k.CryptoPublicKey().(*rsa.PublicKey)
	return ok && number.N.BitLen() < 2048
}

// after says why a session of this login has to end now that the roster has changed, or
// nil. A key or a shop's place in a list that the session doesn't rest on ends nothing.
func (r *roster) after(l login, now time.Time) error {
	again, err := r.login(l.key, now)
	switch {
	case err != nil || again.agent.Name != l.agent.Name:
		return Removed
	case again.agent.Role != l.agent.Role || !sameShops(again.agent.Shops, l.agent.Shops):
		return Changed
	}
	return nil
}

func sameShops(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
