package device

import (
	"encoding/json"
	"net/http"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/practice"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /manifest.webmanifest", Audience: web.Anyone, Handle: manifest},
		{Pattern: "GET /offline", Audience: web.Anyone, Handle: p.offline},
		{Pattern: "GET /offline/keep", Audience: web.Anyone, Handle: p.keep},
		{Pattern: "GET /leaving", Audience: web.Anyone, Handle: p.leaving},
		{Pattern: "GET /device", Audience: web.Client, Handle: p.device},
	}
}

type icon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// manifest is how a phone shows the site on its home screen: nothing in it tells what the
// site is for.
func manifest(w http.ResponseWriter, r *http.Request) error {
	name := words.T(r.Context(), "device.app.name")
	w.Header().Set("Content-Type", "application/manifest+json")
	return tell(w, map[string]any{
		"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "name": name, "short_name": name,
		"lang": words.Language(r.Context()), "background_color": "#fbf9f5", "theme_color": "#fbf9f5",
		"icons": []icon{
			{ui.Asset("icon-192.png"), "192x192", "image/png", "any"},
			{ui.Asset("icon-512.png"), "512x512", "image/png", "any"},
			{ui.Asset("icon-mask-512.png"), "512x512", "image/png", "maskable"},
		},
	})
}

func tell(w http.ResponseWriter, what any) error {
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	_, _ = w.Write(text) // whoever asked has gone: nobody is left to tell
	return nil
}

// offline is the page that every browser keeps for when there is no line. Nothing on it
// belongs to anybody.
func (p Pages) offline(w http.ResponseWriter, r *http.Request) error {
	var settings practice.Settings
	err := p.DB.Read(r.Context(), who.House, func(tx *db.Tx) (err error) {
		settings, err = practice.SoFar(tx)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Language", words.Language(r.Context()))
	return web.Draw(w, r, http.StatusOK, offlinePage(plain(r, "device.offline.title"), settings.Crisis))
}

func plain(r *http.Request, title string) ui.Frame {
	return ui.Frame{Title: words.T(r.Context(), title), QuickExit: true}
}

// kept is what a phone is told: whose it is, and what it may keep for them.
type kept struct {
	Tag   string `json:"tag"` // empty: nobody is signed in
	Pages []Page `json:"pages"`
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	told := kept{Pages: []Page{}}
	person := web.Who(r)
	if person.SignedIn() {
		err := p.DB.Read(r.Context(), person, func(tx *db.Tx) (err error) {
			told.Tag = account.Tag(tx, person.ID)
			if person.Holds(who.Client) {
				told.Pages, err = Kept(r.Context(), tx)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "application/json")
	return tell(w, told)
}

func (p Pages) leaving(w http.ResponseWriter, r *http.Request) error {
	f := plain(r, "device.leaving.title")
	if web.Who(r).SignedIn() {
		f = p.Frame(r)
		f.Title = words.T(r.Context(), "device.leaving.title")
	}
	return web.Draw(w, r, http.StatusOK, leavingPage(f))
}

func (p Pages) device(w http.ResponseWriter, r *http.Request) error {
	f := p.Frame(r)
	f.Title, f.Eyes = words.T(r.Context(), "device.title"), words.T(r.Context(), "device.eyes")
	return web.Draw(w, r, http.StatusOK, devicePage(f))
}

// forTag is by which a phone says whose the answers are that it kept.
const forTag = "Tillit-For"

// Mine is who asks. Where a phone sends what it kept for somebody else, nobody does: no
// answer is ever counted under a wrong name.
func Mine(house *db.DB, asks func(*http.Request) (who.Person, error)) func(*http.Request) (who.Person, error) {
	return func(r *http.Request) (who.Person, error) {
		person, err := asks(r)
		tag := r.Header.Get(forTag)
		if err != nil || tag == "" || !person.SignedIn() {
			return person, err
		}
		var own string
		err = house.Read(r.Context(), person, func(tx *db.Tx) error { own = account.Tag(tx, person.ID); return nil })
		if err != nil {
			return who.Nobody, fault.Wrap(fault.Internal, "fault.internal", err)
		}
		if own != tag {
			return who.Nobody, nil
		}
		return person, nil
	}
}
