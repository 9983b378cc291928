// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { Conduct, type Side } from './conduct.ts';
import { beats } from './engine.ts';
import { type Hand, handIn, mine, pairing } from './hands.ts';
import { Shown, World } from './screens.ts';
import { times } from './some.ts';
import type { Plan } from './plan.ts';

interface Screen { side: Side; hand: Hand; seen: boolean; cut: boolean; dead: boolean; stage: Shown; at: Conduct }

/** A house, a therapist, and a client with a phone in each hand. */
class Table {
  world = new World();
  light: Record<string, unknown> = {};
  n = 0;
  all: Record<string, Screen> = {};
  constructor(hands: Record<string, Hand>) {
    this.#add('therapist', 'therapist', 'both');
    for (const [name, hand] of Object.entries(hands)) this.#add(name, 'client', hand);
    this.counted();
  }
  #add(name: string, side: Side, hand: Hand): void {
    const stage = new Shown(this.world);
    const at = new Conduct(side, stage, {
      step: (s) => this.#way(name, () => this.#step(side, s)),
      aside: (what, data) => this.#way(name, () => this.#others(name, (o) => o.at.aside(what, side, data, this.world.t))),
    });
    this.all[name] = { side, hand, seen: true, cut: false, dead: false, stage, at };
    if (side === 'client') at.me = () => ({ page: name, hand: this.all[name]!.hand, seen: this.all[name]!.seen, can: true });
    at.now = () => this.world.t;
    stage.ends = (why, seconds) => at.over(why, seconds);
  }
  #way(name: string, act: () => void): void { this.world.later(this.world.t + 40, () => { if (!this.all[name]!.cut) act(); }); }
  #others(but: string, act: (o: Screen) => void): void {
    for (const [name, o] of Object.entries(this.all)) if (name !== but) this.#way(name, () => act(o));
  }
  counted(): void {
    const clients = Object.values(this.all).filter((o) => o.side === 'client' && !o.dead).length;
    for (const o of Object.values(this.all)) o.at.present(o.side === 'client' || clients > 0, 0, clients - (o.side === 'client' ? 1 : 0));
  }
  #step(side: Side, s: { act: string; name?: string; ref?: string; values?: number[]; setup?: { with: object } }): void {
    const plan = this.light['plan'] as Plan | undefined;
    if (s.act === 'begin') this.light = { plan: { v: 1, set: `set${this.n}`, start: this.world.t + 90, with: s.setup!.with, changes: [] } };
    else if (plan && s.ref === plan.set && !this.light['stop']) this.light = { ...this.light, stop: { at: s.values![0], side, why: s.name } };
    this.n++;
    this.#others('', (o) => o.at.state(this.n, JSON.parse(JSON.stringify(this.light)), this.world.t));
  }
  go(until: number, each: () => void = () => undefined): void {
    this.world.until(until, () => {
      for (const o of Object.values(this.all)) if (!o.dead) { o.at.tick(this.world.t); o.stage.tick(); }
      each();
    });
  }
  get why(): string { return (this.light['stop'] as { why: string } | undefined)?.why ?? ''; }
  how(name: string): string {
    const { at } = this.all[name]!;
    const own = at.me() as { hand: Hand; seen: boolean; can: boolean } | null;
    return at.pages.lost ? 'lost-' + at.pages.lost : pairing([...(own ? [own] : []), ...at.pages.there(this.world.t)]);
  }
  get moves(): string { return Object.entries(this.all).filter(([, o]) => o.stage.moves).map(([name]) => name).join(' '); }
}

test('a hand feels its own side, and both hands together feel all of it', () => {
  const t = new Table({ one: 'left', two: 'right' });
  t.go(100);
  t.all['therapist']!.at.begin({ ppm: 60, passes: 6, touch: true });
  t.go(2000);
  const felt = (name: string) => beats(t.all[name]!.stage.run!, -Infinity, Infinity).filter((b) => b.kind === 'touch' && mine(b.side, t.all[name]!.hand)).map((b) => b.t);
  const [left, right] = [felt('one'), felt('two')];
  assert.equal(left.length, 6);
  assert.equal(right.length, 6);
  const start = t.all['one']!.stage.run!.plan.start;
  assert.deepEqual([...left, ...right].sort((a, b) => a - b).map((at) => Math.round(at - start)), [250, 750, 1250, 1750, 2250, 2750, 3250, 3750, 4250, 4750, 5250, 5750]);
  assert.ok(left.every((at, i) => Math.abs(right[i]! - at - 500) < 1));
  assert.deepEqual([mine(-1, 'both'), mine(1, 'both'), mine(-1, 'right'), mine(1, 'left')], [true, true, false, false]);
  assert.equal(handIn('middle'), 'both');
});

