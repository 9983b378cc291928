// How far a set has come: its phase, in passes, at a moment after its beginning, in straight pieces.
import { fields, type Loose, type Settings, readPatch, tame } from './fields.ts';
import { type Limits, mostChanges, type Plan } from './plan.ts';
import { chance } from './seed.ts';

/** The least time between two changes of light, in ms: never more than three in a second. */
export const gap = 357;

/** From t on (ms after the beginning) at this phase, going at this rate (passes per ms). */
export interface Knot {
  at: number;
  phase: number;
  rate: number;
}

/** The settings from a moment on. */
export interface Version {
  at: number;
  with: Settings;
}

export interface Course {
  end: number; // ms after the beginning
  why: 'count' | 'time';
  passes: number; // at which it would end
  last: number; // the moment at which it would end
  knots: Knot[];
  versions: Version[];
}

/** How fast a set may go: lights that come and go need time between them. */
export function fastest(s: Settings, limits: Limits): number {
  if (s.path === 'blink') return Math.min(limits.high, 15000 / gap);
  if (s.path === 'dots' || s.path === 'bars' || s.law === 'saccade') return Math.min(limits.high, 30000 / gap);
  return limits.high;
}

/** The pace of one pass, in passes a minute. */
export function paceOf(s: Settings, limits: Limits, stray = 0): number {
  const high = fastest(s, limits);
  return Math.min(high, Math.max(Math.min(limits.low, high), s.ppm * (1 + stray)));
}

const fixed = fields.filter((f) => f.fixed).map((f) => f.key);

/** The settings of a plan through time. What is fixed stays as it began. */
export function versionsOf(plan: Plan): Version[] {
  const all: Version[] = [{ at: 0, with: tame(plan.with as Loose) }];
  const changes = plan.changes.slice(0, mostChanges).filter((c) => Number.isFinite(c.at));
  for (const c of [...changes].sort((a, b) => a.at - b.at)) {
    const before = all[all.length - 1]!;
    const patch = readPatch(c.with);
    if (!patch) continue;
    const next: Loose = { ...before.with, ...patch };
    for (const key of fixed) next[key] = (before.with as Loose)[key];
    const at = Math.max(c.at - plan.start, 0);
    if (at === before.at) all.pop();
    all.push({ at, with: tame(next) });
  }
  return all;
}

/** The course of a set, pass by pass: each may have a pace of its own. */
export function courseOf(plan: Plan, limits: Limits): Course {
  const versions = versionsOf(plan);
  const first = versions[0]!.with;
  const passes = Math.min(Math.floor(first.passes) || Infinity, Math.floor(limits.passes));
  const last = 1000 * Math.min(first.seconds || Infinity, limits.seconds);
  const knots: Knot[] = [];
  let at = 0, phase = 0, v = 0, astray = 0;
  while (phase < passes && at < last) {
    while (versions[v + 1] && versions[v + 1]!.at <= at) v++;
    const s = versions[v]!.with;
    const rate = paceOf(s, limits, astray) / 60000;
    knots.push({ at, phase, rate });
    const whole = Math.floor(phase) + 1;
    const turn = at + (whole - phase) / rate;
    const next = Math.min(turn, versions[v + 1]?.at ?? Infinity, last);
    if (next === turn) {
      phase = whole;
      astray = stray(s, whole, astray);
    } else phase += (next - at) * rate;
    at = next;
  }
  knots.push({ at, phase, rate: 0 });
  return { end: at, why: phase >= passes ? 'count' : 'time', passes, last, knots, versions };
}

/** How far the next pass strays from the pace: never further than offset, never more than delta at once. */
function stray(s: Settings, pass: number, before: number): number {
  const far = s['vary.offset'] / 100, step = s['vary.delta'] / 100;
  return Math.min(far, Math.max(-far, before + step * (2 * chance(s.seed, pass) - 1)));
}

/** The last of all that has begun by then. */
export function latest<T extends { at: number }>(all: T[], at: number): T {
  let low = 0, high = all.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (all[mid]!.at <= at) low = mid;
    else high = mid - 1;
  }
  return all[low]!;
}

export function phaseAt(c: Course, at: number): number {
  const k = latest(c.knots, at);
  return k.phase + Math.max(0, at - k.at) * k.rate;
}

/** When a phase is reached; never, if the set ends before. */
export function whenAt(c: Course, phase: number): number {
  if (phase > c.knots[c.knots.length - 1]!.phase) return Infinity;
  let low = 0, high = c.knots.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (c.knots[mid]!.phase <= phase) low = mid;
    else high = mid - 1;
  }
  const k = c.knots[low]!;
  return k.rate === 0 ? k.at : k.at + (phase - k.phase) / k.rate;
}
