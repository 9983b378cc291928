package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/live"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 20 * time.Second

// Stream tells an open page which of its parts changed, until it is closed. Before it
// tells of a change in who is inside, still asks whether this person is.
func Stream(w http.ResponseWriter, r *http.Request, page *live.Page, still func() error) error {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{})
	if _, err := fmt.Fprint(w, "retry: 2000\n\n"); err != nil || out.Flush() != nil {
		return nil
	}
	if age, err := strconv.Atoi(r.URL.Query().Get("age")); err == nil && age >= 0 {
		page.Missed(time.Duration(age) * time.Millisecond) // since it was drawn, as it says itself
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return nil
		case <-beat.C:
			_, err = fmt.Fprint(w, "event: beat\ndata: \n\n")
		case t, open := <-page.Parts:
			if !open || ((t.Part == Members || t.Part == db.Everything) && still() != nil) {
				return nil
			}
			_, err = fmt.Fprintf(w, "event: part\ndata: %s\n\n", t.Part)
		}
		if err != nil || out.Flush() != nil {
			return nil
		}
	}
}

// Members is the part that is touched when it changes who is inside.
const Members = "members"
