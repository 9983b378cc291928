// One set on several screens: what the server says, what the other side says, and what happens here. It
// knows no page and no clock of its own, so that every order of events can be tried.
import { accept, ended, listen, type Listening, type Message } from './accept.ts';
import { Pages } from './hands.ts';
import { check, lease, type Lease, release, renew, renewEvery } from './lease.ts';
import { type Given, type Less, Screens } from './less.ts';
import { type Plan, readPlan } from './plan.ts';
import type { Loose, Patch } from './fields.ts';

export type Side = 'client' | 'therapist';

/** What can be asked of a stage. */
export interface Stage {
  readonly running: boolean;
  load(plan: Plan): void;
  begin(at: number): void;
  adopt(plan: Plan): void;
  stop(why: string): void;
}

/** What can be said on the line. A step is kept; what is said aside is not. */
export interface Wire {
  step(step: { tool: 'light'; act: 'begin' | 'change' | 'stop' | 'had'; name?: string; ref?: string; values?: number[]; setup?: { with: Patch } }): void;
  aside(name: 'lease' | 'hand', data: Loose): void;
}

/** How the other screen is doing, as this one knows. */
export interface Other {
  there: boolean;
  lost: boolean;
  data: Loose;
}

/** How late a screen may still join a set, in ms: one that comes later waits for the next. */
export const latest = 1000;

/** The stops of the therapist's device that are not the therapist's own hand. */
const theirs = ['lost', 'gone', 'released'];

/** How often a page of the client's says which hand it is, while no set is on, in ms. */
export const handEvery = 2000;

export class Conduct {
  #heard: Listening = listen('therapist');
  #lease: Lease | null = null;
  #said = -Infinity;
  #alone = false; // nobody else has a screen
  #wanted = false; // the therapist has asked for a set that is not here yet
  #screens = new Screens();
  #gave = new Set<Given>(); // what was said to have been given in this set
  #had: unknown[] = []; // and what others said of it
  #known = false; // the line has said who has a screen
  other: Other = { there: false, lost: false, data: {} };
  now: () => number = () => 0; // the shared clock
  report: () => Loose = () => ({}); // what the other side is told with each lease
  me: () => Loose | null = () => null; // what a page of the client's says of itself: which it is, which hand, whether it is in view
  readonly pages = new Pages(); // of the client's, but for this one
  #here = 0; // the clock of this page, at its last tick
  #shown = -Infinity; // when this page last said which hand it is
  #without = ''; // the set that this page was not in view for

  constructor(private side: Side, private stage: Stage, private wire: Wire) {}

  get #own(): 0 | 1 { return this.side === 'client' ? 1 : 0; } // how many of the client's pages this one is

