// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { fate, fromBase64url, oneAtATime, ownPath, patience, thrice, toBase64url, wanted, type When } from './pure.ts';

test('bytes survive base64url, with no padding and no unsafe letter', () => {
  for (let n = 0; n < 70; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 89 + n * 251) % 256);
    const text = toBase64url(bytes.buffer);
    assert.match(text, /^[A-Za-z0-9_-]*$/);
    assert.deepEqual(new Uint8Array(fromBase64url(text)), bytes);
  }
  assert.equal(toBase64url(Uint8Array.of(0xfb, 0xff).buffer), '-_8');
});

test('an answer cannot send anybody to another site', () => {
  assert.equal(ownPath('/today?x=1'), '/today?x=1');
  for (const bad of ['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', 'javascript:0', '', null, 7]) {
    assert.equal(ownPath(bad), '/');
  }
});

test('what becomes of a form', () => {
  assert.equal(fate(200, '/case/1/thanks'), 'sent');
  assert.equal(fate(422, '/case/1'), 'show');
  assert.equal(fate(409, '/case/1'), 'show');
  assert.equal(fate(401, '/case/1'), 'signed-out');
  assert.equal(fate(200, '/sign-in'), 'signed-out');
  assert.equal(fate(503, '/case/1'), 'wait');
  assert.equal(fate(500, '/case/1'), 'refused');
  assert.equal(fate(404, '/case/1'), 'refused');
});

test('three quick presses leave, three slow ones do not', () => {
  const quick = thrice();
  assert.deepEqual([0, 300, 600].map(quick), [false, false, true]);
  const slow = thrice();
  assert.deepEqual([0, 1000, 2000, 3000].map(slow), [false, false, false, false]);
});

test('patience grows and has an end', () => {
  assert.deepEqual([0, 1, 2, 9].map(patience), [1000, 2000, 4000, 30_000]);
});

test('one at a time, and the newest is always sent', async () => {
  let now = 0, most = 0, state = 'a';
  const sent: string[] = [];
  const send = oneAtATime(async () => {
    most = Math.max(most, ++now);
    const mine = state;
    await new Promise((done) => setTimeout(done, 5));
    sent.push(mine);
    now--;
  });
  const first = send();
  state = 'b';
  void send();
  state = 'c';
  void send();
  await first;
  assert.equal(most, 1);
  assert.deepEqual(sent, ['a', 'c']);
});

test('a question is asked as the form has it', () => {
  const given: Record<string, string[]> = { yes: ['true'], n: ['2,5'], many: ['a', 'b'], day: ['2026-03-02'], year: ['2026'] };
  const of = (q: string): string[] => given[q] ?? [];
  const one = (q: string, o: string, a: string, t?: When['t']): boolean => wanted([t ? { q, o, a, t } : { q, o, a }], false, of);
  for (const [got, want] of [
    [one('yes', '=', 'true'), true], [one('yes', '=', 'false'), false], [one('none', '=', 'x'), false],
    [one('none', '!=', 'x'), true], [one('many', '!=', 'b'), false], [one('many', '=', 'b'), true],
    [one('none', 'exists', 'false'), true], [one('n', 'exists', 'true'), true],
    [one('n', '>', '2', 'number'), true], [one('n', '<=', '2.5', 'number'), true], [one('n', '>', '10', 'number'), false], [one('yes', '>', '1', 'number'), false],
    [one('day', '>=', '2026-03-01', 'date'), true], [one('year', '=', '2026-03-02', 'date'), false], [one('year', '<', '2027', 'date'), true],
    [wanted([], false, of), true],
    [wanted([{ q: 'yes', o: '=', a: 'true' }, { q: 'none', o: '=', a: 'x' }], true, of), true],
    [wanted([{ q: 'yes', o: '=', a: 'true' }, { q: 'none', o: '=', a: 'x' }], false, of), false],
  ]) assert.equal(got, want);
});
