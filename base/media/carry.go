package media

import (
	"context"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
)

// doors are the only ways through: LiveKit's own interface, by which rooms are listed and
// people removed, is for nobody outside.
var doors = []string{"/rtc", "/rtc/v1", "/rtc/validate", "/rtc/v1/validate"}

// asks are what a browser may say of itself and of its line when it comes in. Anything else could
// make it another one than the seat that is taken away from it later.
var asks = []string{"reconnect", "reconnect_reason", "sid", "auto_subscribe", "sdk", "version", "protocol", "client_protocol", "device_model", "os", "os_version",
	"browser", "browser_version", "adaptive_stream", "disable_ice_lite", "subscriber_allow_pause", "network", "join_request"}

type seatKey struct{}

type seated struct {
	seat Seat
	at   *place
	path string
}

// Carry passes on what a browser and the server of pictures say to each other, to agree on
// how to meet. Whatever pass the browser brought is replaced by one for this seat.
func (s *Server) Carry(w http.ResponseWriter, r *http.Request, path string, seat Seat) error {
	at := s.now.Load()
	if at == nil || !slices.Contains(doors, path) {
		return ErrDown
	}
	s.proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), seatKey{}, seated{seat, at, path})))
	return nil
}

func (s *Server) newProxy() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:  s.rewrite,
		ErrorLog: log.New(nothing{}, "", 0), // it names addresses of people
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway)
		},
	}
}

// rewrite leaves behind who asks and from where: the server needs to know neither.
func (s *Server) rewrite(r *httputil.ProxyRequest) {
	to := r.In.Context().Value(seatKey{}).(seated)
	target, err := url.Parse(to.at.url)
	if err != nil {
		return // it was parsed before
	}
	query := r.In.URL.Query()
	for name := range query {
		if !slices.Contains(asks, name) {
			query.Del(name)
		}
	}
	r.Out.URL = &url.URL{Scheme: target.Scheme, Host: target.Host, Path: target.Path + to.path, RawQuery: query.Encode()}
	r.Out.Host = target.Host
	for _, name := range []string{"Cookie", "Referer", "Origin", "User-Agent", "Accept-Language"} {
		r.Out.Header.Del(name)
	}
	r.Out.Header.Set("Authorization", "Bearer "+to.at.sign(to.seat.Person, to.seat.joins(), s.clock()))
}

type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }
