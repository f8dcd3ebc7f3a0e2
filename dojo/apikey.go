package dojo

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Environment is where a key's payments live. The base URL is the same for
// both; the key alone decides.
type Environment string

// The environments, in the words that stand on the screen.
const (
	Live    Environment = "LIVE"
	Sandbox Environment = "SANDBOX"
)

// APIKey is a secret Dojo API key. It prints as its prefix and an ellipsis in
// every format verb, in logs and in JSON; only the client can read it.
type APIKey struct {
	// A function, since fmt prints unexported fields by reflection and would
	// show a string here whenever a struct that holds a key is printed.
	reveal func() string
}

// Errors of ParseAPIKey. None of them repeats the key.
var (
	ErrNoKey        = errors.New("there is no API key")
	ErrPublicKey    = errors.New("this is a publishable key (it starts with pk_), which can't read or reverse payments; use the secret key, which starts with sk_")
	ErrMalformedKey = errors.New("this isn't a Dojo secret key: it must start with sk_ and have only letters, digits, _ and -")
)

// ParseAPIKey checks the form of a secret key. Spaces and line breaks around
// it, as left by copying, are dropped.
func ParseAPIKey(s string) (APIKey, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return APIKey{}, ErrNoKey
	case strings.HasPrefix(s, "pk_"):
		return APIKey{}, ErrPublicKey
	case !strings.HasPrefix(s, "sk_"), len(s) < 8, len(s) > 1000, !onlyOf(s, lettersAndDigits+"_.~+/=-"):
		return APIKey{}, ErrMalformedKey
	}
	return APIKey{reveal: func() string { return s }}, nil
}

// IsZero says whether there is no key.
func (k APIKey) IsZero() bool { return k.reveal == nil }

// Environment tells where the key's payments live: keys that start with
// sk_sandbox_ or sk_test_ are for the sandbox, everything else is taken to be
// live (an unknown prefix must
// never be treated as harmless).
func (k APIKey) Environment() Environment {
	switch k.prefix() {
	case "sk_sandbox_", "sk_test_":
		return Sandbox
	}
	return Live
}

func (k APIKey) prefix() string {
	if k.reveal == nil {
		return ""
	}
	s := k.reveal()
	for _, p := range []string{"sk_sandbox_", "sk_test_", "sk_prod_", "sk_live_"} {
		if strings.HasPrefix(s, p) {
			return p
		}
	}
	return "sk_"
}

// Fingerprint identifies a key without revealing it: the first 12 hexadecimal
// digits of its SHA-256. Keys have over 100 random bits, so it can't be turned
// back.
func (k APIKey) Fingerprint() string {
	if k.reveal == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(k.reveal()))
	return hex.EncodeToString(sum[:6])
}

// String returns the key's prefix and an ellipsis, such as "sk_sandbox_…".
func (k APIKey) String() string {
	if k.reveal == nil {
		return ""
	}
	return k.prefix() + "…"
}

// Format writes what String returns, whatever the verb.
func (k APIKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText writes what String returns, so that JSON and TOML can't leak it.
func (k APIKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue writes what String returns into structured logs.
func (k APIKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// authorization is the value of the Authorization header: Dojo takes the raw
// key after the word Basic, neither base64-encoded nor with a user name.
func (k APIKey) authorization() string {
	if k.reveal == nil {
		return ""
	}
	return "Basic " + k.reveal()
}
