package change

// Standing is everything that is said about one line of one person: where it stands
// against its beginning, how fast it goes, and whether that is what was to be hoped for.
type Standing struct {
	Rule    Rule
	N       int
	First   float64
	Last    float64
	Verdict Verdict // the latest score against the first; without a Class while there is only one
	Track   Track
	Far     bool     // beyond 80 % of those with such a beginning
	Against Expected // at the latest answer, where Track was judged by the expected course; else zero
	Slope   Slope    // zero with fewer than four scores
	Course  Trajectory
	Drift   float64 // points that the first score would move by itself; zero where it was not extreme
}

// Stand looks at one person's scores, oldest first. Starts may be nil.
func (r Rule) Stand(points []Point, starts Starts) Standing {
	scores := make([]float64, len(points))
	for n, p := range points {
		scores[n] = p.Value
	}
	s := r.Glance(scores, starts)
	s.Slope, _ = SlopeOf(points)
	s.Course, _ = Smooth(points, r.Error)
	if drift, extreme := r.Regression(s.First); extreme && s.N > 0 {
		s.Drift = drift
	}
	return s
}

// Glance is the same without what takes time: no slope, no smoothed course.
func (r Rule) Glance(scores []float64, starts Starts) Standing {
	if len(scores) == 0 {
		return Standing{Rule: r, Track: NotKnown}
	}
	return r.After(len(scores), scores[0], scores[len(scores)-1], starts)
}

// After is how a line stands after n known scores, of which only the first and the last
// count.
func (r Rule) After(n int, first, last float64, starts Starts) Standing {
	s := Standing{Rule: r, N: n, First: first, Last: last, Track: r.rational(n, first, last)}
	s.expect(starts)
	if s.N > 1 {
		s.Verdict = r.Judge(s.First, s.Last)
	}
	return s
}

// Track is how After ends, and no more of it: what is asked of every line of every case.
func (r Rule) Track(n int, first, last float64, starts Starts) Track {
	if len(starts) == 0 {
		return r.rational(n, first, last)
	}
	return r.After(n, first, last, starts).Track
}

// expect puts the expected course in the place of the rational rule, where there is one
// for such a beginning. That somebody is reliably worse than at the start stays what it
// is: it is published, and no comparison with others takes it away.
func (s *Standing) expect(starts Starts) {
	start, ok := starts.Of(s.First, s.N)
	if !ok || s.N < 2 || s.Track == Worse {
		return
	}
	track, ok := start.Model.Track(s.N, s.Last, s.Rule.Better)
	if !ok {
		return
	}
	s.Against, s.Far = start.Model.At(s.N, s.Rule.Better), track == FarOff
	if s.Track = track; s.Far {
		s.Track = OffTrack
	}
}

// Published tells whether there is a threshold that somebody published. What is computed
// from cited figures judges a change, and never calls anybody worse or off the track.
func (r Rule) Published() bool { return r.Points > 0 && !r.Computed }

// tracks are in the order in which they ask for a look.
var tracks = []Track{NotKnown, TooEarly, OnTrack, OffTrack, Worse}

// Rank is how much a track asks for a look.
func (t Track) Rank() int {
	for n, each := range tracks {
		if each == t {
			return n
		}
	}
	return 0
}

// Asks tells whether somebody should look at it and decide.
func (t Track) Asks() bool { return t.Rank() >= OffTrack.Rank() }

// Together is how a person stands over all their lines: the one that most asks for a look.
// Lines of different people are never put together.
func Together(all []Standing) Track {
	together := NotKnown
	for _, s := range all {
		if s.Track.Rank() > together.Rank() {
			together = s.Track
		}
	}
	return together
}
