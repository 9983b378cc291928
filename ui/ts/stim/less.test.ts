// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { tame } from './fields.ts';
import { gently } from './gentle.ts';
import { given, Screens } from './less.ts';
import { Session } from './screens.ts';
import { anyPlan, dice, times } from './some.ts';

test('what a screen gives is what was meant, unless there is something to see that it does not show', () => {
  const eyes = tame({}), taps = tame({ sight: false, touch: true }), both = tame({ touch: true });
  assert.equal(given(eyes, 'see', false, false), 'meant');
  assert.equal(given(taps, 'hear', false, false), 'meant');
  assert.equal(given(eyes, 'hear', true, true), 'heard');
  assert.equal(given(eyes, 'hear', false, true), 'nothing');
  assert.equal(given(both, 'hear', false, true), 'felt');
  assert.equal(given(both, 'hear', false, false), 'nothing');
});

test('a set in which nothing moves is left as it is where less movement is asked for', () => {
  const taps = { v: 1 as const, set: 'a', start: 0, with: { sight: false, touch: true }, changes: [] };
  assert.equal(gently(taps, 'hear').with.sound, undefined);
  assert.equal(gently(taps, 'hear').with.touch, true);
  assert.equal(gently({ ...taps, with: { sight: false } }, 'hear').with.sound, true);
});

test('a screen says once what it gave in a set, and one that shows it only where another did not', () => {
  const s = new Session(4, 75, 25, 130);
  const each = () => { s.at['client']!.gives('heard'); s.at['therapist']!.gives('heard'); };
  s.at['therapist']!.begin({ passes: 4 });
  s.go(3000, each);
  assert.deepEqual(s.had, ['client heard'], 'the client’s screen alone, and once');
  s.go(9000, each);
  s.at['therapist']!.begin({ passes: 4 });
  s.go(12_000, () => s.at['client']!.gives('meant'));
  assert.deepEqual(s.had, ['client heard'], 'what was meant goes without saying');
  s.go(13_000, () => { s.at['client']!.gives('nothing'); s.at['client']!.gives('meant'); });
  assert.deepEqual(s.had, ['client heard', 'client nothing', 'client meant']);
});

test('whatever a client’s page says of itself, it leads to nothing but words', () => {
  const odd = [null, 7, 'x', [], {}, { page: '' }, { page: 3, less: true }, { page: 'a'.repeat(999), less: true }, { page: 'b', less: 'yes', loud: {} }, { page: 'c', less: true, set: 'set0', stop: true, ppm: 200 }];
  for (let seed = 1; seed <= times(40); seed++) {
    const roll = dice(seed), plain = new Session(seed, 60, 20, 130), told = new Session(seed, 60, 20, 130);
    for (const s of [plain, told]) s.at['therapist']!.begin({ ...anyPlan(seed).with, passes: 8, seconds: 0 });
    plain.go(4000);
    told.go(4000, () => {
      if (told.world.t % 40) return;
      const data = roll() < 0.3 ? { page: `p${roll()}`, less: true, loud: roll() < 0.5 } : odd[Math.floor(roll() * odd.length)];
      told.at['therapist']!.aside('shows', 'client', data, told.world.t);
    });
    assert.deepEqual(told.stage['therapist']!.place, plain.stage['therapist']!.place);
    assert.deepEqual(told.light, plain.light);
    assert.ok(['', 'less', 'mute', 'some'].includes(told.at['therapist']!.less(4000)));
  }
});

test('what is known of screens goes with them, and some of them is not all of them', () => {
  const s = new Screens();
  s.here(true, 0);
  assert.equal(s.at(10), '');
  s.said({ page: 'phone', less: true, loud: false }, 20);
  assert.equal(s.at(30), 'mute');
  s.said({ page: 'phone', less: true, loud: true }, 40);
  assert.equal(s.at(50), 'less');
  s.said({ page: 'desk', less: false, loud: false }, 60);
  assert.equal(s.at(70), 'some');
  s.here(true, 100); // the phone has left: it does not say so again
  s.said({ page: 'desk', less: false, loud: false }, 120);
  assert.equal(s.at(130), 'some', 'until it had time to');
  assert.equal(s.at(2200), '');
  s.said({ page: 'phone', less: true, loud: true }, 2300);
  s.here(false, 2400);
  assert.equal(s.at(2401), '');
});
