package config

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

const longText = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"

// Values that are refused, whichever layer they come from: the text goes on
// after "<setting> ".
func TestBadValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, want string }{
		{"base_url", "ftp://api.dojo.tech", `can't be used: the address must start with https://`},
		{"base_url", "http://api.dojo.tech", `can't be used: plain http would send the key readably; use https`},
		{"base_url", "https://priya:secret@api.dojo.tech", `can't be used: the address must not have a user name or password in it`},
		{"base_url", "nonsense", `can't be used: this isn't the address of an API; it looks like https://api.dojo.tech`},
		{"base_url", "", `can't be empty: it looks like https://api.dojo.tech`},
		{"api_version", "v1", `can't be "v1": a version of Dojo's API is a date, such as 2022-01-03`},
		{"api_version", "", `can't be empty: a version of Dojo's API is a date, such as 2022-01-03`},
		{"api_version", testKey, `can't be "sk_…": a version of Dojo's API is a date, such as 2022-01-03`},
		{"timezone", "Local", `can't be "Local": this computer's zone may not be the shop's. Use the name of your shop's zone, such as Europe/London`},
		{"timezone", "localtime", `can't be "localtime": this computer's zone may not be the shop's. Use the name of your shop's zone, such as Europe/London`},
		{"timezone", "right/Europe/London", `can't be "right/Europe/London": that is an internal name. Use the name of your shop's zone, such as Europe/London`},
		{"timezone", "Europe/Londn", `can't be "Europe/Londn": there is no such time zone. Did you mean Europe/London?`},
		{"timezone", "../etc/passwd", `can't be "../etc/passwd": there is no such time zone. Use the name of your shop's zone, such as Europe/London`},
		{"timezone", "BST", `can't be "BST": there is no such time zone. Did you mean Europe/London?`},
		{"timezone", "dublin", `can't be "dublin": there is no such time zone. Did you mean Europe/Dublin?`},
		{"timezone", "Europe/london ", `can't be "Europe/london": there is no such time zone. Did you mean Europe/London?`},
		{"timezone", "new york", `can't be "new york": there is no such time zone. Did you mean America/New_York?`},
		{"timezone", "", `can't be empty: it is the name of your shop's zone, such as Europe/London`},
		{"reversal_rule", "sameday", `can't be "sameday": it is same-day or published`},
		{"reversal_rule", "", `can't be empty: it is same-day or published`},
		{"refresh", "5", `can't be "5": it is a time with its unit, from 2s to 10m, such as 5s or 1m30s`},
		{"refresh", "often", `can't be "often": it is a time with its unit, from 2s to 10m, such as 5s or 1m30s`},
		{"refresh", "1999ms", `can't be "1999ms": it must be from 2s to 10m`},
		{"refresh", "10m1ns", `can't be "10m1ns": it must be from 2s to 10m`},
		{"refresh", "-5s", `can't be "-5s": it must be from 2s to 10m`},
		{"state_dir", "state", `can't be "state": write the folder in full, such as /var/lib/dojo-reversals`},
		{"state_dir", "~/state", `can't be "~/state": write the folder in full, such as /var/lib/dojo-reversals`},
		{"state_dir", "", `can't be empty: write the folder in full, such as /var/lib/dojo-reversals`},
		{"shop", longText, `can't be "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij…": it may have at most 40 characters`},
		{"operator", longText, `can't be "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij…": it may have at most 40 characters`},
		{"software_house_id", "a b", `can't be "a b": it may have only plain letters, digits and signs, without spaces`},
		{"software_house_id", "é", `can't be "é": it may have only plain letters, digits and signs, without spaces`},
		{"reseller_id", longText + longText, `can't be "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij…": it may have at most 100 characters`},
		{"typed_amount_over", "£500", `can't be "£500": it must be a plain amount such as 500 or 499.99, without a currency sign or commas`},
		{"typed_amount_over", "1,000", `can't be "1,000": it must be a plain amount such as 500 or 499.99, without a currency sign or commas`},
		{"typed_amount_over", "-1", `can't be "-1": it must be a plain amount such as 500 or 499.99, without a currency sign or commas`},
		{"pending_phrase", longText, `can't be "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij…": it may have at most 60 characters`},
		{"pending_phrase", "", `can't be empty: it completes "your bank may show it as pending for …", such as "a few working days"`},
		{"recent_days", "0", `can't be "0": it is a whole number from 1 to 38`},
		{"recent_days", "39", `can't be "39": it is a whole number from 1 to 38`},
		{"theme", "blue", `can't be "blue": it is auto, dark, light, 16 or none`},
		{"theme", "", `can't be empty: it is auto, dark, light, 16 or none`},
		{"ascii", "yes", `can't be "yes": it is either true or false`},
		{"plain", "yes", `can't be "yes": it is either true or false`},
		{"mouse", "", `can't be empty: it is either true or false`},
		{"bell", "1", ""}, // no flag, no variable; the file's types are tested elsewhere
	} {
		setting, _ := find(c.name)
		if setting.Flag != "" {
			src := linux("", nil)
			src.Flags[setting.Flag] = c.value
			wantOneProblem(t, src, "--"+setting.Flag+": "+c.name+" "+c.want)
		}
		if setting.Env != "" && setting.Env != "NO_COLOR" && setting.Env != "ACCESSIBLE" && c.value != "" {
			wantOneProblem(t, linux("", map[string]string{setting.Env: c.value}), "environment "+setting.Env+": "+c.name+" "+c.want)
		}
		if setting.kind == kindText || setting.kind == kindAmount || (setting.kind == kindNumber && c.value != "") {
			wantOneProblem(t, linux("\n"+tomlLine(setting, c.value), nil), confPath+", line 2: "+c.name+" "+c.want)
		}
	}
}

func TestBadKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, want string }{
		{"   ", `is empty. It takes the shop's secret key, which starts with sk_`},
		{"pk_sandbox_test1111", `can't be used: this is a publishable key (it starts with pk_), which can't read or reverse payments; use the secret key, which starts with sk_`},
		{"Basic c2tfc2FuZGJveA", `can't be used: this isn't a Dojo secret key: it must start with sk_ and have only letters, digits, _ and -`},
		{`'` + testKey + `'`, `has quotation marks in it. Leave them out`},
	} {
		wantOneProblem(t, linux("", map[string]string{"DOJO_API_KEY": c.value}), "environment DOJO_API_KEY: api_key "+c.want)
		wantOneProblem(t, linux("shop = 'x'\napi_key = \""+c.value+"\"", map[string]string{"DOJO_API_KEY": ""}), confPath+", line 2: api_key "+c.want)
	}
	wantOneProblem(t, linux(`api_key = ""`, map[string]string{"DOJO_API_KEY": ""}),
		confPath+", line 1: api_key is empty. It takes the shop's secret key, which starts with sk_")
	wantOneProblem(t, linux(`api_key = 12345678`, map[string]string{"DOJO_API_KEY": ""}),
		confPath+`, line 1: api_key takes a text in quotation marks, like this: api_key = "sk_…"`)
	wantOneProblem(t, linux("", map[string]string{"DOJO_API_KEY": ""}),
		`there is no API key. Run dojo-reversals login, or set DOJO_API_KEY to the shop's secret key, which starts with sk_`)
}

func TestGoodValues(t *testing.T) {
	t.Parallel()
	src := linux(`
refresh = " 2s "
timezone = "Etc/GMT-1"
base_url = "https://api.dojo.tech/"
typed_amount_over = 0
shop = "Corner\u202e  Shop"
`, map[string]string{"DOJO_API_KEY": " " + testKey + "\r\n", "DOJO_API_VERSION": "2023-01-01"})
	s := mustLoad(t, src)
	if s.Refresh != 2*time.Second || s.BaseURL != "https://api.dojo.tech" || s.Shop != "Corner Shop" || s.TypedAmountOver != "0" {
		t.Errorf("%+v", s)
	}
	if s.APIKey.Fingerprint() != fingerprint(t, testKey) {
		t.Error("the line break got into the key")
	}
	want := []string{
		`environment DOJO_API_VERSION: api_version 2023-01-01 is used, but this program isn't tested with it. Tested are 2022-01-03, 2022-04-07, 2024-02-05, 2025-09-10, 2026-02-27`,
		confPath + `, line 3: timezone "Etc/GMT-1" has no summer time, so in summer the shop's day would end an hour late. For a shop in the UK use Europe/London, in Ireland Europe/Dublin`,
	}
	if strings.Join(s.Warnings, "\n") != strings.Join(want, "\n") {
		t.Errorf("warnings:\n%s", strings.Join(s.Warnings, "\n"))
	}
}

func TestAllProblemsAreCollected(t *testing.T) {
	t.Parallel()
	src := linux("timezone = 'Nowhere'\nrefrsh = '1s'\nbell = 'on'\n", map[string]string{"DOJO_API_KEY": "pk_test_1111", "DOJO_API_VERSION": "x"})
	src.Flags = map[string]string{"refresh": "1h", "api-key": testKey}
	got := strings.Join(problemsOf(t, src), "\n")
	want := confPath + `, line 2: there is no setting "refrsh". Did you mean refresh?
environment DOJO_API_KEY: api_key can't be used: this is a publishable key (it starts with pk_), which can't read or reverse payments; use the secret key, which starts with sk_
environment DOJO_API_VERSION: api_version can't be "x": a version of Dojo's API is a date, such as 2022-01-03
` + confPath + `, line 1: timezone can't be "Nowhere": there is no such time zone. Use the name of your shop's zone, such as Europe/London
--refresh: refresh can't be "1h": it must be from 2s to 10m
` + confPath + `, line 3: bell takes true or false without quotation marks, like this: bell = true
--api-key: there is no setting with this flag; see --help`
	if got != want {
		t.Errorf("problems:\n%s\nwant:\n%s", got, want)
	}
}

func TestTheThresholdIsExactInEveryCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, currency string
		minor          int64
	}{
		{"500", "GBP", 50000}, {"500.00", "EUR", 50000}, {"500", "JPY", 500}, {"500", "KWD", 500000},
		{"0.29", "GBP", 29}, {"0", "GBP", 0}, {"499.999", "GBP", 49999}, {"500.5", "JPY", 500},
		{"999999999.9999", "CLF", 9999999999999}, {"0.1", "KWD", 100},
	} {
		th, err := readThreshold(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if th.Over(dojo.Money{Minor: c.minor, Currency: c.currency}) || !th.Over(dojo.Money{Minor: c.minor + 1, Currency: c.currency}) {
			t.Errorf("Over is wrong about %s %s", c.text, c.currency)
		}
	}
	th, _ := readThreshold("007.50")
	if th.Over(dojo.Money{Minor: 750, Currency: "GBP"}) || !th.Over(dojo.Money{Minor: 751, Currency: "GBP"}) {
		t.Error("Over is wrong about leading zeros")
	}
	for _, unknown := range []string{"", "XYZ", "gbp"} {
		if !th.Over(dojo.Money{Minor: 1, Currency: unknown}) {
			t.Errorf("%q passes as a currency", unknown)
		}
	}
	for _, bad := range []string{"", ".", "1.", ".5", "1e3", "+1", "1 000", "1000000000", "1.23456", "٣", "NaN"} {
		if _, err := readThreshold(bad); err == nil {
			t.Errorf("%q passes as an amount", bad)
		}
	}
}
