package sandbox

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
)

// object is a JSON object of a request. It is read field by field rather than
// into a struct: a search and a capture take exactly the fields that the schemas
// name, and a creation takes more (see fold).
type object struct {
	fields map[string]json.RawMessage
	path   string // what stands before the names in complaints
	wrong  complaints
}

// newObject reads an object.
func newObject(raw []byte, path string, wrong complaints) object {
	o := object{path: path, wrong: wrong}
	if json.Unmarshal(raw, &o.fields) != nil || o.fields == nil {
		wrong.add(strings.TrimSuffix(cmp.Or(path, "body"), "."), "A JSON object is required.")
	}
	return o
}

// only complains of fields with other names than these.
func (o object) only(names ...string) object {
	for name := range o.fields {
		if !slices.Contains(names, name) {
			o.wrong.add(o.path+name, "There is no such field.")
		}
	}
	return o
}

// fold finds the fields with these names in any case, and leaves others out. So
// Dojo must read a creation: its schemas allow no other field, but the example of
// 2024-02-05 and later in its own documents has AutoExpireAction and AutoExpireIn,
// and its samples send itemLines[].caption to versions that call it name, and
// autoExpireAt, which no version has.
func (o object) fold(names ...string) object {
	known := map[string]json.RawMessage{}
	for _, given := range slices.Sorted(maps.Keys(o.fields)) { // capitals first
		for _, name := range names {
			if strings.EqualFold(given, name) && (known[name] == nil || given == name) {
				known[name] = o.fields[given]
			}
		}
	}
	if o.fields != nil {
		o.fields = known
	}
	return o
}

// title is how complaints name a field: as .NET does it.
func (o object) title(name string) string {
	return o.path + strings.ToUpper(name[:1]) + name[1:]
}

// has says whether a field is there and not null.
func (o object) has(name string) bool {
	raw, given := o.fields[name]
	return given && !isNull(raw)
}

// read decodes a field into v, if it is there. It says whether v was set.
func (o object) read(name string, v any, what string) bool {
	if !o.has(name) {
		return false
	}
	if json.Unmarshal(o.fields[name], v) != nil {
		o.wrong.add(o.title(name), "The value must be "+what+".")
		return false
	}
	return true
}

func (o object) time(name string) time.Time {
	var s string
	if !o.read(name, &s, "a date and time") {
		return time.Time{}
	}
	t, ok := parseTime(s)
	if !ok {
		o.wrong.add(o.title(name), notATime)
	}
	return t
}

const notATime = "The value must be a date and time such as 2024-07-25T08:48:38Z."

