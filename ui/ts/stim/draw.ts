// What is painted for a place: the ground, the light, what it trails, and what is asked beside it.
import { paintOf } from './colour.ts';
import type { Settings } from './fields.ts';
import { outline } from './outline.ts';
import type { Place } from './engine.ts';
import { glowOf, mostWide, screenHere } from './screen.ts';

export interface Canvas {
  ctx: CanvasRenderingContext2D;
  width: number; // CSS pixels
  height: number;
}

export interface Seen {
  place: Place;
  settings: Settings;
  light: number; // how wide, in CSS pixels
  trail: readonly { x: number; y: number }[];
  tapping: readonly [string, string] | null; // the words for left and right, where one taps along
  says: string; // what stands below it
  shift: number; // how far a ground that shades over has moved, as a part of its height
  picture?: CanvasImageSource & { width: number; height: number } | null; // of one's own, behind the light
  breath: number; // 0 to 1: how far it has grown while it rests
}

/** The pixel of a place. */
function at(c: Canvas, s: Settings, light: number, x: number, y: number): [number, number] {
  const middle = c.height / 2 + (s['path.height'] / 100) * (c.height / 2 - light);
  return [c.width / 2 + (x * (c.width - light)) / 2, middle + (y * (c.height - light) * (1 - Math.abs(s['path.height']) / 100)) / 2];
}

export function draw(c: Canvas, seen: Seen): void {
  const { ctx } = c;
  const paint = paintOf(seen.settings, !!seen.picture);
  ctx.globalAlpha = 1;
  ctx.fillStyle = paint.ground;
  if (paint.ground2 !== paint.ground) {
    const fill = ctx.createLinearGradient(0, -seen.shift * c.height, 0, (1 - seen.shift) * c.height);
    fill.addColorStop(0, paint.ground);
    fill.addColorStop(1, paint.ground2);
    ctx.fillStyle = fill;
  }
  ctx.fillRect(0, 0, c.width, c.height);
  if (seen.picture && paint.shade > 0) behind(c, seen.picture, paint.shade);
  ctx.fillStyle = ctx.strokeStyle = paint.colour;
  if (seen.tapping) taps(c, seen, seen.tapping);
  else if (seen.settings.sight) lights(c, seen);
  said(c, seen);
}

/** A picture that fills the field, darkened. It never moves. */
function behind({ ctx, width, height }: Canvas, picture: CanvasImageSource & { width: number; height: number }, shade: number): void {
  const by = Math.max(width / picture.width, height / picture.height);
  ctx.drawImage(picture, (width - picture.width * by) / 2, (height - picture.height * by) / 2, picture.width * by, picture.height * by);
  ctx.globalAlpha = shade;
  ctx.fillStyle = '#000000';
  ctx.fillRect(0, 0, width, height);
  ctx.globalAlpha = 1;
}

function lights(c: Canvas, seen: Seen): void {
  const { place, settings: s, light } = seen;
  if (s.path === 'bars' && place.light.side !== 0) return bars(c, place.light.side);
  if (s.path === 'dots' && place.light.side !== 0) {
    const [px, py] = at(c, s, light, place.light.side * 0.9, 0);
    return one(c, s, light, px, py, 1);
  }
  if (!place.light.lit) return;
  const most = Math.max(light, mostWide(screenHere(), s.ppm));
  const x = s.path === 'blink' && place.light.side !== 0 ? place.light.side * 0.9 : place.x;
  const [px, py] = at(c, s, light, x, place.y);
  for (const [i, p] of seen.trail.entries()) {
    const [tx, ty] = at(c, s, light, p.x, p.y);
    const size = light * (1 - (0.5 * (i + 1)) / (seen.trail.length + 1));
    if (2 * Math.hypot(tx - px, ty - py) + size <= most) one(c, s, size, tx, ty, 0.25 * (1 - i / seen.trail.length)); // no larger with what it trails
  }
  one(c, s, Math.min(most / (1 + (2 * glowOf(s, light)) / light), light * (1 + 0.6 * seen.breath)), px, py, 1);
}

/** One light with its glow. */
function one({ ctx }: Canvas, s: Settings, light: number, x: number, y: number, alpha: number): void {
  ctx.globalAlpha = alpha;
  const glow = glowOf(s, light);
  ctx.shadowColor = glow > 0 && alpha === 1 ? String(ctx.fillStyle) : 'transparent';
  ctx.shadowBlur = glow;
  if (s['look.shape'] === 'soft') {
    const fill = ctx.createRadialGradient(x, y, 0, x, y, light / 2);
    fill.addColorStop(0.55, String(ctx.strokeStyle));
    fill.addColorStop(1, String(ctx.strokeStyle) + '00');
    const before = ctx.fillStyle;
    ctx.fillStyle = fill;
    ctx.fill(outline('disc', x, y, light));
    ctx.fillStyle = before;
  } else if (s['look.shape'] === 'ring') {
    ctx.lineWidth = light / 6;
    ctx.stroke(outline('disc', x, y, light * (5 / 6)));
  } else ctx.fill(outline(s['look.shape'], x, y, light));
  ctx.shadowColor = 'transparent';
  ctx.globalAlpha = 1;
}

/** The whole field at one side, with a still edge in the middle. */
function bars({ ctx, width, height }: Canvas, side: -1 | 1): void {
  ctx.fillRect(side < 0 ? 0 : width * 0.72, 0, width * 0.28, height);
}

/** Two signs that take turns; on a phone that is one hand, its own alone. */
function taps({ ctx, width, height }: Canvas, seen: Seen, names: readonly [string, string]): void {
  const size = Math.min(width * 0.3, height * 0.5, 180);
  ctx.font = `600 ${Math.round(size / 6)}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const side of [-1, 1] as const) {
    if (!names[side < 0 ? 0 : 1]) continue;
    const x = width / 2 + (names[0] && names[1] ? side * width * 0.24 : 0);
    ctx.lineWidth = seen.place.light.side === side ? 8 : 2;
    ctx.strokeRect(x - size / 2, height / 2 - size / 2, size, size);
    ctx.fillText(names[side < 0 ? 0 : 1], x, height / 2);
  }
}

function said({ ctx, width, height }: Canvas, seen: Seen): void {
  if (!seen.says) return;
  ctx.font = `500 ${Math.round(Math.min(40, Math.max(18, width / 28)))}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(seen.says, width / 2, height * 0.86, width * 0.94);
}
