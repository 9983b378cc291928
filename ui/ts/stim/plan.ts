// A set is a plan, not a stream: every screen works out the same place from it and a clock.
import { type Loose, type Patch, readPatch } from './fields.ts';

/** What is set, when it begins (on the shared clock), and what changes at which moment of it. */
export interface Plan {
  v: 1;
  set: string;
  start: number;
  with: Patch;
  changes: Change[];
}

export interface Change {
  at: number;
  with: Patch;
}

/** What the practice allows, inside what is technically possible. */
export interface Limits {
  low: number; // passes a minute
  high: number;
  passes: number; // in one set
  seconds: number; // of one set
  volume: number; // percent
}

/** Until a practice has set its own; pure/stim says where each is from. */
export const usualLimits: Limits = { low: 18, high: 120, passes: 60, seconds: 180, volume: 80 };

/** The longest list of changes that one set may have. */
export const mostChanges = 200;

const moment = (at: unknown): at is number => typeof at === 'number' && Number.isFinite(at) && Math.abs(at) < 1e14;

/** A plan that came from outside, if it is one; otherwise nothing, and nothing changes. */
export function readPlan(raw: unknown): Plan | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { v, set, start, with: first, changes } = raw as Loose;
  const settings = readPatch(first);
  if (v !== 1 || typeof set !== 'string' || !/^[\w-]{1,64}$/.test(set) || !moment(start) || !settings) return null;
  if (!Array.isArray(changes) || changes.length > mostChanges) return null;
  const read: Change[] = [];
  for (const change of changes) {
    const one = readChange(change);
    if (!one) return null;
    read.push(one);
  }
  return { v, set, start, with: settings, changes: read };
}

export function readChange(raw: unknown): Change | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { at, with: change } = raw as Loose;
  const patch = readPatch(change);
  return patch && moment(at) ? { at, with: patch } : null;
}

/** Limits that mean something, whatever was given. */
export function readLimits(raw: unknown): Limits {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Loose;
  const within = (key: keyof Limits, low: number, high: number) => {
    const value = given[key];
    return typeof value === 'number' && value >= low && value <= high ? value : usualLimits[key];
  };
  const low = within('low', 6, 240);
  return { low, high: Math.max(low, within('high', 6, 240)), passes: within('passes', 4, 240), seconds: within('seconds', 5, 600), volume: within('volume', 0, 100) };
}
