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

export function screenHere(): Screen {
  try {
    const read = JSON.parse(localStorage.getItem(kept) ?? '{}') as Partial<Screen>;
    const mm = Number(read.mm), distance = Number(read.distance);
    if (mm > 1 && mm < 20 && distance >= 150 && distance <= 3000) return { mm, distance, known: true };
  } catch { /* a browser that keeps nothing: sizes are as browsers guess them */ }
  return { mm: 96 / 25.4, distance: 600, known: false };
}

export function keepScreen(mm: number, distance: number): void {
  try {
    localStorage.setItem(kept, JSON.stringify({ mm, distance }));
  } catch { /* nothing to be done: it is measured again next time */ }
}

const degrees = (deg: number, s: Screen): number => 2 * s.distance * Math.tan((deg * Math.PI) / 360) * s.mm;

/** How wide a light is, in CSS pixels. A fast one is small, so that no part of the eye sees a large flicker. */
export function wide(s: Settings, here: Screen, pace: number): number {
  const most = pace > 84 ? 2.3 : 4; // degrees
  const asked = s['look.unit'] === 'deg' ? degrees(Math.min(6, s['look.size']), here) : s['look.size'] * here.mm;
  return Math.max(6, Math.min(asked, degrees(most, here)));
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
