package app

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/alert"
	"tillit.care/archive"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/mail"
	"tillit.care/base/push"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/battery"
	"tillit.care/booking"
	"tillit.care/call"
	"tillit.care/care"
	"tillit.care/chart"
	"tillit.care/content"
	"tillit.care/device"
	"tillit.care/disclose"
	"tillit.care/duty"
	"tillit.care/emdr"
	"tillit.care/ending"
	"tillit.care/expect"
	"tillit.care/follow"
	"tillit.care/handover"
	"tillit.care/instrument"
	"tillit.care/intake"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/message"
	"tillit.care/note"
	"tillit.care/plan"
	"tillit.care/practice"
	"tillit.care/retention"
	"tillit.care/room"
	"tillit.care/safety"
	"tillit.care/space"
	"tillit.care/stimulus"
	"tillit.care/trust"
	"tillit.care/ui"
)

// Stairs are the rooms in order: each may know those before it.
var Stairs = []string{
	"account", "practice", "instrument", "space", "care", "alert", "measure", "expect", "follow", "battery", "journal", "safety",
	"duty", "message", "trust", "plan", "intake", "booking", "meeting", "note", "call", "stimulus", "room", "emdr",
	"disclose", "ending", "handover", "retention", "archive", "device", "chart",
}

// Deeds are what rooms say was done, for the note of a session; waits are what they say is to
// be looked at in the next one. A room that stands beside those is added here.
var (
	Deeds = []note.Tell{meeting.Measured, meeting.Decided, meeting.Alerted, meeting.Safe, meeting.OnPlan, meeting.OnTrust, emdr.Done, meeting.Shown, meeting.Wrote}
	waits = []note.Tell{emdr.Waits, meeting.Unanswered, meeting.Tried, meeting.Unread}
)

// Outs are the rooms that give what they keep when a case goes out as a file, each with the
// tables in which it keeps something that belongs to a space. A new one is added here;
// TestEveryTableGoesOut finds what nobody gives.
var Outs = []archive.Room{
	{Name: "care", Tables: []string{"care_case", "contact"}, Out: care.Out},
	{Name: "safety", Tables: []string{"plan"}, Out: safety.Out},
	{Name: "duty", Tables: []string{"duty_sheet", "duty", "duty_added"}, Out: duty.Out},
	{Name: "measure", Tables: []string{"measure", "response", "draft", "alone", "dropped", "bring", "bring_part"}, Out: measure.Out},
	{Name: "alert", Tables: []string{"alert"}, Out: alert.Out},
	{Name: "follow", Tables: []string{"decision"}, Out: follow.Out},
	{Name: "plan", Tables: []string{"adopted", "work", "work_note", "work_draft"}, Out: plan.Out},
	{Name: "trust", Tables: []string{"trust", "trust_draft"}, Out: trust.Out},
	{Name: "booking", Tables: []string{"appointment", "hearing", "waiting"}, Out: booking.Out},
	{Name: "meeting", Tables: []string{"meeting", "agenda"}, Out: meeting.Out},
	{Name: "room", Tables: []string{"room_step", "room_gate"}, Out: room.Out},
	{Name: "emdr", Tables: []string{"emdr", "emdr_step"}, Out: emdr.Out},
	{Name: "note", Tables: []string{"note", "amendment"}, Out: note.Out},
	{Name: "stimulus", Tables: []string{"stimulus"}, Out: stimulus.Out},
	{Name: "message", Tables: []string{"message"}, Out: message.Out},
	{Name: "journal", Tables: []string{"page"}, Out: journal.Out},
	{Name: "disclose", Tables: []string{"permit", "told", "asking"}, Out: disclose.Out},
	{Name: "ending", Tables: []string{"ending", "relapse"}, Out: ending.Out},
	{Name: "handover", Tables: []string{"handover", "handover_told"}, Out: handover.Out},
	{Name: "intake", Tables: []string{"intake", "intake_draft"}, Out: intake.Out},
	{Name: "consents", Tables: []string{"consent", "consent_word"}, Out: care.AgreedOut}, // long texts: read last
	{Name: "archive", Tables: []string{"copied"}, Out: archive.Out},
}

