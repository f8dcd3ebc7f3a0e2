package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// limiter is a Dojo that takes so many calls a second and refuses the others.
type limiter interface{ take(now time.Time) bool }

// wholeSeconds counts the calls of each second of the clock, with those refused.
type wholeSeconds struct {
	most, n int
	second  int64
}

func (w *wholeSeconds) take(now time.Time) bool {
	if s := now.Unix(); s != w.second {
		w.second, w.n = s, 0
	}
	w.n++
	return w.n <= w.most
}

// bucket is filled with so many calls a second, and holds those of one second.
type bucket struct {
	perSecond, left float64
	at              time.Time
}

func (b *bucket) take(now time.Time) bool {
	if b.at.IsZero() {
		b.left, b.at = b.perSecond, now
	}
	b.left = min(b.left+now.Sub(b.at).Seconds()*b.perSecond, b.perSecond)
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// latest takes so many calls in any second.
type latest struct {
	most  int
	taken []time.Time
}

func (l *latest) take(now time.Time) bool {
	for len(l.taken) > 0 && now.Sub(l.taken[0]) >= time.Second {
		l.taken = l.taken[1:]
	}
	if len(l.taken) >= l.most {
		return false
	}
	l.taken = append(l.taken, now)
	return true
}

// loader reads pages by a rate, up to eight at once.
type loader struct {
	rate
	left, refusals int
	flying         []flight // in the order of their answers
	done           time.Time
}

type flight struct {
	sent, back time.Time
	taken      bool
}

// runLoaders has loaders share a limit until all have their pages.
func runLoaders(dojo limiter, began time.Time, roundTrip, silence time.Duration, loaders ...*loader) {
	const tick = 5 * time.Millisecond
	for _, l := range loaders {
		l.begin(began)
	}
	for now := began; ; now = now.Add(tick) {
		busy := false
		for i := range loaders {
			l := loaders[(i+int(now.UnixMilli()/5))%len(loaders)] // none is always the first
			for len(l.flying) > 0 && !l.flying[0].back.After(now) {
				f := l.flying[0]
				l.flying = l.flying[1:]
				if f.taken {
					l.came(now)
					l.left--
					l.done = now
					continue
				}
				l.refusals++
				l.refused(now, f.sent, silence)
			}
			for len(l.flying) < min(8, l.left) && l.wait(now) == 0 {
				l.spend(now)
				l.flying = append(l.flying, flight{sent: now, back: now.Add(roundTrip), taken: dojo.take(now)})
			}
			busy = busy || l.left > 0
		}
		if !busy {
			return
		}
	}
}

// Whatever way Dojo counts calls, the pace comes close to what it takes, with few
// refusals, and none of the programs that share a key starves.
func TestTheRateFindsALimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(8, 40).Draw(rt, "a second")
		kind := rapid.SampledFrom([]string{"whole seconds", "bucket", "latest"}).Draw(rt, "kind")
		began := noon.Add(time.Duration(rapid.IntRange(0, 199).Draw(rt, "began")) * 5 * time.Millisecond)
		roundTrip := time.Duration(rapid.SampledFrom([]int{30, 50, 100}).Draw(rt, "ms")) * time.Millisecond
		silence := rapid.SampledFrom([]time.Duration{500 * time.Millisecond, 1100 * time.Millisecond}).Draw(rt, "silence")
		n := rapid.IntRange(1, 3).Draw(rt, "loaders")
		limit := func() limiter {
			switch kind {
			case "bucket":
				return &bucket{perSecond: float64(most)}
			case "latest":
				return &latest{most: most}
			}
			return &wholeSeconds{most: most}
		}()
		var loaders []*loader
		pages := most * 60 / n // of a minute
		for range n {
			loaders = append(loaders, &loader{left: pages})
		}
		runLoaders(limit, began, roundTrip, silence, loaders...)
		first, last, refusals := loaders[0].done, began, 0
		for _, l := range loaders {
			if l.done.Before(first) {
				first = l.done
			}
			if l.done.After(last) {
				last = l.done
			}
			refusals += l.refusals
		}
		ratio := last.Sub(began).Seconds() / 60
		if most := []float64{1.3, 2, 2}[n-1]; ratio > most { // of 24,000 cases the slowest took 1.17, 1.85 and 1.79
			rt.Errorf("%.2f times the time that the limit allows", ratio)
		}
		if refusals > 60*n {
			rt.Errorf("%d calls refused in a minute of %d", refusals, most*60)
		}
		if shared := first.Sub(began).Seconds() / last.Sub(began).Seconds(); shared < 0.25 {
			rt.Errorf("one was done after %.0f%% of the time of the others", 100*shared)
		}
	})
}

// A refusal that no pages came before says nothing of the pace: another program uses
// the limit up, or Dojo wants no calls at all.
func TestARefusalWithoutPagesIsASilence(t *testing.T) {
	t.Parallel()
	var r rate
	r.begin(noon)
	r.came(noon.Add(time.Second))
	r.refused(noon.Add(2*time.Second), noon.Add(time.Second), 3*time.Second)
	if r.perSecond != 0 {
		t.Errorf("%.1f calls a second", r.perSecond)
	}
	for after, want := range map[time.Duration]time.Duration{2 * time.Second: 3 * time.Second, 4 * time.Second: time.Second, 6 * time.Second: 0} {
		if got := r.wait(noon.Add(after)); got != want {
			t.Errorf("after %v: wait %v, want %v", after, got, want)
		}
	}
}

// A limit that was learned is forgotten by and by while Dojo refuses nothing, and one
// refusal is then enough to learn it anew.
func TestALimitIsLearnedAnew(t *testing.T) {
	t.Parallel()
	l := &loader{left: 300}
	runLoaders(&bucket{perSecond: 15}, noon, 50*time.Millisecond, time.Second, l)
	at := l.done
	for range 120 { // refreshes
		at = at.Add(5 * time.Second)
		l.begin(at)
		l.came(at)
	}
	if l.perSecond < 100 {
		t.Errorf("after ten calm minutes: %.0f calls a second", l.perSecond)
	}
	l.left = 300
	runLoaders(&bucket{perSecond: 15}, at, 50*time.Millisecond, time.Second, l)
	if took := l.done.Sub(at).Seconds(); took > 300/15*1.3 {
		t.Errorf("300 pages at 15 a second took %.1f s", took)
	}
}
