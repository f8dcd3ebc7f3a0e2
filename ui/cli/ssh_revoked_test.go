package cli_test

import (
	"os"
	"syscall"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// A key that is revoked lets nobody in, whether the settings have it or a certificate, and
// neither does a revoked authority. Whoever is there with it is out after SIGHUP. A list of
// revoked keys with a mistake changes nothing.
func TestHelpdeskRevokedKeys(t *testing.T) {
	t.Parallel()
	h := newFastHelpdesk(t, "pier")
	s := h.shops["pier"]
	s.pay(sale("PIER-1", 4250, "1013"))
	priya, omar, ada := h.agent("priya", "read", "pier"), h.agent("omar", "read", "pier"), h.agent("ada", "read", "pier")
	ca := newKey(t, h.file("ca"))
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(h.file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("ca.pub", string(gossh.MarshalAuthorizedKey(ca)))
	write("revoked", "# nobody yet\n")
	h.lines = append(h.lines, `serve_ca_file = "ca.pub"`, `serve_revoked_keys = "revoked"`)
	for i, a := range []deskAgent{priya, omar} { // they come with certificates
		h.agents[i].certified = true
		write("key-of-"+a.name+".pub", a.public+"\n")
		if r := client(t, "/usr/bin/ssh-keygen", "", "-q", "-s", h.file("ca"), "-I", a.name, "-n", a.name, "-V", "-1h:+1h", a.key+".pub"); r.code != 0 {
			t.Fatalf("%+v", r)
		}
	}
	h.start()
	tills := map[string]*till{}
	for _, a := range []deskAgent{priya, omar, ada} {
		tills[a.name] = h.login(a, s)
		tills[a.name].row("PIER-1", "Held")
	}
	h.clock.stop() // so that last words have all the time that they take
	wantIn := func(in ...string) {
		t.Helper()
		for _, a := range []deskAgent{priya, omar, ada} {
			want := 255
			for _, name := range in {
				if name == a.name {
					want = 0
				}
			}
			if r := h.run(a, "whoami"); r.code != want {
				t.Errorf("%s: %+v, want exit code %d", a.name, r, want)
			}
		}
	}
	wantOut := func(name string) {
		t.Helper()
		tills[name].Wait()
		tills[name].left("You may not log in here any more.")
	}

	write("revoked", priya.public+"\nssh-ed25519 AAAA\n")
	h.signal(syscall.SIGHUP)
	h.server.WaitFor("the former ones stay", "line 2: a revoked key can't be read")
	wantIn("priya", "omar", "ada")

	write("revoked", priya.public+"\n@revoked * "+ada.public+"\n")
	h.signal(syscall.SIGHUP)
	wantOut("priya")
	wantOut("ada")
	wantIn("omar")
	if tills["omar"].Exited() {
		t.Error("omar is out")
	}

	write("revoked", gossh.FingerprintSHA256(ca)+"\n")
	h.signal(syscall.SIGHUP)
	wantOut("omar")
	wantIn("ada")
}
