package change

import "math"

// The formulas of instruments.md 5, in our own words. SDs are those of n - 1.

// ErrorOf is the standard error of measurement of one score.
func ErrorOf(sd, reliability float64) float64 { return sd * math.Sqrt(1-reliability) }

// Difference is the standard error of the difference between two scores with that error.
func Difference(err float64) float64 { return math.Sqrt2 * err }

// Index is the reliable change index of Jacobson and Truax (1991).
func Index(from, to, difference float64) float64 { return (to - from) / difference }

// Points is the smallest attainable difference that is larger than z standard errors: an
// index equal to z is not reliable.
func Points(z, difference, step float64) float64 {
	return step * (math.Floor(z*difference/step+1e-9) + 1)
}

// CutoffA is two SDs from the clinical mean, towards better (+1 higher, -1 lower).
func CutoffA(clinical Norm, better float64) float64 { return clinical.Mean + better*2*clinical.SD }

// CutoffB is two SDs from the functional mean, towards worse. The SD is the functional
// one: a public package takes the clinical one.
func CutoffB(functional Norm, better float64) float64 {
	return functional.Mean - better*2*functional.SD
}

// CutoffC is the weighted middle, for norms that overlap.
func CutoffC(clinical, functional Norm) float64 {
	return (clinical.SD*functional.Mean + functional.SD*clinical.Mean) / (functional.SD + clinical.SD)
}

// Classify is the class of an index against z and a cut-off. All inequalities are strict:
// a score equal to the cut-off is on neither side, an index equal to z is unchanged.
func Classify(from, to, index, z, cutoff, better float64) Class {
	well := func(x float64) bool { return better*(x-cutoff) > 0 }
	ill := func(x float64) bool { return better*(x-cutoff) < 0 }
	switch gain := better * index; {
	case gain > z && ill(from) && well(to):
		return Recovered
	case gain > z:
		return Improved
	case -gain > z && well(from) && ill(to):
		return Harmed
	case -gain > z:
		return Deteriorated
	}
	return Unchanged
}

// Gulliksen is the index of Gulliksen, Lord and Novick.
func Gulliksen(from, to float64, clinical Norm, reliability float64) float64 {
	m := clinical.Mean
	return ((to - m) - reliability*(from-m)) / (clinical.SD * math.Sqrt(1-reliability*reliability))
}

// Edwards is the index of Edwards and Nunnally, from the true score of the start. It is a
// liberal one.
func Edwards(from, to float64, clinical Norm, reliability float64) float64 {
	start := reliability*(from-clinical.Mean) + clinical.Mean
	return (to - start) / ErrorOf(clinical.SD, reliability)
}

// Nunnally is the index of Nunnally and Kotsch, where the later score has a reliability
// of its own.
func Nunnally(from, to float64, clinical Norm, reliability, later float64) float64 {
	start := reliability*(from-clinical.Mean) + clinical.Mean
	variance := clinical.SD * clinical.SD
	return (to - start) / math.Sqrt(reliability*reliability*variance*(1-reliability)+variance*(1-later))
}

// Hageman is the method of Hageman and Arrindell for a whole group: it needs everybody's
// two scores, so it is for research and never for one client.
type Hageman struct {
	pre, post   Norm
	err         float64
	later       float64 // reliability of the later scores
	Differences float64 // reliability of the differences
	Cutoff      float64 // of true scores
}

// HagemanOf needs scores in pairs, and the norms of the functional group, whose scores
// have the same error. It is not defined where differences have no reliability.
func HagemanOf(from, to []float64, reliability float64, functional Norm) (h Hageman, ok bool) {
	h.pre, h.post = sample(from), sample(to)
	h.err = ErrorOf(h.pre.SD, reliability)
	v1, v2, ve := h.pre.SD*h.pre.SD, h.post.SD*h.post.SD, h.err*h.err
	h.later = (v2 - ve) / v2
	both := 2 * h.pre.SD * h.post.SD * correlation(from, to)
	h.Differences = (v1*reliability + v2*h.later - both) / (v1 + v2 - both)
	h.Cutoff = CutoffC(Norm{h.pre.Mean, math.Sqrt(v1 - ve)}, Norm{functional.Mean, math.Sqrt(functional.SD*functional.SD - ve)})
	return h, h.Differences > 0 && h.later > 0 && !math.IsNaN(h.Cutoff)
}

// Index is the reliable change of one of the group; its criterion is 1.65.
func (h Hageman) Index(from, to float64) float64 {
	moved := (to-from)*h.Differences + (h.post.Mean-h.pre.Mean)*(1-h.Differences)
	return moved / (math.Sqrt(h.Differences) * math.Sqrt2 * h.err)
}

// Side is on which side of the cut-off somebody's true score is, against 1.65 too.
func (h Hageman) Side(to float64) float64 {
	return (h.post.Mean + (to-h.post.Mean)*h.later - h.Cutoff) / (math.Sqrt(h.later) * h.err)
}

func sample(values []float64) Norm {
	mean, n := 0.0, float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return Norm{mean, math.Sqrt(sum / (n - 1))}
}

func correlation(a, b []float64) float64 {
	x, y, sum := sample(a), sample(b), 0.0
	for n := range a {
		sum += (a[n] - x.Mean) * (b[n] - y.Mean)
	}
	return sum / (float64(len(a)-1) * x.SD * y.SD)
}
