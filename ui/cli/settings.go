package cli

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/access"
)

// addSettingFlags gives a command the flags of all settings, or of those that are
// named.
func addSettingFlags(c *cobra.Command, only ...string) {
	for _, s := range config.Table() {
		switch {
		case s.Flag == "", len(only) > 0 && !slices.Contains(only, s.Flag):
		case s.Switch():
			c.Flags().Bool(s.Flag, false, s.Help)
		default:
			c.Flags().String(s.Flag, "", s.Help)
		}
	}
}

// isSettingFlag says whether a flag is that of a setting.
func isSettingFlag(name string) bool {
	return slices.ContainsFunc(config.Table(), func(s config.Setting) bool { return s.Flag == name })
}

// loadSettings reads the settings from this machine and the command's flags.
func loadSettings(c *cobra.Command, withoutKey bool) (config.Settings, error) {
	return loadFrom(sourcesOf(c, withoutKey))
}

// sourcesOf are what settings are read from: this machine and the command's flags.
func sourcesOf(c *cobra.Command, withoutKey bool) config.Sources {
	flags := map[string]string{}
	c.Flags().Visit(func(f *pflag.Flag) {
		if isSettingFlag(f.Name) {
			flags[f.Name] = f.Value.String()
		}
	})
	home, _ := os.UserHomeDir()
	configDir, _ := os.UserConfigDir()
	programDir := ""
	if file, err := os.Executable(); err == nil {
		programDir = filepath.Dir(file)
	}
	var keys func(file, handle string) (string, error)
	if keyringHere() {
		keys = readKeyring
	}
	return config.Sources{
		Flags:     flags,
		Keyring:   keys,
		LookupEnv: os.LookupEnv,
		Environ:   os.Environ,
		ReadFile:  os.ReadFile,
		ReadDir:   os.ReadDir,
		ByOthers:  access.ByOthers,
		Now:       thisMachine().now,
		GOOS:      runtime.GOOS, Home: home, UserConfigDir: configDir, ProgramDir: programDir, OSUser: osUser(),
		WithoutKey: withoutKey,
	}
}

func loadFrom(src config.Sources) (config.Settings, error) {
	settings, err := config.Load(src)
	if err != nil {
		return settings, &usageError{settingsError(err, settings)}
	}
	return settings, nil
}

// inOneLine is what is wrong with settings, for a screen that is open.
func inOneLine(err error) error {
	var all *config.Error
	if !errors.As(err, &all) {
		return err
	}
	var texts []string
	for _, p := range all.Problems {
		texts = append(texts, p.Error()+".")
	}
	return errors.New(strings.Join(texts, " "))
}

// isNoKey says whether a problem is that nobody has given a key. That isn't a mistake: it
// is so at the first start.
func isNoKey(p config.Problem) bool { return errors.Is(p, dojo.ErrNoKey) && p.Where == "" }

// settingsError says what is wrong with the settings of a shop.
func settingsError(err error, settings config.Settings) error {
	var all *config.Error
	if !errors.As(err, &all) {
		return err
	}
	var lines []string
	for _, p := range all.Problems {
		if !isNoKey(p) {
			lines = append(lines, programName+": "+p.Error())
		}
	}
	if len(lines) < len(all.Problems) {
		login := programName + " login"
		if settings.Handle != "" {
			login += " --shop " + settings.Handle
		}
		lines = append(lines, notConnected(settings)+"\n\n"+needsKey+" Then open a terminal and type:\n    "+login+
			"\nA script gives the key on standard input (login --key-stdin), or in the\nenvironment variable DOJO_API_KEY.\n\n"+withoutKey)
	}
	return errors.New(strings.Join(lines, "\n"))
}

// Texts for somebody who starts the program for the first time.
const (
	needsKey   = "You need the shop's secret key (it starts with sk_) from whoever manages your\nDojo account."
	withoutKey = "To see the program without a key:\n    " + programName + " --demo"
)

// notConnected says what has no key: a till, or one of several shops that it has.
func notConnected(settings config.Settings) string {
	if len(settings.Shops) < 2 || settings.Handle == "" {
		return "This till isn't connected to Dojo."
	}
	text := dojo.Clean(settings.Shop) + " isn't connected to Dojo. To open another shop:"
	for _, shop := range settings.Shops {
		if shop.Handle != settings.Handle {
			text += "\n    " + programName + " --shop " + shop.Handle
		}
	}
	return text
}

// osUser is the account's name, without the domain that Windows puts in front.
func osUser() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	name := u.Username
	if i := strings.LastIndexByte(name, '\\'); i >= 0 {
		name = name[i+1:]
	}
	return dojo.Clean(name)
}