// timePattern is stricter than time.Parse, which takes 2024-07-25T8:48:38,5Z.
var timePattern = pattern.Lazy(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`)

func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil && timePattern().MatchString(s)
}

// statuses are those that a search finds if it names none.
func foundByDefault() []dojo.Status {
	return []dojo.Status{dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded}
}

func (d *Dojo) parseSearch(body []byte) (query, complaints) {
	wrong := complaints{}
	o := newObject(body, "", wrong).only("statuses", "startDate", "endDate", "cursor")
	q := query{limit: 50, start: o.time("startDate"), end: o.time("endDate")}
	if o.read("statuses", &q.statuses, "a list of statuses") {
		for _, s := range q.statuses {
			if s != dojo.StatusCanceled && !slices.Contains(foundByDefault(), s) {
				wrong.add("Statuses", "There is no status "+strconv.Quote(string(s))+".")
			}
		}
	}
	if len(q.statuses) == 0 {
		q.statuses = foundByDefault()
	}
	if o.has("cursor") {
		d.readCursor(newObject(o.fields["cursor"], "Cursor.", wrong).only("limit", "before", "after"), &q)
	}
	return q, wrong
}

func (d *Dojo) readCursor(c object, q *query) {
	if _, given := c.fields["limit"]; given {
		n := 0
		if err := json.Unmarshal(c.fields["limit"], &n); err != nil || n < 1 || n > dojo.PageLimit {
			c.wrong.add("Cursor.Limit", "The limit must be a whole number between 1 and 100.")
		}
		q.limit = n
	}
	place := func(name string) *key {
		var s string
		if !c.read(name, &s, "a cursor") {
			return nil
		}
		if s, q.beyond = d.cursorOf(s); q.beyond {
			return nil
		}
		k, ok := d.parseCursor(s)
		if !ok {
			c.wrong.add(c.title(name), "The cursor is not valid.")
		}
		return &k
	}
	if q.before, q.after = place("before"), place("after"); q.before != nil && q.after != nil {
		c.wrong.add("Cursor", "Only one of before and after can be given.")
	}
}

// wirePage is a page of a list. Its cursors are texts or null, but for faults.
type wirePage struct {
	Data   []any `json:"data"`
	Before any   `json:"before"`
	After  any   `json:"after"`
	Again  []any `json:"Data,omitzero"` // a fault's
}

func (d *Dojo) search(q *request, paging string) (answer, *problem) {
	query, wrong := d.parseSearch(q.body)
	if len(wrong) > 0 {
		return answer{}, invalid(wrong)
	}
	query.limit = rowsOnPage(paging, query.limit)
	p := d.store.search(query)
	w := wirePage{Data: make([]any, 0, len(p.intents)), Before: d.cursor(p.before), After: d.cursor(p.after)}
	for _, in := range p.intents {
		w.Data = append(w.Data, d.encode(in, q.version))
	}
	d.disturb(paging, &w, query.beyond)
	return ok(w), nil
}

func parseCapture(body []byte, v version) (amount, tips int64, wrong complaints) {
	wrong = complaints{}
	names := []string{"amount"}
	if !v.flat() {
		names = append(names, "tipsAmount")
	}
	o := newObject(body, "", wrong).only(names...)
	if !o.read("amount", &amount, "a whole number of minor units") || amount < 1 {
		wrong.add("Amount", "An amount above zero is required.")
	}
	if o.read("tipsAmount", &tips, "a whole number of minor units") && tips < 0 {
		wrong.add("TipsAmount", "The tip can't be below zero.")
	}
	if len(wrong) > 0 {
		return 0, 0, wrong
	}
	return amount, tips, nil
}

func (d *Dojo) create(q *request, wall time.Time) (answer, *problem) {
	p, wrong := parseCreate(q.body, q.version, wall)
	if len(wrong) > 0 {
		return answer{}, invalid(wrong)
	}
	id := d.add(p, d.options.Now(), wall)
	return ok(d.encode(*d.store.byID[id], q.version)), nil
}

func parseCreate(body []byte, v version, wall time.Time) (Payment, complaints) {
	wrong := complaints{}
	f := createForms(v)
	o := newObject(body, "", wrong).fold(slices.Collect(maps.Keys(f))...)
	p := Payment{Status: dojo.StatusCreated, CreatedAt: wall, CaptureMode: dojo.CaptureAuto}
	if !o.has("amount") {
		wrong.add("Amount", "The Amount field is required.")
	}
	var has bool
	if p.Amount, has = o.money("amount"); has && p.Amount.Minor < 1 {
		wrong.add("Amount.Value", "The amount must be above zero.")
	}
	for name, minor := range map[string]*int64{"tipsAmount": &p.Tips, "cashbackAmount": &p.Cashback, "serviceChargeAmount": &p.ServiceCharge} {
		m, has := o.money(name)
		if has && m.Currency != p.Amount.Currency {
			wrong.add(o.title(name), "The currency must be that of the amount.")
		}
		*minor = m.Minor
	}
	if _, given := o.fields["reference"]; !given {
		wrong.add("Reference", "The Reference field is required.")
	}
	o.read("reference", &p.Reference, "a text")
	o.read("description", &p.Description, "a text")
	o.read("captureMode", &p.CaptureMode, "Auto or Manual")
	p.ExpireAt = o.time("expireAt")
	if !p.ExpireAt.IsZero() && !p.ExpireAt.After(wall) {
		wrong.add("ExpireAt", "The value must be in the future.")
	}
	o.hold(&p, v)
	o.check(f)
	return p, wrong
}

func (o object) money(name string) (dojo.Money, bool) {
	if !o.has(name) {
		return dojo.Money{}, false
	}
	m := newObject(o.fields[name], o.title(name)+".", o.wrong).fold("value", "currencyCode")
	var out dojo.Money
	if !m.read("value", &out.Minor, "a whole number of minor units") || out.Minor < 0 || out.Minor > maxMinor {
		o.wrong.add(o.title(name)+".Value", "A whole number of minor units is required.")
	}
	if !m.read("currencyCode", &out.Currency, "a currency code") || (out.Currency != "GBP" && out.Currency != "EUR") {
		o.wrong.add(o.title(name)+".CurrencyCode", "The currency must be GBP or EUR.")
	}
	return out, true
}

// maxMinor keeps sums of amounts far within 64 bits.
const maxMinor = 1 << 50

// hold reads what happens to a payment that nobody captures. The documents of 2022
// don't ask for an action, and Dojo's samples for them have none.
func (o object) hold(p *Payment, v version) {
	manual := p.CaptureMode == dojo.CaptureManual
	o.read("autoExpireAction", &p.AutoExpireAction, "Release or Capture")
	if manual && p.AutoExpireAction == "" && !v.flat() {
		o.wrong.add("AutoExpireAction", "The AutoExpireAction field is required for captureMode Manual.")
	}
	var s string
	if o.read("autoExpireIn", &s, "a time span") {
		t, ok := parseSpan(s)
		if !ok || t <= 30*time.Second || t >= 7*24*time.Hour {
			o.wrong.add("AutoExpireIn", "The value must be a time span in the format dd.hh:mm:ss, above 30 seconds and below 7 days.")
		}
		p.AutoExpireIn = t
	}
	if !manual && (p.AutoExpireIn != 0 || p.AutoExpireAction != "") {
		o.wrong.add("AutoExpireIn", "A hold can only expire for captureMode Manual.")
	}
}
