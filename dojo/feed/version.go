package feed

import (
	"bytes"
	"encoding/json"
	"time"

	"dojoreversals/dojo"
)

// stamp is a time of this machine's clock, counted from when the feed was made. It
// takes a third of the memory of a time.Time, and each payment has at least one.
type stamp time.Duration

// version is a payment as the answer to one request showed it.
type version struct {
	payment *dojo.PaymentIntent
	sent    stamp // when that request was sent
	single  bool  // the request read this one payment; otherwise a list
}

// dated says whether Dojo said when it last changed the payment.
func (v version) dated() bool { return !v.payment.UpdatedAt.IsZero() }

// record is all that is known of one payment. There may be 100,000, so fields that
// few of them need are kept apart.
type record struct {
	shown *dojo.PaymentIntent // the version that won
	only  [1]version          // while rare has none: the one version there is
	seen  stamp               // when the latest request that showed it was sent
	rare  *rareFields         // nil of most
}

// rareFields are the fields that few records need.
type rareFields struct {
	// versions has the best version of each kind, once there are several. There are
	// four kinds: from a list or a single read, dated or not.
	versions []version
	missed   bool  // a read was answered with 404…
	missedAt stamp // …and the latest such read was sent then
}

// versions are the best version of each kind. The caller may change them in place.
func (r *record) versions() []version {
	switch {
	case r.rare != nil && len(r.rare.versions) > 0:
		return r.rare.versions
	case r.only[0].payment != nil:
		return r.only[:]
	}
	return nil
}

// rareRoom returns the rare fields, and makes them if there are none.
func (r *record) rareRoom() *rareFields {
	if r.rare == nil {
		r.rare = &rareFields{}
	}
	return r.rare
}

// The merge rule. Of two versions of one payment, the one with the later UpdatedAt
// wins. If they have the same, or one has none, the one whose request was sent
// later wins, since Dojo doesn't answer with a state older than the request.
// The search index may lag, though. So a list without a later UpdatedAt never
// moves a payment back against a single read: Reversed stays Reversed.
//
// Comparing versions two by two can go round in a circle: A has a later UpdatedAt
// than C, and B, which has none, was sent between them. The order of arrival would
// then decide. So the best version of each kind is kept, and the kinds are
// compared in a fixed order. The result depends only on which versions came.

// add merges a version, and says whether the shown payment changed.
func (r *record) add(v version) bool {
	if len(r.versions()) == 0 {
		r.seen = v.sent
	}
	r.seen = max(r.seen, v.sent)
	r.keep(v)
	win := winner(r.versions())
	if r.shown != nil && r.shown.Equal(win.payment) {
		return false // keep the pointer, so that snapshots share the payment
	}
	r.shown = win.payment
	return true
}

// keep replaces the version of the same kind if the new one is better.
func (r *record) keep(v version) {
	versions := r.versions()
	for i := range versions {
		old := &versions[i]
		if old.single != v.single || old.dated() != v.dated() {
			continue
		}
		switch {
		case old.payment.Equal(v.payment):
			old.sent = max(old.sent, v.sent)
		case byUpdate(old, &v) == &v:
			v.payment = r.own(v.payment)
			*old = v
		}
		return
	}
	v.payment = r.own(v.payment)
	if len(versions) == 0 {
		r.only[0] = v
		return
	}
	several := make([]version, 0, len(versions)+1)
	r.rareRoom().versions = append(append(several, versions...), v)
	r.only[0] = version{} // so that it doesn't keep an old payment in memory
}

// own returns the payment without the memory of its whole page: the shown payment
// if it is the same, otherwise a copy.
func (r *record) own(p *dojo.PaymentIntent) *dojo.PaymentIntent {
	if r.shown != nil && r.shown.Equal(p) {
		return r.shown
	}
	return compact(p)
}

// miss notes that a read was answered with 404, and when it was sent.
func (r *record) miss(sent stamp) {
	if rare := r.rareRoom(); !rare.missed || sent > rare.missedAt {
		rare.missed, rare.missedAt = true, sent
	}
}

// gone says whether Dojo's latest word is that it doesn't know the payment.
func (r *record) gone() bool { return r.rare != nil && r.rare.missed && r.rare.missedAt > r.seen }

// contested says whether a list disagrees with the single read that is shown, and
// was sent so much later that a lagging index can't be the reason.
func (r *record) contested() bool {
	if len(r.versions()) < 2 {
		return false
	}
	win := winner(r.versions())
	for _, v := range r.versions() {
		if win.single && !v.single && v.payment.Status != win.payment.Status &&
			v.sent > win.sent+stamp(contestAfter) && !(v.dated() && win.dated() && v.payment.UpdatedAt < win.payment.UpdatedAt) {
			return true
		}
	}
	return false
}

// contestAfter is how long the search index may lag. If a list still disagrees
// after that, the payment is read again.
const contestAfter = 30 * time.Second

func winner(versions []version) version {
	var best [2][2]*version // dated or not; from a list or a read
	for i := range versions {
		v := &versions[i]
		best[number(v.dated())][number(v.single)] = v
	}
	return *bySent(byUpdate(best[1][0], best[1][1]), bySent(best[0][0], best[0][1]))
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// byUpdate picks the version with the later UpdatedAt, or else as bySent does. At
// most one of the two is nil.
func byUpdate(a, b *version) *version {
	if a == nil || b == nil || a.payment.UpdatedAt == b.payment.UpdatedAt {
		return bySent(a, b)
	}
	if a.payment.UpdatedAt > b.payment.UpdatedAt {
		return a
	}
	return b
}

// bySent picks the version whose request was sent later. But a list never moves a
// payment back against a single read.
func bySent(a, b *version) *version {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	ra, rb := statusRank(a.payment.Status), statusRank(b.payment.Status)
	if a.single != b.single && ra != 0 && rb != 0 && ra != rb {
		if a.single && ra > rb {
			return a
		}
		if b.single && rb > ra {
			return b
		}
	}
	switch {
	case a.sent != b.sent:
		if a.sent > b.sent {
			return a
		}
		return b
	case ra != rb:
		if ra > rb {
			return a
		}
		return b
	}
	// Nothing says which of the two is right. The order of arrival must not decide,
	// so their bytes do.
	if c := bytes.Compare(bytesOf(a.payment), bytesOf(b.payment)); c != 0 {
		if c > 0 {
			return a
		}
		return b
	}
	if a.single {
		return a
	}
	return b
}

// bytesOf are the same for equal payments only.
func bytesOf(p *dojo.PaymentIntent) []byte {
	b, _ := json.Marshal([]any{p, p.Kind(), p.Extras()})
	return b
}

// statusRank is how far a payment with a status has come; payments never go back. An
// unknown status has rank 0, which isn't compared with others.
func statusRank(s dojo.Status) int {
	switch s {
	case dojo.StatusCreated:
		return 1
	case dojo.StatusAuthorized:
		return 2
	case dojo.StatusCaptured:
		return 3
	case dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled:
		return 4
	}
	return 0
}
