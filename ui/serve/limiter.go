package serve

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// mostAddresses bounds what the limiter remembers.
const mostAddresses = 10_000

// limiter has a bucket of tokens for each address: as many log-ins at once as it allows
// in a minute. It isn't safe for concurrent use.
type limiter struct {
	perMinute int
	buckets   map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	told bool // that it is empty
}

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: perMinute, buckets: map[string]*bucket{}}
}

// allow says whether an address may try to log in. first is true for the first refusal
// after a try that was allowed.
func (l *limiter) allow(address string, now time.Time) (allowed, first bool) {
	network := networkOf(address)
	b := l.buckets[network]
	if b == nil {
		if len(l.buckets) >= mostAddresses {
			l.forget(now)
		}
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)}
		l.buckets[network] = b
	}
	allowed = b.AllowN(now, 1)
	first = !allowed && !b.told
	b.told = !allowed
	return allowed, first
}

// forget drops the full buckets, which say no more than new ones. If that makes no room,
// it drops all: the memory matters more than one minute of an attack from so many.
func (l *limiter) forget(now time.Time) {
	for network, b := range l.buckets {
		if b.TokensAt(now) >= float64(l.perMinute) {
			delete(l.buckets, network)
		}
	}
	if len(l.buckets) >= mostAddresses {
		clear(l.buckets)
	}
}

// networkOf is the address, or the /64 of IPv6, which one client has as a whole.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
