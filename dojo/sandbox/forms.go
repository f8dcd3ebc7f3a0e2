package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// form checks a JSON value of a request and complains where it is wrong. The
// sandbox doesn't keep the values that it only checks.
type form func(raw json.RawMessage, path string, wrong complaints)

// orNull also takes a null.
func orNull(f form) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		if !isNull(raw) {
			f(raw, path, wrong)
		}
	}
}

// text is a text of at most so many characters, 0 for any number.
func text(most int) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		var s *string
		switch {
		case json.Unmarshal(raw, &s) != nil || s == nil:
			wrong.add(path, "The value must be a text.")
		case most > 0 && utf8.RuneCountInString(*s) > most:
			wrong.add(path, "The value has more than "+strconv.Itoa(most)+" characters.")
		}
	}
}

// label is a text that mustn't be empty.
func label(most int) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		text(most)(raw, path, wrong)
		if string(raw) == `""` {
			wrong.add(path, "The value must not be empty.")
		}
	}
}

// word is one of a few texts.
func word(words ...string) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		var s *string
		if json.Unmarshal(raw, &s) != nil || s == nil || !slices.Contains(words, *s) {
			wrong.add(path, "There is no such value.")
		}
	}
}

// kind is any value that a T can hold: a number of its size, or a bool.
func kind[T any](what string) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		var v *T
		if json.Unmarshal(raw, &v) != nil || v == nil {
			wrong.add(path, "The value must be "+what+".")
		}
	}
}

// moment is a date and time.
func moment(raw json.RawMessage, path string, wrong complaints) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		if _, ok := parseTime(s); ok {
			return
		}
	}
	wrong.add(path, notATime)
}

func list(of form) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil || items == nil {
			wrong.add(path, "The value must be a list.")
		}
		for i, item := range items {
			of(item, path+"["+strconv.Itoa(i)+"]", wrong)
		}
	}
}

// texts is an object of texts under any names.
func texts(raw json.RawMessage, path string, wrong complaints) {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil || m == nil {
		wrong.add(path, "The value must be an object of texts.")
	}
	for name, v := range m {
		text(0)(v, path+"."+name, wrong)
	}
}

// forms are the fields of an object by their names.
type forms map[string]form

// with is an object of these fields that needs some of them. Others are left out.
func (f forms) with(needed ...string) form {
	return func(raw json.RawMessage, path string, wrong complaints) {
		o := newObject(raw, path+".", wrong).fold(slices.Collect(maps.Keys(f))...)
		if o.fields == nil {
			return
		}
		o.check(f)
		for _, name := range needed {
			if _, given := o.fields[name]; !given {
				o.wrong.add(o.title(name), "The field is required.")
			}
		}
	}
}

// check holds the fields of an object against their forms.
func (o object) check(f forms) {
	for name, form := range f {
		if raw, given := o.fields[name]; given {
			form(raw, o.title(name), o.wrong)
		}
	}
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }
