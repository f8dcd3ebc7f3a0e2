package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/ui/doctor"
	"dojoreversals/ui/words"
)

// errNotAsked says that the keyring wasn't asked, since it could open a window.
var errNotAsked = errors.New("it wasn't asked")

// patient is a shop of the settings, as far as they can be read.
type patient struct {
	settings config.Settings
	problems []config.Problem
}

// loadPatients loads all shops of the settings, or the one that is named.
func loadPatients(src config.Sources) []patient {
	var shops []config.ShopName
	load := func(handle string) patient {
		src.Choose = func(_ string, all []config.ShopName) string {
			shops = all
			return handle
		}
		settings, err := config.Load(src)
		p := patient{settings: settings}
		if all, ok := errors.AsType[*config.Error](err); ok {
			p.problems = all.Problems
		}
		return p
	}
	patients := []patient{load("")}
	for _, other := range shops[min(1, len(shops)):] {
		patients = append(patients, load(other.Handle))
	}
	return patients
}

// ofKey says whether a problem is one with a shop's key.
func ofKey(p config.Problem) bool {
	return slices.Contains([]string{"api_key", "api_key_file", "keyring"}, p.Setting)
}

// checksOf are all checks of this machine and of the shops.
func checksOf(s streams, here machine, patients []patient) []doctor.Check {
	common := patients[0].settings
	screen := screenOf(s, common)
	checks := []doctor.Check{
		{Names: []doctor.Name{doctor.Program}, Run: one(func(context.Context) doctor.Finding { return doctor.CheckProgram(thisBuild().String()) })},
		{Names: []doctor.Name{doctor.Settings}, Run: one(func(context.Context) doctor.Finding { return checkSettings(patients) })},
		{Names: []doctor.Name{doctor.Folder}, Run: one(func(context.Context) doctor.Finding { return checkFolder(common.StateDir) })},
		{Names: []doctor.Name{doctor.Journal, doctor.Attempts}, Run: func(ctx context.Context) []doctor.Finding {
			r := recordOf(ctx, common.StateDir)
			return []doctor.Finding{doctor.CheckJournal(r), doctor.CheckAttempts(r)}
		}},
		{Names: []doctor.Name{doctor.Terminal}, Run: one(func(context.Context) doctor.Finding { return doctor.CheckTerminal(screen) })},
		{Names: []doctor.Name{doctor.Clipboard}, Run: one(func(ctx context.Context) doctor.Finding {
			return doctor.CheckClipboard(screen.There, askTmux(ctx))
		})},
	}
	for _, p := range patients {
		handle := ""
		if len(patients) > 1 {
			handle = p.settings.Handle
		}
		checks = append(checks,
			doctor.Check{Names: []doctor.Name{doctor.Key}, Shop: handle, Run: one(func(context.Context) doctor.Finding { return checkKey(p) })},
			doctor.Check{Names: []doctor.Name{doctor.Zone}, Shop: handle, Run: one(func(context.Context) doctor.Finding {
				return doctor.CheckZone(p.settings.Timezone, p.settings.Source("timezone"), here.now())
			})},
			doctor.Check{Names: doctor.OfDojo(), Shop: handle, Run: func(ctx context.Context) []doctor.Finding { return checkDojo(ctx, p.settings, here) }},
		)
	}
	return checks
}

// one makes a check of one finding.
func one(check func(context.Context) doctor.Finding) func(context.Context) []doctor.Finding {
	return func(ctx context.Context) []doctor.Finding { return []doctor.Finding{check(ctx)} }
}

