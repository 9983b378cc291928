package change

import (
	"math"
	"sort"
)

// corner is a place, and what it costs.
type corner struct {
	at   [3]float64
	cost float64
}

// simplex looks for the lowest cost by the method of Nelder and Mead (1965), from a start
// with corners that far away. It always ends.
func simplex(cost func([3]float64) float64, start [3]float64, size float64) [3]float64 {
	corners := []corner{{start, cost(start)}}
	for i := range start {
		at := start
		at[i] += size
		corners = append(corners, corner{at, cost(at)})
	}
	for range 2000 {
		sort.SliceStable(corners, func(i, j int) bool { return corners[i].cost < corners[j].cost })
		if math.Abs(corners[3].cost-corners[0].cost) < 1e-12*(1+math.Abs(corners[0].cost)) && width(corners) < 1e-7 {
			break
		}
		step(cost, corners)
	}
	return corners[0].at
}

func width(corners []corner) (widest float64) {
	for _, c := range corners[1:] {
		for i := range c.at {
			widest = max(widest, math.Abs(c.at[i]-corners[0].at[i]))
		}
	}
	return widest
}

// step replaces the worst corner, or draws all of them towards the best.
func step(cost func([3]float64) float64, corners []corner) {
	worst := corners[3]
	var middle [3]float64
	for _, c := range corners[:3] {
		for i := range middle {
			middle[i] += c.at[i] / 3
		}
	}
	try := func(far float64) corner {
		var at [3]float64
		for i := range at {
			at[i] = middle[i] + far*(middle[i]-worst.at[i])
		}
		return corner{at, cost(at)}
	}
	mirrored := try(1)
	switch {
	case mirrored.cost < corners[0].cost:
		corners[3] = mirrored
		if further := try(2); further.cost < mirrored.cost {
			corners[3] = further
		}
		return
	case mirrored.cost < corners[2].cost:
		corners[3] = mirrored
		return
	}
	inside := try(-0.5)
	if mirrored.cost < worst.cost {
		inside = try(0.5)
	}
	if inside.cost < min(worst.cost, mirrored.cost) {
		corners[3] = inside
		return
	}
	for n := 1; n < 4; n++ {
		for i := range corners[n].at {
			corners[n].at[i] = (corners[n].at[i] + corners[0].at[i]) / 2
		}
		corners[n].cost = cost(corners[n].at)
	}
}
