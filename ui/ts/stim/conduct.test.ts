// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { happened } from './engine.ts';
import { Session } from './screens.ts';
import { dice, times } from './some.ts';

test('two screens show the same, whatever the line does, also where a change comes late', () => {
  for (let seed = 1; seed <= times(30); seed++) {
    const s = new Session(seed, 75, 25, seed % 3 ? 130 : 20); // sometimes a change takes effect before it arrives
    const roll = dice(seed + 500);
    s.at['therapist']!.begin({ ppm: 60, passes: 20 });
    let before = { x: 0, y: 0 }, changed = 0, apart = 0, quiet = 0;
    s.go(21_000, () => {
      if (s.world.t % 2000 === 0 && s.world.t > 0 && s.world.t < 16_000) {
        s.at['therapist']!.change({ ppm: 40 + Math.round(roll() * 60) });
        changed = s.world.t;
      }
      const client = s.stage['client']!, therapist = s.stage['therapist']!;
      if (!client.moves || !therapist.moves) return;
      const now = client.place;
      assert.ok(Math.hypot(now.x - before.x, now.y - before.y) < 0.08, `seed ${seed} at ${s.world.t}: a jump`);
      before = now;
      if (s.world.t < changed + 800 || s.world.t < 1200) return;
      quiet++;
      apart = Math.max(apart, Math.abs(now.x - therapist.place.x));
    });
    assert.ok(quiet > 500, `seed ${seed}: ${quiet}`);
    assert.ok(apart < 1e-9, `seed ${seed}: ${apart}`);
    assert.equal(happened(s.stage['client']!.run!).passes, 20);
    assert.deepEqual(s.light['stop'], undefined, 'a set that ended by its count was not stopped');
  }
});

test('a stop of either side stops both, is kept once with its moment, and nothing begins again', () => {
  for (const side of ['client', 'therapist'] as const) {
    const s = new Session(3, 75, 25, 130);
    s.at['therapist']!.begin({ passes: 24 });
    s.go(5000);
    if (side === 'client') s.stage['client']!.stop('client');
    else s.at['therapist']!.stop();
    assert.ok(!s.stage[side]!.moves, 'at once, here');
    s.go(5000 + 210);
    assert.ok(!s.stage['client']!.moves && !s.stage['therapist']!.moves);
    assert.equal((s.light['stop'] as { why: string }).why, side);
    s.tell();
    s.go(12_000);
    assert.ok(!s.stage['client']!.moves && !s.stage['therapist']!.moves);
  }
});

test('a line that is cut brings the light to rest within two seconds on both sides, for good', () => {
  for (let seed = 1; seed <= times(20); seed++) {
    for (const lost of ['client', 'therapist'] as const) {
      const s = new Session(seed, 75, 25, 130);
      s.at['therapist']!.begin({ passes: 60 });
      s.go(4000 + seed * 37);
      s.cut[lost] = true;
      const cut = s.world.t;
      let rested = 0, told = 0;
      s.go(cut + 3000, () => {
        if (s.stage['client']!.moves) rested = s.world.t - cut;
        if (!s.at['therapist']!.other.lost) told = s.world.t - cut;
      });
      assert.ok(rested > 0 && rested <= 2000, `${lost}: it moved on for ${rested} ms`);
      assert.ok(told <= 2000, `${lost}: the therapist knew after ${told} ms`);
      s.cut[lost] = false;
      s.tell();
      s.go(s.world.t + 3000);
      assert.ok(!s.stage['client']!.moves && !s.stage['therapist']!.moves, 'it went on by itself');
      assert.equal((s.light['stop'] as { why: string } | undefined)?.why, 'lost');
    }
  }
});

test('one screen for both needs no lease; a screen that comes late waits for the next set', () => {
  const s = new Session(1, 5, 2, 60);
  s.cut['client'] = true;
  s.at['therapist']!.present(false);
  s.at['therapist']!.begin({ passes: 10 });
  s.go(9000);
  assert.ok(s.stage['therapist']!.moves);
  s.cut['client'] = false;
  s.tell();
  s.go(9300);
  assert.ok(!s.stage['client']!.moves, 'a screen joined in the middle');
  s.go(12_000);
  s.at['therapist']!.present(true);
  s.at['therapist']!.begin({ passes: 10 });
  s.go(13_000);
  assert.ok(s.stage['client']!.moves && s.stage['therapist']!.moves);
});

test('what the client says, what is said in another name and what makes no sense changes nothing', () => {
  const s = new Session(1, 5, 2, 60);
  s.at['client']!.begin({ passes: 10 });
  s.at['client']!.change({ ppm: 100 });
  s.at['client']!.stop();
  s.go(500);
  assert.equal(s.n, 0);
  for (const raw of [null, 7, [], { plan: {} }, { plan: { v: 1, set: 'x', start: 1e15, with: {}, changes: [] } }, { plan: { v: 1, set: 'x', start: 600, with: { ppm: 1e9 }, changes: [] } }]) s.at['client']!.state(1, raw, s.world.t);
  assert.equal(s.at['client']!.set, '');
  s.at['therapist']!.begin({ passes: 10 });
  s.go(1500);
  for (const from of ['client', 'house', '']) s.at['client']!.aside('lease', from, { set: s.at['client']!.set }, s.world.t + 99_999);
  s.at['client']!.halt('another set', 'therapist');
  assert.ok(s.stage['client']!.moves);
});
