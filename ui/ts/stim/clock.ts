// The shared clock: what the server's clock shows, worked out from a few exchanges. It never jumps and
// never goes back: a better guess is reached by going a little faster or slower.

/** Four moments, in ms: sent here, come there, sent there, come here. */
export type Exchange = readonly [sent: number, reached: number, answered: number, back: number];

export interface Clock {
  samples: readonly Exchange[];
  marks: readonly { at: number; offset: number }[]; // one in ten seconds, for the drift
  offset: number; // the best guess at `from`
  drift: number; // ms for each ms
  from: number; // here
  shown: number; // what the clock showed at `from`
}

/** How fast the clock may catch up: a fiftieth, which no eye sees in a moving light. */
export const slew = 0.02;
const recent = 24;
const window = 30_000;
const steepest = 0.0002;

/** A clock that knows nothing shows the time here. */
export const newClock = (now: number): Clock => ({ samples: [], marks: [], offset: 0, drift: 0, from: now, shown: now });

/** What the shared clock shows when it is `now` here. */
export function sharedTime(c: Clock, now: number): number {
  const passed = Math.max(0, now - c.from);
  const wanted = c.from + passed * (1 + c.drift) + c.offset;
  const at = c.shown + passed * (1 + c.drift);
  return at + Math.max(-slew * passed, Math.min(slew * passed, wanted - at));
}

const sensible = (e: Exchange): boolean => e.every(Number.isFinite) && e[3] >= e[0] && e[2] >= e[1] && e[3] - e[0] < 10_000 && e[3] - e[0] >= e[2] - e[1] - 1;

/** The clock after one more exchange. What cannot be true changes nothing. */
export function heard(c: Clock, e: Exchange): Clock {
  if (!sensible(e) || e[3] < c.from) return c;
  const samples = [...c.samples.filter((s) => e[3] - s[3] < window), e].slice(-recent);
  const marks = marked(c.marks, e[3], offsetOf(samples, c.drift, e[3]));
  const drift = driftOf(marks);
  const offset = offsetOf(samples, drift, e[3]);
  const shown = c.samples.length === 0 ? e[3] + offset : sharedTime(c, e[3]); // the first time there is nothing to jump from
  return { samples, marks, offset, drift, from: e[3], shown };
}

/** The quickest way there and the quickest way back say most about the time between the clocks. */
function offsetOf(samples: readonly Exchange[], drift: number, now: number): number {
  let there = Infinity, back = Infinity;
  for (const [sent, reached, answered, came] of samples) {
    there = Math.min(there, reached - sent + drift * (now - sent));
    back = Math.min(back, came - answered - drift * (now - came));
  }
  return (there - back) / 2;
}

function marked(marks: Clock['marks'], at: number, offset: number): Clock['marks'] {
  const last = marks[marks.length - 1];
  return last && at - last.at < 10_000 ? marks : [...marks, { at, offset }].slice(-30);
}

/** How the other clock runs away, once there is enough to tell. */
function driftOf(marks: Clock['marks']): number {
  const first = marks[0], last = marks[marks.length - 1];
  if (!first || !last || last.at - first.at < 60_000) return 0;
  const t = marks.reduce((sum, m) => sum + m.at, 0) / marks.length;
  const o = marks.reduce((sum, m) => sum + m.offset, 0) / marks.length;
  const up = marks.reduce((sum, m) => sum + (m.at - t) * (m.offset - o), 0);
  const over = marks.reduce((sum, m) => sum + (m.at - t) ** 2, 0);
  return Math.max(-steepest, Math.min(steepest, up / over));
}

/** The round trip at its best: half of it is the least that a message takes. */
export function roundTrip(c: Clock): number {
  return Math.min(...c.samples.map(([sent, reached, answered, back]) => back - sent - (answered - reached)), 10_000);
}
