// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { accept, ended, listen, type Listening, oldest } from './accept.ts';
import { heard, newClock, sharedTime, slew } from './clock.ts';
import { check, lease, lostAfter, release, renew, stopped } from './lease.ts';
import { compile, pos } from './engine.ts';
import { usualLimits } from './plan.ts';
import { anyPlan, dice, wild, times } from './some.ts';

/** A screen with a clock of its own, at the end of a line that is slow and uneven. */
function screen(seed: number, delay: number, jitter: number, seconds: number) {
  const roll = dice(seed);
  const ahead = (roll() - 0.5) * 1e7, runs = 1 + (roll() - 0.5) * 2e-4;
  const here = (t: number) => t * runs + ahead; // what this screen's clock shows at the true moment t
  const trip = () => delay + (roll() * 2 - 1) * jitter;
  const seen: { t: number; shared: number }[] = [];
  let clock = newClock(here(0));
  let next = 0;
  const onItsWay: [number, [number, number, number, number]][] = [];
  for (let t = 0; t < seconds * 1000; t += 8) {
    if (t >= next) {
      const up = t + trip(), down = up + 0.3 + trip();
      onItsWay.push([down, [here(t), up, up + 0.3, here(down)]]);
      next = t + (t < 3000 ? 250 : 1000);
    }
    for (const [, e] of onItsWay.filter(([at]) => at <= t)) clock = heard(clock, e);
    onItsWay.splice(0, onItsWay.length, ...onItsWay.filter(([at]) => at > t));
    seen.push({ t, shared: sharedTime(clock, here(t)) });
  }
  return seen;
}

test('two screens with different clocks, drifts and lines agree', () => {
  const off: number[] = [];
  for (let seed = 1; seed <= times(40); seed++) {
    const a = screen(seed, 75, 25, 120), b = screen(seed + 100, 41 + ((seed - 1) % 40), 20, 120);
    for (let i = 0; i < a.length; i++) if (a[i]!.t > 8000) off.push(Math.abs(a[i]!.shared - b[i]!.shared));
  }
  off.sort((x, y) => x - y);
  const p95 = off[Math.floor(off.length * 0.95)]!;
  assert.ok(p95 <= 8, `p95 ${p95}`);
  assert.ok(off[off.length - 1]! <= 34, `max ${off[off.length - 1]}`);
});

test('the clock never goes back and never leaps, once it has been told the time', () => {
  for (let seed = 1; seed <= times(60); seed++) {
    const seen = screen(seed, 33 + ((seed - 1) % 60) * 3, 25, 60).filter((s) => s.t > 600);
    for (let i = 1; i < seen.length; i++) {
      const went = seen[i]!.shared - seen[i - 1]!.shared;
      assert.ok(went > 0 && Math.abs(went - 8) <= 8 * (slew + 0.001), `seed ${seed}: ${went}`);
    }
  }
});

test('an exchange that cannot be true changes nothing', () => {
  let c = heard(newClock(0), [0, 100, 101, 60]);
  for (const e of [[70, 1, 2, 60], [0, NaN, 2, 60], [70, 5, 2, 90], [70, 1, 2, 99_999], [10, 100, 101, 20], [70, 100, 300, 90]] as const) {
    assert.equal(heard(c, e), c, JSON.stringify(e));
  }
  c = heard(c, [100, 200, 201, 160]);
  assert.equal(c.samples.length, 2);
});

test('a lease that is renewed lasts; once lost, released or stopped it never comes back', () => {
  let l = lease('line', 0);
  for (let t = 500; t <= 5000; t += 500) l = renew(l, t);
  assert.equal(l.over, '');
  assert.equal(check(l, 5000 + lostAfter - 1).over, '');
  l = renew(l, 5000 + lostAfter);
  assert.equal(l.over, 'lost');
  assert.equal(renew(l, 5000 + lostAfter + 1).over, 'lost');
  const held = lease('held', 0);
  assert.equal(check(held, 1e9).over, '');
  assert.equal(release(held).over, 'released');
  assert.equal(renew(release(held), 1).over, 'released');
  assert.equal(stopped(lease('line', 0)).over, 'stopped');
  assert.equal(release(lease('line', 0)).over, '');
});

