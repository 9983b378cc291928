// How it moves along its path: a law bends the phase, and never turns it back.
import type { Settings } from './fields.ts';

/** The shortest time from one edge to the other, in ms: an eye can follow, nothing flashes. */
export const quickest = 120;

/** A law as far as one path needs it. */
export interface Law {
  kind: string;
  moving: number; // the part of a half pass in which it moves
}

export function lawOf(s: Settings, ppm: number): Law {
  const half = 30000 / ppm;
  const dwell = Math.min(s['law.dwell'], Math.max(0, half - quickest));
  return { kind: s.law, moving: 1 - dwell / half };
}

/** From the centre (0) to the edge (1) of a line. */
function out(q: number, law: Law): number {
  switch (law.kind) {
    case 'constant':
      return q;
    case 'ease': {
      const from = 0.6; // steady until here, then slower
      const k = 1 / (1 - from * from);
      return 2 * k * (1 - from) * q - (q > from ? k * (q - from) ** 2 : 0);
    }
    case 'saccade':
      return q >= law.moving ? 1 : Math.sin((Math.PI / 2) * (q / law.moving));
  }
  return Math.sin((Math.PI / 2) * q);
}

/** The same for a curve that comes back to its beginning: it is even by itself. */
function around(q: number, law: Law): number {
  return law.kind === 'ease' || law.kind === 'saccade' ? out(q, law) : q;
}

/** The bent phase: whole and half passes stay where they are. */
export function warp(phase: number, law: Law, closed: boolean): number {
  const whole = Math.floor(phase);
  const quarters = 4 * (phase - whole);
  const k = Math.floor(quarters);
  const q = quarters - k;
  const f = closed ? around : out;
  return whole + (k + (k % 2 === 0 ? f(q, law) : 1 - f(1 - q, law))) / 4;
}

/** From the centre to 1, to −1 and back, at an even pace. */
export function shuttle(phase: number): number {
  const f = phase - Math.floor(phase);
  if (f < 0.25) return 4 * f;
  return f < 0.75 ? 2 - 4 * f : 4 * f - 4;
}
