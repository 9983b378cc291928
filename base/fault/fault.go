// Package fault names the six ways in which an act can fail. A fault carries a words
// key for people and an error for the log, and never a value that somebody entered.
package fault

import (
	"errors"
	"fmt"
)

// Kind is what went wrong, as far as the person at the page is concerned.
type Kind uint8

const (
	Internal    Kind = iota // we broke: logged, with a short reference shown to the person
	NotFound                // it does not exist, or not for you
	Forbidden               // you may know that it exists, but not do this
	Invalid                 // what was entered does not fit
	Conflict                // it was right a moment ago; something else came first
	Unavailable             // try again later
)

func (k Kind) String() string {
	return [...]string{"internal", "notfound", "forbidden", "invalid", "conflict", "unavailable"}[k]
}

// Fault is an error that a person can be told about.
type Fault struct {
	Kind  Kind
	Key   string // words key of the sentence for people
	Field string // the field it is about, where it is about one
	err   error
}

// New is a fault without a deeper cause.
func New(kind Kind, key string) error { return &Fault{Kind: kind, Key: key} }

// At is an Invalid about one field of a form.
func At(field, key string) error { return &Fault{Kind: Invalid, Key: key, Field: field} }

// Wrap keeps the cause for the log and gives people the sentence named by key.
func Wrap(kind Kind, key string, err error) error { return &Fault{Kind: kind, Key: key, err: err} }

func (f *Fault) Error() string {
	if f.err == nil {
		return f.Kind.String() + " " + f.Key
	}
	return fmt.Sprintf("%s %s: %v", f.Kind, f.Key, f.err)
}

func (f *Fault) Unwrap() error { return f.err }

// Of finds the fault in err. An error that is no fault is Internal; nil has none.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: Internal, Key: "fault.internal", err: err}
}

// Is tells whether err is a fault of that kind.
func Is(err error, kind Kind) bool {
	f := Of(err)
	return f != nil && f.Kind == kind
}
