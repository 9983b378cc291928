package space

import (
	"sync"
	"sync/atomic"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/right"
)

// Memory keeps what was opened of lists a while ago, so that a day opens only what has changed
// since. The right to the list is asked for each time, and every reading leaves its line in the
// trail. A row is known again by how its seal begins: that is another one, by chance, each time
// it is written. The zero Memory is empty; a nil one keeps nothing.
type Memory struct {
	mu    sync.Mutex
	lists map[ID]*kept
}

// kept is one list, as far as it was opened.
type kept struct {
	used time.Time
	rows map[string][]Line // by how their seal begins
}

// How many lists are kept, and how long after they were last read.
const (
	mostKept = 24
	keptFor  = 10 * time.Minute
)

// cell is where the reader of a line keeps what it made of it.
type cell struct{ made atomic.Pointer[any] }

// Recall is what its reader made of the line when it said the same as now; nil: nothing yet.
func (l Line) Recall() any {
	if l.cell == nil {
		return nil
	}
	if made := l.cell.made.Load(); made != nil {
		return *made
	}
	return nil
}

// Remember keeps what was made of the line for as long as it says the same. What depends on
// anything else has to say on what.
func (l Line) Remember(made any) {
	if l.cell != nil {
		l.cell.made.Store(&made)
	}
}

// Day is the author's list: one line in its trail, however many cases it has.
func (m *Memory) Day(tx *db.Tx) (List, error) {
	which, err := listOf(tx, tx.By.ID)
	if fault.Is(err, fault.NotFound) {
		return List{}, nil
	}
	if err != nil {
		return List{}, err
	}
	l := List{}
	if l.rec, err = Open(tx, which.id, right.Read, right.List); err != nil {
		return l, err
	}
	lines, err := m.lines(tx, l.rec)
	l.Lines = current(lines, db.Ms(tx.Now))
	return l, err
}

// lines are those of an open list, in short.
func (m *Memory) lines(tx *db.Tx, rec *Record) ([]Line, error) {
	if m == nil {
		return linesOf(tx, rec)
	}
	heads, err := headsOf(tx, rec)
	if err != nil {
		return nil, err
	}
	before := m.of(rec.space, tx.Now)
	now := make(map[string][]Line, len(heads))
	var all []Line
	for _, h := range heads {
		lines, known := before[h.seal]
		if !known {
			if lines, err = linesIn(tx, rec, h.n); err != nil {
				return nil, err
			}
		}
		now[h.seal] = lines
		all = append(all, lines...)
	}
	m.keep(rec.space, now, tx.Now)
	alone, err := linesAlone(tx, rec)
	return append(all, alone...), err
}

func (m *Memory) of(list ID, now time.Time) map[string][]Line {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k := m.lists[list]; k != nil && now.Sub(k.used) < keptFor {
		return k.rows
	}
	return nil
}

// keep keeps what a list says now, and forgets those that nobody has read for long, and of
// too many the one that was read longest ago.
func (m *Memory) keep(list ID, rows map[string][]Line, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lists == nil {
		m.lists = map[ID]*kept{}
	}
	m.lists[list] = &kept{now, rows}
	oldest := list
	for id, k := range m.lists {
		if now.Sub(k.used) >= keptFor {
			delete(m.lists, id)
		} else if k.used.Before(m.lists[oldest].used) {
			oldest = id
		}
	}
	if len(m.lists) > mostKept {
		delete(m.lists, oldest)
	}
}
