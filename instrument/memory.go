package instrument

import "sync"

// memory keeps what was read, for the whole process. What it keeps never changes: it goes by
// the id of an entry, and an entry is for good. When it is full the oldest goes.
type memory[T any] struct {
	most int

	mu    sync.Mutex
	kept  map[string]T
	order []string
}

// registers are few: one for each database, and one for each state that it was in.
var (
	registers = memory[*Register]{most: 16}
	forms     = memory[form]{most: 256}
)

// find is what is kept under a name, or what read makes of it.
func (m *memory[T]) find(name string, read func() (T, error)) (T, error) {
	m.mu.Lock()
	found, ok := m.kept[name]
	m.mu.Unlock()
	if ok {
		return found, nil
	}
	found, err := read()
	if err != nil {
		return found, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[string]T{}
	}
	if _, ok := m.kept[name]; !ok {
		m.order = append(m.order, name)
	}
	m.kept[name] = found
	if len(m.order) > m.most {
		delete(m.kept, m.order[0])
		m.order = m.order[1:]
	}
	return found, nil
}
