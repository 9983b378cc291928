package booking

import (
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

func (p Pages) waiting(w http.ResponseWriter, r *http.Request) error {
	var all []Waiter
	var zone *time.Location
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		if zone, err = zoneOf(tx); err != nil {
			return err
		}
		all, err = waiters(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, waitingPage(p.Frame(r), all, zone))
}

// waits is a route that does something about somebody's waiting, and leads back to them.
func (p Pages) waits(do func(*db.Tx, *space.Record, web.Values) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		where, err := space.Asked(r)
		if err != nil {
			return err
		}
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			rec, err := space.Open(tx, where, both, right.Contact)
			if err != nil {
				return err
			}
			return do(tx, rec, form)
		})
		if err != nil {
			return p.unbooked(w, r, form, err)
		}
		return web.See(w, r, "/contacts/"+string(where)+"/appointments")
	}
}

func wait(tx *db.Tx, rec *space.Record, form web.Values) error {
	return Wait(tx, rec, form.Whole("wishes"))
}

func waitNoMore(tx *db.Tx, rec *space.Record, _ web.Values) error { return WaitNoMore(tx, rec) }

func offer(tx *db.Tx, rec *space.Record, form web.Values) error {
	w, err := wanted(tx, form)
	if err != nil {
		return err
	}
	return Give(tx, rec, w)
}

func answer(tx *db.Tx, rec *space.Record, form web.Values) error {
	which, err := id.Parse[Appointment](form.Text("offer"))
	if err != nil {
		return fault.New(fault.Conflict, "booking.offer.gone")
	}
	return Answer(tx, rec, which, form.Text("act") == "yes")
}
