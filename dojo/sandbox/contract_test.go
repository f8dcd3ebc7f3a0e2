package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"dojoreversals/dojo"
)

// contract is one of the documents that Dojo publishes, ready to validate by.
type contract struct {
	version string
	doc     *openapi3.T
	router  routers.Router
}

// documents says which published document is the contract of a version.
// 2022-01-03 has none of its own: it is that of 2022-04-07 with the status that
// Dojo's page "Reverse a payment" shows.
var documents = map[string]string{
	"2022-01-03": "2022-04-07.yaml",
	"2022-04-07": "2022-04-07.yaml",
	"2024-02-05": "2024-02-05.yaml",
	"2025-09-10": "2025-09-10.yaml",
	"2026-02-27": "2026-02-27.json",
}

// flaw is a mistake in a published document that stands in the way of reading
// it. It is mended in memory, and a test fails once it has gone.
type flaw struct {
	document, what string
	mend           func([]byte) []byte
}

func flaws() []flaw {
	replace := func(from, to string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(from), []byte(to)) }
	}
	return []flaw{
		{"2022-04-07.yaml", "a stray quote in a key of the examples", replace(`captureMode": `, `captureMode: `)},
		{"2022-04-07.yaml", "a stray quote in another key of the examples", replace(`currencyCode": `, `currencyCode: `)},
		{"2024-02-05.yaml", "the file isn't UTF-8: dashes, an apostrophe and pound signs are in Windows-1252", fromWindows},
	}
}

// impossible mends a flaw of all documents but one: what is "all of" two objects
// that each forbid the other's fields can only be empty. Both are put into one.
// It says whether the flaw was there.
func impossible(doc *openapi3.T, name string) bool {
	ref := doc.Components.Schemas[name]
	if ref == nil || len(ref.Value.AllOf) != 2 {
		return false
	}
	one := openapi3.NewObjectSchema().WithoutAdditionalProperties()
	for _, part := range ref.Value.AllOf {
		maps.Copy(one.Properties, part.Value.Properties)
	}
	*ref.Value = *one
	return true
}

// create is the path of a creation.
const create = "/payment-intents"

// lenient is a schema whose objects may have other fields. The schemas of a
// creation forbid them, but Dojo's own samples send some for every version, so
// Dojo can't refuse them. A schema is copied, since answers use it too.
func lenient(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	s := *ref.Value
	if s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has {
		s.AdditionalProperties = openapi3.AdditionalProperties{}
	}
	s.Properties = maps.Clone(s.Properties)
	for name, p := range s.Properties {
		s.Properties[name] = lenient(p)
	}
	for _, list := range []*openapi3.SchemaRefs{&s.OneOf, &s.AllOf, &s.AnyOf} {
		*list = slices.Clone(*list)
		for i, r := range *list {
			(*list)[i] = lenient(r)
		}
	}
	if s.Items != nil {
		s.Items = lenient(s.Items)
	}
	again := *ref // with what stands beside a $ref
	again.Value = &s
	return &again
}

// fromWindows makes UTF-8 of what isn't: the four characters that occur.
func fromWindows(b []byte) []byte {
	var out bytes.Buffer
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r != utf8.RuneError || n > 1:
			out.Write(b[:n])
		case b[0] == 0x92:
			out.WriteRune('’')
		case b[0] == 0x96:
			out.WriteRune('–')
		case b[0] == 0x97:
			out.WriteRune('—')
		default:
			out.WriteRune(rune(b[0])) // Latin-1, as the pound sign
		}
		b = b[n:]
	}
	return out.Bytes()
}

// published is the folder of the documents: beside the checkout.
func published() (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(root)
		if up == root {
			return "", fs.ErrNotExist
		}
		root = up
	}
	dir := filepath.Join(filepath.Dir(root), "shared", "openapi")
	_, err = os.Stat(dir)
	return dir, err
}

