package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/ui/doctor"
	"dojoreversals/ui/script"
)

// doctorPatience is how long a check may take: a read of Dojo's takes 20 s at most.
const doctorPatience = 25 * time.Second

// doctorCommand says what works and what doesn't.
func doctorCommand(s streams) *cobra.Command {
	var d doctorRun
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what works and what doesn't, with the cure, and make a file for support",
		Long: `Doctor checks the settings, the key, the way to Dojo, the clock, the record of
reversals and the terminal, and says of each whether it works, with the cure if it
doesn't. With several shops in the settings it checks each of them; --shop takes one.

It changes nothing and reverses nothing. Of each shop's Dojo it asks one search, and a
payment that isn't there if the search is forbidden. There is no key, password,
customer or card in what it writes, so it can be sent to support.

It asks the system's keyring only on Windows, or with --ask-keyring: elsewhere a
keyring that is locked opens a window.

--bundle writes a zip file with the page, the newest logs, the reports of crashes, and
the settings without what is secret. It lists what is in it. The record of reversals,
which has names and references, isn't.

For monitoring: it ends with 0 if all works, whether with warnings or not, with 6 if
only Dojo can't be reached, and otherwise with 1 or 2, as help exit-codes says. The
names in --json stay the same in every version, and new ones may come.`,
		Example: `  dojo-reversals doctor
  dojo-reversals doctor --shop high-street
  dojo-reversals doctor --json
  dojo-reversals doctor --bundle support.zip`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case d.force && d.bundle == "":
				return usagef("--force only goes with --bundle")
			case c.Flags().Changed("bundle") && d.bundle == "":
				return usagef("--bundle takes the name of the file to write")
			}
			d.here = thisMachine()
			ctx, stop := s.untilEnding(c.Context())
			defer stop()
			return d.run(ctx, s, sourcesOf(c, false))
		},
	}
	c.Flags().BoolVar(&d.json, "json", false, "write JSON, for monitoring")
	c.Flags().BoolVar(&d.askKeyring, "ask-keyring", false, "ask the system's keyring for keys, which may open a window")
	c.Flags().StringVar(&d.bundle, "bundle", "", "also write a zip `file` for support")
	c.Flags().BoolVar(&d.force, "force", false, "let --bundle take the place of a file")
	addSettingFlags(c, "config", "shop", "state-dir", "base-url", "api-version", "timezone", "theme", "ascii")
	return c
}

// doctorRun is one run of the command doctor.
type doctorRun struct {
	here                    machine
	json, askKeyring, force bool
	bundle                  string
}

func (d doctorRun) run(ctx context.Context, s streams, src config.Sources) error {
	if src.Keyring != nil && src.GOOS != "windows" && !d.askKeyring {
		src.Keyring = func(string, string) (string, error) { return "", errNotAsked }
	}
	patients := loadPatients(src)
	common := patients[0].settings
	s = s.knowing(common.ASCII)
	tell := progressOn(s.err)
	runner := doctor.Runner{
		Patience: doctorPatience, After: d.here.after, Spawn: s.crashes.spawn,
		Told: func(done, all int) { tell(fmt.Sprintf("Checking: %d of %d done", done, all)) },
	}
	findings := runner.Run(ctx, checksOf(s, d.here, patients))
	tell("")
	page := doctor.NewPage(thisBuild().String(), d.here.now(), findings)
	if err := d.write(s, common, page); err != nil {
		return errors.Join(errNoOut, err)
	}
	if d.bundle != "" {
		if err := d.writeBundle(s, common, page); err != nil {
			return err
		}
	}
	return faultsOf(page)
}

// write writes the page as it was asked for.
func (d doctorRun) write(s streams, settings config.Settings, page doctor.Page) error {
	if d.json {
		b, err := page.JSON()
		if err == nil {
			_, err = s.out.Write(b)
		}
		return err
	}
	width := terminalWidth(s.out)
	colours := width > 0 && drawable(s.out.file) && coloursOf(settings.Theme) != noColours
	if width == 0 {
		width = bundleWidth
	}
	_, err := s.out.WriteString(page.Text(width, colours))
	return err
}

// faultsOf is the error by which the command ends, nil if all works.
func faultsOf(page doctor.Page) error {
	code := page.Code()
	if code == script.Done {
		return nil
	}
	var names []string
	for _, f := range page.Findings {
		if f.State != doctor.Fault {
			continue
		}
		name := string(f.Name)
		if f.Shop != "" {
			name += " of " + f.Shop
		}
		names = append(names, name)
	}
	return &script.Error{Code: code, Text: "this doesn't work: " + strings.Join(names, ", ")}
}
