package dojo

import (
	"cmp"
	"strings"
	"time"
)

// The shapes in which Dojo sends a payment intent, of all versions at once:
// where a version moved a field, both places are read. Names are matched
// without regard to case. What isn't named here is not decoded, which is how
// secrets and card data are kept out.
type wireIntent struct {
	ID               field[ident]             `json:"id"`
	Status           field[word]              `json:"status"`
	CaptureMode      field[text]              `json:"captureMode"`
	Reference        field[text]              `json:"reference"`
	Description      field[text]              `json:"description"`
	Amount           field[wireMoney]         `json:"amount"`
	Total            field[wireMoney]         `json:"totalAmount"`
	Tips             field[wireMoney]         `json:"tipsAmount"`
	Cashback         field[wireMoney]         `json:"cashbackAmount"`
	Service          field[wireMoney]         `json:"serviceChargeAmount"`
	Requested        field[wireMoney]         `json:"requestedAmount"`
	Refunded         field[wireRefunded]      `json:"refundedAmount"`
	CreatedAt        field[instant]           `json:"createdAt"`
	UpdatedAt        field[instant]           `json:"updatedAt"`
	ExpireAt         field[instant]           `json:"expireAt"`
	AutoExpireIn     field[span]              `json:"autoExpireIn"`
	AutoExpireAction field[text]              `json:"autoExpireAction"`
	Details          field[wireDetails]       `json:"paymentDetails"`
	Captures         field[list[wireCapture]] `json:"captures"`
	History          field[list[wireHistory]] `json:"terminalSessionHistory"`
	Events           field[list[wireEvent]]   `json:"paymentEvents"`
}

// wireMoney is a Money object, or the bare integer of minor units that some
// fields have instead; the currency is then that of the payment.
type wireMoney struct {
	Minor field[minor] `json:"value"`
	Code  field[text]  `json:"currencyCode"`
}

func (m *wireMoney) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '{' {
		return m.Minor.v.UnmarshalJSON(b)
	}
	readObject(b, m)
	if !m.Minor.set || m.Code.bad {
		return errNoMoney
	}
	return nil
}

func (m *wireMoney) minor() int64     { return int64(m.Minor.v) }
func (m *wireMoney) currency() string { return interned(currencyOf(string(m.Code.v))) }

const (
	errNoMoney = jsonError("a Money object without a value and a currency that can be read")
	errNoID    = jsonError("not the ID of a payment")
	errNoSpan  = jsonError("not a time span")
	errNoText  = jsonError("neither a text nor a number, or too long")

	errNoPage     = jsonError("not a page of payments: it has no data, or two")
	errNoStatus   = jsonError("a payment without a status")
	errNoReversal = jsonError("not the answer to a reversal")
	errIsError    = jsonError("an error, although the HTTP status says none")

	errNotJSON   = jsonError("not JSON")
	errNotObject = jsonError("not an object")
	errNotArray  = jsonError("not an array")
	errLongArray = jsonError("an array without an end in sight")
)

type jsonError string

func (e jsonError) Error() string { return string(e) }

// wireRefunded is the refunded amount: documented as a bare integer, and read as a
// Money object too. Without it, a payment that was refunded in part would look
// like one that wasn't.
type wireRefunded struct{ wireMoney }

// wireDetails has the card's fields both flat, as in 2022, and nested in card,
// as in all later versions.
type wireDetails struct {
	PaidAt   field[instant]  `json:"transactionDateTime"`
	AuthCode field[text]     `json:"authCode"`
	Card     field[wireCard] `json:"card"`
	wireCard
}

type wireCard struct {
	// The card number comes masked, but with the first digits too: only its
	// last four leave this type, and last4PAN is preferred where it is sent.
	Number  last4       `json:"cardNumber"`
	Last4   last4       `json:"last4PAN"`
	Type    field[text] `json:"cardType"`
	Funding field[text] `json:"cardFundingType"`
	Entry   field[text] `json:"entryMode"`
}

// last4 keeps the last four characters of a card number if they are digits,
// and forgets the rest while decoding.
type last4 string

func (l *last4) UnmarshalJSON(b []byte) error {
	*l = ""
	var s string
	switch {
	case b[0] == '"':
		// The text, not its bytes: an escaped digit ends in digits of its own.
		var err error
		if s, err = stringOf(b); err != nil {
			return nil //nolint:nilerr // a number that can't be read is none
		}
		s = strings.TrimSpace(s)
	case len(b) > maxNumber || strings.Trim(string(b), "0123456789") != "":
		return nil
	default:
		s = string(b)
	}
	if len(s) < 4 {
		return nil
	}
	s = s[len(s)-4:]
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return nil
		}
	}
	*l = last4(strings.Clone(s))
	return nil
}

type wireCapture struct {
	Amount    field[wireMoney] `json:"amount"`
	Status    field[text]      `json:"status"`
	CreatedAt field[instant]   `json:"createdAt"`
}

type wireHistory struct {
	Session field[wireSession] `json:"terminalSession"`
}

type wireSession struct {
	TerminalID field[text] `json:"terminalId"`
}

type wireEvent struct {
	Type field[text]    `json:"eventType"`
	At   field[instant] `json:"transactionDateTime"`
}

