package score

// Subscale finds a subscale by its id.
func (in *Instrument) Subscale(id string) (Subscale, bool) {
	s := in.find(id)
	return s, s.ID != ""
}

// Step is by how much the score can change at least.
func (s Subscale) Step() float64 {
	if s.Method == Mean {
		return 1 / float64(len(s.Items))
	}
	return s.times()
}

func (in *Instrument) find(subscale string) Subscale {
	for _, s := range in.Subscales {
		if s.ID == subscale {
			return s
		}
	}
	return Subscale{}
}
