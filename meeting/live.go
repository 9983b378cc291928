package meeting

import (
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/space"

	"github.com/a-h/templ"
)

// PointsOf are what a session can take up, and what it has taken up.
func PointsOf(tx *db.Tx, rec *space.Record, m Meeting) ([]Point, error) {
	every, err := points(tx, rec)
	return m.points(every), err
}

// PadOf is what a therapist writes about a session while it goes on, for the page on which the
// two meet. Of a client there is none.
func PadOf(tx *db.Tx, rec *space.Record, which ID) (View, error) {
	v := View{Once: id.New[Sheet](tx.Now), names: map[string]string{}}
	var err error
	if v.Around, err = AroundOf(tx, rec); err != nil {
		return v, err
	}
	if v.Meeting, err = one(tx, rec, which); err != nil {
		return v, err
	}
	v.Sent = v.Facts
	if v.Points, err = PointsOf(tx, rec, v.Meeting); err != nil {
		return v, err
	}
	if err := v.after(tx, rec); err != nil {
		return v, err
	}
	return v, v.write(tx, rec)
}

// Pad is the form of it; nothing where nothing can be written.
func (v View) Pad() templ.Component {
	if !v.writes() {
		return templ.NopComponent
	}
	return v.run()
}
