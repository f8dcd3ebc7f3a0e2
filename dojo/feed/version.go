package feed

import (
	"bytes"
	"encoding/json"
	"time"

	"dojoreversals/dojo"
)

// stamp is an instant of this machine's clock, counted from the making of the
// feed. It is a third of the size of a time.Time, and there is one or more per
// payment.
type stamp time.Duration

// version is a payment as one request showed it.
type version struct {
	payment *dojo.PaymentIntent
	sent    stamp // when that request was sent
	single  bool  // by a read of this payment; false for a list
}

// dated says whether Dojo said when it last changed the payment.
func (v version) dated() bool { return !v.payment.UpdatedAt.IsZero() }

// record is all that is known of one payment. There may be 100,000, so what
// hardly any has lies apart.
type record struct {
	shown *dojo.PaymentIntent // the version that won
	only  [1]version          // while rare has none: the one version there is
	seen  stamp               // when the latest request that showed it was sent
	rare  *rarities           // nil of most
}

// rarities are what hardly any record has.
type rarities struct {
	// versions has the best of each of the four kinds (from a list or a single
	// read, dated or not) that were seen, once there are several.
	versions []version
	missed   bool  // a read of it was answered with 404…
	missedAt stamp // …the latest of which was sent then
}

// versions are the best versions of each kind. They can be changed in place.
func (r *record) versions() []version {
	switch {
	case r.rare != nil && len(r.rare.versions) > 0:
		return r.rare.versions
	case r.only[0].payment != nil:
		return r.only[:]
	}
	return nil
}

// rarely makes room for what hardly any record has.
func (r *record) rarely() *rarities {
	if r.rare == nil {
		r.rare = &rarities{}
	}
	return r.rare
}

// The merge rule. Of two versions of one payment the one with the later
// UpdatedAt wins; where they have the same, or one has none, the one whose
// request was sent later, since Dojo can't answer with a state older than
// the request unless it answers from a search index that lags. For that
// case: without a later UpdatedAt a list never takes a payment back along its
// life against a read of the payment itself (Reversed stays Reversed).
//
// Taken two by two, that rule can go round in a circle (A has a later
// UpdatedAt than C, B without one was sent between them), and then the order
// of arrival would decide. So the best version of each kind is kept, and the
// kinds are compared in a fixed order: the outcome is a function of the set of
// versions seen.

// add takes a version in and says whether what is shown changed.
func (r *record) add(v version) bool {
	if len(r.versions()) == 0 {
		r.seen = v.sent
	}
	r.seen = max(r.seen, v.sent)
	r.keep(v)
	win := winner(r.versions())
	if r.shown != nil && same(r.shown, win.payment) {
		return false // the pointer stays, so that snapshots can share
	}
	r.shown = win.payment
	return true
}

// keep puts a version in the place of the one of its kind if it is better.
func (r *record) keep(v version) {
	versions := r.versions()
	for i := range versions {
		old := &versions[i]
		if old.single != v.single || old.dated() != v.dated() {
			continue
		}
		switch {
		case same(old.payment, v.payment):
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
	r.rarely().versions = append(append(several, versions...), v)
	r.only[0] = version{} // or it would hold an old payment in memory
}

// own returns a payment that doesn't hold its whole page in memory: what is
// shown already if it is the same, or else a copy.
func (r *record) own(p *dojo.PaymentIntent) *dojo.PaymentIntent {
	if r.shown != nil && same(r.shown, p) {
		return r.shown
	}
	return compact(p)
}

// miss notes that a read which was sent at an instant was answered with 404.
func (r *record) miss(sent stamp) {
	if rare := r.rarely(); !rare.missed || sent > rare.missedAt {
		rare.missed, rare.missedAt = true, sent
	}
}

// gone says whether Dojo denied the payment later than it showed it.
func (r *record) gone() bool { return r.rare != nil && r.rare.missed && r.rare.missedAt > r.seen }

// contested says whether a list disagrees with the read that is shown, though
// the list was asked for so much later that a lagging index is no excuse.
func (r *record) contested() bool {
	if len(r.versions()) < 2 {
		return false
	}
	win := winner(r.versions())
	for _, v := range r.versions() {
		if win.single && !v.single && v.payment.Status != win.payment.Status &&
			v.sent > win.sent+stamp(contestAfter) && !(v.dated() && win.dated() && v.payment.UpdatedAt.Before(win.payment.UpdatedAt)) {
			return true
		}
	}
	return false
}

// contestAfter is how long a search index may lag before its word counts as a
// doubt, and the payment is read again.
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

// byUpdate picks one of two versions, of which at most one is nil: by the time
// of Dojo's last change, and if that is the same by the request.
func byUpdate(a, b *version) *version {
	if a == nil || b == nil || a.payment.UpdatedAt.Equal(b.payment.UpdatedAt) {
		return bySent(a, b)
	}
	if a.payment.UpdatedAt.After(b.payment.UpdatedAt) {
		return a
	}
	return b
}

// bySent picks one of two versions by when their requests were sent, save that
// a list doesn't take back what a read showed.
func bySent(a, b *version) *version {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	ra, rb := life(a.payment.Status), life(b.payment.Status)
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
	// Two answers to one request: nothing says which is right. Only the order
	// of arrival must not decide.
	ja, _ := json.Marshal(a.payment)
	jb, _ := json.Marshal(b.payment)
	if c := bytes.Compare(ja, jb); c != 0 {
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

// life is how far along its life a status is: payments never go back. Unknown
// statuses are nowhere, and compare with none.
func life(s dojo.Status) int {
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
