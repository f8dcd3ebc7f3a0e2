package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

func logoutCommand(s streams) *cobra.Command {
	yes := false
	c := &cobra.Command{
		Use:   "logout",
		Short: "Remove a shop's key from this computer",
		Long: `Logout removes the key of a shop from the system's keyring, or deletes the file that
login wrote for it. A file with a key that somebody else made stays, and isn't named in
the settings any more. The shop's name and settings stay, and so does the record of its
reversals. With several shops in the settings --shop says which.

While reversals of the shop aren't finished it refuses, since nobody could follow them
without the key. With --yes it removes the key all the same.`,
		Example: `  dojo-reversals logout --shop high-street`,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			src := sourcesOf(c, true)
			named := src.Flags["shop"]
			file, err := shopFileOf(src)
			if err != nil {
				return err
			}
			base, err := file.load("")
			if err != nil {
				return err
			}
			shop, err := shopToLogOut(base.Shops, named)
			if err != nil {
				return err
			}
			settings, err := file.load(shop.Handle)
			if err != nil {
				return err
			}
			if !yes {
				if err := checkFinished(c, file, settings); err != nil {
					return err
				}
			}
			return logOut(s, file, settings)
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "remove the key even while reversals aren't finished")
	addSettingFlags(c, "config", "shop", "state-dir")
	return c
}

func shopToLogOut(shops []config.ShopName, named string) (config.ShopName, error) {
	var handles []string
	for _, shop := range shops {
		if named != "" && shop.Is(named) || named == "" && len(shops) == 1 {
			return shop, nil
		}
		handles = append(handles, shop.Handle)
	}
	switch {
	case len(shops) == 0:
		return config.ShopName{}, usagef("the settings have no shop with a key")
	case named == "":
		return config.ShopName{}, usagef("the settings have several shops. Say which one with --shop: %s", strings.Join(handles, ", "))
	}
	return config.ShopName{}, usagef("there is no shop %s in the settings. They have: %s", shownWord(named), strings.Join(handles, ", "))
}

// checkFinished returns why the key of a shop is still needed. Where the key can't be
// read, the name of the shop tells which reversals are its own.
func checkFinished(c *cobra.Command, file shopFile, settings config.Settings) error {
	is := func(a journal.Attempt) bool { return a.Shop == settings.Shop }
	if with, err := file.loadKey(settings.Handle); err == nil {
		is = func(a journal.Attempt) bool { return a.KeyFingerprint == with.APIKey.Fingerprint() }
	}
	left, err := unfinishedWhere(c.Context(), settings.StateDir, is)
	if err != nil {
		return fmt.Errorf("the key stays, since nobody can say whether reversals are unfinished: %w", err)
	}
	if len(left) == 0 {
		return nil
	}
	return fmt.Errorf("the key stays: not finished: %s of %s, and without the key nobody follows them. Open the program and wait, or give --yes",
		count(len(left), "reversal"), dojo.Clean(settings.Shop))
}

// logOut removes the key of a shop from where the settings have it.
func logOut(s streams, file shopFile, settings config.Settings) error {
	var from []string
	if settings.Keyring {
		if err := removeKeyring(file.path, settings.Handle); err != nil {
			return fmt.Errorf("the key stays: the system's keyring can't be asked (%s). Unlock it, or log out where this account has it: in a session at the computer itself", dojo.Clean(err.Error()))
		}
		from = append(from, "the system's keyring")
	}
	stays := ""
	switch keyFile := settings.KeyFile; {
	case keyFile == "":
	case file.isOurs(keyFile, settings.Handle, settings.Shops):
		if err := os.Remove(keyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the key stays: %s can't be deleted (%s). Delete it yourself, and log out again", dojo.Drawable(keyFile), fileReason(err))
		}
		from = append(from, dojo.Drawable(keyFile))
	default:
		stays = dojo.Drawable(keyFile)
	}
	err := changeSettings(file.src, func(text []byte) ([]byte, error) {
		text, err := config.WithHeadings(text)
		for _, name := range []string{"keyring", "api_key_file", "api_key"} {
			if err != nil {
				return nil, err
			}
			var without []byte
			if without, err = config.Unset(text, settings.Handle, name); errors.Is(err, config.ErrNotFound) {
				err = nil
				continue
			}
			if name == "api_key" {
				from = append(from, dojo.Drawable(file.path))
			}
			text = without
		}
		return text, err
	})
	if err != nil {
		return err
	}
	name := dojo.Clean(settings.Shop)
	if stays != "" {
		sayTo(s.out, fmt.Sprintf("The settings don't name %s any more. The file with the key stays: delete it, if nothing else needs it.", stays))
	} else if len(from) == 0 {
		sayTo(s.out, name+" has no key in the settings.")
	} else {
		sayTo(s.out, fmt.Sprintf("The key of %s is removed from %s.", name, strings.Join(from, " and ")))
	}
	sayTo(s.out, fmt.Sprintf("Its name and settings stay, and so does the record of its reversals in %s.", dojo.Drawable(settings.StateDir)))
	for _, variable := range []string{"DOJO_API_KEY", "DOJO_API_KEY_FILE"} {
		if value, _ := os.LookupEnv(variable); value != "" {
			sayTo(s.out, variable+" is set: the program goes on using that key until you take it out of the environment.")
		}
	}
	return nil
}
