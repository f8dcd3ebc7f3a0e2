package words

import (
	"testing"
	"time"
)

func TestDatesOfLanguages(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 5, 9, 7, 2, 0, time.UTC)
	for locale, want := range map[string]string{
		"": "Tue 5 May 09:07:02", "en-IE": "Tue 5 May 09:07:02", "es-ES": "mar 5 may 09:07:02", "it-IT": "mar 5 mag 09:07:02",
	} {
		if got := tongueOf(locale).date(at, dateSeconds); got != want {
			t.Errorf("%s: %q, want %q", locale, got, want)
		}
	}
	if got := tongueOf("es-ES").date(at, timeClock); got != "09:07" {
		t.Errorf("%q", got)
	}
}
