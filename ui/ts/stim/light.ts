// Everything that gets lighter or darker at once goes through one gate: at most three changes in any
// second, whatever the plan says. What comes too early waits; of what waits, the last counts.
import { type Course, gap, latest, whenAt } from './course.ts';

/** What can be seen, besides where it is. */
export interface Light {
  at: number; // ms after the beginning
  lit: boolean;
  side: -1 | 0 | 1; // which of two lights is on; 0: both rest
  look: number; // which of the course's versions it looks like
  task: number; // which task is shown; −1: none
}

type Wish = Partial<Light> & { at: number };

/** The changes of light of a set, in order, at least a gap apart. */
export function lightsOf(c: Course, tasks: number[]): Light[] {
  const first = c.versions[0]!.with;
  const all: Light[] = [{ at: -Infinity, lit: first.sight, side: 0, look: 0, task: -1 }];
  if (!first.sight) return all;
  const wishes = [...sides(c), ...blinks(c), ...looks(c), ...tasks.map((at, i) => ({ at, task: i }))];
  wishes.push({ at: c.end, lit: true, side: 0, task: -1 });
  wishes.sort((a, b) => a.at - b.at);
  for (const wish of wishes) pass(all, wish);
  return all.filter((l, i) => i === 0 || !same(l, all[i - 1]!));
}

/** The gate itself. */
function pass(all: Light[], wish: Wish): void {
  const last = all[all.length - 1]!;
  if (wish.at < last.at) { // something waits already: this joins it
    Object.assign(last, { ...wish, at: last.at });
    return;
  }
  const next: Light = { ...last, ...wish, at: Math.max(wish.at, last.at + gap) };
  if (wish.at === last.at) Object.assign(last, { ...wish });
  else if (!same(next, last)) all.push(next);
}

/** Whether two moments look the same. */
export function same(a: Light, b: Light): boolean {
  return a.lit === b.lit && a.side === b.side && a.look === b.look && a.task === b.task;
}

/** Two lights that take turns, and one that comes on at either end. */
function sides(c: Course): Wish[] {
  const all: Wish[] = [];
  for (let quarter = 0; ; quarter++) {
    const at = whenAt(c, quarter / 4);
    if (at >= c.end) return all;
    const { with: s } = latest(c.versions, at);
    const first = s.first === 'left' ? -1 : 1;
    const side = (quarter % 4 < 2 ? first : -first) as -1 | 1;
    const lit = s.law === 'blink' ? {} : { lit: true };
    if (s.path === 'blink') all.push(quarter % 2 === 1 ? { at, side, lit: true } : { at, side: 0, lit: false });
    else if (s.path !== 'dots' && s.path !== 'bars') all.push({ at, side: 0, ...lit });
    else if (quarter % 2 === 0) all.push({ at, side, ...lit });
  }
}

/** A light that rests now and then, by time. */
function blinks(c: Course): Wish[] {
  const all: Wish[] = [];
  for (const [i, v] of c.versions.entries()) {
    const until = Math.min(c.versions[i + 1]?.at ?? Infinity, c.end);
    if (v.with.law !== 'blink' || v.with.path === 'blink') continue;
    const on = Math.max(gap, v.with['law.on']), off = Math.max(gap, v.with['law.off']);
    for (let at = v.at; at < until; at += on + off) {
      all.push({ at, lit: true });
      if (at + on < until) all.push({ at: at + on, lit: false });
    }
  }
  return all;
}

function looks(c: Course): Wish[] {
  return c.versions.map((v, look) => ({ at: v.at, look })).filter((w) => w.at < c.end);
}
