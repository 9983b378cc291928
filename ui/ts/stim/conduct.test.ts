// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { Conduct, type Side, type Stage } from './conduct.ts';
import { compile, endOf, halt, happened, learned, pos, type Run } from './engine.ts';
import { type Plan, usualLimits } from './plan.ts';
import { dice, times } from './some.ts';

/** The true time of a whole practice of screens, and what is on its way in it. */
class World {
  t = 0;
  #due: { at: number; do: () => void }[] = [];
  later(at: number, act: () => void): void { this.#due.push({ at, do: act }); }
  until(end: number, each: () => void = () => undefined): void {
    for (; this.t < end; this.t += 4) {
      const now = this.#due.filter((d) => d.at <= this.t).sort((a, b) => a.at - b.at);
      this.#due = this.#due.filter((d) => d.at > this.t);
      now.forEach((d) => d.do());
      each();
    }
  }
}

/** A stage that only knows where its light is. */
class Shown implements Stage {
  run: Run | null = null;
  #on = false;
  ends: (why: string, seconds: number) => void = () => undefined;
  constructor(private world: World) {}
  get running(): boolean { return this.#on; }
  load(plan: Plan): void { this.run = compile(plan, usualLimits); }
  begin(at: number): void {
    this.#on = true;
    if (this.world.t > at) this.run = learned(this.run!, null, this.world.t);
  }
  adopt(plan: Plan): void { this.run = learned(compile(plan, usualLimits), this.run, this.world.t); }
  stop(why: string): void {
    if (!this.#on) return;
    this.run = halt(this.run!, this.world.t, why, why === 'lost');
    if (why !== 'lost') this.#over();
  }
  tick(): void { if (this.#on && this.world.t >= endOf(this.run!)) this.#over(); }
  #over(): void {
    this.#on = false;
    const had = happened(this.run!);
    this.ends(had.why, had.seconds);
  }
  get moves(): boolean { return this.#on && this.world.t >= this.run!.plan.start && !(this.run!.stop && this.world.t >= endOf(this.run!)); }
  get place(): { x: number; y: number } { return pos(this.run!, this.world.t); }
}

interface Step { act: string; name?: string; ref?: string; values?: number[]; setup?: { with: object } }

/** A server that keeps steps and tells everybody, and two screens at the ends of slow lines. */
class Session {
  world = new World();
  light: Record<string, unknown> = {};
  n = 0;
  sides: Side[] = ['therapist', 'client'];
  stage: Record<string, Shown> = {};
  at: Record<string, Conduct> = {};
  cut: Record<string, boolean> = {};
  #last: Record<string, number> = {};

  constructor(seed: number, private delay: number, private jitter: number, private lead: number) {
    const roll = dice(seed);
    this.trip = () => this.delay + (2 * roll() - 1) * this.jitter;
    for (const side of this.sides) {
      const stage = (this.stage[side] = new Shown(this.world));
      const one = (this.at[side] = new Conduct(side, stage, {
        step: (s) => this.#send(side, () => this.#step(side, s)),
        aside: (name, data) => this.#send(side, () => this.#both(side, (o) => o.aside(name, side, data, this.world.t))),
      }));
      one.now = () => this.world.t;
      one.present(true);
      stage.ends = (why, seconds) => one.over(why, seconds);
    }
  }

  trip: () => number;
  /** In order, and lost while the line is cut. */
  #send(side: Side, act: () => void): void { this.#way(side + ' up', side, act); }
  #way(way: string, side: Side, act: () => void): void {
    if (this.cut[side]) return;
    const at = (this.#last[way] = Math.max(this.#last[way] ?? 0, this.world.t + this.trip()));
    this.world.later(at, () => { if (!this.cut[side]) act(); });
  }
  #both(but: Side | null, act: (to: Conduct) => void): void {
    for (const side of this.sides) if (side !== but) this.#way(side + ' down', side, () => act(this.at[side]!));
  }
  #step(by: Side, s: Step): void {
    const now = this.world.t;
    const plan = this.light['plan'] as Plan | undefined;
    if (s.act === 'begin') this.light = { plan: { v: 1, set: `set${this.n}`, start: Math.round(now + this.lead), with: s.setup!.with, changes: [] } };
    else if (!plan || s.ref !== plan.set) return;
    else if (s.act === 'change') this.light = { ...this.light, plan: { ...plan, changes: [...plan.changes, { at: Math.round(now + this.lead), with: s.setup!.with }] } };
    else if (!this.light['stop'] || (this.light['stop'] as { at: number }).at > s.values![0]!) this.light = { ...this.light, stop: { at: s.values![0], side: by, why: s.name } };
    this.tell();
  }
  tell(): void {
    const [n, light] = [++this.n, JSON.parse(JSON.stringify(this.light)) as unknown];
    this.#both(null, (o) => o.state(n, light, this.world.t));
  }
  go(until: number, each: () => void = () => undefined): void {
    this.world.until(until, () => {
      for (const side of this.sides) {
        if (!this.cut[side + ' dead']) this.at[side]!.tick(this.world.t);
        this.stage[side]!.tick();
      }
      each();
    });
  }
}

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
