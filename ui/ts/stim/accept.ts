// What a client's screen takes from the line: only the therapist's word, once, in order, in time, and only
// what can be true. Anything else changes nothing.
import { type Change, mostChanges, type Plan, readChange, readPlan } from './plan.ts';
import type { Loose } from './fields.ts';

export type Message = { v: 1; from: string; seq: number; sent: number; set: string } & (
  | { kind: 'plan'; plan: Plan }
  | { kind: 'change'; change: Change }
  | { kind: 'stop' }
  | { kind: 'lease' }
);

export interface Listening {
  therapist: string; // whose word counts; told by the server with the page, never by a message
  seq: number; // of the last message that was taken
  set: string; // which set is on; empty: none
  plan: Plan | null;
  over: readonly string[]; // sets that have ended: none of them begins again
}

/** How old a message may be, and how far ahead something may begin, in ms. */
export const oldest = 3000;
export const furthest = 15_000;

export const listen = (therapist: string): Listening => ({ therapist, seq: 0, set: '', plan: null, over: [] });

/** The state after one message, or the very same state where it was refused. */
export function accept(s: Listening, raw: unknown, now: number): Listening {
  const m = envelope(raw);
  if (!m || refused(s, m, now)) return s;
  const next = { ...s, seq: m.seq as number };
  switch (m.kind) {
    case 'plan': return begin(s, next, m, now);
    case 'change': return change(s, next, m, now);
    case 'stop': return m.set === s.set ? ended(next, s.set) : s;
    case 'lease': return m.set === s.set ? next : s;
  }
  return s;
}

function envelope(raw: unknown): Loose | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null;
  const m = raw as Loose;
  const right = m.v === 1 && typeof m.from === 'string' && typeof m.set === 'string' && m.set !== '' && typeof m.kind === 'string';
  return right && Number.isSafeInteger(m.seq) && Number.isFinite(m.sent) ? m : null;
}

/** Not the therapist, said before, out of order, too old, or not yet said. */
function refused(s: Listening, m: Loose, now: number): boolean {
  const age = now - (m.sent as number);
  return s.therapist === '' || m.from !== s.therapist || (m.seq as number) <= s.seq || age > oldest || age < -oldest;
}

const near = (at: number, now: number): boolean => at > now - oldest && at < now + furthest;

function begin(s: Listening, next: Listening, m: Loose, now: number): Listening {
  const plan = readPlan(m.plan);
  if (!plan || plan.set !== m.set || s.set !== '' || s.over.includes(plan.set) || !near(plan.start, now)) return s;
  return { ...next, set: plan.set, plan };
}

function change(s: Listening, next: Listening, m: Loose, now: number): Listening {
  const one = readChange(m.change);
  if (!one || !s.plan || m.set !== s.set || !near(one.at, now) || s.plan.changes.length >= mostChanges) return s;
  const last = s.plan.changes[s.plan.changes.length - 1];
  if (last && one.at < last.at) return s;
  return { ...next, plan: { ...s.plan, changes: [...s.plan.changes, one] } };
}

/** The set is over: by its count, by a stop, by a lost line, or because the client said so here. */
export function ended(s: Listening, set: string): Listening {
  return s.set !== set || set === '' ? s : { ...s, set: '', plan: null, over: [...s.over, set].slice(-200) };
}