// loaded reads all documents once, since that takes a while.
var loaded = sync.OnceValues(func() ([]contract, error) {
	dir, err := published()
	if err != nil {
		return nil, err
	}
	list := make([]contract, 0, len(documents))
	for _, v := range dojo.Versions() {
		raw, err := os.ReadFile(filepath.Join(dir, documents[v]))
		if err != nil {
			return nil, err
		}
		c, err := load(v, raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v, err)
		}
		list = append(list, c)
	}
	return list, nil
})

func load(version string, raw []byte) (contract, error) {
	for _, f := range flaws() {
		if f.document == documents[version] {
			raw = f.mend(raw)
		}
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return contract{}, err
	}
	for name, from := range map[string]string{"PagedPaymentIntent": "2022-01-03", "PaymentCustomerDetails": "2024-02-05"} {
		if impossible(doc, name) != (version >= from) {
			return contract{}, fmt.Errorf("%s needs to be mended where it did not before, or no more", name)
		}
	}
	if version == "2022-01-03" {
		doc.Components.Schemas["Reversal"].Value.Properties["status"] =
			openapi3.NewStringSchema().WithEnum("Created", "Successful", "Failed").NewRef()
	}
	body := doc.Paths.Find(create).Post.RequestBody.Value.Content["application/json"]
	body.Schema = lenient(body.Schema)
	// The examples have a test of their own: TestPublishedExamples.
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	return contract{version, doc, router}, err
}

