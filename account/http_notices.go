package account

import (
	"encoding/json"
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/push"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/content"
)

// Wake tells a person's devices that something is waiting, and nothing more.
func Wake(tx *db.Tx, person who.ID) error {
	return push.Wake(tx, person, content.Say("account.notices.signal"))
}

// allowed is what the owner allowed; without a practice it is nothing.
func (p Pages) allowed(r *http.Request) (push.Policy, error) {
	if p.Notices == nil {
		return push.Policy{}, nil
	}
	return p.Notices(r)
}

// noticesPage is what one agrees to before a device may be woken.
func (p Pages) noticesPage(w http.ResponseWriter, r *http.Request) error {
	policy, err := p.allowed(r)
	if err != nil {
		return err
	}
	var devices []push.Device
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		devices, err = push.Of(tx, tx.By.ID)
		return err
	})
	if err != nil {
		return err
	}
	f, err := p.mine(r, "account.notices.title")
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, noticesView(f, policy, devices, p.zone(r)))
}

// addNotices has the device that asks be woken from now on.
func (p Pages) addNotices(w http.ResponseWriter, r *http.Request) error {
	var told struct {
		Endpoint string `json:"endpoint"`
		Keys     struct {
			P256dh string `json:"p256dh"`
			Auth   string `json:"auth"`
		} `json:"keys"`
	}
	if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	policy, err := p.allowed(r)
	if err != nil {
		return err
	}
	device := push.Device{Name: deviceName(r.UserAgent()), Endpoint: told.Endpoint, Key: told.Keys.P256dh, Auth: told.Keys.Auth}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		tx.Note(trail.Practice, "account.notices.begin", "")
		return push.Keep(tx, policy, device)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p Pages) endNotices(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[push.Device](form.Text("device"))
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		tx.Note(trail.Practice, "account.notices.end", "")
		return push.End(tx, which)
	})
	if err != nil && !fault.Is(err, fault.NotFound) { // it sleeps already
		return err
	}
	return web.See(w, r, "/account/notices")
}
