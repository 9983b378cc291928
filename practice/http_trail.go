package practice

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/ui"
)

// trailView is a page of the trail.
type trailView struct {
	Frame  ui.Frame
	Search search
	Deeds  []Deed
	Next   Mark
	Staff  []account.Account
	Zone   *time.Location
	Whole  *trail.Report // what following it came to; nil: it was not asked
}

// trail is who did what and when, for the owner.
func (p Pages) trail(w http.ResponseWriter, r *http.Request) error {
	return p.trailPage(w, r, nil)
}

// follow follows the whole trail, and says whether anything was taken out or changed.
func (p Pages) follow(w http.ResponseWriter, r *http.Request) error {
	var report trail.Report
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		tx.Note(trail.Practice, "trail.verify", "")
		report, err = trail.Verify(tx)
		return err
	})
	if err != nil {
		return err
	}
	return p.trailPage(w, r, &report)
}

func (p Pages) trailPage(w http.ResponseWriter, r *http.Request, whole *trail.Report) error {
	v := trailView{Frame: p.framed(r, "practice.trail.title", "practice.eyes.owner"), Whole: whole}
	v.Frame.Wide = true
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		s, err := SoFar(tx)
		if err != nil {
			return err
		}
		v.Zone = s.Location()
		v.Search = searched(r.URL.Query(), tx.Now, v.Zone)
		if v.Staff, err = account.Staff(tx); err != nil {
			return err
		}
		tx.Note(trail.Practice, "trail.read", v.Search.query(Mark{}))
		v.Deeds, v.Next, err = v.Search.look(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, trailDrawn(v))
}

// searched reads what is looked for. What cannot be read is not looked for.
func searched(q url.Values, now time.Time, zone *time.Location) search {
	s := search{Who: q.Get("who"), Mark: trail.Before(now.Add(time.Millisecond))}
	if day, err := time.ParseInLocation(time.DateOnly, q.Get("day"), zone); err == nil {
		s.Day, s.To = day, day.AddDate(0, 0, 1)
		s.Mark = trail.Before(s.To)
	}
	at, err := strconv.ParseInt(q.Get("at"), 10, 64)
	seq, wrong := strconv.ParseInt(q.Get("seq"), 10, 64)
	if err == nil && wrong == nil {
		s.Mark = Mark{At: at, Chain: q.Get("chain"), Seq: seq}
	}
	return s
}

// query is the search as an address has it, from a mark on.
func (s search) query(from Mark) string {
	q := url.Values{}
	if s.Who != "" {
		q.Set("who", s.Who)
	}
	if !s.Day.IsZero() {
		q.Set("day", s.Day.Format(time.DateOnly))
	}
	if from != (Mark{}) {
		q.Set("at", strconv.FormatInt(from.At, 10))
		q.Set("chain", from.Chain)
		q.Set("seq", strconv.FormatInt(from.Seq, 10))
	}
	return q.Encode()
}
