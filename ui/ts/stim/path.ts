// Where it goes: from −1 to 1 each way, the centre of the stage being 0. Down is positive.
import type { Settings } from './fields.ts';
import { type Law, lawOf, shuttle, warp } from './law.ts';
import { chance, smooth } from './seed.ts';

export type Point = readonly [x: number, y: number];

/** A path with its law and its size: everything about where it is, except when. */
export interface Shape {
  at: number; // from which moment on
  path: string;
  law: Law;
  side: 1 | -1; // of the first edge
  size: Point; // of the stage's half width and height
  seed: number;
  a: number;
  b: number;
  points: Point[];
  lengths: number[]; // along the points
}

const closed = ['eight', 'eight-up', 'circle', 'rectangle', 'lissajous'];

export function shapeOf(s: Settings, at: number, ppm: number, size: Point): Shape {
  const points = pointsOf(s);
  const lengths = [0];
  points.slice(1).forEach((p, i) => lengths.push((lengths[i] ?? 0) + Math.hypot(p[0] - points[i]![0], p[1] - points[i]![1])));
  return {
    at, path: s.path, law: lawOf(s, ppm), side: s.first === 'left' ? -1 : 1, size, seed: s.seed,
    a: Math.round(s['path.a']), b: Math.round(s['path.b']), points, lengths,
  };
}

function pointsOf(s: Settings): Point[] {
  const held = (n: number) => Math.max(-1, Math.min(1, n / 100));
  if (s.path === 'free') return [[held(s['path.x1']), held(s['path.y1'])], [held(s['path.x2']), held(s['path.y2'])]];
  if (s.path !== 'drawn') return [];
  const drawn = s['path.points'].split(' ').map((p) => p.split(',').map(Number));
  return drawn.filter((p) => p.length === 2).map((p) => [held(p[0]!), held(p[1]!)]);
}

/** The place on one path, by phase. */
export function pointOn(shape: Shape, phase: number): Point {
  const w = warp(phase, shape.law, closed.includes(shape.path));
  const [x, y] = closed.includes(shape.path) ? curve(shape, w) : line(shape, shape.side * shuttle(w), phase);
  return [x * shape.size[0], y * shape.size[1]];
}

/** Paths that go there and back: s is −1 at one end and 1 at the other. */
function line(shape: Shape, s: number, phase: number): Point {
  switch (shape.path) {
    case 'vertical': return [0, s];
    case 'rising': return [s, -s];
    case 'falling': return [s, s];
    case 'zigzag': return [s, 0.35 * shuttle(0.75 * s)];
    case 'wave': return [s, 0.35 * Math.sin(3 * Math.PI * s)];
    case 'pendulum': return [Math.sin(0.9 * s) / Math.sin(0.9), (Math.cos(0.9 * s) - 1) / Math.sin(0.9)];
    case 'wander': return wander(shape.seed, s, phase);
    case 'free': case 'drawn': return along(shape, (s + 1) / 2);
  }
  return [s, 0]; // horizontal, and the lights that come on in turn
}

function curve(shape: Shape, w: number): Point {
  const turn = 2 * Math.PI * w;
  const x = shape.side * Math.sin(turn);
  switch (shape.path) {
    case 'eight': return [x, 2 * Math.sin(turn) * Math.cos(turn) * 0.5];
    case 'eight-up': return [2 * Math.sin(turn) * Math.cos(turn) * 0.5 * shape.side, Math.sin(turn)];
    case 'lissajous': return [x, Math.sin((turn * shape.b) / shape.a)];
    case 'rectangle': {
      const far = (Math.sin(turn) ** 4 + Math.cos(turn) ** 4) ** 0.25;
      return [x / far, (-Math.cos(turn) / far) * 0.6];
    }
  }
  return [x, -Math.cos(turn)];
}

/** Smooth and never twice the same, but from side to side like everything else. */
function wander(seed: number, s: number, phase: number): Point {
  const half = Math.floor(2 * phase);
  const up = (k: number) => (k === 0 ? 0 : 1.4 * chance(seed, 2 * k) - 0.7);
  const y = up(half) + (up(half + 1) - up(half)) * smooth(2 * phase - half);
  return [s * (0.6 + 0.4 * chance(seed, 2 * half + 1)), y];
}

/** A part of the way along what was drawn. */
function along(shape: Shape, part: number): Point {
  const { points, lengths } = shape;
  const whole = lengths[lengths.length - 1] ?? 0;
  if (points.length < 2 || whole === 0) return [2 * part - 1, 0];
  const want = Math.min(1, Math.max(0, part)) * whole;
  let i = 1;
  while (i < points.length - 1 && lengths[i]! < want) i++;
  const from = points[i - 1]!, to = points[i]!;
  const step = lengths[i]! - lengths[i - 1]!;
  const q = step === 0 ? 0 : (want - lengths[i - 1]!) / step;
  return [from[0] + (to[0] - from[0]) * q, from[1] + (to[1] - from[1]) * q];
}
