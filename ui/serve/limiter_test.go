package serve

import (
	"fmt"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	l := newLimiter(3)
	try := func(address string, allowed, first bool) {
		t.Helper()
		if a, f := l.allow(address, now); a != allowed || f != first {
			t.Errorf("%s at %v: %v, %v", address, now.Unix(), a, f)
		}
	}
	for range 3 {
		try("10.0.0.1", true, false)
	}
	try("10.0.0.1", false, true)
	try("10.0.0.1", false, false)
	try("10.0.0.2", true, false)
	now = now.Add(19 * time.Second)
	try("10.0.0.1", false, false)
	now = now.Add(time.Second)
	try("10.0.0.1", true, false)
	try("10.0.0.1", false, true)
	now = now.Add(time.Hour)
	for range 3 {
		try("10.0.0.1", true, false)
	}
	try("10.0.0.1", false, true)
	// One network of IPv6 is one client; mapped addresses of IPv4 are several.
	for i := range 3 {
		try(fmt.Sprintf("2001:db8::%d", i), true, false)
	}
	try("2001:db8::ffff", false, true)
	try("2001:db8:0:1::1", true, false)
	for i := range 10 {
		try(fmt.Sprintf("::ffff:10.1.0.%d", i), true, false)
		try(fmt.Sprintf("fe80:%d::1%%eth0", i), true, false)
	}
}

func TestLimiterForgets(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	l := newLimiter(2)
	for i := range 3 * mostAddresses {
		l.allow(fmt.Sprint(i), now)
		if len(l.buckets) > mostAddresses {
			t.Fatalf("%d buckets", len(l.buckets))
		}
	}
	now = now.Add(time.Minute)
	l.allow("last", now)
	l.allow("last", now)
	for i := range mostAddresses - 1 {
		l.allow(fmt.Sprint("x", i), now.Add(time.Duration(i)))
	}
	if allowed, _ := l.allow("last", now); allowed {
		t.Error("an empty bucket was dropped while full ones could go")
	}
}
