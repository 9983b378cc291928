import { fresh } from '../../../room/line.ts';
import { heard, newClock, roundTrip, sharedTime } from './clock.ts';
import { Conduct, type Side } from './conduct.ts';
import { halt, happened } from './engine.ts';
import { type Loose, type Patch, readPatch } from './fields.ts';
import { type Page, pairing } from './hands.ts';
import type { StimHands } from './hands-choice.ts';
import type { StimStage } from './stage.ts';

/** What a room says and takes (room/line.ts), as far as a light needs it. */
interface Told { k: string; n?: number; state?: Loose; here?: { side: string; pages: number }[]; id?: string; name?: string; tool?: string; side?: string; data?: unknown }
interface Line {
  far: number;
  readonly up: boolean;
  exchange: (moments: [number, number, number, number]) => void;
  time(): void;
  step(step: object): void;
  once(step: object): boolean;
  aside(tool: string, name: string, data: unknown): void;
}
interface Room extends HTMLElement { line?: Line; told: Record<string, Told> }

/** How often the clocks are compared at first, and then, in ms. */
const atFirst = 120, quick = 10, usually = 1000;

const here = (): number => performance.timeOrigin + performance.now();

/**
 * <room-light side> around a <stim-stage> in a <live-room>: one set on the screens of both. The therapist's
 * says begin(), change() and stop(); on the client's side nothing begins but what the room says.
 */
export class RoomLight extends HTMLElement {
  #clock = newClock(here());
  #trips: number[] = [];
  #conduct!: Conduct;
  #asked = 0;
  #page = Math.random().toString(36).slice(2, 10); // which of the client's screens this is
  #since = 0; // when the last set ended, where the silence after it is counted
  #shown = ''; // what was last said of it
  #read = ''; // the settings as they were last looked at
  #file = ''; // the sound of one's own that the next set plays
  #picture = ''; // and the picture behind its light
  #named: string | null = null; // and which was last named to the other screens
  #last = ''; // why the last set ended, until somebody has asked
  #beat?: ReturnType<typeof setInterval>;
  #off = new AbortController();

