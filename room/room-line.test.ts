// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { ahead, fresh } from './line.ts';

test('an id is as the house makes them', () => {
  const id = fresh(Date.UTC(2026, 0, 1));
  assert.match(id, /^[0-9a-hjkmnp-tv-z]{26}$/);
  assert.ok(fresh(1) < fresh(2), 'they sort by their moment');
  assert.equal(fresh(0).slice(0, 9), '000000000');
  assert.notEqual(fresh(5), fresh(5));
});

test('the clock is that of the quickest exchange', () => {
  assert.equal(ahead([{ trip: 90, ahead: 40 }, { trip: 4, ahead: 7 }, { trip: 50, ahead: -3 }]), 7);
  assert.equal(ahead([]), 0);
});
