package content

import (
	"sync"

	"tillit.care/base/words"
)

var book = sync.OnceValues(func() (*words.Book, error) { return words.Load(FS) })

// Book is every sentence that a person reads.
func Book() (*words.Book, error) { return book() }

// Say is one sentence in a language, for letters and other things that are read outside
// of a page. A language that is not known is the default one.
func Say(language, key string, args ...any) string {
	b, err := book()
	if err != nil {
		return key
	}
	return b.Say(language, key, args...)
}
