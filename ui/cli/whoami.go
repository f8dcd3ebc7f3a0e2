package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/script"
)

// identity is what whoami tells. Its names stay the same in every version, and new ones
// come at the end.
type identity struct {
	Environment    string `json:"environment"`
	Shop           string `json:"shop"`
	Handle         string `json:"handle"`
	KeyFingerprint string `json:"key_fingerprint"`
	KeyFrom        string `json:"key_from"`
	BaseURL        string `json:"base_url"`
	SettingsFile   string `json:"settings_file"`
	Timezone       string `json:"timezone"`
	TimezoneFrom   string `json:"timezone_from"`
	Operator       string `json:"operator"`
}

func whoamiCommand(s streams) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "whoami",
		Short: "Show which shop, key and settings the program uses",
		Long: `Whoami shows the shop that the program would open, whether its key is LIVE, which key
that is, and where the settings come from. It asks nothing of Dojo. The fingerprint
tells keys apart, as the record does, and nobody can make the key from it.`,
		Example: `  dojo-reversals whoami --shop high-street --format json`,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			src := sourcesOf(c, false)
			src.Choose = chooseLast
			settings, err := loadFrom(src)
			if err != nil {
				return err
			}
			for _, warning := range settings.Warnings {
				_, _ = fmt.Fprintf(s.err, "%s: %s\n", programName, warning)
			}
			id := []identity{identityOf(settings)}
			switch f {
			case script.JSON:
				err = export.JSON(s.out, id)
			case script.CSV:
				err = export.CSV(s.out, id)
			case script.Table:
				err = writeIdentity(s.out, id[0], settings.APIKey)
			}
			if strings.Contains(settings.Source("api_key"), ", line ") {
				sayTo(s.err, "The key stands in the settings file. To keep it more safely: "+loginAgain(settings))
			}
			return err
		},
	}
	addFormatFlag(c, &format)
	addSettingFlags(c, "config", "shop")
	return c
}

func loginAgain(settings config.Settings) string {
	if settings.Handle == "" {
		return programName + " login"
	}
	return programName + " login --shop " + settings.Handle
}

func identityOf(settings config.Settings) identity {
	return identity{
		Environment: string(settings.APIKey.Environment()), Shop: settings.Shop, Handle: settings.Handle,
		KeyFingerprint: settings.APIKey.Fingerprint(), KeyFrom: settings.Source("api_key"), BaseURL: settings.BaseURL,
		SettingsFile: settings.ConfigFile, Timezone: settings.Timezone.String(), TimezoneFrom: settings.Source("timezone"),
		Operator: settings.Operator,
	}
}

// writeIdentity writes it for people. Nothing in it can do anything to the terminal.
func writeIdentity(w io.Writer, id identity, key dojo.APIKey) error {
	shop := id.Shop
	if id.Handle != "" {
		shop += " (" + id.Handle + ")"
	}
	var b strings.Builder
	for _, line := range [][2]string{
		{"Environment", id.Environment}, {"Shop", shop},
		{"Key", key.String() + " with the fingerprint " + id.KeyFingerprint}, {"Key from", id.KeyFrom},
		{"Dojo at", id.BaseURL}, {"Settings", id.SettingsFile},
		{"Time zone", id.Timezone + " (" + id.TimezoneFrom + ")"}, {"Operator", id.Operator},
	} {
		value := dojo.Clean(line[1])
		if value == "" {
			value = "none"
		}
		_, _ = fmt.Fprintf(&b, "%-13s%s\n", line[0], value)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