const therapist = 't1';
const say = (seq: number, kind: string, more: object = {}, sent = 10_000) => ({ v: 1, from: therapist, seq, sent, set: 's', kind, ...more });
const plan = { v: 1, set: 's', start: 10_200, with: { ppm: 60 }, changes: [] };
const running = (): Listening => accept(listen(therapist), say(1, 'plan', { plan }), 10_000);

test('the therapist begins, changes and stops a set', () => {
  let s = running();
  assert.equal(s.plan?.set, 's');
  s = accept(s, say(2, 'change', { change: { at: 10_300, with: { ppm: 80 } } }), 10_000);
  assert.equal(s.plan?.changes.length, 1);
  s = accept(s, say(3, 'lease'), 10_000);
  s = accept(s, say(4, 'stop'), 10_000);
  assert.equal(s.plan, null);
  assert.equal(accept(s, say(5, 'plan', { plan }), 10_000), s, 'a set that is over never begins again');
});

test('not the therapist, stale, replayed, out of order, absurd: nothing changes', () => {
  const s = running();
  const change = { change: { at: 10_300, with: { ppm: 80 } } };
  const hostile: unknown[] = [
    { ...say(2, 'stop'), from: 'somebody' }, { ...say(2, 'change', change), from: '' }, say(1, 'stop'), say(0, 'stop'), say(-1, 'stop'),
    say(2, 'stop', {}, 10_000 - oldest - 1), say(2, 'stop', {}, 10_000 + oldest + 1), say(1.5, 'stop'), say(NaN, 'stop'), say(2 ** 60, 'stop'),
    say(2, 'stop', { set: 'other' }), say(2, 'change', { change: { at: 6900, with: {} } }), say(2, 'change', { change: { at: 1e9, with: {} } }),
    say(2, 'change', { change: { at: 10_300, with: { ppm: 9999 } } }), say(2, 'change', { change: { at: 10_300, with: { ppm: 80, evil: 1 } } }),
    say(2, 'change', { change: null }), say(2, 'plan', { plan }), say(2, 'unheard'), say(2, '__proto__'), null, 7, 'stop', [], { v: 1 },
    { ...say(2, 'stop'), v: 2 }, { kind: 'stop' },
  ];
  for (const m of hostile) assert.equal(accept(s, m, 10_000), s, JSON.stringify(m));
});

test('wild messages in any number change nothing and break nothing', () => {
  const s = running();
  for (let seed = 1; seed <= times(2000); seed++) {
    const roll = dice(seed);
    const raw = { ...say(Math.floor(roll() * 5) - 2, ['plan', 'change', 'stop', 'lease'][seed % 4]!), from: roll() < 0.5 ? therapist : 'x', set: roll() < 0.5 ? 'w' : 's', plan: wild(roll), change: wild(roll) };
    if (raw.from === therapist && raw.set === 's' && raw.seq > 1 && raw.kind !== 'plan' && raw.kind !== 'change') continue;
    assert.equal(accept(s, raw, 10_000), s, `seed ${seed}`);
  }
});

test('what a client stopped here stays stopped, whatever comes', () => {
  const s = ended(running(), 's');
  for (const [i, kind] of ['plan', 'change', 'lease', 'stop'].entries()) assert.equal(accept(s, say(2 + i, kind, { plan, change: { at: 10_300, with: {} } }), 10_000).plan, null);
});

test('the same plan and the same moment are the same place on any two screens', () => {
  for (let seed = 1; seed <= times(100); seed++) {
    const p = anyPlan(seed);
    const a = compile(p, usualLimits), b = compile(JSON.parse(JSON.stringify(p)), usualLimits);
    for (let t = p.start; t < p.start + 20_000; t += 333) assert.deepEqual(pos(a, t), pos(b, t));
  }
});
