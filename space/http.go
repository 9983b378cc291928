package space

import (
	"net/http"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/live"
	"tillit.care/base/web"
	"tillit.care/pure/right"
)

// Pages are the ways into this room.
type Pages struct {
	DB  *db.DB
	Hub *live.Hub
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/live", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.live},
	}
}

// Asked is the space that a request names.
func Asked(r *http.Request) (ID, error) { return id.Parse[Record](r.PathValue("space")) }

// Eyes is the words key of the sentence that says who can see what is in this space, to
// the one who opened it.
func (r *Record) Eyes() string { return "space.eyes." + string(r.kind) + "." + string(r.me.Role) }

// live tells an open page which of its parts changed, for as long as its reader is inside.
func (p Pages) live(w http.ResponseWriter, r *http.Request) error {
	which, err := Asked(r)
	if err != nil {
		return err
	}
	var topics []string
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := Open(tx, which, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		topics = []string{rec.Topic()}
		if rec.May(right.Admit) { // who comes in is told to whoever lets in: a couple's case is about both
			topics = append(topics, account.Topic(rec.About()))
		}
		return nil
	})
	if err != nil {
		return err
	}
	page := p.Hub.Listen(web.Who(r).ID, topics...)
	defer page.Close()
	return web.Stream(w, r, page, func() error { return p.still(r, which) })
}

// still is an error once the reader is no longer inside.
func (p Pages) still(r *http.Request, which ID) error {
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		_, err := Open(tx, which, right.Read, right.Measured...)
		return err
	})
}
