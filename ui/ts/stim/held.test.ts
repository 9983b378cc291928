// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { Conduct } from './conduct.ts';
import { happened } from './engine.ts';
import type { Plan } from './plan.ts';
import { Session, Shown } from './screens.ts';
import { dice } from './some.ts';

const alone = (seed: number): Session => {
  const s = new Session(seed, 5, 2, 60);
  s.cut['client'] = s.cut['therapist'] = true;
  s.at['therapist']!.present(false);
  return s;
};
const local = (set: string, start: number, passes = 240): Plan => ({ v: 1, set, start, with: { ppm: 60, passes }, changes: [] }) as Plan;

test('without a line, the light moves for as long as something is held, whatever comes in which order', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const s = alone(seed), one = s.at['therapist']!, stage = s.stage['therapist']!, roll = dice(seed);
    let held = false, let_go = 0, sets = 0;
    s.go(20_000, () => {
      if (s.world.t % 100 !== 0) {
        if (stage.moves && !held) assert.ok(s.world.t - let_go <= 320, `seed ${seed} at ${s.world.t}: it moves and nobody holds it`);
        return;
      }
      const what = Math.floor(roll() * 6);
      if (what <= 1) { // pressed, or the key says so once more
        const began = one.hold(local(`held${sets}`, s.world.t + 50), s.world.t);
        assert.ok(!began || !held, 'a press while one is held began another');
        if (began) [held, sets] = [true, sets + 1];
      } else if (what === 2) { // let go, the window left, a finger slid off: all the same to it
        if (held) let_go = s.world.t;
        held = false;
        one.letGo();
      } else if (what === 3) one.stop();
      else if (what === 4) s.cut['therapist'] = !s.cut['therapist'];
      else s.tell();
      if (!one.held || !stage.running) {
        if (held) let_go = s.world.t;
        held = false;
      }
    });
    assert.ok(sets > 2, `seed ${seed}: ${sets}`);
    assert.equal(s.light['plan'], undefined, 'the house heard of a set that nobody asked it for');
    assert.equal(s.light['stop'], undefined);
  }
});

test('letting go brings a held set to rest in the centre, and coming back of the line does not', () => {
  const s = alone(1), one = s.at['therapist']!, stage = s.stage['therapist']!;
  assert.ok(one.hold(local('a', 50), 0));
  s.go(1200);
  s.cut['therapist'] = false;
  s.tell();
  s.go(8000);
  assert.ok(stage.moves, 'a lease ran out that was none');
  one.letGo();
  s.go(8150);
  assert.ok(stage.moves, 'it was cut short');
  s.go(8400);
  assert.ok(!stage.moves && !one.held);
  assert.deepEqual([stage.place.x, stage.place.y].map(Math.abs), [0, 0]);
  assert.equal(happened(stage.run!).why, 'released');
});

test('nothing is led without a line where another screen is there, may be there, or on the client’s side', () => {
  const s = new Session(1, 5, 2, 60);
  const plan = local('a', 50);
  assert.ok(!s.at['therapist']!.hold(plan, 0), 'the client has a screen');
  assert.ok(!s.at['client']!.hold(plan, 0), 'the client leads');
  s.at['client']!.present(false);
  assert.ok(!s.at['client']!.hold(plan, 0), 'the client leads alone');
  const unheard = new Conduct('therapist', new Shown(s.world), { step: () => undefined, aside: () => undefined });
  assert.ok(!unheard.hold(plan, 0), 'nobody knows who is there');
  const late = alone(2), one = late.at['therapist']!;
  assert.ok(one.hold(local('b', 50), 0));
  late.go(1000);
  one.present(true);
  late.go(1400);
  assert.ok(!late.stage['therapist']!.moves, 'a screen came, and it went on');
  assert.ok(!one.hold(local('c', 1450), 1400));
});

test('a set that the house began keeps another from being held, and a held one gives way to it', () => {
  const s = new Session(1, 5, 2, 60), one = s.at['therapist']!;
  s.cut['client'] = true;
  one.present(false);
  one.begin({ passes: 24 });
  s.go(1000);
  assert.ok(!one.hold(local('a', 1050), 1000));
  const late = alone(2);
  assert.ok(late.at['therapist']!.hold(local('b', 50), 0));
  late.go(1000);
  late.cut['therapist'] = false;
  late.light = { plan: local('another', 1100, 24) };
  late.tell();
  late.go(1500);
  assert.ok(!late.stage['therapist']!.moves, 'two sets at once');
});
