// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import all from '../../../pure/stim/testdata/vectors.json';
import { compile, halt, happened, pos } from './engine.ts';
import { type Plan, usualLimits } from './plan.ts';

interface Vector { about: string; plan: Plan; stop?: { at: number; why: string }; expect: Record<string, unknown>; phases: [number, number][] }

const near = (a: unknown, b: unknown) => assert.ok(Math.abs(Number(a) - Number(b)) <= 1e-6 * (1 + Math.abs(Number(b))), `${String(a)} for ${String(b)}`);

// The same file is read by pure/stim: both say the same of a set.
test('vectors', () => {
  for (const v of all as unknown as Vector[]) {
    const run = compile(v.plan, usualLimits);
    const got = happened(v.stop ? halt(run, v.stop.at, v.stop.why, false) : run);
    assert.deepEqual([got.passes, got.why], [v.expect.passes, v.expect.why], v.about);
    near(got.seconds, v.expect.seconds);
    near(got.rate, v.expect.rate);
    for (const [t, phase] of v.phases) near(pos(run, t).phase, phase);
  }
});
