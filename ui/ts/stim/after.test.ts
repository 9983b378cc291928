// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { voiceFor } from './aloud.ts';
import { luminance, paintOf, read } from './colour.ts';
import { compile } from './engine.ts';
import { usual } from './fields.ts';
import { gently } from './gentle.ts';
import { drift } from './ground.ts';
import { usualLimits } from './plan.ts';
import { anyPlan, times } from './some.ts';
import { keepTurned, letTurn } from './turned.ts';

test('only a voice of the device itself speaks, and only in the language', () => {
  const of = (localService: boolean, lang: string) => ({ localService, lang });
  assert.equal(voiceFor([of(false, 'en-US'), of(true, 'de-DE'), of(true, 'en_GB')], 'en'), 2);
  assert.equal(voiceFor([of(false, 'en'), of(true, 'es')], 'en'), -1);
  assert.equal(voiceFor([], 'es'), -1);
});

test('what is new is off as usual, and nothing of the ground moves where less movement is asked for', () => {
  assert.deepEqual([usual['look.drift'], usual['after.voice'], usual['after.count']], [false, false, false]);
  for (const way of ['hear', 'feel', 'tap'] as const) assert.equal(gently({ v: 1, set: 'a', start: 0, with: { 'look.drift': true }, changes: [] }, way).with['look.drift'], undefined);
});

test('a ground that moves does so too slowly for a flash, begins and ends where it rests, and never jumps', () => {
  for (let seed = 1; seed <= times(60); seed++) {
    const { course } = compile(anyPlan(seed), usualLimits);
    const paint = paintOf(course.versions[0]!.with);
    const [a, b] = [read(paint.ground), read(paint.ground2)];
    const at = (height: number, t: number): number => {
      const part = Math.min(1, Math.max(0, height + drift(t, course.end)));
      return luminance('#' + a.map((v, i) => Math.round(v + (b[i]! - v) * part).toString(16).padStart(2, '0')).join(''));
    };
    assert.equal(drift(0, course.end), 0);
    assert.equal(drift(course.end, course.end), 0);
    for (let t = 0; t < course.end; t += 357) {
      assert.ok(Math.abs(drift(t + 16, course.end) - drift(t, course.end)) < 0.002, `seed ${seed} at ${t}`);
      for (const height of [0, 0.3, 0.7, 1]) assert.ok(Math.abs(at(height, t + 357) - at(height, t)) < 0.1, `seed ${seed} at ${t}`);
    }
  }
});

test('a screen is kept as it is turned where that can be, and nothing is said where not', async () => {
  const asked: string[] = [];
  await keepTurned(true, { type: 'portrait-primary', lock: async (to) => void asked.push(to) });
  await keepTurned(false, { type: 'portrait-primary', lock: async (to) => void asked.push(to) });
  await keepTurned(true, { type: 'portrait-primary', lock: async () => { throw new Error('no'); } });
  await keepTurned(true, {});
  letTurn({ unlock: () => { throw new Error('no'); } });
  assert.deepEqual(asked, ['portrait-primary']);
});
