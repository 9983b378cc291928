// Plans for tests: many that could be, and many that nobody should ever send.
import { type Field, fields, type Loose } from './fields.ts';
import type { Plan } from './plan.ts';
import { chance } from './seed.ts';

export type Dice = () => number;

/** Throws that are the same every time. */
export function dice(seed: number): Dice {
  let n = 0;
  return () => chance(seed * 7919, n++);
}

const pick = <T>(roll: Dice, from: readonly T[]): T => from[Math.floor(roll() * from.length)]!;
const hex = (roll: Dice): string => '#' + Array.from({ length: 6 }, () => pick(roll, [...'0123456789abcdef'])).join('');

function some(f: Field, roll: Dice): unknown {
  switch (f.kind) {
    case 'number': return Math.round((f.low ?? 0) + roll() * ((f.high ?? 0) - (f.low ?? 0)));
    case 'flag': return roll() < 0.7;
    case 'choice': return pick(roll, f.of ?? []);
    case 'colour': return hex(roll);
    case 'file': return roll() < 0.5 ? '' : '06eay41hjb5vrjf8brnzsf010m';
  }
  return '-80,10 0,-30 40,50 90,0';
}

function patch(roll: Dice, part: number): Loose {
  const all: Loose = {};
  for (const f of fields) if (roll() < part) all[f.key] = some(f, roll);
  return all;
}

/** A plan that could be, with some changes. */
export function anyPlan(seed: number): Plan {
  const roll = dice(seed);
  const start = 1.7e12 + Math.round(roll() * 1e6);
  const first = patch(roll, 0.6);
  if (first['look.size'] === 0) delete first['look.size'];
  const changes = Array.from({ length: Math.floor(roll() * 6) }, () => ({ at: start + roll() * 30_000, with: patch(roll, 0.15) }));
  return { v: 1, set: 's' + seed, start, with: first, changes: changes.sort((a, b) => a.at - b.at) } as Plan;
}

const odd: readonly unknown[] = [NaN, Infinity, -Infinity, -1, 0, 1e308, 1e-308, null, undefined, '', 'x', [], {}, true];

/** A plan that is none. */
export function wild(roll: Dice): unknown {
  const value = (f: Field) => (roll() < 0.4 ? pick(roll, odd) : some(f, roll));
  const settings = () => Object.fromEntries(fields.filter(() => roll() < 0.5).map((f) => [f.key, value(f)]));
  const at = () => (roll() < 0.3 ? pick(roll, odd) : roll() * 60_000);
  return { v: 1, set: 'w', start: roll() < 0.3 ? pick(roll, odd) : 1000, with: settings(), changes: Array.from({ length: Math.floor(roll() * 30) }, () => ({ at: at(), with: settings() })) };
}

/** How often a law is tried: as often as usual, or TILLIT_SEEDS times that, for long proofs. */
export function times(usual: number): number {
  const given = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env['TILLIT_SEEDS'];
  return usual * Math.max(1, Math.floor(Number(given ?? 1)) || 1);
}
