package fhir

import (
	"encoding/json"
	"time"
)

// Entry is one resource of a bundle, and the address that it has there.
type Entry struct {
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
}

// Bundle writes resources as an R4 Bundle: a collection, in their order, of a moment that is
// given to the second.
func Bundle(id string, at time.Time, all []Entry) ([]byte, error) {
	if all == nil {
		all = []Entry{}
	}
	return json.Marshal(struct {
		ResourceType string  `json:"resourceType"`
		ID           string  `json:"id,omitempty"`
		Type         string  `json:"type"`
		Timestamp    string  `json:"timestamp"`
		Entry        []Entry `json:"entry"`
	}{"Bundle", id, "collection", Moment(at.Truncate(time.Second)), all})
}

// Trouble is an R4 OperationOutcome: something could not be written, and which.
func Trouble(what string) (json.RawMessage, error) {
	type issue struct {
		Severity    string `json:"severity"`
		Code        string `json:"code"`
		Diagnostics string `json:"diagnostics"`
	}
	return json.Marshal(struct {
		ResourceType string  `json:"resourceType"`
		Issue        []issue `json:"issue"`
	}{"OperationOutcome", []issue{{"error", "not-supported", what}}})
}
