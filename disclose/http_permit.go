package disclose

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// blank is an empty permission.
func (p Pages) blank(w http.ResponseWriter, r *http.Request) error {
	var v preparing
	err := p.read(r, writing, func(tx *db.Tx, rec *space.Record) (err error) {
		v.form, err = formOf[Permit](tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, preparePage(p.Frame(r), v))
}

func permitIn(f web.Values) (Permit, error) {
	which, err := onceOf[Permit](f)
	return Permit{ID: which, To: seal.Text(f.Whole("to")), Address: seal.Text(f.Whole("address")), Records: picked(f), From: f.Text("from"),
		Purpose: seal.Text(f.Whole("purpose")), Until: f.Text("until"), Event: seal.Text(f.Whole("event")), Use: f.Ticked("use")}, err
}

func (p Pages) prepare(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	sent, err := permitIn(f)
	if err != nil {
		return err
	}
	var v preparing
	err = p.change(r, writing, func(tx *db.Tx, rec *space.Record) (err error) {
		if v.form, err = formOf[Permit](tx, rec); err != nil {
			return err
		}
		return Prepare(tx, rec, sent)
	})
	if why, shown := again(err); shown {
		v.failed(why)
		v.Once, v.Permit = string(sent.ID), sent
		return web.Draw(w, r, web.Status(why), preparePage(p.Frame(r), v))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, v.path()+"/permission/"+string(sent.ID))
}

// onePermission reads the permission that a request names.
func (p Pages) onePermission(r *http.Request) (v preparing, err error) {
	which, err := id.Parse[Permit](r.PathValue("permit"))
	if err != nil {
		return v, err
	}
	err = p.read(r, right.Read, func(tx *db.Tx, rec *space.Record) (err error) {
		if v.form, err = formOf[Permit](tx, rec); err != nil {
			return err
		}
		v.Permit, err = onePermit(tx, rec, which)
		return err
	})
	return v, err
}

func (p Pages) permit(w http.ResponseWriter, r *http.Request) error {
	v, err := p.onePermission(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, permitPage(p.Frame(r), v, ""))
}

// sign takes the client's yes. Who has not shown lately who they are is asked first.
func (p Pages) sign(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Permit](r.PathValue("permit"))
	if err != nil {
		return err
	}
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	at := ""
	err = p.change(r, writing, func(tx *db.Tx, rec *space.Record) error {
		at = "/spaces/" + string(rec.Space()) + "/sharing/permission/" + string(which)
		if !fresh {
			_, err := onePermit(tx, rec, which) // who may not sign is not asked who they are
			return err
		}
		return Sign(tx, rec, which, f.Text("name"))
	})
	if why, shown := again(err); shown {
		v, err := p.onePermission(r)
		if err != nil {
			return err
		}
		v.failed(why)
		return web.Draw(w, r, web.Status(why), permitPage(p.Frame(r), v, f.Text("name")))
	}
	if err != nil {
		return err
	}
	if !fresh {
		return p.Account.Again(w, r, at)
	}
	return web.See(w, r, at)
}

func (p Pages) stop(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Permit](r.PathValue("permit"))
	if err != nil {
		return err
	}
	at := ""
	err = p.change(r, writing, func(tx *db.Tx, rec *space.Record) error {
		at = "/spaces/" + string(rec.Space()) + "/sharing/permission/" + string(which)
		return Stop(tx, rec, which)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, at)
}
