package serve

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"
)

// hostKey reads the server's private key, and makes it at the first start.
func hostKey(file string) (gossh.Signer, error) {
	if file == "" {
		return nil, errors.New("serve: the file of the host key must be named")
	}
	_, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeHostKey(file); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("the host key can't be made: %w", err)
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("the host key can't be read: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others can read the host key, so it proves nothing. Run: chmod 600 %s", quoted(file))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the host key can't be read: %w", err)
	}
	signer, err := gossh.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s holds no private key that can be read (%w). Move it away, and the next start makes a new one; clients will then warn that the host has changed", file, err)
	}
	if kind := signer.PublicKey().Type(); kind != gossh.KeyAlgoED25519 {
		return nil, fmt.Errorf("the host key in %s is of the kind %s: only %s is served. Move it away, and the next start makes one", file, kind, gossh.KeyAlgoED25519)
	}
	return signer, nil
}

// makeHostKey writes a new key. The file is whole from the moment that it is there, and
// one that another process made meanwhile stays.
func makeHostKey(file string) (err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return err
	}
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, ".host-key-") // 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(temporary.Name())) }()
	_, err = temporary.Write(pem.EncodeToMemory(block))
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	return os.Link(temporary.Name(), file)
}
