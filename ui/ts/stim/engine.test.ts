// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { gap } from './course.ts';
import { contrast, luminance, paintOf, saturatedRed } from './colour.ts';
import { beats, blend, compile, endOf, glide, halt, happened, learned, pos, type Run } from './engine.ts';
import { fields, tame, usual } from './fields.ts';
import { type Plan, readPlan, usualLimits } from './plan.ts';
import { anyPlan, dice, wild, times } from './some.ts';

const plan = (given: object, changes: Plan['changes'] = []): Plan => ({ v: 1, set: 'a', start: 1000, with: given, changes });
const many = times(400);

const run = (p: Plan): Run => compile(p, usualLimits);
const far = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

test('a set begins in the centre, goes left, then right, and ends in the centre at its count', () => {
  const r = run(plan({ passes: 4, ppm: 60 }));
  assert.equal(pos(r, 900).state, 'waiting');
  assert.deepEqual([pos(r, 1000).x, pos(r, 1000).y], [0, 0]);
  assert.ok(Math.abs(pos(r, 1250).x - -0.9) < 1e-9);
  assert.ok(Math.abs(pos(r, 1750).x - 0.9) < 1e-9);
  assert.equal(endOf(r), 5000);
  assert.deepEqual(happened(r), { passes: 4, seconds: 4, rate: 60, why: 'count' });
  assert.equal(pos(r, 5000).state, 'done');
});

test('whichever comes first ends it, and no set is longer than is allowed', () => {
  assert.equal(endOf(run(plan({ passes: 30, ppm: 60, seconds: 10 }))), 11_000);
  assert.equal(endOf(run(plan({ passes: 0, ppm: 60, seconds: 0 }))), 1000 + 60_000);
  assert.equal(endOf(compile(plan({ passes: 0, ppm: 30 }), { ...usualLimits, passes: 240, seconds: 20 })), 21_000);
});

test('every field of the list has a type here, and the usual settings are within it', () => {
  assert.deepEqual(Object.keys(usual).sort(), fields.map((f) => f.key).sort());
});

test('the place is continuous for any plan, at every change too', () => {
  for (let seed = 1; seed <= many; seed++) {
    const p = anyPlan(seed);
    const r = run(p);
    const ends = [p.start, endOf(r), ...p.changes.map((c) => c.at), ...r.course.knots.map((k) => p.start + k.at)];
    const moments = ends.flatMap((t) => [-2, -1, 0, 1, 2, 399.99, 400, 400.01].map((d) => t + (d > 9 ? d : d / 100))).sort((a, b) => a - b);
    for (let i = 1; i < moments.length; i++) {
      const step = moments[i]! - moments[i - 1]!;
      if (step > 1) continue;
      const moved = far(pos(r, moments[i - 1]!), pos(r, moments[i]!));
      assert.ok(moved <= 0.25 * step + 1e-4, `seed ${seed}: ${moved} in ${step} ms at ${moments[i]! - p.start}`);
    }
  }
});

test('a change in the future moves nothing before it', () => {
  for (let seed = 1; seed <= many; seed++) {
    const p = anyPlan(seed);
    const at = p.start + 5000;
    const before = run({ ...p, changes: p.changes.filter((c) => c.at < at) });
    const after = run({ ...p, changes: [...p.changes.filter((c) => c.at < at), { at, with: anyPlan(seed + 9).with }] });
    for (let t = p.start; t < at; t += 97) assert.deepEqual(pos(before, t), { ...pos(after, t) }, `seed ${seed}`);
  }
});

test('any set ends, at rest in the centre, at its count or its time, and within the limits', () => {
  for (let seed = 1; seed <= many; seed++) {
    const p = anyPlan(seed);
    const r = run(p);
    const got = happened(r);
    const s = tame(p.with as Record<string, unknown>);
    assert.ok(got.seconds <= usualLimits.seconds + 1e-9 && got.passes <= usualLimits.passes);
    if (got.why === 'count') assert.equal(got.passes, Math.min(s.passes || Infinity, usualLimits.passes));
    else assert.equal(got.seconds, Math.min(s.seconds || Infinity, usualLimits.seconds));
    assert.ok(far(pos(r, endOf(r)), { x: 0, y: 0 }) === 0);
    assert.ok(far(pos(r, endOf(r) - 0.5), { x: 0, y: 0 }) < 0.08, `seed ${seed}`);
    assert.ok(got.rate <= usualLimits.high + 1e-6);
  }
});

test('the phase never turns back and never runs faster than is allowed', () => {
  for (let seed = 1; seed <= many; seed++) {
    const r = run(anyPlan(seed));
    let before = 0;
    for (let t = r.plan.start; t < endOf(r) + 100; t += 211) {
      const { phase } = pos(r, t);
      assert.ok(phase >= before && phase - before <= (usualLimits.high / 60000) * 211 + 1e-9);
      before = phase;
    }
  }
});

test('no plan whatever changes its light more than three times in a second', () => {
  for (let seed = 1; seed <= 4 * many; seed++) {
    const roll = dice(seed);
    const p = seed % 2 ? anyPlan(seed) : (wild(roll) as Plan);
    const r = compile(p, seed % 3 ? usualLimits : { low: 6, high: 240, passes: 240, seconds: 600, volume: 100 });
    const at = r.lights.slice(1).map((l) => l.at);
    for (let i = 1; i < at.length; i++) assert.ok(at[i]! - at[i - 1]! >= gap - 1e-6, `seed ${seed}: ${at[i]! - at[i - 1]!}`);
    for (let i = 3; i < at.length; i++) assert.ok(at[i]! - at[i - 3]! > 1000);
  }
});

