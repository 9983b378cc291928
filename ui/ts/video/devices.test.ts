// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { found, wrong } from './devices.ts';

const named = (name: string): DOMException => new DOMException('', name);

test('what a browser throws is said in a sentence that helps', () => {
  assert.equal(wrong(named('NotAllowedError')), 'denied');
  assert.equal(wrong(named('NotFoundError')), 'missing');
  assert.equal(wrong(named('OverconstrainedError')), 'missing');
  assert.equal(wrong(named('NotReadableError')), 'busy');
  assert.equal(wrong('anything'), 'busy');
});

test('a missing camera leaves the sound', () => {
  assert.equal(found(true, true), 'ready');
  assert.equal(found(false, true), 'sound');
  assert.equal(found(true, false), 'nomicrophone');
  assert.equal(found(false, false, named('NotFoundError')), 'missing');
});
