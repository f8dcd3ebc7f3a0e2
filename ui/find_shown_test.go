package ui

import (
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// What people paste, and what they type for it, finds the payment that they mean,
// and no other.
func TestFindWhatPeopleType(t *testing.T) {
	t.Parallel()
	refers := func(reference string) func(*dojo.PaymentIntent) {
		return func(p *dojo.PaymentIntent) { p.Reference = reference }
	}
	const id = "pi_pT08VyWG3EC_HQB4NBVliA"
	payments := []*dojo.PaymentIntent{
		shopday.Paid("1", "10:01", 4250, shopday.Card("Visa", "2003"), refers("O’Brien table 4"), func(p *dojo.PaymentIntent) { p.ID = id }),
		shopday.Paid("2", "10:02", 4251, shopday.Card("Amex", "2004"), refers("donʼt call"), func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.Funding = "Credit" }) }),
		shopday.Paid("3", "10:03", 425000, shopday.Card("Visa", "1111"), refers("Müller 12")),
		shopday.Paid("4", "10:04", 123450, shopday.Card("Visa", "1112"), refers("Straße – 7")),
		shopday.Paid("5", "10:05", 999, shopday.Card("Visa", "1113"), refers("Cafe\u0301 2003")),
		shopday.Paid("6", "10:06", 998, shopday.Card("Visa", "1114"), refers("Table \u200b１４")),
		shopday.Paid("7", "10:07", 997, shopday.Card("Visa", "1115"), refers("Øre ŁÓDŹ ÆGIR")),
		shopday.Paid("8", "10:08", 996, shopday.Card("Visa", "1116"), refers("“Saint-Étienne”")),
		shopday.Paid("9", "10:09", 995, shopday.Card("Visa", "1117"), refers("ISTANBUL İstanbul")),
		shopday.Paid("11", "10:11", 994, shopday.Card("Visa", "1119"), refers("Round ## 16 ... 3")),
		shopday.Paid("10", "13:30", 1, shopday.Card("Visa", "1118"), shopday.DaysAgo(1), refers("old")),
		shopday.Paid("11", "13:31", 2, shopday.Card("Visa", "1119"), shopday.DaysAgo(2), shopday.Is(dojo.StatusCaptured), refers("older")),
	}
	for typed, want := range map[string]string{
		"o'brien": "1", "O’BRIEN": "1", "o`brien": "1", "oʼbrien": "1", "“o'brien”": "1",
		"don't": "2", "don’t": "2", "muller": "3", "MÜLLER": "3", "mu\u0308ller": "3", "müller 12": "3",
		"strasse": "4", "STRASSE": "4", "straße": "4", "- 7": "4", "— 7": "4",
		"cafe": "5", "café": "5", "cafe\u0301": "5", "CAFÉ": "5",
		"table 14": "6", "１４": "6", "table\u00a014": "6", "ta\u00adble 14": "6",
		"ore": "7", "lodz": "7", "aegir": "7", "łódź": "7", "øre": "7",
		"saint etienne": "8", "saint-etienne": "8", "saint‐étienne": "8", "saint‑e": "8",
		"istanbul": "9", "İSTANBUL": "9", "ıstanbul": "9",

		"GBP 42.50": "1", "gbp42.50": "1", "42.50 GBP": "1", "£ 42.50": "1", "42.50£": "1", "42,50 £": "1", "£42.50,": "1", "42.50.": "1", "(42.50)": "1",
		"4250": "1 3", "£4250": "3", "GBP 4,250.00": "3", "4.250,00": "3", "4'250.00": "3", "4\u202f250,00": "3", "£1,234.50": "4", "£1,2": "4", "1,23": "4", "£4,2": "3",
		"42.5": "1 2", "EUR 42.50": "", "€42.50": "", "42.07": "", "£42.51": "2",

		"2003": "1 5", "#2003": "1 5", "cafe #2003": "5", "··2003": "1", "**** 2003": "1", "****2003": "1", "xxxx2003": "1", "•••• 2003": "1", "..2003": "1", "…2003": "1 5",
		"visa ··2003": "1", "Visa ..2003": "1", "visa 2003": "1 5", "Visa ending 2003": "1 5", "amex ··2003": "", "amex ··": "2", "Amex ··2004, Credit": "2", "··200": "1 2",

		"## 16": "11", "round ## 16": "11", "## 17": "",

		id: "1", `"` + id + `"`: "1", "“" + id + "”": "1", id + ",": "1", id + ".": "1", "'" + id + "';": "1", "<" + id + ">": "1", "{" + id + "}": "1", "%7B" + id + "%7D": "1",
		"https://pay.dojo.tech/checkout/" + id: "1", "https://pay.dojo.tech/checkout/" + id + "?from=mail#top": "1", "pay.dojo.tech/checkout/%7B" + id + "%7D/": "1",
		"payment " + id + ", please": "1", "\u200b" + id: "1", "x" + id: "", id + "x": "",

		"10:01": "1", "10:01:00": "1", "10:01:01": "", "10:01:": "1", "sat 21": "10", "Sat 21 Nov": "10", "21 nov": "10", "sat": "10", "fri 20": "11", "fri 14": "", "sun 21": "", "21": "10", "22": "",
		"> 10:03 Müller 12 Visa ··1111 £4,250.00 Held, r to reverse": "3",
		"10:03 Mül… 1111 £4,250.00 Held":                             "3", "10:03 M...ler": "3",
	} {
		d := open(t, payments)
		d.m.setFind(typed)
		got := d.listed()
		for i, p := range got {
			if got[i] = strings.TrimPrefix(p, "pi_"); p == id {
				got[i] = "1"
			}
		}
		slices.SortFunc(got, func(a, b string) int { return len(a)*10 + strings.Compare(a, b) - len(b)*10 })
		if strings.Join(got, " ") != want {
			t.Errorf("%q: finds %q, want %q", typed, got, want)
		}
	}
}

// Whatever a row shows of a payment finds it, at every width and in every style.
func TestFindWhatRowsShow(t *testing.T) {
	t.Parallel()
	for _, set := range []func(*Settings){func(*Settings) {}, func(s *Settings) { s.ASCII = true }, func(s *Settings) { s.Locale = "es-ES" }} {
		for _, w := range []int{160, 120, 80, 60, 50, 40} {
			d := open(t, shopday.Payments(), width(w, 40), setting(set)).press("v", "v", "v", "v", "v")
			r := rowWriter{scene: d.m.scene(), col: d.m.rows.columns(d.m.list, &d.m.speak, w), w: w}
			var lines, ids []string
			for i := range d.m.list.Len() {
				row := d.m.list.Row(i)
				row.Twin = nil // the words for it are about another payment
				lines = append(lines, r.line(row, shorten([]string{row.Payment.Reference}, r.col.reference, r.theme.Ellipsis)[0], d.m.speak.Charged(row.Payment), i == 0))
				ids = append(ids, row.Payment.ID)
			}
			for i, line := range lines {
				if d.m.setFind(line); !slices.Contains(d.listed(), ids[i]) {
					t.Errorf("%d columns: %q isn't found; only %q", w, line, d.listed())
				}
			}
		}
	}
}
