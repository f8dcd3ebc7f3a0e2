package dojo_test

import (
	"reflect"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// parts are what a payment is made of.
type parts struct {
	Payment dojo.PaymentIntent
	Kind    dojo.Kind
	Extras  dojo.Extras
}

func (p parts) payment() *dojo.PaymentIntent {
	return new(p.Payment.WithKind(p.Kind).WithExtras(p.Extras))
}

// Every field counts: a payment that differs in any of them isn't equal.
func TestEqualMissesNoField(t *testing.T) {
	t.Parallel()
	full := func() *parts {
		m := func() *dojo.Money { return &dojo.Money{} }
		return &parts{
			Payment: dojo.PaymentIntent{Amount: m(), TotalAmount: m()},
			Extras: dojo.Extras{
				Tips: m(), Cashback: m(), ServiceCharge: m(), Requested: m(),
				Captures: []dojo.Capture{{}}, Events: []dojo.PaymentEvent{{}}, Gaps: []string{""},
			},
		}
	}
	if !full().payment().Equal(full().payment()) {
		t.Fatal("equal payments aren't equal")
	}
	var visit func(path string, get func(*parts) reflect.Value)
	n := 0
	visit = func(path string, get func(*parts) reflect.Value) {
		other := full()
		switch v := get(other); {
		case v.Type() == reflect.TypeFor[time.Time]():
			v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)))
		case v.Kind() == reflect.String:
			v.SetString("x")
		case v.Kind() == reflect.Int64:
			v.SetInt(1)
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		case v.Kind() == reflect.Pointer:
			visit("*"+path, func(p *parts) reflect.Value { return get(p).Elem() })
			v.SetZero()
		case v.Kind() == reflect.Slice:
			visit(path+"[0]", func(p *parts) reflect.Value { return get(p).Index(0) })
			v.SetZero()
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() { // the others are its kind and extras
					visit(path+"."+f.Name, func(p *parts) reflect.Value { return get(p).Field(i) })
				}
			}
			return
		default:
			t.Fatalf("%s: no way to change a %s", path, v.Type())
		}
		n++
		if p, q := full().payment(), other.payment(); p.Equal(q) || q.Equal(p) {
			t.Errorf("%s is not compared", path)
		}
	}
	visit("", func(p *parts) reflect.Value { return reflect.ValueOf(p).Elem() })
	if n < 30 {
		t.Errorf("only %d fields were tried", n)
	}
}

// Payments of the same kind and extras are equal however they came by them, and
// one that lost its extras is as if it never had any.
func TestEqualByHistory(t *testing.T) {
	t.Parallel()
	k, x := dojo.Kind{Brand: "Visa"}, dojo.Extras{Refunded: 1}
	p := dojo.PaymentIntent{ID: "pi_1"}
	q := p.WithKind(k).WithExtras(x)
	q.EditKind(func(k *dojo.Kind) { k.Brand = "" })
	q.EditExtras(func(x *dojo.Extras) { x.Refunded, x.Gaps = 0, []string{} })
	if !p.Equal(&q) || p != q {
		t.Errorf("%+v, want %+v", q, p)
	}
	q.SetCard(dojo.Card{Brand: "Visa"})
	q.EditExtras(func(x *dojo.Extras) { x.Refunded = 1 })
	if again := p.WithKind(k).WithExtras(x); !q.Equal(&again) || p.Equal(&q) {
		t.Errorf("%+v, want %+v", q, again)
	}
}

// A copy is a payment of its own.
func TestACopyLeavesTheOriginal(t *testing.T) {
	t.Parallel()
	p := dojo.PaymentIntent{ID: "pi_1", Last4: "1013"}.WithKind(dojo.Kind{Brand: "Visa"}).WithExtras(dojo.Extras{Description: "lunch"})
	kind, extras, card := p.Kind(), p.Extras(), p.Card()
	for name, change := range map[string]func(*dojo.PaymentIntent){
		"kind":   func(c *dojo.PaymentIntent) { c.EditKind(func(k *dojo.Kind) { k.Brand = "Amex" }) },
		"extras": func(c *dojo.PaymentIntent) { c.EditExtras(func(x *dojo.Extras) { x.Description = "dinner" }) },
		"card":   func(c *dojo.PaymentIntent) { c.SetCard(dojo.Card{Brand: "Amex", Last4: "0005"}) },
		"with":   func(c *dojo.PaymentIntent) { *c = c.WithKind(dojo.Kind{}).WithExtras(dojo.Extras{}) },
		"what Kind and Extras gave": func(c *dojo.PaymentIntent) {
			k, x := c.Kind(), c.Extras()
			change := func(text *string) { *text = "another" }
			change(&k.Brand)
			change(&x.Description)
			change(&c.ID)
		},
	} {
		c := p
		change(&c)
		if p.Kind() != kind || p.Extras().Description != extras.Description || p.Card() != card || p.Equal(&c) {
			t.Errorf("%s: the original became %+v", name, p)
		}
	}
}
