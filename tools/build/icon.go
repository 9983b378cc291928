package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// A phone's home screen shows a picture that says nothing about anybody: three lines of a
// list on a plain ground.
var (
	ground = color.RGBA{0x1b, 0x55, 0x50, 0xff}
	ink    = color.RGBA{0xfb, 0xf9, 0xf5, 0xff}
)

// icons are the same picture in the sizes that phones ask for. What is masked, or cut to
// shape by the phone itself, fills its square.
func icons() (map[string][]byte, error) {
	all := map[string][]byte{}
	for name, size := range map[string]int{"icon-180": 180, "icon-192": 192, "icon-512": 512, "icon-mask-512": 512} {
		var out bytes.Buffer
		whole := name == "icon-180" || name == "icon-mask-512"
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, icon(size, whole)); err != nil {
			return nil, fmt.Errorf("drawing %s: %w", name, err)
		}
		all[name+".png"] = out.Bytes()
	}
	return all, nil
}

// fine is into how many pieces a side of a pixel is cut, so that edges are smooth.
const fine = 4

func icon(size int, whole bool) image.Image {
	drawn := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			var on, lit int
			for i := range fine * fine {
				u := (float64(x) + (float64(i%fine)+.5)/fine) / float64(size)
				v := (float64(y) + (float64(i/fine)+.5)/fine) / float64(size)
				if whole || within(u, v, .5, .5, .47, .47, .2) {
					on++
					if line(u, v) {
						lit++
					}
				}
			}
			if on > 0 {
				drawn.SetNRGBA(x, y, blend(lit, on))
			}
		}
	}
	return drawn
}

// line tells whether a point lies on one of the three lines, or its dot.
func line(u, v float64) bool {
	for _, at := range []float64{.36, .5, .64} {
		if within(u, v, .32, at, .03, .03, .03) || within(u, v, .56, at, .15, .024, .024) {
			return true
		}
	}
	return false
}

// within tells whether a point lies in a box with round corners around a middle.
func within(u, v, x, y, w, h, round float64) bool {
	dx, dy := max(abs(u-x)-(w-round), 0), max(abs(v-y)-(h-round), 0)
	return dx*dx+dy*dy <= round*round
}

func abs(a float64) float64 { return max(a, -a) }

func blend(lit, on int) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(on-lit) + int(b)*lit) / on) }
	return color.NRGBA{mix(ground.R, ink.R), mix(ground.G, ink.G), mix(ground.B, ink.B), uint8(255 * on / (fine * fine))}
}
