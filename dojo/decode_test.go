package dojo

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// decodeIntent decodes one payment that may not be valid JSON.
func decodeIntent(b []byte) (PaymentIntent, error) {
	if !json.Valid(b) {
		return PaymentIntent{}, errNotJSON
	}
	return decodeValid(b)
}

// intent2022 has the flat payment details of the versions of 2022.
const intent2022 = `{
 "id": "pi_sandbox_aaaaaaaaaaaaaaaaaaaaaa", "captureMode": "Manual", "status": "Authorized",
 "paymentMethods": ["Card"],
 "amount": {"value": 4250, "currencyCode": "GBP"},
 "tipsAmount": {"value": 250, "currencyCode": "GBP"},
 "totalAmount": {"value": 4500, "currencyCode": "GBP"},
 "createdAt": "2026-03-10T09:05:01.123Z", "updatedAt": "2026-03-10T09:06:00Z", "expireAt": "2026-04-09T09:05:01Z",
 "autoExpireIn": "6.00:00:00", "autoExpireAction": "Release",
 "reference": "Table 4", "description": "Two\nlunches",
 "clientSessionSecret": "hunter2-session", "clientSessionSecretExpirationDate": "0001-01-01T00:00:00Z",
 "customer": {"emailAddress": "ann@example.test"}, "billingAddress": {"address1": "1 High Street"},
 "refundedAmount": 0,
 "paymentEvents": [{"eventType": "Authorized", "transactionDateTime": "2026-03-10T09:06:00.123456789Z", "cardNumber": "999999****0002", "cardholderName": "ANN BARNES"}],
 "paymentDetails": {
  "transactionDateTime": "2026-03-10T09:06:00.123456789Z", "message": "AUTHORISED", "authCode": "A1B2C3",
  "cardNumber": "99999999****0002", "cardName": "ANN BARNES", "expiryDate": "2031-12-31", "cardType": "VISA"
 }
}`

// intent2024 has the nested payment details of the versions since 2024.
const intent2024 = `{
 "id": "pi_bbbbbbbbbbbbbbbbbbbbbb", "captureMode": "Auto", "status": "Captured",
 "amount": {"value": 1250, "currencyCode": "EUR"},
 "tipsAmount": null, "cashbackAmount": {"value": 500, "currencyCode": "EUR"}, "serviceChargeAmount": {"value": 125, "currencyCode": "EUR"},
 "requestedAmount": {"value": 1000, "currencyCode": "EUR"}, "totalAmount": {"value": 1250, "currencyCode": "EUR"},
 "refundedAmount": 300,
 "createdAt": "2026-03-10T09:05:01.1234567Z", "updatedAt": "2026-03-10T09:06:00Z",
 "autoExpireIn": null, "autoExpireAction": null, "expireAt": null,
 "reference": "Order 7", "paymentLink": "https://pay.example.test/pi_bbbb", "metadata": {"location-id": "1"},
 "captures": [{"id": "cp_1", "amount": 1875, "tipsAmount": null, "status": "Successful", "createdAt": "2026-03-10T09:06:30Z"}],
 "terminalSessionHistory": [
  {"terminalSession": {"id": "ts_1", "terminalId": "tm_1", "status": "Declined"}, "payment": null},
  {"terminalSession": {"id": "ts_2", "terminalId": "tm_2", "status": "Captured"}, "payment": {}}
 ],
 "paymentDetails": {
  "transactionId": "tx_1", "transactionDateTime": "2026-03-10T09:06:00Z", "message": "DEPOSITED", "paymentMethodId": "pm_1", "authCode": "99XX",
  "card": {"cardNumber": "99998888****4444", "cardName": "BEN CARR", "expiryDate": "12/31", "cardType": "Mastercard",
           "cardFundingType": "Debit", "last4PAN": "4444", "entryMode": "Contactless", "verificationMethod": "None"}
 }
}`

// utc is a time of 10 March 2026 in UTC, as the answers above have them.
func utc(hour, minute, sec, nsec int) time.Time {
	return time.Date(2026, 3, 10, hour, minute, sec, nsec, time.UTC)
}

