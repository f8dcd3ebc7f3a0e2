package worklist

import "testing"

func TestTyped(t *testing.T) {
	t.Parallel()
	for typed, finds := range map[Typed][]string{
		TypedAmount: {"42.50", "£42", "42,50", "42.50€", "GBP 42.50", "42.50 gbp", "£ 1,234.50", "£42.", "４２.５０", "￡42"},
		TypedTime:   {"18:", "18:4", "9:05", " 18:42 "},
		TypedWords:  {"visa 1013", "18:42 visa", "42.50 1013", "order 42"},
		TypedText:   {"zebra", "42", "10471", "order-1013", "", "18:42:07", "abc42", "a.b"},
	} {
		for _, find := range finds {
			if got := typedAs(find); got != typed {
				t.Errorf("%q is typed as %d, want %d", find, got, typed)
			}
		}
	}
}
