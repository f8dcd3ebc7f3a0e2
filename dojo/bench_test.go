package dojo

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// pageOf is an answer with a hundred payments of one shape.
func pageOf(intent string) []byte {
	rows := make([]string, PageLimit)
	for i := range rows {
		rows[i] = strings.Replace(intent, `"id": "pi_`, fmt.Sprintf(`"id": "pi_%03d`, i), 1)
	}
	return []byte(`{"data":[` + strings.Join(rows, ",") + `],"after":"next","before":null}`)
}

func BenchmarkDecodePage(b *testing.B) {
	for _, shape := range []struct{ name, intent string }{{"2022", intent2022}, {"2024", intent2024}} {
		b.Run(shape.name, func(b *testing.B) {
			page := pageOf(shape.intent)
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				w := wirePage{limit: PageLimit}
				if err := decodeAnswer(redactor{}, page, &w); err != nil {
					b.Fatal(err)
				}
				if len(w.payments) != PageLimit {
					b.Fatalf("%d rows", len(w.payments))
				}
				for _, p := range w.payments {
					if len(p.Extras().Gaps) != 0 {
						b.Fatal(p.Extras().Gaps)
					}
				}
			}
		})
	}
}

func BenchmarkReversible(b *testing.B) {
	p, err := decodeIntent([]byte(intent2022))
	if err != nil {
		b.Fatal(err)
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		b.Fatal(err)
	}
	now := p.PaidAt.Time().Add(time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if !Reversible(RuleSameDay, &p, At(now), london).Reversible {
			b.Fatal("not reversible")
		}
	}
}

func BenchmarkClean(b *testing.B) {
	for name, s := range map[string]string{
		"ASCII": "Table 4, corner, two lunches", "accents": "Café Zoë, deux déjeuners", "hostile": "\x1b[31mTable\u202e 4\r\n\u200b",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Clean(s)
			}
		})
	}
}

func BenchmarkMoneyString(b *testing.B) {
	for _, m := range []Money{{123450, "GBP"}, {4250, "JPY"}, {4250, "XYZ"}} {
		b.Run(m.Currency, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = m.String()
			}
		})
	}
}
