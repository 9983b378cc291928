// Nothing that is painted of a light is larger for the eye than it may be, whatever was set and typed.
// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { draw } from './draw.ts';
import { fields, tame } from './fields.ts';
import { keepScreen, mostWide, screenHere, wide } from './screen.ts';
import type { Place } from './engine.ts';

type Spot = [number, number];

/** A path that knows how far from its middle it was drawn. */
class Drawn {
  far = 0;
  x = 0;
  y = 0;
  #last: Spot = [0, 0];
  #to(x: number, y: number): void { this.far = Math.max(this.far, Math.hypot(x, y)); this.#last = [x, y]; }
  moveTo(x: number, y: number): void { this.#to(x, y); }
  lineTo(x: number, y: number): void { this.#to(x, y); }
  closePath(): void {}
  rect(x: number, y: number, w: number, h: number): void { for (const [a, b] of [[x, y], [x + w, y + h]] as Spot[]) this.#to(a, b); }
  arc(x: number, y: number, r: number): void { this.#to(x + r, y); }
  ellipse(x: number, y: number, a: number, b: number): void { for (let t = 0; t < 63; t++) this.#to(x + a * Math.cos(t / 10), y + b * Math.sin(t / 10)); }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): void {
    const [ox, oy] = this.#last;
    for (let t = 0; t <= 1.001; t += 0.02) {
      const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3] as const;
      this.#to(p * ox + q * ax + r * bx + s * cx, p * oy + q * ay + r * by + s * cy);
    }
  }
  addPath(of: Drawn, by: { e: number; f: number }): void { [this.far, this.x, this.y] = [of.far, by.e, by.f]; }
}
(globalThis as { Path2D?: unknown }).Path2D = Drawn;

/** Keeps what was measured, as a browser does. */
const shelf = new Map<string, string>();
(globalThis as { localStorage?: unknown }).localStorage = { getItem: (k: string) => shelf.get(k) ?? null, setItem: (k: string, v: string) => shelf.set(k, v) };

/** The circle about the light that holds all that was painted, in CSS pixels across. */
function painted(settings: ReturnType<typeof tame>, pace: number, breath: number): number {
  const light = wide(settings, screenHere(), pace);
  let most = 0;
  const ctx = {
    fillStyle: '', strokeStyle: '', shadowBlur: 0, shadowColor: '', globalAlpha: 1, lineWidth: 0,
    fillRect(): void {}, createLinearGradient: () => ({ addColorStop(): void {} }), createRadialGradient: () => ({ addColorStop(): void {} }),
    fill(p: Drawn): void { most = Math.max(most, 2 * (Math.hypot(p.x - 400, p.y - 300) + p.far + (this.shadowColor === 'transparent' ? 0 : this.shadowBlur))); },
    stroke(p: Drawn): void { most = Math.max(most, 2 * (Math.hypot(p.x - 400, p.y - 300) + p.far + this.lineWidth / 2 + (this.shadowColor === 'transparent' ? 0 : this.shadowBlur))); },
  };
  const place = { x: 0, y: 0, light: { lit: true, side: 0, look: 0, task: -1, at: 0 } } as unknown as Place;
  const trail = Array.from({ length: 12 }, (_, i) => ({ x: -(i + 1) / 50, y: 0 }));
  draw({ ctx: ctx as unknown as CanvasRenderingContext2D, width: 800, height: 600 }, { place, settings, light, tapping: null, says: '', shift: 0, breath, trail });
  return most;
}

test('no shape, glow, trail or breath is larger than it may be', () => {
  shelf.clear();
  for (const shape of fields.find((f) => f.key === 'look.shape')!.of!) {
    for (const ppm of [18, 60, 120]) for (const glow of [0, 50, 100]) for (const size of [3, 14, 60]) for (const breath of [0, 1]) {
      const settings = tame({ 'look.shape': shape, 'look.size': size, 'look.glow': glow, 'look.trail': 100, ppm });
      const all = painted(settings, ppm, breath);
      assert.ok(all <= mostWide(screenHere(), ppm) + 0.01, `${shape} of ${size} mm at ${ppm}, glow ${glow}, breath ${breath}: ${all}`);
      assert.ok(all > 0);
    }
  }
});

test('no typed distance makes a light larger than one at a metre', () => {
  for (const distance of [1, 150, 300, 600, 1000, 3000, 1e9]) {
    keepScreen(4, distance);
    const here = screenHere();
    assert.ok(here.distance >= 300 && here.distance <= 1000, `${distance}: ${here.distance}`);
    assert.ok(wide(tame({ 'look.size': 60 }), here, 60) <= 2 * 1000 * Math.tan(Math.PI / 90) * 4 + 0.01);
  }
  keepScreen(1e9, 600);
  assert.ok(screenHere().mm < 10);
});