test('two lights take turns as often as they may, and one that blinks has time to be seen', () => {
  const dots = run(plan({ path: 'dots', ppm: 120, passes: 10 }));
  assert.ok(Math.abs(endOf(dots) - 1000 - 10 * 2 * gap) < 1e-6);
  assert.deepEqual(dots.lights.slice(1, 4).map((l) => l.side), [-1, 1, -1]);
  const blink = run(plan({ path: 'blink', ppm: 120, passes: 5 }));
  assert.ok(Math.abs(endOf(blink) - 1000 - 5 * 4 * gap) < 1e-6);
  assert.ok(blink.lights.length >= 19);
});

test('what is painted can be read, is no saturated red, and large lights step little', () => {
  for (let seed = 1; seed <= many; seed++) {
    for (const { with: s } of run(anyPlan(seed)).course.versions) {
      const paint = paintOf(s);
      for (const ground of [paint.ground, paint.ground2]) {
        assert.ok(contrast(paint.colour, ground) >= 2.97, `seed ${seed}: ${JSON.stringify(paint)}`);
        if (s.path === 'bars') assert.ok(Math.abs(luminance(paint.colour) - luminance(ground)) <= 0.31);
      }
      for (const c of [paint.colour, paint.ground, paint.ground2]) assert.ok(!saturatedRed(c), c);
    }
  }
});

test('a stop at once leaves it where it was; a soft one goes to the centre; neither begins again', () => {
  const r = run(plan({ passes: 24 }));
  const hard = halt(r, 3200, 'client', false);
  assert.deepEqual([pos(hard, 3200).x, pos(hard, 9000).x], [pos(r, 3200).x, pos(r, 3200).x]);
  assert.equal(pos(hard, 3200).state, 'done');
  const soft = halt(r, 3200, 'lost', true);
  assert.equal(pos(soft, 3300).state, 'gliding');
  assert.equal(pos(soft, 3200 + glide).x, 0);
  assert.equal(halt(soft, 3500, 'client', false).stop?.why, 'lost');
  assert.equal(happened(soft).passes, 2);
  assert.equal(beats(halt(run(plan({ sound: true })), 3200, 'client', false), 3200, 9000).length, 0);
});

test('sounds come at the edges, in the middle, or at their own pace, and not louder than allowed', () => {
  const at = (given: object) => beats(run(plan({ passes: 2, sound: true, ...given })), 0, 9999).map((b) => [Math.round(b.t), b.side]);
  assert.deepEqual(at({}), [[1250, -1], [1750, 1], [2250, -1], [2750, 1]]);
  assert.deepEqual(at({ 'sound.at': 'middle', 'sound.reversed': true }), [[1000, 1], [1500, -1], [2000, 1], [2500, -1]]);
  assert.deepEqual(at({ 'sound.offset': 100 })[0], [1350, -1]);
  assert.equal(at({ 'sound.at': 'own', 'sound.ppm': 30 }).length, 2);
  assert.deepEqual(at({ 'sound.at': 'random' }), at({ 'sound.at': 'random' }));
  assert.ok(beats(run(plan({ sound: true, 'sound.level': 100 })), 0, 9999).every((b) => b.level <= 0.8));
});

test('what is no plan is not read as one', () => {
  for (const raw of [null, 1, [], {}, { v: 2 }, { ...plan({}), start: NaN }, plan({ ppm: 500 }), plan({ ppm: '60' }), plan({ unheard: 1 }), { ...plan({}), changes: [{ at: 1, with: { ppm: Infinity } }] }, plan({ 'look.colour': 'url(x)' }), plan({ 'path.points': '1,1' })]) {
    assert.equal(readPlan(raw), null, JSON.stringify(raw));
  }
  assert.ok(readPlan(plan({ ppm: 80, path: 'drawn', 'path.points': '-50,0 50,0' })));
});

test('what is learned late is gone over to, without a jump, and a set that was joined late comes out of the centre', () => {
  for (let seed = 1; seed <= many; seed++) {
    const roll = dice(seed + 9);
    const p = { ...anyPlan(seed), changes: [] };
    const old = run(p);
    const now = p.start + roll() * Math.min(6000, endOf(old) - p.start);
    const next = learned(run({ ...p, changes: [{ at: now - 1500 * roll(), with: { ppm: 30 + Math.round(90 * roll()) } }] }), old, now);
    const late = learned(run(p), null, now);
    if (endOf(next) < now + 200 || endOf(late) < now + 200) continue; // it is over, or nearly
    assert.ok(far(pos(next, now), pos(old, now)) < 1e-9 && far(pos(late, now), { x: 0, y: 0 }) < 1e-9, `seed ${seed}`);
    for (const r of [next, late]) {
      for (let t = now; t < Math.min(now + 1000, endOf(r) - 1); t += 1) assert.ok(far(pos(r, t), pos(r, t + 1)) < 0.26, `seed ${seed} at ${t - now}`);
      assert.ok(far(pos(r, endOf(r)), { x: 0, y: 0 }) < 1e-9);
    }
    const after = now + blend + 1;
    assert.deepEqual(pos(late, after).x, pos(old, after).x);
  }
});
