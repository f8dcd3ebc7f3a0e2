package sandbox

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// find looks a payment up. A cancelled one is gone for every operation. The status
// is that of a payment that isn't there.
func (d *Dojo) find(id string, status int) (*intent, *problem) {
	in := d.store.byID[id]
	if in == nil || in.Status == dojo.StatusCanceled {
		return nil, refuse(status, "The payment intent wasn't found.")
	}
	return in, nil
}

// The documents list a 404 for a read and a cancellation. For a capture and a
// reversal they list a 400, and Dojo's own library expects it of a reversal.
const (
	unknownToRead   = http.StatusNotFound
	unknownToChange = http.StatusBadRequest
)

func (d *Dojo) get(q *request) (answer, *problem) {
	canceledToo := false
	if values, given := q.URL.Query()["returnCanceled"]; given && !q.version.flat() {
		b, err := strconv.ParseBool(values[0])
		if err != nil || len(values) > 1 {
			return answer{}, invalid(complaints{"returnCanceled": {"The value must be true or false."}})
		}
		canceledToo = b
	}
	in, pr := d.find(q.id, unknownToRead)
	if canceledToo && d.store.byID[q.id] != nil {
		in, pr = d.store.byID[q.id], nil
	}
	if pr != nil {
		return answer{}, pr
	}
	return ok(d.encode(*in, q.version)), nil
}

func (d *Dojo) cancel(q *request, wall time.Time) (answer, *problem) {
	in, pr := d.find(q.id, unknownToRead)
	if pr != nil {
		return answer{}, pr
	}
	if in.Status != dojo.StatusCreated {
		return answer{}, refuse(http.StatusBadRequest, "Only a payment intent with status Created can be canceled.")
	}
	in.Status, in.UpdatedAt = dojo.StatusCanceled, wall
	return ok(d.encode(*in, q.version)), nil
}

type wireCaptureAnswer struct {
	Message   *string `json:"message"`
	CaptureID string  `json:"captureId"`
}

func (d *Dojo) capture(q *request, wall time.Time) (answer, *problem) {
	amount, tips, wrong := parseCapture(q.body, q.version)
	if wrong != nil {
		return answer{}, invalid(wrong)
	}
	in, pr := d.find(q.id, unknownToChange)
	if pr != nil {
		return answer{}, pr
	}
	left := in.Total() - in.captured()
	switch {
	case in.pending():
		return answer{}, refuse(http.StatusConflict, "The payment intent is being reversed.")
	case in.Status != dojo.StatusAuthorized:
		return answer{}, refuse(http.StatusBadRequest, "Only a payment intent with status Authorized can be captured.")
	case amount > left || tips > left-amount:
		return answer{}, invalid(complaints{"Amount": {"The amount is more than what is left to capture."}})
	}
	id := d.addCapture(in, amount, tips, wall)
	if in.captured() == in.Total() {
		in.Status = dojo.StatusCaptured
	}
	return ok(wireCaptureAnswer{CaptureID: id}), nil
}

// wireReversal is the answer to a reversal. Only the first version has a
// status, and a number for an ID.
type wireReversal struct {
	Status     dojo.ReversalStatus `json:"status,omitempty"`
	Message    string              `json:"message"`
	ReversalID string              `json:"reversalId"`
}

const (
	cantReverse = "The payment intent can't be reversed."
	isReversed  = "The payment intent is already reversed or being reversed."
)

func (d *Dojo) reverse(q *request, p plan, wall time.Time) (answer, *problem) {
	in, pr := d.find(q.id, unknownToChange)
	if pr != nil {
		return answer{}, pr
	}
	if in.pending() || in.Status == dojo.StatusReversed {
		return answer{}, refuse(http.StatusConflict, isReversed)
	}
	outcome, message := in.outcome()
	if by, faulty := map[string]Outcome{"stuck": Sticks, "failed": Fails, "captured": CapturedFirst}[p.reversing.Name]; faulty {
		outcome = by
	}
	switch outcome {
	case Conflicts:
		return answer{}, refuse(http.StatusConflict, cmp.Or(message, "The request conflicts with another one."))
	case Refuses:
		return answer{}, refuse(http.StatusBadRequest, cmp.Or(message, cantReverse))
	case CapturedFirst:
		if in.Status == dojo.StatusAuthorized {
			d.captureWhole(in, wall)
		}
	}
	if !d.reversible(in, wall) {
		return answer{}, refuse(http.StatusBadRequest, cantReverse)
	}
	if outcome == Fails {
		message = cmp.Or(message, "The issuer didn't accept the reversal.")
		if q.version != versionSeed {
			return answer{}, refuse(http.StatusBadRequest, message)
		}
		id, _ := d.nextReversal(in, q.version)
		return ok(wireReversal{Status: dojo.ReversalFailed, Message: message, ReversalID: id}), nil
	}
	return d.accept(in, q.version, outcome, message, wall), nil
}

// accept starts the reversal of a payment that may be reversed.
func (d *Dojo) accept(in *intent, v version, outcome Outcome, message string, wall time.Time) answer {
	id, r := d.nextReversal(in, v)
	in.Reversals++
	in.Reversal, in.UpdatedAt = dojo.ReversalCreated, wall
	switch outcome {
	case Sticks:
	case Succeeds:
		in.finishReversal(wall)
	default:
		n := in.Reversals
		takes := d.options.SettleMin + time.Duration(r.Int64N(int64(d.options.SettleMax-d.options.SettleMin)+1))
		d.later(d.options.Now().Add(takes), func(wall time.Time) {
			if in.pending() && in.Reversals == n {
				in.finishReversal(wall)
			}
		})
	}
	w := wireReversal{Message: cmp.Or(message, "reverse for the order "+in.Reference), ReversalID: id}
	if v == versionSeed {
		w.Status = in.Reversal
	}
	a := ok(w)
	a.cut = outcome == AnswerLost
	return a
}

// nextReversal makes the ID of the next reversal, and the generator of what else
// is made up about it. Both go by the payment, so that the order in which
// payments are reversed doesn't change what comes of them.
func (d *Dojo) nextReversal(in *intent, v version) (id string, r *rand.Rand) {
	d.reversed++
	h := fnv.New64a()
	_, _ = h.Write([]byte(in.ID))
	r = newRand(d.options.Seed^h.Sum64(), streamReversals)
	if id = token(r, "rvs_"); v == versionSeed {
		id = strconv.Itoa(55872 + d.reversed)
	}
	return id, r
}

// publishedWindow is how long Dojo's published table lets a Manual payment be
// reversed.
const publishedWindow = 7 * 24 * time.Hour

// reversible is the sandbox's own version of the rules. It doesn't use
// dojo.Reversible, so that tests hold the two against each other.
func (d *Dojo) reversible(in *intent, wall time.Time) bool {
	if in.captured() > 0 && in.Status != dojo.StatusCaptured || in.Refunded != 0 || !in.paid() {
		return false
	}
	y1, m1, d1 := in.PaidAt.In(d.options.Zone).Date()
	y2, m2, d2 := wall.In(d.options.Zone).Date()
	sameDay := y1 == y2 && m1 == m2 && d1 == d2
	switch {
	case in.CaptureMode == dojo.CaptureManual && in.Status == dojo.StatusAuthorized:
		age := wall.Sub(in.PaidAt)
		return sameDay || (d.options.PublishedRule && age >= 0 && age < publishedWindow)
	case in.CaptureMode == dojo.CaptureAuto && in.Status == dojo.StatusCaptured:
		return sameDay && d.options.PublishedRule
	}
	return false
}
