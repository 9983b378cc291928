// How large things are on this screen. What was measured with a bank card stays on this device.
import type { Settings } from './fields.ts';
import type { Point } from './path.ts';

/** The width of a bank card (ISO/IEC 7810 ID-1), in mm. */
export const card = 85.6;

export interface Screen {
  mm: number; // CSS pixels in a millimetre
  distance: number; // from eye to screen, in mm
  known: boolean; // measured on this device
}

const kept = 'tillit.screen';

/** Between which the eye may be from a screen, in mm, and what one mm may be in CSS pixels: what is said
 * beyond that is held there, so that nobody makes a light larger for the eye by a number. */
const far = [300, 1000] as const, fine = [1.7, 8.3] as const;
const held = (v: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, v));

export function screenHere(): Screen {
  try {
    const read = JSON.parse(localStorage.getItem(kept) ?? '{}') as Partial<Screen>;
    const mm = Number(read.mm), distance = Number(read.distance);
    if (mm > 0 && distance > 0) return { mm: held(mm, fine), distance: held(distance, far), known: true };
  } catch { /* a browser that keeps nothing: sizes are as browsers guess them */ }
  return { mm: 96 / 25.4, distance: 600, known: false };
}

export function keepScreen(mm: number, distance: number): void {
  try {
    localStorage.setItem(kept, JSON.stringify({ mm, distance }));
  } catch { /* nothing to be done: it is measured again next time */ }
}

const degrees = (deg: number, s: Screen): number => 2 * s.distance * Math.tan((deg * Math.PI) / 360) * s.mm;

/** How far a glow reaches beyond its light, as a part of how wide that is, for one part of a hundred. */
const glows = 0.012;
export const glowOf = (s: Settings, light: number): number => (s['look.glow'] * glows * light) / 2;

/**
 * How wide all that is painted of a light may be, in CSS pixels. A fast one is small, so that no part of
 * the eye sees a large flicker. Both numbers are our own choice: 4° are two thirds of the area below which
 * WCAG 2.2 (SC 2.3.1) calls a flash small, 0.006 steradians; above 1.4 turns a second, where a place is
 * passed more than about three times a second, it is a third of that.
 */
export const mostWide = (here: Screen, pace: number): number => Math.max(6, degrees(pace > 84 ? 2.3 : 4, here));

/** How wide a light is, in CSS pixels, so that it stays inside that with its glow. */
export function wide(s: Settings, here: Screen, pace: number): number {
  const asked = s['look.unit'] === 'deg' ? degrees(Math.min(6, s['look.size']), here) : s['look.size'] * here.mm;
  return Math.max(6, Math.min(asked, mostWide(here, pace) / (1 + s['look.glow'] * glows)));
}

/** How far the light goes, as a part of half the width and half the height. */
export function span(s: Settings, here: Screen, width: number, height: number, light: number): Point {
  const [w, h] = [Math.max(1, width - light) / 2, Math.max(1, height - light) / 2];
  const asked = s['reach.unit'] === 'mm' ? (s.reach * here.mm) / 2 : s['reach.unit'] === 'deg' ? degrees(Math.min(90, s.reach), here) / 2 : (Math.min(100, s.reach) / 100) * w;
  const far = Math.max(0.05 * w, Math.min(asked, w));
  if (s.path === 'circle' || s.path === 'eight-up') return [Math.min(far, h) / w, Math.min(far, h) / h];
  return [far / w, Math.min(1, far / h)];
}

/** How fast that is for the eye, in degrees a second; for showing, where the distance is known. */
export function pace(s: Settings, here: Screen, width: number, ppm: number): number {
  const px = 2 * span(s, here, width, width, 0)[0] * (width / 2);
  return (2 * Math.atan(px / here.mm / 2 / here.distance) * 180 / Math.PI) * 2 * (ppm / 60);
}
