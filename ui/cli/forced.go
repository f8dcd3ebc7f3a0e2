package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/script"
	"dojoreversals/ui/serve"
)

// sessionCommand is what OpenSSH's own server runs for an agent, in place of serve.
func sessionCommand(s streams) *cobra.Command {
	name := ""
	c := &cobra.Command{
		Use:   "session --agent NAME",
		Short: "Serve one agent behind OpenSSH's own server",
		Long: `Session gives an agent of the settings the screen or the command that they asked for,
as serve does, in a process of its own. OpenSSH runs it as the command of the agent's
line in authorized_keys:

  command="dojo-reversals session --agent priya"

The command that the agent typed comes in SSH_ORIGINAL_COMMAND, and the address in
SSH_CONNECTION. Where SSH_USER_AUTH names a file (ExposeAuthInfo), the key there must be
one of the agent's, or a certificate of theirs, and it stands on their reversals.

The settings are those of the settings file. DOJO_CONFIG and DOJO_STATE_DIR say where
that and the record are, and no other variable sets anything. A change of the agents
holds from the next session on. All of it: ` + programName + ` help helpdesk.`,
		Example: `  dojo-reversals session --agent priya`,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if name == "" {
				return usagef("say which agent: --agent NAME\nTry '%s --help'", c.CommandPath())
			}
			return runForced(c, s, name)
		},
	}
	c.Flags().StringVar(&name, "agent", "", "who has come: a name under [agents.NAME]")
	addSettingFlags(c, "config", "state-dir")
	return c
}

// runForced runs what an agent has asked for: the screen, or a command.
func runForced(c *cobra.Command, s streams, name string) error {
	src := sourcesOf(c, true)
	src.Environ, src.LookupEnv = nil, placesOf(os.LookupEnv)
	src.ReadFile = newReadFiles(src.ReadFile).read // a session goes on with what it began with
	settings, set, err := config.LoadServe(src)
	if err != nil {
		return &usageError{settingsError(err, settings)}
	}
	h := newHouse(settings, thisMachine(), false, s.crashes)
	h.all = shopsOf(settings)
	h.load = func(handle string) (config.Settings, error) { return loadShop(src, handle) }
	s.crashes.keep(settings.StateDir, h.log)
	h.log.file.Begin()
	defer h.log.close()
	defer h.close()
	who, by, err := forcedAgent(set, name, h.here)
	if err != nil {
		h.log.Warn("session refused", "agent", name, "address", sshClient(), "why", err.Error())
		return &script.Error{Code: script.Failed, Text: err.Error() + ". Ask whoever manages this server"}
	}
	args, err := serve.Split(os.Getenv("SSH_ORIGINAL_COMMAND"))
	if err != nil {
		return usagef("the command wasn't understood: %w", err)
	}
	return runAtDesk(c.Context(), s, h, who, by, args)
}

// runAtDesk runs an agent's screen or command at a desk of their own, which is the only
// one of the house. The house closes after it.
func runAtDesk(ctx context.Context, s streams, h *house, who agent.Agent, by reversal.Identity, args []string) error {
	lookupEnv := serve.TerminalOf(os.LookupEnv)
	s = newStreams(s.in, s.out.file, s.err.file, lookupEnv, s.crashes)
	log := h.log.with("agent", who.Name)
	log.Info("session", "address", by.Client, "key", by.OperatorKey)
	d := h.agentDesk(caller{
		by: by, rights: func() agent.Agent { return who }, log: log,
		seen: func(set config.Settings) config.Settings { return set.SeenBy(lookupEnv) },
	})
	defer d.close()
	s.desk = d
	err := runAgent(untilSignal(ctx), s, args)
	if errors.Is(err, errTerminalGone) {
		endWithoutTerminal(s, h.log)
	}
	return err
}

// forcedAgent is the agent of that name, and who they are on their reversals.
func forcedAgent(set config.Serve, name string, here machine) (agent.Agent, reversal.Identity, error) {
	i := slices.IndexFunc(set.Agents, func(a agent.Agent) bool { return a.Name == name })
	if i < 0 {
		return agent.Agent{}, reversal.Identity{}, fmt.Errorf("the settings have no agent %s", inMarks(name))
	}
	by := personHere(name)
	file, exposed := os.LookupEnv("SSH_USER_AUTH")
	if !exposed {
		return set.Agents[i], by, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return agent.Agent{}, reversal.Identity{}, fmt.Errorf("what the SSH server says of the log-in can't be read (%s)", dojo.Clean(err.Error()))
	}
	by.OperatorKey, err = agentsOf(set).Identify(name, string(text), here.now())
	return set.Agents[i], by, err
}

// placesOf knows the variables that say where the settings file and the record are, and no
// others: those of shops, keys and addresses could be a client's.
func placesOf(lookupEnv func(string) (string, bool)) func(string) (string, bool) {
	places := []string{"DOJO_CONFIG", "DOJO_STATE_DIR", "XDG_STATE_HOME"}
	return func(name string) (string, bool) {
		if !slices.Contains(places, strings.TrimSpace(name)) {
			return "", false
		}
		return lookupEnv(name)
	}
}