test('everybody is told how the hands stand, and a wrong pair is said', () => {
  const t = new Table({ one: 'left', two: 'right' });
  t.go(300);
  for (const name of ['therapist', 'one', 'two']) assert.equal(t.how(name), 'pair');
  t.all['two']!.hand = 'left';
  t.all['two']!.at.changed();
  t.go(600);
  for (const name of ['therapist', 'one', 'two']) assert.equal(t.how(name), 'lefts');
  t.all['two']!.seen = false;
  t.all['two']!.at.changed();
  t.go(900);
  assert.equal(t.how('therapist'), 'hidden');
  t.all['two']!.dead = true;
  t.counted();
  t.go(1300);
  assert.equal(t.how('therapist'), 'left', 'a page that is gone was still counted');
  const is = (...all: Hand[]) => pairing(all.map((hand) => ({ hand, seen: true, can: true })));
  assert.deepEqual([is(), is('both'), is('both', 'both'), is('right'), is('right', 'both'), is('right', 'right')], ['', '', 'two', 'right', 'right', 'rights']);
  assert.equal(pairing([{ hand: 'left', seen: true, can: true }, { hand: 'right', seen: true, can: false }]), 'cannot');
});

test('a page of the client’s that goes quiet ends the set for all within two seconds, with its hand', () => {
  for (let seed = 1; seed <= times(12); seed++) {
    for (const hands of [{ one: 'left', two: 'right' }, { one: 'both', two: 'both' }] as Record<string, Hand>[]) {
      for (const how of ['cut', 'dead'] as const) {
        const t = new Table(hands);
        t.go(200);
        t.all['therapist']!.at.begin({ passes: 60 });
        t.go(4000 + seed * 37);
        assert.equal(t.moves, 'therapist one two');
        t.all['two']![how] = true;
        const was = t.world.t;
        t.go(was + 2000);
        assert.equal(t.moves, '', `${how}: somebody’s set went on`);
        assert.equal(t.why, 'lost');
        assert.equal(t.how('therapist'), 'lost-' + hands['two']);
        assert.equal(t.how('one'), 'lost-' + hands['two']);
        t.all['two']!.cut = false;
        t.go(was + 5000);
        assert.ok(!t.all['one']!.stage.moves && !t.all['therapist']!.stage.moves, 'it went on by itself');
      }
    }
  }
});

test('a hand that does not take part in a set keeps it from going on; a page that is not one does not', () => {
  const late = new Table({ one: 'left', two: 'right' });
  late.go(200);
  late.all['two']!.cut = true; // it said that it is there, and then nothing
  late.all['therapist']!.at.begin({ passes: 60 });
  late.go(2500);
  assert.equal(late.why, 'lost');
  assert.equal(late.how('therapist'), 'lost-right');
  late.all['two']!.cut = false;
  late.go(7000);
  late.light = {};
  late.all['therapist']!.at.begin({ passes: 60 });
  late.go(8000);
  assert.deepEqual([late.moves, late.how('therapist')], ['therapist one two', 'pair'], 'a hand that came back is not lost');
  const away = new Table({ one: 'left', two: 'right' });
  away.go(200);
  away.all['two']!.seen = false;
  away.all['therapist']!.at.begin({ passes: 60 });
  away.go(500);
  assert.equal(away.why, 'hidden');
  assert.equal(away.moves, '');
  const spare = new Table({ one: 'both', two: 'both' });
  spare.go(200);
  spare.all['two']!.seen = false;
  spare.all['therapist']!.at.begin({ passes: 60 });
  spare.go(6000);
  assert.equal(spare.moves, 'therapist one');
});

test('whoever notices first, everybody says which hand is lost', () => {
  const t = new Table({ one: 'left', two: 'right' });
  t.go(200);
  t.all['therapist']!.at.begin({ passes: 60 });
  t.go(4000);
  t.all['two']!.cut = true;
  t.go(5200);
  t.all['one']!.at.halt(t.all['one']!.at.set, 'lost'); // the house says so before its own lease is over
  t.all['therapist']!.at.halt(t.all['therapist']!.at.set, 'lost');
  assert.deepEqual([t.how('one'), t.how('therapist')], ['lost-right', 'lost-right']);
});

test('the client’s stop on either phone ends it on all', () => {
  for (const name of ['one', 'two']) {
    const t = new Table({ one: 'left', two: 'right' });
    t.go(200);
    t.all['therapist']!.at.begin({ passes: 60 });
    t.go(3000);
    t.all[name]!.stage.stop('client');
    t.go(3100);
    assert.equal(t.moves, '');
    assert.equal(t.why, 'client');
  }
});

test('a set that runs to its count is lost to nobody, and what is said in odd words is left out', () => {
  const t = new Table({ one: 'left', two: 'right' });
  t.go(200);
  const { at } = t.all['therapist']!;
  for (const said of [null, 7, {}, { page: 3 }, { page: '' }, { page: 'x'.repeat(99) }]) at.aside('hand', 'client', said, t.world.t);
  at.aside('hand', 'house', { page: 'y', hand: 'left' }, t.world.t);
  for (let n = 0; n < 50; n++) at.pages.hear({ page: 'many' + n, hand: {} }, false, t.world.t - 9000);
  assert.ok(at.pages.there(t.world.t).length === 2);
  at.begin({ ppm: 120, passes: 10 });
  t.go(9000);
  assert.equal(t.why, '');
  assert.equal(t.all['one']!.stage.running, false);
  t.all['two']!.dead = true;
  t.counted();
  t.go(9300);
  assert.equal(t.how('therapist'), 'left', 'after a set nobody is held to it');
});