// contracts are those of all versions, or the test is skipped.
func contracts(t *testing.T) []contract {
	t.Helper()
	list, err := loaded()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("Dojo's published documents aren't beside this checkout, in ../shared/openapi: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// eachContract runs a test for every version.
func eachContract(t *testing.T, test func(*testing.T, contract)) {
	t.Helper()
	for _, c := range contracts(t) {
		t.Run(c.version, func(t *testing.T) {
			t.Parallel()
			test(t, c)
		})
	}
}

// options make the validator as strict as it can be.
func options() *openapi3filter.Options {
	o := &openapi3filter.Options{
		MultiError:            true,
		IncludeResponseStatus: true,
		SkipSettingDefaults:   true, // which would put a value in the place of a null
		AuthenticationFunc: func(_ context.Context, in *openapi3filter.AuthenticationInput) error {
			if in.RequestValidationInput.Request.Header.Get("Authorization") == "" {
				return errors.New("no Authorization header")
			}
			return nil
		},
	}
	// Without the schema and the value, which are a screenful each.
	o.WithCustomSchemaErrorFunc(func(err *openapi3.SchemaError) string {
		return "/" + strings.Join(err.JSONPointer(), "/") + ": " + err.Reason
	})
	return o
}

// input finds the operation of a request in the document. The body is handed
// over apart, since validating reads it.
func (c contract) input(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	again := r.Clone(context.Background())
	again.Body = io.NopCloser(bytes.NewReader(body))
	again.ContentLength = int64(len(body))
	// The documents name one server, and ours is another.
	again.URL.Scheme, again.URL.Host, again.Host = "https", "api.dojo.tech", "api.dojo.tech"
	route, params, err := c.router.FindRoute(again)
	if err != nil {
		return nil, err
	}
	return &openapi3filter.RequestValidationInput{Request: again, PathParams: params, Route: route, Options: options()}, nil
}

// request says what the document has against a request, nil for nothing.
func (c contract) request(r *http.Request, body []byte) error {
	in, err := c.input(r, body)
	if err != nil {
		return err
	}
	if in.Route.Operation.RequestBody == nil && len(body) > 0 {
		return errors.New("this operation takes no body")
	}
	return openapi3filter.ValidateRequest(context.Background(), in)
}

// answer says what the document has against the answer to a request.
func (c contract) answer(r *http.Request, p reply) error {
	in, err := c.input(r, nil)
	if err != nil {
		return err
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: p.status, Header: p.header, Options: options()}
	out.SetBodyBytes(p.body)
	return openapi3filter.ValidateResponse(context.Background(), out)
}

// Every flaw that is mended is still there: a document that was put right
// needs no mending.
func TestPublishedFlaws(t *testing.T) {
	t.Parallel()
	contracts(t)
	dir, err := published()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range flaws() {
		raw, err := os.ReadFile(filepath.Join(dir, f.document))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(f.mend(raw), raw) {
			t.Errorf("%s: there is no more %s", f.document, f.what)
		}
	}
}

// served are the operations that the sandbox has, by their path and method.
var served = []struct{ method, path string }{
	{http.MethodPost, create},
	{http.MethodPost, "/payment-intents/search"},
	{http.MethodGet, "/payment-intents/{paymentIntentId}"},
	{http.MethodDelete, "/payment-intents/{paymentIntentId}"},
	{http.MethodPost, "/payment-intents/{paymentIntentId}/captures"},
	{http.MethodPost, "/payment-intents/{paymentIntentId}/reversal"},
}

// brokenExamples are those that the document's own schemas refuse, with the
// fields that they refuse. They are why an unknown field may never be a reason
// to refuse an answer. (That of a creation has two names in the wrong case, which
// lenient takes.)
var brokenExamples = map[string]string{
	"POST /payment-intents, 200, Auto":                      "branding paymentEvents paymentSource tradingName",
	"POST /payment-intents, 200, Manual":                    "branding paymentEvents paymentSource tradingName",
	"GET /payment-intents/{paymentIntentId}, 200":           "branding paymentEvents paymentSource tradingName",
	"DELETE /payment-intents/{paymentIntentId}, 200":        "branding paymentEvents paymentSource tradingName",
	"POST /payment-intents/{paymentIntentId}/reversal, 200": "id", // where the schema has message and reversalId
}

var unsupported = regexp.MustCompile(`property "([^"]+)" is unsupported`)

// The examples of the operations that we use keep to their schemas but for
// these, which came with 2024-02-05.
func TestPublishedExamples(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		found := map[string]string{}
		check := func(where string, content openapi3.Content) {
			for _, media := range content {
				for name, example := range examplesOf(media) {
					if err := media.Schema.Value.VisitJSON(example, openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
						found[strings.TrimSuffix(where+", "+name, ", ")] = refused(err)
					}
				}
			}
		}
		for _, s := range served {
			op := c.doc.Paths.Find(s.path).GetOperation(s.method)
			where := s.method + " " + s.path
			if op.RequestBody != nil {
				check(where+", request", op.RequestBody.Value.Content)
			}
			for status, r := range op.Responses.Map() {
				check(where+", "+status, r.Value.Content)
			}
		}
		want := brokenExamples
		if c.version < "2024-02-05" {
			want = map[string]string{}
		}
		if !maps.Equal(found, want) {
			t.Errorf("broken examples:\n%v\nwant\n%v", found, want)
		}
	})
}

// examplesOf are the examples of a body, and that of its schema, as JSON values.
func examplesOf(m *openapi3.MediaType) map[string]any {
	all := map[string]any{}
	if m.Schema != nil && m.Schema.Value.Example != nil {
		all[""] = m.Schema.Value.Example
	}
	if m.Example != nil {
		all[""] = m.Example
	}
	for name, e := range m.Examples {
		all[name] = e.Value.Value
	}
	for name, e := range all {
		// Through JSON, since YAML has more kinds of numbers.
		var v any
		if b, err := json.Marshal(e); err == nil && json.Unmarshal(b, &v) == nil {
			all[name] = v
		}
	}
	return all
}

// refused lists the fields that a validation calls unsupported, or the whole
// error if there are none.
func refused(err error) string {
	names := []string{}
	for _, m := range unsupported.FindAllStringSubmatch(err.Error(), -1) {
		names = append(names, m[1])
	}
	if len(names) == 0 {
		return err.Error()
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}
