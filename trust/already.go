package trust

// already is what is there of a kind of which there is only one; there may be none yet.
func already(now []Revision, t Thing) Revision { return single(now, t.Kind()) }
