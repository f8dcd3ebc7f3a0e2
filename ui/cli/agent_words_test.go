package cli

import (
	"bytes"
	"errors"
	"net"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/script"
)

// Agents have a server, and no program, settings or till of their own: no help that they
// can call speaks of them. That of a role that only looks tells nobody to reverse.
func TestAgentsHelpKnowsNoTill(t *testing.T) {
	t.Parallel()
	foreign := []string{programName + " ", "settings file", "help settings", "[shops.", "this machine", "this computer", "this till", "this PC", "doctor", "login"}
	for _, role := range agent.Roles() {
		d := &desk{rights: func() agent.Agent { return agent.Agent{Name: "tom", Role: role, Shops: []string{"*"}} }}
		var out bytes.Buffer
		root := agentCommand(streams{desk: d})
		root.SetOut(&out)
		var walk func(*cobra.Command)
		walk = func(c *cobra.Command) {
			out.Reset()
			if err := c.Help(); err != nil || out.Len() == 0 {
				t.Fatalf("%s: %s: %v", role, c.CommandPath(), err)
			}
			verb := regexp.MustCompile(`(?i).{0,30}[^-\w](reverse|r)\b`).FindString(strings.NewReplacer("not reverse", "", "attempt to reverse", "", "attempts to reverse", "", "nothing to reverse", "").Replace(strings.Join(strings.Fields(out.String()), " ")))
			if (verb != "") != (role == agent.RoleReverse) && (verb != "" || c == root) {
				t.Errorf("%s: the help on %q says %q:\n%s", role, c.CommandPath(), verb, out.String())
			}
			for _, word := range foreign {
				if strings.Contains(out.String(), word) {
					t.Errorf("%s: the help on %q says %q:\n%s", role, c.CommandPath(), word, out.String())
				}
			}
			for _, sub := range c.Commands() {
				walk(sub)
			}
		}
		walk(root)
	}
}

// What is wrong with the server's files is for whoever manages it. An agent hears which
// shop can't be opened.
func TestAgentsHearNothingOfTheServersFiles(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	s.served = true
	local, _ := s.house("pier")
	h := local.house
	load := h.load
	h.load = func(handle string) (config.Settings, error) {
		if handle == "mall" {
			return config.Settings{}, errors.New("there is no file \"/etc/keys/mall\". Run dojo-reversals login")
		}
		return load(handle)
	}
	d := s.agentAt(h, agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{"*"}})
	_, err := d.Enter("mall")
	if err == nil || strings.Contains(err.Error(), "/etc") || !strings.HasPrefix(err.Error(), h.nameOf("mall")+" can't be opened") || script.CodeOf(err) != script.Failed {
		t.Errorf("an agent is told: %v", err)
	}
	if _, err := local.Enter("mall"); err == nil || !strings.Contains(err.Error(), "/etc/keys/mall") {
		t.Errorf("the person at this machine is told: %v", err)
	}
}

// Why nothing can be reversed where the record is damaged: agents aren't told of the
// server's folders, nor of commands that they can't run.
func TestAgentsHearThatTheRecordCantBeUsed(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier")
	s.served = true
	local, first := s.house("pier")
	d := s.agentAt(local.house, agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{"*"}})
	local.house.all = shopsOf(first.settings)
	if why := d.seat(first.tenant).readOnly(journal.ErrDamaged); why != recordReadOnly || strings.Contains(why, s.dir) {
		t.Errorf("an agent is told: %s", why)
	}
	if why := first.readOnly(journal.ErrDamaged); !strings.Contains(why, s.dir) || !strings.Contains(why, "journal recover") {
		t.Errorf("the person at this machine is told: %s", why)
	}
	if why := d.seat(first.tenant).readOnly(nil); why != "" {
		t.Errorf("nothing is wrong, and it says: %s", why)
	}
}

// An address that can't be had is told with its setting.
func TestAddressInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, err = net.Listen("tcp", taken.Addr().String())
	for _, want := range []string{"something listens at " + taken.Addr().String(), "set serve_metrics"} {
		if got := cantListen("serve_metrics", taken.Addr().String(), err); got == nil || !strings.Contains(got.Error(), want) {
			t.Errorf("%v, without %q", got, want)
		}
	}
	if err := cantListen("serve_listen", "127.0.0.1:2222", nil); err != nil {
		t.Error(err)
	}
}