// decodeValid turns one valid JSON object into a payment intent. It fails only
// where the JSON isn't an object; a field that can't be read becomes a gap. w is
// only room for the work, and can be used again.
func decodeValid(w *wireIntent, b []byte) (PaymentIntent, error) {
	*w = wireIntent{}
	if _, _, ok := readObject(b, w); !ok && !isNull(b) {
		return PaymentIntent{}, errNotObject
	}
	g := gaps{}
	// Without an ID a payment can't be reversed, nor told from another.
	g.note("id", !w.ID.set)
	g.note("status", w.Status.bad)
	p := PaymentIntent{ID: string(w.ID.v), Status: Status(interned(string(w.Status.v)))}
	k, x := Kind{CaptureMode: CaptureMode(get(&g, "captureMode", w.CaptureMode))}, Extras{}
	p.Reference = get(&g, "reference", w.Reference)
	x.Description = get(&g, "description", w.Description)
	p.CreatedAt = at(&g, "createdAt", w.CreatedAt)
	p.UpdatedAt = at(&g, "updatedAt", w.UpdatedAt)
	p.ExpireAt = at(&g, "expireAt", w.ExpireAt)
	k.AutoExpireAction = ExpireAction(get(&g, "autoExpireAction", w.AutoExpireAction))
	p.Amount = money(&g, "amount", w.Amount, "")
	unit := ""
	if p.Amount != nil {
		unit = p.Amount.Currency
	}
	p.TotalAmount = money(&g, "totalAmount", w.Total, unit)
	x.Tips = money(&g, "tipsAmount", w.Tips, unit)
	x.Cashback = money(&g, "cashbackAmount", w.Cashback, unit)
	x.ServiceCharge = money(&g, "serviceChargeAmount", w.Service, unit)
	x.Requested = money(&g, "requestedAmount", w.Requested, unit)
	if g.note("refundedAmount", w.Refunded.bad); w.Refunded.set {
		x.Refunded = w.Refunded.v.minor()
	}
	if g.note("autoExpireIn", w.AutoExpireIn.bad); w.AutoExpireIn.set {
		k.AutoExpireIn = time.Duration(w.AutoExpireIn.v)
	}
	g.details(&p, &k, w.Details)
	g.captures(&x, w.Captures)
	g.note("terminalSessionHistory", w.History.bad)
	for _, h := range w.History.v {
		k.CardMachine = true
		if id := string(h.v.Session.v.TerminalID.v); id != "" {
			k.TerminalID = id
		}
	}
	g.note("paymentEvents", w.Events.bad)
	for _, e := range w.Events.v {
		x.Events = append(x.Events, PaymentEvent{Type: interned(string(e.v.Type.v)), At: time.Time(e.v.At.v)})
	}
	x.Gaps = g.names
	return p.WithKind(k).WithExtras(x), nil
}

// gaps collects the names of the fields that could not be read.
type gaps struct{ names []string }

func (g *gaps) note(name string, bad bool) {
	if bad {
		g.names = append(g.names, name)
	}
}

func (g *gaps) details(p *PaymentIntent, k *Kind, d field[wireDetails]) {
	g.note("paymentDetails", d.bad)
	p.PaidAt = at(g, "paymentDetails.transactionDateTime", d.v.PaidAt)
	p.AuthCode = get(g, "paymentDetails.authCode", d.v.AuthCode)
	nested, flat := d.v.Card.v, d.v.wireCard
	g.note("paymentDetails.card", d.v.Card.bad)
	p.Last4 = string(cmp.Or(nested.Last4, nested.Number, flat.Last4, flat.Number))
	k.Brand = brand(cmp.Or(nested.Type.v, flat.Type.v))
	k.EntryMode = string(cmp.Or(nested.Entry.v, flat.Entry.v))
	k.Funding = string(cmp.Or(nested.Funding.v, flat.Funding.v))
}

func (g *gaps) captures(x *Extras, l field[list[wireCapture]]) {
	g.note("captures", l.bad)
	for _, c := range l.v {
		// A capture that can't be read is kept without its status, so that it
		// counts as one that took the money.
		x.Captures = append(x.Captures, Capture{
			Minor:     c.v.Amount.v.minor(),
			Status:    interned(string(c.v.Status.v)),
			CreatedAt: time.Time(c.v.CreatedAt.v),
		})
		g.note("captures[]", c.bad)
	}
}

func get(g *gaps, name string, v field[text]) string {
	g.note(name, v.bad)
	return string(v.v)
}

func at(g *gaps, name string, v field[instant]) Instant {
	g.note(name, v.bad)
	return InstantOf(time.Time(v.v))
}

func money(g *gaps, name string, v field[wireMoney], unit string) *Money {
	g.note(name, v.bad)
	if !v.set {
		return nil
	}
	m := &Money{Minor: v.v.minor(), Currency: v.v.currency()}
	if m.Currency == "" {
		m.Currency = unit
	}
	return m
}

// brand writes a card scheme as people know it: Dojo's case varies between
// VISA and Mastercard.
func brand(t text) string {
	s := string(t)
	key := strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(s))
	switch key {
	case "":
		return ""
	case "visa", "visadebit", "visacredit", "visaelectron":
		return "Visa"
	case "mastercard", "mc":
		return "Mastercard"
	case "maestro":
		return "Maestro"
	case "amex", "americanexpress":
		return "Amex"
	case "discover":
		return "Discover"
	case "dinersclub", "diners":
		return "Diners"
	case "jcb":
		return "JCB"
	case "unionpay", "chinaunionpay":
		return "UnionPay"
	}
	return s
}