// checkSettings says what is wrong with the settings, but for keys. What is the same for
// several shops is said once.
func checkSettings(patients []patient) doctor.Finding {
	var set, problems, warnings []string
	add := func(list *[]string, text string) {
		if !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	for _, p := range patients {
		for _, problem := range p.problems {
			if !ofKey(problem) {
				add(&problems, problem.Error())
			}
		}
		for _, w := range p.settings.Warnings {
			add(&warnings, w)
		}
		for _, setting := range config.Table() {
			if from := p.settings.Source(setting.Name); from != "default" {
				add(&set, setting.Name+": "+p.settings.Value(setting.Name)+" ("+from+")")
			}
		}
	}
	return doctor.CheckSettings(patients[0].settings.ConfigFile, set, problems, warnings)
}

func checkFolder(dir string) doctor.Finding {
	if dir == "" {
		return doctor.CheckFolder("", nil, "")
	}
	err := sqlite.CheckDir(dir)
	cure := ""
	if err != nil {
		cure = journalError(err, dir).Error()
	}
	return doctor.CheckFolder(dir, err, cure)
}

// recordOf checks the journal as the command journal verify does.
func recordOf(ctx context.Context, dir string) doctor.Record {
	r, err := sqlite.Verify(ctx, dir, "")
	record := doctor.Record{Path: r.Path, Head: r.Head, Attempts: r.Attempts, Unfinished: r.Unfinished, Err: err}
	if err != nil {
		record.Cure = journalError(err, dir).Error()
		record.Lost = errors.Is(err, journal.ErrNone) && anyPutAway(dir)
	}
	return record
}

func checkKey(p patient) doctor.Finding {
	secret := doctor.Secret{Key: p.settings.APIKey, Source: p.settings.Source("api_key")}
	for _, problem := range p.problems {
		switch {
		case errors.Is(problem, errNotAsked):
			secret.NotAsked = true
		case ofKey(problem):
			secret.Problems = append(secret.Problems, problem.Error())
		}
	}
	return doctor.CheckKey(secret)
}

// checkDojo asks the Dojo of a shop.
func checkDojo(ctx context.Context, settings config.Settings, here machine) []doctor.Finding {
	client, err := dojo.NewClient(clientOptions(settings, here))
	if err != nil {
		return doctor.NotAsked()
	}
	defer client.Close()
	return doctor.CheckDojo(ctx, client, doctor.Way{
		BaseURL: settings.BaseURL, Proxy: client.ProxyHost(), SetIn: settings.Proxy.SetIn, Version: client.Version(),
		Offset: client.Clock().Offset,
		Words:  words.New(words.Options{ASCII: settings.ASCII, Zone: settings.Timezone, Version: settings.APIVersion}).InCommands(),
	})
}

// screenOf is what is known of the terminal. It isn't asked anything.
func screenOf(s streams, settings config.Settings) doctor.Screen {
	screen := doctor.Screen{There: isTerminal(s.out), ASCII: settings.ASCII, Term: os.Getenv("TERM"), Colours: coloursOf(settings.Theme)}
	if !screen.There {
		return screen
	}
	screen.Draws = drawable(s.out.file)
	screen.Columns, screen.Lines, _ = sizeOf(s.out.file)
	if encoding := config.Encoding(runtime.GOOS, os.LookupEnv); !config.SpeaksUTF8(encoding) {
		screen.Encoding = encoding
	}
	return screen
}

const noColours = "no colours"

// coloursOf are the colours that a theme draws with on this terminal, in words.
func coloursOf(theme config.Theme) string {
	switch theme.On(runtime.GOOS, os.LookupEnv) {
	case config.ThemeNone:
		return noColours
	case config.ThemeDark, config.ThemeLight:
		return "256 colours or more"
	case config.Theme16, config.ThemeAuto:
	}
	return "16 colours"
}

// tmuxPatience is how long tmux may take to tell one option.
const tmuxPatience = 3 * time.Second

// askTmux asks tmux for the option that decides whether it hands on what is copied. The
// server of tmux has that option, not a window.
func askTmux(ctx context.Context) doctor.Tmux {
	if os.Getenv("TMUX") == "" {
		return doctor.Tmux{}
	}
	ctx, cancel := context.WithTimeout(ctx, tmuxPatience)
	defer cancel()
	said, _ := exec.CommandContext(ctx, "tmux", "show", "-sv", "set-clipboard").Output()
	return doctor.Tmux{Inside: true, SetClipboard: strings.TrimSpace(string(said))}
}
