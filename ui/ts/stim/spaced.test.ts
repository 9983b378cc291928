// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { gap } from './course.ts';
import { dice } from './some.ts';
import { spaced } from './spaced.ts';

// A hand on a colour changes what is shown many times in a second; what is shown may not.
test('a hand on a colour never makes more than three changes in a second', () => {
  let now = 0;
  let due: { at: number; act: () => void } | null = null;
  const shown: number[] = [];
  const show = spaced(gap, () => shown.push(now), () => now, (act, ms) => (due = { at: now + ms, act }));
  const roll = dice(5);
  let last = 0;
  for (let n = 0; n < 500; n++) {
    const next = now + roll() * 60;
    while (due !== null && (due as { at: number }).at <= next) {
      const { at, act } = due as { at: number; act: () => void };
      [now, due] = [at, null];
      act();
    }
    last = now = next;
    show();
  }
  if (due !== null) {
    now = (due as { at: number }).at;
    (due as { act: () => void }).act();
  }
  assert.ok(shown.length > 20);
  for (let i = 1; i < shown.length; i++) assert.ok(shown[i]! - shown[i - 1]! >= gap - 1e-6);
  assert.ok(shown[shown.length - 1]! >= last - gap);
});
