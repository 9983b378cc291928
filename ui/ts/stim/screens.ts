// A house and two screens at the ends of slow lines, for tests: every order of events can be played.
import { Conduct, type Side, type Stage } from './conduct.ts';
import { compile, endOf, halt, happened, learned, pos, type Run } from './engine.ts';
import { type Plan, usualLimits } from './plan.ts';
import { dice } from './some.ts';

/** The true time of a whole practice of screens, and what is on its way in it. */
export class World {
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
export class Shown implements Stage {
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
    const soft = ['lost', 'released'].includes(why);
    this.run = halt(this.run!, this.world.t, why, soft);
    if (!soft) this.#over();
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
export class Session {
  world = new World();
  light: Record<string, unknown> = {};
  had: string[] = [];
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
      one.present(true, 0);
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
    else if (s.act === 'had') this.had.push(`${by} ${s.name}`), this.light = { ...this.light, had: [...((this.light['had'] as string[]) ?? []), s.name] };
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