// furnish puts the rooms into the house: their routes and their jobs.
func (h *House) furnish() error {
	var err error
	if h.speaks, err = content.Book(); err != nil {
		return err
	}
	if h.config.Book != nil {
		h.speaks = h.config.Book
	}
	if _, err := instrument.Shipped(); err != nil {
		return err
	}
	if _, err := battery.Shipped(); err != nil {
		return err
	}
	if _, err := intake.Rules(); err != nil {
		return err
	}
	if _, err := plan.Shipped(); err != nil {
		return err
	}
	if _, err := note.Templates(); err != nil {
		return err
	}
	if _, err := duty.Forms(); err != nil {
		return err
	}
	if err := disclose.Shipped(); err != nil {
		return err
	}
	h.Jobs.DB, h.Jobs.Kinds = h.DB, map[string]job.Work{
		mail.Kind:         mail.Send(h.DB, h.deliver, h.config.Demo),
		push.Kind:         push.Work(h.DB, h.wake),
		alert.Look:        alert.Work(h.watching),
		message.Tell:      message.Work(),
		expect.Fit:        expect.Work(h.DB, h.apart),
		measure.BringKind: measure.BringWork(),
		measure.Remind:    measure.Reminding(),
		booking.Remind:    booking.Reminding(),
		measure.Leave:     measure.Leaving(),
		disclose.Remind:   disclose.Reminding(),
		disclose.TellKind: disclose.Telling(),
		ending.Remind:     ending.Reminding(),
		retention.Erase:   retention.Erasing(),
		retention.List:    {Out: func(ctx context.Context, _ job.Job) error { return h.listGone(ctx) }},
	}
	h.setup = &practice.Setup{DB: h.DB}
	h.rooms = &room.Live{DB: h.DB, Hub: h.Hub, Dark: emdr.Dark}
	accounts := account.Pages{DB: h.DB, TLS: h.config.TLS, Demo: h.config.Demo, Address: h.address, Frame: h.titled, Zone: h.zone, Notices: h.notices}
	site := &web.Site{Routes: h.routes(accounts), Person: device.Mine(h.DB, accounts.Person), Failed: h.failed, Refused: h.refused,
		Book: h.speaks, Offered: h.offered, Log: h.config.Log, TLS: h.config.TLS}
	h.rooms.Still = site.Person
	h.Routes, h.Site = site.Routes, h.setup.Gate(site.Handler())
	return nil
}

// routes is every way into the house.
func (h *House) routes(accounts account.Pages) []web.Route {
	var all []web.Route
	all = append(all, web.Route{Pattern: "GET /assets/{file}", Audience: web.Anyone, Always: true, Handle: ui.ServeAsset})
	all = append(all, web.Route{Pattern: "GET /sw.js", Audience: web.Anyone, Always: true, Handle: ui.ServeWorker})
	all = append(all, h.Health(), web.Route{Pattern: "GET /ui", Audience: web.Staff, Handle: h.face})
	all = append(all, accounts.Routes()...)
	all = append(all, practice.Pages{DB: h.DB, Setup: h.setup, Account: accounts, Frame: h.frame, Address: h.config.Address, TLS: h.config.TLS}.Routes()...)
	all = append(all, space.Pages{DB: h.DB, Hub: h.Hub}.Routes()...)
	all = append(all, care.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, alert.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, instrument.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, measure.Pages{DB: h.DB, Frame: h.frame, Account: accounts}.Routes()...)
	all = append(all, expect.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, follow.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, battery.Pages{DB: h.DB, Frame: h.frame, Ends: booking.Close}.Routes()...)
	all = append(all, journal.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, safety.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, duty.Pages{DB: h.DB, Frame: h.frame, Account: accounts}.Routes()...)
	all = append(all, message.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, trust.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, plan.Pages{DB: h.DB, Frame: h.frame, Opens: h.opens}.Routes()...)
	all = append(all, intake.Pages{DB: h.DB, Frame: h.frame, Account: accounts}.Routes()...)
	all = append(all, booking.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, meeting.Pages{DB: h.DB, Frame: h.frame, Told: Deeds, Waits: waits, Ends: emdr.MayEnd}.Routes()...)
	all = append(all, note.Pages{DB: h.DB, Frame: h.frame, Account: accounts, Told: Deeds, Beside: disclose.Beside}.Routes()...)
	all = append(all, call.Pages{DB: h.DB, Hub: h.Hub, Video: h.Video, Frame: h.frame, Gate: room.Clear}.Routes()...)
	all = append(all, stimulus.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, room.Pages{DB: h.DB, Live: h.rooms, Frame: h.frame}.Routes()...)
	all = append(all, emdr.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, disclose.Pages{DB: h.DB, Frame: h.frame, Account: accounts}.Routes()...)
	all = append(all, archive.Pages{DB: h.DB, Frame: h.frame, Account: accounts, Rooms: Outs}.Routes()...)
	all = append(all, ending.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, handover.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, retention.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, device.Pages{DB: h.DB, Frame: h.frame}.Routes()...)
	all = append(all, chart.Pages{DB: h.DB, Hub: h.Hub, Frame: h.frame, Memory: new(chart.Memory)}.Routes()...)
	if h.config.Demo {
		all = append(all, h.demoRoutes()...)
	}
	return all
}

