// Package content holds what clinicians read and change, as data: instruments with their
// scoring and licence, consents, and every sentence on a page.
package content

import "embed"

// FS has instruments/<id>/, consents/ and words/<language>/.
//
//go:embed */*
var FS embed.FS
