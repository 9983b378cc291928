// Which colours may be shown: readable on their ground, and never a flashing saturated red.
import type { Settings } from './fields.ts';

export type RGB = [number, number, number];

export interface Paint {
  colour: string;
  ground: string;
  ground2: string; // the same as ground where it is even
  shade: number; // of a picture behind it, 0 to 1; 0: there is none
}

/** The least contrast between light and ground, and the most that a large light may step at once. */
export const leastContrast = 3;
export const largestStep = 0.3;

export const read = (hex: string): RGB => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as RGB;
const write = (c: RGB): string => '#' + c.map((v) => Math.max(0, Math.min(255, Math.round(v))).toString(16).padStart(2, '0')).join('');
const mix = (a: RGB, b: RGB, part: number): RGB => a.map((v, i) => v + (b[i]! - v) * part) as RGB;
const linear = (v: number): number => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);

export function luminance(hex: string): number {
  const [r, g, b] = read(hex).map(linear) as RGB;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Red is saturated where it is four fifths of all light. */
export function saturatedRed(hex: string): boolean {
  const [r, g, b] = read(hex).map(linear) as RGB;
  return r > 0 && r / (r + g + b) >= 0.8;
}

/** The first of a row of mixes for which something holds, or the end of the row. */
function towards(from: string, to: string, holds: (hex: string) => boolean): string {
  for (let part = 0; part <= 1; part += 0.02) {
    const hex = write(mix(read(from), read(to), part));
    if (holds(hex)) return hex;
  }
  return to;
}

const noRed = (hex: string): string => towards(hex, '#ffffff', (c) => !saturatedRed(c));

/** What is painted for some settings: what was asked for, as near as it may be. */
export function paintOf(s: Settings, picture = false): Paint {
  if (picture && s['look.picture'] !== '') return paintOn(s);
  const dimmed = (hex: string) => noRed(write(mix(read(hex), [0, 0, 0], s['look.dim'] / 100)));
  let ground = dimmed(s['look.ground']);
  let ground2 = s['look.ground2'] === '' ? ground : dimmed(s['look.ground2']);
  const large = s.path === 'bars';
  if (large && luminance(ground) > 0.05) ground = '#14212b';
  if (large || !fits(ground, ground2)) ground2 = ground;
  const seen = write(mix(read(ground), read(noRed(s['look.colour'])), s['look.opacity'] / 100));
  const colour = readable(noRed(seen), ground, ground2);
  return { colour: large ? dimmer(colour, ground) : colour, ground, ground2, shade: 0 };
}

/** On a picture: between black and white darkened, since nobody knows what is in it. Large lights need it darkest. */
function paintOn(s: Settings): Paint {
  const large = s.path === 'bars', ground = '#000000';
  const shade = (large ? 90 : s['look.shade']) / 100;
  const brightest = write(mix([255, 255, 255], [0, 0, 0], shade));
  const seen = write(mix(read(ground), read(noRed(s['look.colour'])), s['look.opacity'] / 100));
  const colour = readable(noRed(seen), ground, brightest);
  return { colour: large ? dimmer(colour, ground) : colour, ground, ground2: ground, shade };
}

/** Whether anything at all can be read on every part of a ground. */
const fits = (a: string, b: string): boolean => readableOn('#ffffff', a, b) || readableOn('#000000', a, b);

const readableOn = (c: string, a: string, b: string): boolean => contrast(c, a) >= leastContrast && contrast(c, b) >= leastContrast && (luminance(c) > luminance(a)) === (luminance(c) > luminance(b));

function readable(colour: string, a: string, b: string): string {
  const holds = (c: string) => readableOn(c, a, b) && !saturatedRed(c);
  const white = readableOn('#ffffff', a, b);
  return towards(colour, white ? '#ffffff' : '#000000', holds);
}

/** A large light steps only a little from its dark ground. */
function dimmer(colour: string, ground: string): string {
  const most = luminance(ground) + largestStep;
  return towards(colour, '#5f7482', (c) => luminance(c) <= most);
}