// opens tells whether there is a page below the address of a space.
func (h *House) opens(path string) bool {
	if tool, ok := strings.CutPrefix(path, "/trust/"); ok {
		return slices.ContainsFunc(trust.Tools, func(t trust.Tool) bool { return t.Name == tool })
	}
	return slices.ContainsFunc(h.Routes, func(r web.Route) bool { return r.Pattern == "GET /spaces/{space}"+path })
}

func (h *House) titled(r *http.Request, title string) (ui.Frame, error) {
	f := h.frame(r)
	f.Title = words.T(r.Context(), title)
	return f, nil
}

func (h *House) settings(ctx context.Context) (s practice.Settings, err error) {
	err = h.DB.Read(ctx, who.House, func(tx *db.Tx) error {
		s, err = practice.SoFar(tx) // letters go out while it is being set up, too
		return err
	})
	return s, err
}

func (h *House) zone(r *http.Request) *time.Location {
	s, err := h.settings(r.Context())
	if err != nil {
		return time.UTC
	}
	return s.Location()
}

// address is where the practice is found from outside.
func (h *House) address(r *http.Request) (string, error) {
	s, err := h.settings(r.Context())
	if err == nil && s.Address != "" && !s.Demo {
		return s.Address, nil
	}
	if h.config.Address != "" && !h.config.Demo {
		return h.config.Address, nil
	}
	scheme := "http://"
	if h.config.TLS {
		scheme = "https://"
	}
	return scheme + r.Host, nil
}

// deliver gives a letter to the practice's mail server.
func (h *House) deliver(ctx context.Context, l mail.Letter) error {
	s, err := h.settings(ctx)
	if err != nil {
		return err
	}
	return s.Mail.Send(ctx, l)
}

// notices is what the owner allowed devices to be told.
func (h *House) notices(r *http.Request) (push.Policy, error) {
	s, err := h.settings(r.Context())
	return s.Notices, err
}

// wake gives a signal to whoever carries it. In the demo nothing leaves the house.
func (h *House) wake(ctx context.Context, d push.Device, text string) error {
	s, err := h.settings(ctx)
	if err != nil || h.config.Demo {
		return err
	}
	return s.Notices.Give(ctx, push.Client, s.Address, d, text)
}

// failed draws the page of a fault.
func (h *House) failed(w http.ResponseWriter, r *http.Request, f *fault.Fault, ref string) {
	if err := web.Draw(w, r, web.Status(f), faultPage(ui.Frame{Title: words.T(r.Context(), f.Key), QuickExit: true}, f, ref)); err != nil {
		h.wrong("draw a fault", err)
	}
}

// refused keeps in the trail that somebody was turned away on the porch.
func (h *House) refused(r *http.Request, by who.Person, route string) error {
	return h.DB.Write(r.Context(), by, func(tx *db.Tx) error {
		tx.Note(trail.Practice, "refused on the porch", route)
		return nil
	})
}

// watching tells whether somebody has a page open that shows a space: the page of the case,
// or a day with the case in its list.
func (h *House) watching(person who.ID, topic string) bool {
	return h.Hub.Watching(person, topic) || h.Hub.Watching(person, space.Topic(person))
}