  connectedCallback(): void {
    void Promise.all(['live-room', 'stim-stage'].map((name) => customElements.whenDefined(name))).then(() => this.#join());
  }

  disconnectedCallback(): void {
    this.#off.abort();
    clearInterval(this.#beat);
  }

  get #side(): Side { return this.getAttribute('side') === 'client' ? 'client' : 'therapist'; }
  get #room(): Room | null { return this.closest('live-room'); }
  get #hands(): StimHands | null { return this.#room?.querySelector<StimHands>('stim-hands') ?? null; }
  get stage(): StimStage { return this.querySelector('stim-stage')!; }
  /** What the shared clock shows, in ms. */
  now = (): number => sharedTime(this.#clock, here());

  #join(): void {
    const line = this.#room?.line;
    if (!line || !this.isConnected) return;
    const { signal } = (this.#off = new AbortController());
    this.#conduct = new Conduct(this.#side, this.stage, {
      step: (step) => {
        const whole = { id: fresh(Date.now()), ...step };
        if (step.act === 'stop' || step.act === 'had') line.step(whole); // kept, however long the line is down
        else if (!line.once(whole)) this.#conduct.refused();
      },
      aside: (name, data) => line.aside('light', name, data),
    });
    this.#conduct.now = this.now;
    this.#conduct.report = () => ({ hertz: this.stage.hertz, dropped: this.stage.dropped, far: Math.round(line.far) });
    if (this.#hands?.asks) {
      this.#conduct.me = () => ({ ...this.#hands!.says(this.stage.touch !== 'nothing') });
      this.#hands.addEventListener('stim:hand', () => this.#hand(), { signal });
      document.addEventListener('visibilitychange', () => this.#conduct.changed(), { signal });
      this.#hand();
    }
    this.stage.clock = this.now;
    this.stage.own = this.#side;
    line.exchange = (moments) => this.#compare(line, moments);
    this.#room!.addEventListener('room-told', (e) => this.#told((e as CustomEvent<Told>).detail), { signal });
    this.stage.addEventListener('stim:much', () => { // said when no set is on, it stops the session's pace all the same
      if (this.#side === 'client' && this.#last !== 'much') line.step({ id: fresh(Date.now()), tool: 'pace', act: 'stop' });
      this.#last = '';
    }, { signal });
    this.stage.addEventListener('stim:end', (e) => {
      const { why, seconds } = (e as CustomEvent<{ why: string; seconds: number }>).detail;
      this.#conduct.over(why, seconds);
      this.#last = why;
      this.#since = this.stage.run?.course.versions[0]?.with['after.count'] ? here() : 0;
      this.#say();
      setTimeout(() => this.classList.toggle('on', this.stage.running), 900);
    }, { signal });
    this.addEventListener('click', (e) => this.#pace(e), { signal });
    for (const kind of ['pointerdown', 'pointerup', 'keydown']) this.#room!.addEventListener(kind, () => void this.stage.wake(), { signal }); // no browser sounds before one of them
    for (const kind of ['here', 'state']) if (this.#room!.told[kind]) this.#told(this.#room!.told[kind]!);
    this.#again(line);
    this.#beat = setInterval(() => this.#tick(), 50);
  }

  /** Which hand this page is, and whether one taps along here. */
  #hand(): void {
    this.stage.hand = this.#hands!.hand;
    if (this.#hands!.taps) this.stage.way = 'tap';
    else if (this.stage.way === 'tap') this.stage.way = this.stage.usual;
    this.#conduct.changed();
  }

  /** Slower and faster, while a set is on. */
  #pace(e: Event): void {
    const by = Number((e.target as Element).closest<HTMLElement>('[data-pace]')?.dataset['pace']);
    const run = this.stage.run;
    if (!by || !run || !this.running) return;
    const { low, high } = run.limits;
    const now = run.course.versions[run.course.versions.length - 1]!.with.ppm;
    this.change({ ppm: Math.max(low, Math.min(high, now + by)) });
  }

  #again(line: Line): void {
    line.time();
    this.#asked++;
    setTimeout(() => { if (this.isConnected) this.#again(line); }, this.#asked < quick ? atFirst : usually);
  }

  #compare(line: Line, m: [number, number, number, number]): void {
    this.#clock = heard(this.#clock, m);
    this.#trips = [...this.#trips, m[3] - m[0] - (m[2] - m[1])].slice(-12);
    if (this.#trips.length === 1 && this.#room?.told['state']) this.#told(this.#room.told['state']); // what was said before anybody knew the time
    line.far = Math.max(roundTrip(this.#clock), ...this.#trips) / 2;
  }

  #told(t: Told): void {
    const conduct = this.#conduct;
    if (t.k === 'here') {
      const clients = (t.here ?? []).find((h) => h.side === 'client')?.pages ?? 0;
      conduct.present((t.here ?? []).some((h) => h.side !== this.#side && h.pages > 0), here(), clients - (this.#side === 'client' ? 1 : 0));
    }
    if (t.k === 'here' || t.k === 'state') { // somebody may not have heard it
      this.#shown = '';
      this.#named = null;
    }
    if (t.k === 'halt') conduct.halt(t.id ?? '', t.name ?? '');
    if (t.k === 'aside' && t.tool === 'light') conduct.aside(t.name ?? '', t.side ?? '', t.data, here());
    if (t.k === 'aside' && t.tool === 'light' && t.name === 'tone' && t.side === 'therapist' && this.#side === 'client') [this.#file, this.#picture] = [fileIn(t.data, 'sound.file'), fileIn(t.data, 'look.picture')];
    if (t.k === 'no') conduct.refused();
    if (t.k === 'state') {
      const light = t.state?.['light'] as Loose | undefined;
      this.toggleAttribute('lit', light?.['plan'] !== undefined);
      if (this.#trips.length > 0) conduct.state(t.n ?? 0, light, here());
    }
    this.#say();
  }

  #tick(): void {
    this.#conduct.tick(here());
    this.#tone();
    this.#less();
    if (this.stage.running && !this.classList.contains('on')) this.classList.add('on');
    this.#say();
  }

  /** A sound of one's own, and a picture, is there on every screen before a set begins: whoever leads says which it will be. */
  #tone(): void {
    if (this.#side === 'therapist') {
      if (this.#read !== (this.dataset['with'] ?? '')) {
        this.#read = this.dataset['with'] ?? '';
        const mine = this.#mine as Loose;
        this.#file = mine['sound.voice'] === 'own' ? fileIn(mine, 'sound.file') : '';
        this.#picture = fileIn(mine, 'look.picture');
      }
      const both = this.#file + ' ' + this.#picture;
      if (this.#named !== both && this.#room?.line?.up) {
        if (both !== ' ' || this.#named) this.#room.line.aside('light', 'tone', { 'sound.file': this.#file, 'look.picture': this.#picture });
        this.#named = both;
      }
    }
    void this.stage.sound.own.want(this.#file);
    void this.stage.pictures.want(this.#picture);
  }

  /** Whether a click is heard here in its place. */
  get #clicks(): boolean { return this.stage.running ? this.stage.clicks : this.stage.sound.own.lacks(this.#file); }

  /** Whether the ground is plain here in place of a picture. */
  get #plain(): boolean { return this.stage.running ? this.stage.plain : this.stage.pictures.lacks(this.#picture); }

  /** What this screen gives where it shows less movement: to the therapist at any time, to the record for a set that is on. */
  #less(): void {
    const { stage } = this;
    const plan = this.#conduct.plan;
    if (plan && stage.running) this.#conduct.gives(stage.gives(plan.with));
    if (this.#side !== 'client' || !this.#room?.line?.up) return;
    const less = stage.way === 'hear', loud = stage.gives({}) === 'heard';
    const clicks = this.#clicks, plain = this.#plain;
    const shows = `${less} ${loud} ${clicks} ${plain}`;
    if (shows === this.#shown) return;
    this.#shown = shows;
    this.#room.line.aside('light', 'shows', { page: this.#page, less, loud, clicks, plain });
  }

  /** Whether a set is seen here as it is meant; else what of it is left (rail.ts, led.ts). */
  gives(meant: Patch): string { return this.stage.gives(meant); }

  /** How long it has been quiet since the set; for the therapist alone, and said by no reader. */
  #sayQuiet(): void {
    const out = this.querySelector('.light-quiet');
    const seconds = Math.floor((here() - this.#since) / 1000);
    const text = this.#since && !this.running && seconds < 600 ? (this.getAttribute('say-quiet-for') ?? '').replace('{seconds}', String(seconds)) : '';
    if (out && out.textContent !== text) out.textContent = text;
  }

  #sayLess(): void {
    const out = this.querySelector('.light-less');
    if (!out) return;
    const own = this.stage.way === 'hear' ? 'own' : '';
    const less = this.#conduct.less(here());
    const on = less === 'less' && this.running && this.#conduct.plan?.with.sight !== false ? '-on' : '';
    const text = [less && less + on, own, this.#clicks ? 'tone' : '', this.#conduct.lacks('clicks', here()) ? 'tone-there' : '', this.#plain ? 'plain' : '', this.#conduct.lacks('plain', here()) ? 'plain-there' : ''].map((name) => (name ? this.getAttribute('say-' + name) : '')).filter(Boolean).join(' ');
    if (out.textContent !== text) out.textContent = text;
  }

  /** What the therapist knows about the other screen, and both about two phones. */
  #say(): void {
    const { pages, me } = this.#conduct;
    const own = me() as unknown as Page | null;
    this.#hands?.show(pages.lost ? 'lost-' + pages.lost : pairing([...(own ? [own] : []), ...pages.there(here())]));
    const out = this.querySelector('.light-other');
    if (!out || this.#side === 'client') return;
    this.#sayLess();
    this.#sayQuiet();
    const { there, lost, data } = this.#conduct.other;
    const said = (name: string): string => this.getAttribute('say-' + name) ?? '';
    let text = said(lost ? 'lost' : there ? 'there' : 'none');
    if (there && !lost && typeof data['hertz'] === 'number') {
      text += ' ' + ['hertz', 'dropped', 'far'].reduce((all, key) => all.replace(`{${key}}`, String(Math.round(Number(data[key])))), said('shows'));
    }
    if (out.textContent !== text) out.textContent = text;
  }

  get #mine(): Patch { return JSON.parse(this.dataset['with'] ?? '{}') as Patch; }

  /** Begins a set with these settings, over those that came with the page. */
  begin(over: Patch = {}): void {
    void this.stage.wake();
    this.#conduct?.begin({ ...this.#mine, ...over });
  }

  /** Whether this is the only screen: without a line, a set may be led from it by holding something down. */
  get only(): boolean { return this.#conduct?.only ?? false; }

  /** Leads a set without a line until letGo(). Says which; empty: none began. */
  hold(over: Patch = {}): string {
    if (!this.#room?.line || this.#room.line.up) return '';
    void this.stage.wake();
    const set = fresh(Date.now());
    const plan = { v: 1 as const, set, start: this.now() + 50, with: { ...this.#mine, ...over }, changes: [] };
    return this.#conduct.hold(plan, here()) ? set : '';
  }

  letGo(): void { this.#conduct?.letGo(); }

  /** What was shown of the set by now: what was not drawn is not counted. */
  get shown(): { passes: number; seconds: number } {
    const run = this.stage.run;
    return run ? happened(halt(run, Math.max(run.plan.start, this.stage.drawn.t), 'closed', false)) : { passes: 0, seconds: 0 };
  }

  change(patch: Patch): void { this.#conduct?.change(patch); }
  stop(): void { this.#conduct?.stop(); }
  get running(): boolean { return this.stage.running; }
}

/** The name of a sound or a picture, if it is one. */
function fileIn(data: unknown, key: 'sound.file' | 'look.picture'): string {
  return readPatch({ [key]: (typeof data === 'object' && data !== null ? (data as Loose) : {})[key] })?.[key] ?? '';
}

customElements.define('room-light', RoomLight);
