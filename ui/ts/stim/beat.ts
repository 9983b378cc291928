// What is heard and felt: a list of moments, made from the plan like the place of the light.
import { type Course, latest, whenAt } from './course.ts';
import type { Settings } from './fields.ts';
import { longestTone } from './own.ts';
import type { Limits } from './plan.ts';
import { chance } from './seed.ts';

export interface Beat {
  at: number; // ms after the beginning
  kind: 'sound' | 'touch';
  side: -1 | 1;
  ms: number;
  from: number; // where it is heard, from −1 to 1, at its beginning and at its end
  to: number;
  level: number; // 0 to 1
  hertz: number;
  voice: string;
  fade: number; // ms
  file?: string; // of a sound of one's own
  most?: number; // ms of it, until the next sound
}

/** Every sound and every touch of a set, in order. */
export function beatsOf(c: Course, limits: Limits): Beat[] {
  const all: Beat[] = [];
  for (let half = 0; whenAt(c, half / 2) < c.end; half++) {
    const base = whenAt(c, half / 2);
    const s = latest(c.versions, base).with;
    if (s.sound && s['sound.at'] !== 'own') sounds(all, c, s, half, limits);
    if (s.touch) touches(all, c, s, half);
  }
  for (const [i, v] of c.versions.entries()) {
    if (v.with.sound && v.with['sound.at'] === 'own') alone(all, v.with, v.at, Math.min(c.end, c.versions[i + 1]?.at ?? Infinity), limits);
  }
  return apart(all.filter((b) => b.at >= 0 && b.at < c.end).sort((a, b) => a.at - b.at));
}

/** Sounds of one's own may be long: each ends where the next one begins, so that two are never louder than one. */
function apart(all: Beat[]): Beat[] {
  let next = Infinity;
  for (const b of [...all].reverse()) {
    if (b.file !== undefined) b.most = Math.min(longestTone, next - b.at);
    if (b.kind === 'sound') next = b.at;
  }
  return all;
}

const sideOf = (s: Settings, half: number, reversed: boolean): -1 | 1 =>
  ((half % 2 === 0) === (s.first === 'left') !== reversed ? -1 : 1);

function sounds(all: Beat[], c: Course, s: Settings, half: number, limits: Limits): void {
  const random = s['sound.at'] === 'random';
  const phase = half / 2 + (s['sound.at'] === 'middle' ? 0 : random ? chance(s.seed, 3000 + 2 * half) / 2 : 0.25);
  const side = random && chance(s.seed, 3001 + 2 * half) < 0.5 ? sideOf(s, half + 1, false) : sideOf(s, half, s['sound.reversed']);
  const beat = sound(s, whenAt(c, phase) + s['sound.offset'], side, limits);
  const next = whenAt(c, phase + 0.5);
  if (s['sound.pan'] === 'moving' && next < Infinity) Object.assign(beat, { ms: 0.9 * (next - whenAt(c, phase)), to: -beat.from });
  all.push(beat);
}

/** Sounds at a pace of their own. */
function alone(all: Beat[], s: Settings, from: number, until: number, limits: Limits): void {
  for (let at = from, n = 0; at < until; at += 30000 / s['sound.ppm'], n++) all.push(sound(s, at, sideOf(s, n, s['sound.reversed']), limits));
}

function sound(s: Settings, at: number, side: -1 | 1, limits: Limits): Beat {
  const level = Math.min(s['sound.level'], limits.volume) / 100;
  const pan = (side * s['sound.width']) / 100;
  return {
    at, kind: 'sound', side, ms: s['sound.ms'], from: pan, to: pan, fade: s['sound.fade'], voice: s['sound.voice'],
    hertz: side < 0 ? s['sound.left'] : s['sound.right'],
    level: level * (1 - Math.max(0, (-side * s['sound.balance']) / 100)),
    ...(s['sound.voice'] === 'own' ? { file: s['sound.file'] } : {}),
  };
}

function touches(all: Beat[], c: Course, s: Settings, half: number): void {
  const at = whenAt(c, half / 2 + (s['touch.at'] === 'middle' ? 0 : 0.25)) + s['touch.offset'];
  const side = sideOf(s, half, s['touch.reversed']);
  all.push({ at, kind: 'touch', side, ms: s['touch.ms'], from: side, to: side, level: s['touch.strength'] / 100, hertz: 0, voice: '', fade: 0 });
}