func decode(t *testing.T, s string) PaymentIntent {
	t.Helper()
	p, err := decodeIntent([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDecodeIntentOf2022(t *testing.T) {
	t.Parallel()
	want := PaymentIntent{
		ID: "pi_sandbox_aaaaaaaaaaaaaaaaaaaaaa", Status: StatusAuthorized, Reference: "Table 4", AuthCode: "A1B2C3", Last4: "0002",
		Amount: &Money{4250, "GBP"}, TotalAmount: &Money{4500, "GBP"},
		CreatedAt: InstantOf(utc(9, 5, 1, 123e6)), UpdatedAt: InstantOf(utc(9, 6, 0, 0)), PaidAt: InstantOf(utc(9, 6, 0, 123456700)),
		ExpireAt: InstantOf(time.Date(2026, 4, 9, 9, 5, 1, 0, time.UTC)),
	}.WithKind(Kind{
		CaptureMode: CaptureManual, AutoExpireIn: 6 * 24 * time.Hour, AutoExpireAction: ExpireRelease, Brand: "Visa",
	}).WithExtras(Extras{
		Description: "Two lunches", Tips: &Money{250, "GBP"}, Events: []PaymentEvent{{Type: "Authorized", At: utc(9, 6, 0, 123456789)}},
	})
	got := decode(t, intent2022)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	noSecrets(t, got)
}

func TestDecodeIntentSince2024(t *testing.T) {
	t.Parallel()
	want := PaymentIntent{
		ID: "pi_bbbbbbbbbbbbbbbbbbbbbb", Status: StatusCaptured, Reference: "Order 7", AuthCode: "99XX", Last4: "4444",
		Amount: &Money{1250, "EUR"}, TotalAmount: &Money{1250, "EUR"},
		CreatedAt: InstantOf(utc(9, 5, 1, 123456700)), UpdatedAt: InstantOf(utc(9, 6, 0, 0)), PaidAt: InstantOf(utc(9, 6, 0, 0)),
	}.WithKind(Kind{
		CaptureMode: CaptureAuto, Brand: "Mastercard", EntryMode: "Contactless", Funding: "Debit", CardMachine: true, TerminalID: "tm_2",
	}).WithExtras(Extras{
		Cashback: &Money{500, "EUR"}, ServiceCharge: &Money{125, "EUR"}, Requested: &Money{1000, "EUR"}, Refunded: 300,
		Captures: []Capture{{Minor: 1875, Status: "Successful", CreatedAt: utc(9, 6, 30, 0)}},
	})
	got := decode(t, intent2024)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	noSecrets(t, got)
}

// noSecrets fails where anything of the payment that must not leave the decoder
// is in the decoded value.
func noSecrets(t *testing.T, p PaymentIntent) {
	t.Helper()
	walk(reflect.ValueOf(p), func(s string) {
		for _, secret := range []string{"hunter2", "ann@", "High Street", "BARNES", "CARR", "9999", "8888", "2031", "12/31", "pay.example", "****"} {
			if strings.Contains(s, secret) {
				t.Errorf("%q has %q in it", s, secret)
			}
		}
	})
}

// One payment without anything is a payment: all fields are optional.
func TestDecodeIntentOfNothing(t *testing.T) {
	t.Parallel()
	names := []string{
		"status", "captureMode", "reference", "description", "amount", "totalAmount", "tipsAmount", "cashbackAmount", "serviceChargeAmount",
		"requestedAmount", "refundedAmount", "createdAt", "updatedAt", "expireAt", "autoExpireIn", "autoExpireAction", "paymentDetails", "captures",
		"terminalSessionHistory", "paymentEvents",
	}
	nulls := `{"id":"pi_x"`
	for _, n := range names {
		nulls += `,"` + n + `":null`
	}
	for _, body := range []string{
		`{"id":"pi_x"}`, nulls + `}`,
		`{"id":"pi_x","captures":[],"terminalSessionHistory":[],"paymentEvents":[],"paymentDetails":{},"reference":"","createdAt":""}`,
		`{"id":"pi_x","paymentDetails":{"transactionDateTime":null,"authCode":null,"card":null,"cardNumber":null,"cardType":null}}`,
		`{"id":"pi_x","paymentDetails":{"card":{"cardNumber":null,"last4PAN":null,"cardType":null,"cardFundingType":null,"entryMode":null}}}`,
		`{"id":"pi_x","somethingNew":{"a":[1,2]},"createdAt":"0001-01-01T00:00:00Z"}`,
	} {
		if got := decode(t, body); !reflect.DeepEqual(got, PaymentIntent{ID: "pi_x"}) {
			t.Errorf("%s: got %+v", body, got)
		}
	}
}

// A payment whose ID is missing or isn't one can't be asked for, reversed or
// told from others: it is listed with the gap, and the rule says no.
func TestDecodeIntentWithoutAnID(t *testing.T) {
	t.Parallel()
	rest := strings.TrimPrefix(intent2022[strings.Index(intent2022, `"captureMode"`):], "")
	for _, id := range []string{`null`, `""`, `"  "`, `"a/b"`, `"pi_\u200ba"`, `" pi_a"`, `"pi_a\n"`, `{}`, `[]`, `true`, `"` + strings.Repeat("x", 101) + `"`} {
		p := decode(t, `{"id": `+id+`, `+rest)
		if p.ID != "" || !slices.Contains(p.Extras().Gaps, "id") {
			t.Errorf("%s: ID %q, gaps %v", id, p.ID, p.Extras().Gaps)
		}
		if p.Reference != "Table 4" {
			t.Errorf("%s: the row was lost: %+v", id, p)
		}
		if v := Reversible(RuleSameDay, &p, At(utc(10, 0, 0, 0)), time.UTC); v.Reversible || v.Reason != ReasonUnreadable {
			t.Errorf("%s: verdict %+v", id, v)
		}
	}
	if p := decode(t, `{`+rest); p.ID != "" || !slices.Contains(p.Extras().Gaps, "id") {
		t.Errorf("no ID: gaps %v", p.Extras().Gaps)
	}
}

// A field of the wrong type costs that field and nothing else.
func TestDecodeIntentOfWrongTypes(t *testing.T) {
	t.Parallel()
	all := map[string][]string{
		"id":                     {`{}`, `[1]`, `true`},
		"status":                 {`{}`, `[]`, `false`},
		"captureMode":            {`{}`, `[]`, `true`},
		"reference":              {`{"a":1}`, `["x"]`, `true`},
		"description":            {`{}`, `[]`, `true`},
		"amount":                 {`"4250"`, `42.5`, `[]`, `{}`, `{"value":null}`, `{"value":"4250"}`, `{"value":42.5}`, `{"value":1e30}`, `{"value":1,"currencyCode":{}}`, `true`},
		"totalAmount":            {`"x"`, `[]`, `{"value":0.1}`},
		"tipsAmount":             {`"x"`, `[]`, `{}`},
		"cashbackAmount":         {`"x"`, `0.5`, `{}`},
		"serviceChargeAmount":    {`"x"`, `[]`, `{}`},
		"requestedAmount":        {`"x"`, `[]`, `{}`},
		"refundedAmount":         {`"0"`, `[]`, `{}`, `0.5`, `false`},
		"createdAt":              {`"soon"`, `5`, `{}`, `"2026-02-30T00:00:00Z"`},
		"updatedAt":              {`"soon"`, `5`, `{}`},
		"expireAt":               {`"soon"`, `5`, `{}`},
		"autoExpireIn":           {`"a week"`, `5`, `{}`, `""`},
		"autoExpireAction":       {`{}`, `[]`},
		"paymentDetails":         {`"x"`, `5`, `[]`, `true`},
		"captures":               {`"x"`, `5`, `{}`, `true`},
		"terminalSessionHistory": {`"x"`, `5`, `{}`},
		"paymentEvents":          {`"x"`, `5`, `{}`},
	}
	for _, name := range intentFields() {
		if len(all[name]) == 0 {
			t.Errorf("no case for %s", name)
		}
		for _, value := range all[name] {
			t.Run(name+" "+value, func(t *testing.T) {
				t.Parallel()
				var fields map[string]json.RawMessage
				if err := json.Unmarshal([]byte(intent2022), &fields); err != nil {
					t.Fatal(err)
				}
				fields[name] = json.RawMessage(value)
				body, err := json.Marshal(fields)
				if err != nil {
					t.Fatal(err)
				}
				got := decode(t, string(body))
				if !slices.Equal(got.Extras().Gaps, []string{name}) {
					t.Errorf("gaps %v", got.Extras().Gaps)
				}
				delete(fields, name)
				if name == "id" { // a missing ID is a gap too
					fields[name] = json.RawMessage(`null`)
				}
				if body, err = json.Marshal(fields); err != nil {
					t.Fatal(err)
				}
				want := decode(t, string(body))
				for _, p := range []*PaymentIntent{&got, &want} {
					p.EditExtras(func(x *Extras) { x.Gaps = nil })
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
			})
		}
	}
}

func TestDecodeIntentInnerGaps(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body string
		gaps []string
	}{
		{`{"id":"pi_x","paymentDetails":{"transactionDateTime":"soon","cardType":"VISA"}}`, []string{"paymentDetails.transactionDateTime"}},
		{`{"id":"pi_x","paymentDetails":{"authCode":{},"cardType":"VISA"}}`, []string{"paymentDetails.authCode"}},
		{`{"id":"pi_x","paymentDetails":{"card":7,"cardType":"VISA"}}`, []string{"paymentDetails.card"}},
		{`{"id":"pi_x","paymentDetails":{"cardType":"VISA"},"captures":[5,{"status":"Failed"}]}`, []string{"captures[]"}},
		{`{"id":{},"status":[],"paymentDetails":{"cardType":"VISA"}}`, []string{"id", "status"}},
	} {
		got := decode(t, tt.body)
		if !slices.Equal(got.Extras().Gaps, tt.gaps) {
			t.Errorf("%s: gaps %v, want %v", tt.body, got.Extras().Gaps, tt.gaps)
		}
		if got.Card().Brand != "Visa" {
			t.Errorf("%s: the rest was lost", tt.body)
		}
	}
}

func TestDecodeIntentShapes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		check      func(PaymentIntent) bool
	}{
		{"PascalCase", `{"Id":"pi_x","Status":"Authorized","Amount":{"Value":1,"CurrencyCode":"GBP"},"PaymentDetails":{"TransactionDateTime":"2026-03-10T09:06:00Z","Card":{"Last4Pan":"1234"}},"RefundedAmount":5}`,
			func(p PaymentIntent) bool {
				return p.ID == "pi_x" && p.Status == StatusAuthorized && *p.Amount == Money{1, "GBP"} && p.PaidAt.Time().Equal(utc(9, 6, 0, 0)) && p.Last4 == "1234" && p.Extras().Refunded == 5
			}},
		{"an ID that is a number", `{"id":55873}`, func(p PaymentIntent) bool { return p.ID == "55873" }},
		{"a large ID keeps every digit", `{"id":12345678901234567890123}`, func(p PaymentIntent) bool { return p.ID == "12345678901234567890123" }},
		{"an unknown status as it came", `{"id":"x","status":"PartiallyCaptured"}`, func(p PaymentIntent) bool { return p.Status == "PartiallyCaptured" }},
		{"an unknown status, cleaned", `{"id":"x","status":"\u001b[5mNew"}`, func(p PaymentIntent) bool { return p.Status == "[5mNew" }},
		{"bare integers beside Money objects", `{"id":"x","amount":{"value":100,"currencyCode":"GBP"},"tipsAmount":20,"captures":[{"amount":{"value":7,"currencyCode":"GBP"}},{"amount":8}]}`,
			func(p PaymentIntent) bool {
				return *p.Extras().Tips == Money{20, "GBP"} && p.Extras().Captures[0].Minor == 7 && p.Extras().Captures[1].Minor == 8
			}},
		{"a bare amount has no currency", `{"id":"x","amount":100}`, func(p PaymentIntent) bool { return *p.Amount == Money{100, ""} && !p.Charge().Known }},
		{"a refund as Money", `{"id":"x","refundedAmount":{"value":9,"currencyCode":"GBP"}}`, func(p PaymentIntent) bool { return p.Extras().Refunded == 9 }},
		{"amounts as 4250.0", `{"id":"x","amount":{"value":4250.0,"currencyCode":"GBP"}}`, func(p PaymentIntent) bool { return p.Amount.Minor == 4250 }},
		{"amounts beyond 53 bits", `{"id":"x","amount":{"value":9007199254740993,"currencyCode":"GBP"}}`, func(p PaymentIntent) bool { return p.Amount.Minor == 9007199254740993 }},
		{"an unknown currency as it came", `{"id":"x","amount":{"value":1,"currencyCode":"XYZ"}}`, func(p PaymentIntent) bool { return *p.Amount == Money{1, "XYZ"} }},
		{"nested wins over flat", `{"id":"x","paymentDetails":{"cardType":"VISA","cardNumber":"****1111","card":{"cardType":"AMEX","cardNumber":"****2222"}}}`,
			func(p PaymentIntent) bool { return p.Card().Brand == "Amex" && p.Last4 == "2222" }},
		{"a capture that can't be read stands", `{"id":"x","captures":[5]}`, func(p PaymentIntent) bool { return len(p.Extras().Captures) == 1 && p.Extras().Captures[0].Stands() }},
		{"a capture whose status can't be read stands", `{"id":"x","captures":[{"status":{}}]}`, func(p PaymentIntent) bool { return p.Extras().Captures[0].Stands() }},
		{"a session that can't be read is one", `{"id":"x","terminalSessionHistory":[5]}`, func(p PaymentIntent) bool { return p.Kind().CardMachine && p.Kind().TerminalID == "" }},
		{"a time with a zone is UTC", `{"id":"x","createdAt":"2026-03-10T10:05:00+01:00"}`, func(p PaymentIntent) bool { return p.CreatedAt.Time() == utc(9, 5, 0, 0) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := decode(t, tt.body); !tt.check(got) || len(got.Extras().Gaps) > 0 && !strings.Contains(tt.name, "read") {
				t.Errorf("got %+v", got)
			}
		})
	}
	for _, body := range []string{``, `5`, `"x"`, `[]`, `true`, `{`, `{"id":}`, `<html>`} {
		if _, err := decodeIntent([]byte(body)); err == nil {
			t.Errorf("%q was taken for a payment", body)
		}
	}
}

func TestLast4(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{`"99999999****0002"`, "0002"},
		{`"************0226"`, "0226"},
		{`"**********0027"`, "0027"},
		{`"0027"`, "0027"},
		{`"XXXX XXXX XXXX 1234 "`, "1234"},
		{`"9999999999990002"`, "0002"},
		{`9999999999990002`, "0002"},
		{`1234`, "1234"},
		{`"\u0031\u0032\u0033\u0034"`, "1234"},
		{`"****\u0031"`, ""},
		{`"\u1234"`, ""},
		{`"027"`, ""},
		{`27`, ""},
		{`1.1234`, ""},
		{`1e1234`, ""},
		{`-1234`, ""},
		{`"****"`, ""},
		{`"1234****"`, ""},
		{`"12*4"`, ""},
		{`"١٢٣٤"`, ""},
		{`""`, ""},
		{`null`, ""},
		{`{"cardNumber":"****1234"}`, ""},
		{`["****1234"]`, ""},
		{`true`, ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			for _, shape := range []string{`{"id":"x","paymentDetails":{"cardNumber":%s}}`, `{"id":"x","paymentDetails":{"card":{"last4PAN":%s}}}`} {
				if got := decode(t, fmt.Sprintf(shape, tt.in)); got.Last4 != tt.want {
					t.Errorf("got %q, want %q", got.Last4, tt.want)
				}
			}
		})
	}
}

func TestBrand(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"VISA": "Visa", "Visa": "Visa", "visa_debit": "Visa", "VISA DEBIT": "Visa", "MASTERCARD": "Mastercard", "Mastercard": "Mastercard",
		"MC": "Mastercard", "Maestro": "Maestro", "AMEX": "Amex", "American Express": "Amex", "AmericanExpress": "Amex", "DISCOVER": "Discover",
		"DinersClub": "Diners", "JCB": "JCB", "Union Pay": "UnionPay", "ChinaUnionPay": "UnionPay", "NewScheme": "NewScheme", "": "",
	} {
		if got := brand(text(in)); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