  /** Which set is on here; empty: none. */
  get set(): string { return this.#heard.set; }

  /** The plan of it, as it is known here. */
  get plan(): Plan | null { return this.set ? this.#heard.plan : null; }

  /** How the client's screens stand, where their devices ask for less movement. */
  less(here: number): Less { return this.#screens.at(here); }

  /** Whether one of them lacks a sound of one's own, or a picture. */
  lacks(what: 'clicks' | 'plain', here: number): boolean { return this.#screens.lacks(what, here); }

  /**
   * What this screen gives in the set that is on, for the record: each thing once. That it is what was meant
   * is said only where another screen gave something else.
   */
  gives(what: Given): void {
    const mine = this.side === 'client' || this.#alone;
    if (!this.set || this.held || !mine || this.#gave.has(what) || this.#had.includes(what)) return;
    if (what === 'meant' && this.#had.length === 0 && this.#gave.size === 0) return;
    this.#gave.add(what);
    this.wire.step({ tool: 'light', act: 'had', name: what, ref: this.set });
  }

  begin(settings: Patch): void {
    if (this.side !== 'therapist' || this.set || this.#wanted) return;
    this.#wanted = true;
    this.wire.step({ tool: 'light', act: 'begin', setup: { with: settings } });
  }

  /** Whether this is the one screen there is, as far as the line could say. */
  get only(): boolean { return this.side === 'therapist' && this.#known && !this.other.there; }
  /** Whether a set is on that lasts for as long as something is held down. */
  get held(): boolean { return this.#lease?.kind === 'held'; }

  /** Begins a set of this device alone: where there is one screen, and while no line is there to keep a step. */
  hold(plan: Plan, here: number): boolean {
    if (!this.only || this.set || this.stage.running || !this.#take({ kind: 'plan', plan }, this.#heard.seq, plan.set)) return false;
    this.#lease = lease('held', here);
    this.stage.load(plan);
    this.stage.begin(plan.start);
    return true;
  }

  /** The finger has left: the light comes to rest, and nothing but another press begins anything. */
  letGo(): void {
    if (!this.#lease || !this.held) return;
    this.#lease = release(this.#lease);
    this.stage.stop('released');
  }

  /** What was asked for was not taken. */
  refused(): void { this.#wanted = false; }

  change(patch: Patch): void {
    if (this.side === 'therapist' && this.set) this.wire.step({ tool: 'light', act: 'change', ref: this.set, setup: { with: patch } });
  }

  /** What the server says there is. here is the clock of this page, which leases are measured by. */
  state(n: number, raw: unknown, here: number): void {
    this.#wanted = false;
    const light = (typeof raw === 'object' && raw !== null ? raw : {}) as Loose;
    const plan = readPlan(light['plan']);
    if (!plan) return;
    const stopped = light['stop'] !== undefined;
    this.#had = Array.isArray(light['had']) ? light['had'] : [];
    if (plan.set === this.set) {
      if (stopped) return this.halt(plan.set, String((light['stop'] as Loose)['why'] ?? ''));
      this.#learn(n, plan);
    } else if (!stopped && this.now() < plan.start + latest) {
      this.letGo(); // another screen of the therapist's has begun one
      this.#begin(n, plan, here);
    }
  }

  #take(m: object, n: number, set: string): boolean {
    const before = this.#heard;
    this.#heard = accept({ ...before, seq: n - 1 }, { v: 1, from: 'therapist', seq: n, sent: this.now(), set, ...m } as Message, this.now());
    return this.#heard.seq === n;
  }

  #begin(n: number, plan: Plan, here: number): void {
    if (this.stage.running || this.#unseen(plan)) return;
    if (this.set) this.#end(this.set);
    if (!this.#take({ kind: 'plan', plan }, n, plan.set)) return;
    this.#lease = lease('line', here);
    this.pages.begin(here);
    this.other.lost = false;
    this.#gave = new Set();
    this.#alone = this.side === 'therapist' && !this.other.there;
    this.#said = -Infinity;
    this.stage.load(plan);
    this.stage.begin(plan.start);
    this.tick(here);
  }

  /** A client's page that is not in view takes no part; where it is a hand, nothing begins without it. */
  #unseen(plan: Plan): boolean {
    const me = this.side === 'client' ? this.me() : null;
    if (!me || me['seen'] !== false) return false;
    if (me['hand'] !== 'both' && this.#without !== plan.set) this.#tell(plan.set, 'hidden', this.now());
    this.#without = plan.set;
    return true;
  }

  #learn(n: number, plan: Plan): void {
    const known = this.#heard.plan?.changes.length ?? 0;
    let more = false;
    for (const change of plan.changes.slice(known)) more = this.#take({ kind: 'change', change }, n, plan.set) || more;
    if (more && this.#heard.plan) this.stage.adopt(this.#heard.plan);
  }

  /** The set is to stop, says the other side or the server. */
  halt(set: string, why: string): void {
    if (set === '' || set !== this.set) return;
    if (why === 'lost' && !this.pages.lost) this.pages.missed(this.#here, this.#own);
    this.#end(set);
    this.stage.stop(why || 'therapist');
  }

  #end(set: string): void {
    this.#heard = ended(this.#heard, set);
    this.#lease = null;
    this.pages.end();
  }

  /** The stage says that it is over, after so many seconds. What was stopped here is told to everybody. */
  over(why: string, seconds: number): void {
    const { set, plan } = this.#heard;
    if (!set || !plan) return;
    const { held } = this;
    this.#end(set);
    if (held) return; // the record hears of it from the device that kept it
    if (why !== 'count' && why !== 'time') this.#tell(set, this.side === 'client' || theirs.includes(why) ? why : 'therapist', plan.start + 1000 * seconds);
  }

  /** The therapist's stop. */
  stop(): void {
    const set = this.set;
    if (this.side !== 'therapist' || !set) return;
    if (this.held) return this.stage.stop('therapist');
    this.#tell(set, 'therapist', this.now());
    this.halt(set, 'therapist');
  }

  #tell(set: string, why: string, at: number): void {
    this.wire.step({ tool: 'light', act: 'stop', name: why, ref: set, values: [Math.floor(at)] });
  }

  /** The other side's lease, which the server passed on with the name of the side it came from. */
  aside(name: string, from: string, data: unknown, here: number): void {
    if (name === 'shows' && from === 'client' && this.side === 'therapist') this.#screens.said(data, here);
    const said = (typeof data === 'object' && data !== null ? data : {}) as Loose;
    if (from === 'client' && (name === 'hand' || name === 'lease')) this.pages.hear(said, name === 'lease' && this.#lease !== null && said['set'] === this.set, here);
    if (name !== 'lease' || from === this.side || (from !== 'client' && from !== 'therapist')) return;
    this.other.data = said;
    if (said['set'] === this.set && this.#lease) {
      this.#lease = renew(this.#lease, here);
      this.other.lost = false;
    }
  }

  /** Whether anybody is on the other side: without, a lease has nobody to renew it. pages: of the client's, but for this one. */
  present(there: boolean, here = 0, pages = Infinity): void {
    this.#known = true;
    this.pages.count(pages);
    this.#shown = -Infinity; // whoever came has not heard which hand this is
    this.#screens.here(there, here);
    this.other.there = there;
    if (there) this.letGo();
  }

  /** Done often: renews the lease, and notices when the other side's is gone. */
  tick(here: number): void {
    this.#here = here;
    this.#show(here);
    if (!this.set || !this.#lease || this.held) return;
    if (here - this.#said >= renewEvery - 20) {
      this.#said = here;
      this.wire.aside('lease', { set: this.set, ...this.report(), ...this.me() });
    }
    this.#lease = check(this.#lease, here);
    const gone = this.pages.gone(here, this.#own); // one of two hands: the other alone would be half of a set
    if (this.#lease.over !== 'lost' && !gone) return;
    if (this.#alone && !gone) { // one screen for both: there is nobody to renew it
      this.#lease = lease('line', here);
      return;
    }
    const set = this.set;
    this.other.lost = true;
    this.#tell(set, 'lost', this.now());
    this.halt(set, 'lost');
  }

  /** Says which hand this page is, so that it is known before a set begins. */
  #show(here: number): void {
    if (this.side !== 'client' || here - this.#shown < handEvery) return;
    const me = this.me();
    if (!me) return;
    this.#shown = here;
    this.wire.aside('hand', me);
  }

  /** Something about this page is different: it is said at the next tick. */
  changed(): void { this.#shown = -Infinity; }
}
