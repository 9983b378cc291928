// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { gap } from './course.ts';
import { beats, compile } from './engine.ts';
import { readPatch } from './fields.ts';
import { gently, limitsIn } from './gentle.ts';
import { thinned, written } from './pen.ts';
import { usualLimits } from './plan.ts';
import { anyPlan, times } from './some.ts';

test('by ear or by touch nothing is to be seen, whatever a plan or a change says', () => {
  for (let seed = 1; seed <= times(200); seed++) {
    for (const way of ['hear', 'feel'] as const) {
      const run = compile(gently(anyPlan(seed), way), usualLimits);
      assert.ok(run.lights.every((l) => !l.lit && l.task === -1) && run.lights.length === 1, `seed ${seed}`);
      assert.equal(run.tasks.length, 0);
    }
  }
});

test('tapping along is to two signs that take turns, no faster than lights may', () => {
  for (let seed = 1; seed <= times(200); seed++) {
    const run = compile(gently(anyPlan(seed), 'tap'), usualLimits);
    for (const v of run.course.versions) assert.equal(v.with.path, 'dots');
    const at = run.lights.slice(1).map((l) => l.at);
    for (let i = 1; i < at.length; i++) assert.ok(at[i]! - at[i - 1]! >= gap - 1e-6);
  }
});

test('by ear there is something to hear', () => {
  const run = compile(gently({ v: 1, set: 'a', start: 0, with: { passes: 3 }, changes: [] }, 'hear'), usualLimits);
  assert.equal(beats(run, 0, 9999).length, 6);
});

test('a drawn path is one that a plan can have', () => {
  const points = Array.from({ length: 500 }, (_, i): [number, number] => [i % 200 - 100, -(i % 100)]);
  assert.equal(thinned(points).length, 64);
  assert.deepEqual(thinned(points)[63], points[499]);
  assert.ok(readPatch({ 'path.points': written(points) }));
});

test('limits that cannot be read are the usual ones', () => {
  assert.deepEqual(limitsIn('{'), usualLimits);
  assert.equal(limitsIn('{"high":90}').high, 90);
});
