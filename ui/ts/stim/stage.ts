import { paceOf } from './course.ts';
import { draw } from './draw.ts';
import { gap } from './course.ts';
import { beats, blend, compile, endOf, halt, happened, learned, type Place, pos, type Run, settingsAt } from './engine.ts';
import { type Light, same } from './light.ts';
import { hush, sayAloud, warm } from './aloud.ts';
import { drift } from './ground.ts';
import { keepTurned, letTurn } from './turned.ts';
import { type Loose, type Patch, readPatch, tame } from './fields.ts';
import { Frames } from './frames.ts';
import { gently, limitsIn, type Way } from './gentle.ts';
import { type Hand, mine } from './hands.ts';
import { given, type Given } from './less.ts';
import { Fetched, type Pair, pictureOf } from './own.ts';
import { panel, type Panel, type Words } from './panel.ts';
import { mostChanges, type Plan } from './plan.ts';
import { screenHere, span, wide } from './screen.ts';
import { Sound } from './sound.ts';
import { canTouch, feel, letGo } from './touch.ts';

/** How far ahead sounds are given to the sound card, in ms. */
const ahead = 150;

/** How late a touch may come, in ms, where a frame was left out; later, it is left out too. */
const late = 60;

/** Stops that come to rest in the centre; every other one is still at once. */
const softly = ['lost', 'released'];

const empty: Plan = { v: 1, set: 'rest', start: 0, with: {}, changes: [] };

/**
 * <stim-stage> draws a set: where the light is by its plan and a clock, what is heard and felt with it. It
 * knows no line: whoever uses it gives a plan, a beginning, changes and a clock, and hears `stim:state` and
 * `stim:end`. Its own stop is here, first, and always wins.
 */
export class StimStage extends HTMLElement {
  /** The shared clock, in ms. On one device alone: the clock of this page. */
  clock: () => number = () => performance.timeOrigin + performance.now();
  #still = matchMedia('(prefers-reduced-motion: reduce)');
  #way: Way = this.usual;
  #chosen = false; // somebody said how they take part
  /** Which hand this device is in: what is felt, and tapped along to, is for that side. */
  hand: Hand = 'both';
  /** Whose hand it is that stops here. */
  own = 'client';
  readonly sound = new Sound();
  #plan: Plan = empty;
  #run: Run | null = null;
  #begun = false;
  #over = true;
  #frames = new Frames();
  #heard = -Infinity;
  #felt = -Infinity; // until when touches were given
  #told = '';
  readonly pictures = new Fetched(pictureOf);
  #behind: ImageBitmap | null = null; // the picture of this set: as it was when it began
  #pair: Pair | null | undefined; // of this set's own sound: as it was when the first could be heard
  #rests = false; // nothing moves on after a set either
  #lit: { light: Light; at: number } | null = null;
  /** What the last frame showed, for which moment of the shared clock, and when it was drawn by the page's own. */
  drawn = { t: 0, x: 0, y: 0, at: 0 };
  #words: Words = {};
  #panel!: Panel;
  #canvas!: HTMLCanvasElement;
  #ctx: CanvasRenderingContext2D | null = null;
  #wake: WakeLockSentinel | null = null;
  #asked = 0;
  #off = new AbortController();

  connectedCallback(): void {
    this.#off = new AbortController();
    if (!this.#canvas) this.#build();
    const { signal } = this.#off;
    document.addEventListener('keydown', this.#key, { signal });
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.stop(this.own === 'client' ? 'hidden' : this.own); }, { signal });
    this.#still.addEventListener('change', this.#asks, { signal });
    navigator.mediaDevices?.addEventListener?.('devicechange', () => this.#ears(), { signal });
    new ResizeObserver(() => this.#fit()).observe(this.#canvas);
    this.#fit();
  }

  disconnectedCallback(): void {
    this.stop('gone');
    this.#off.abort();
    cancelAnimationFrame(this.#asked);
  }

  /** By which sense somebody takes part. Where less movement is asked for, it is by ear until they say otherwise. */
  get way(): Way { return this.#way; }
  set way(way: Way) {
    this.#chosen = true;
    this.#take(way);
  }

  /** How they take part until they say otherwise. */
  get usual(): Way { return this.#still.matches ? 'hear' : 'see'; }

  #take(way: Way): void {
    this.#way = way;
    this.dataset['way'] = way;
  }

  /** The device asks for something else than before. A set that is on stays as it is. */
  #asks = (): void => { if (!this.#chosen && !this.running) this.#take(this.usual); };

  /** What it gives in a set that is meant so, in place of a light. */
  gives(meant: Patch): Given {
    const { sound } = this;
    return given(tame(meant as Loose), this.way, this.loud && sound.ears !== 'mono' && sound.volume > 0, canTouch() !== 'nothing');
  }

  /** Whether this set's own sound was not there in time: a click is heard in its place, until it ends. */
  get clicks(): boolean { return this.#pair === null; }

  /** Whether this set's picture was not there when it began: the ground is plain, until it ends. */
  get plain(): boolean { return this.#behind === null && (this.#plan.with['look.picture'] ?? '') !== ''; }

  /** A picture stands behind the light once it is there; never in the middle of a set. */
  async #look(file: string): Promise<void> {
    this.#behind = this.pictures.here(file);
    await this.pictures.want(file);
    if (this.running || this.#behind || this.#plan.with['look.picture'] !== file) return;
    this.#behind = this.pictures.here(file);
    if (this.#behind) this.#paint(this.clock());
  }

  /** Whether a press has woken the sound. */
  loud = false;
  async wake(): Promise<void> { this.loud = await this.sound.wake(); }

  /** Whether a set is on: begun, and not over. */
  get running(): boolean { return this.#begun && !this.#over; }
  get run(): Run | null { return this.#run; }
  get hertz(): number { return this.#frames.hertz; }
  get dropped(): number { return this.#frames.dropped; }
  get touch(): string { return canTouch(); }

  /** Gets a plan ready; the light rests in the centre. A set that is on is not replaced. */
  load(plan: Plan): void {
    if (this.running) return;
    this.#plan = gently(plan, this.way);
    void this.sound.own.want(this.#plan.with['sound.file'] ?? '');
    void this.#look(this.#plan.with['look.picture'] ?? '');
    [this.#begun, this.#over, this.#told] = [false, true, ''];
    this.#compile();
    this.#panel.calm.textContent = '';
    this.#paint(this.clock());
  }

  /** Begins at a moment of the shared clock. Sound needs a press before: see sound.wake(). */
  begin(at: number): void {
    if (this.running || !Number.isFinite(at)) return;
    this.#plan = { ...this.#plan, start: at };
    [this.#begun, this.#over, this.#told, this.#rests] = [true, false, '', false];
    this.#frames = new Frames();
    [this.#heard, this.#felt] = [at, at];
    this.#pair = undefined;
    this.#run = null;
    this.#compile();
    if (this.clock() > at && this.#run) this.#run = learned(this.#run, null, this.clock()); // it came late: out of the centre
    this.classList.add('on');
    this.#panel.calm.textContent = '';
    void this.#stayAwake();
    void keepTurned(document.fullscreenElement === this);
    if (this.#run?.course.versions[0]?.with['after.voice']) warm();
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(this.#frame);
  }

  /** Changes something from a moment on. What cannot be is left out, all of it. */
  change(patch: Patch, at: number): void {
    const read = readPatch(patch);
    if (!read || !this.running || !Number.isFinite(at) || this.#plan.changes.length >= mostChanges) return;
    const [change] = gently({ ...empty, changes: [{ at: Math.max(at, this.clock()), with: read }] }, this.way).changes;
    this.#plan = { ...this.#plan, changes: [...this.#plan.changes, change!] };
    this.#compile();
  }

  /** The set as it is known now. What should have been already is gone over to, and nothing jumps. */
  adopt(plan: Plan): void {
    const was = this.#run;
    if (!this.running || !was || plan.set !== this.#plan.set) return;
    const now = this.clock();
    this.#plan = gently({ ...plan, start: this.#plan.start }, this.way);
    this.#compile();
    const [before, after] = [pos(was, now), pos(this.#run!, now)];
    if (Math.hypot(before.x - after.x, before.y - after.y) > 1e-6) this.#run = learned(this.#run!, was, now);
  }

  /** Stops, now. The sooner of two stops counts, and nothing begins again by itself. */
  stop(why: string): void {
    this.#rests = true;
    hush();
    if (!this.running || !this.#run) return;
    this.#run = halt(this.#run, this.clock(), why, softly.includes(why));
    this.sound.hush();
    letGo();
    this.classList.toggle('calmed', why !== 'therapist');
    if (why !== 'gone') this.#panel.calm.textContent = this.#words['calm.' + why] ?? this.#words['calm'] ?? '';
    if (!softly.includes(why)) this.#end();
  }

  #compile(): void {
    const stop = this.#run?.stop ?? null;
    const here = screenHere();
    const { width, height } = this.#size;
    const limits = limitsIn(this.dataset['limits']);
    const run = compile(this.#plan, limits, (s) => span(s, here, width, height, wide(s, here, paceOf(s, limits))));
    const seam = this.#begun && this.#run?.plan.set === run.plan.set ? this.#run.seam : null;
    this.#run = stop && this.#begun ? { ...run, stop, seam } : { ...run, seam }; // what was stopped stays where it came to rest
  }

  #frame = (t: number): void => {
    if (!this.#run || !this.running) return;
    this.#frames.drawn(t);
    const now = this.clock();
    this.#paint(now);
    this.#sense(now);
    if (now >= endOf(this.#run)) this.#end();
    else this.#asked = requestAnimationFrame(this.#frame);
  };

  #paint(now: number): void {
    const run = this.#run, ctx = this.#ctx;
    if (!run || !ctx) return;
    const place = this.#held(this.#begun ? pos(run, now) : pos(run, run.plan.start - 1), now);
    this.drawn = { t: now, x: place.x, y: place.y, at: performance.timeOrigin + performance.now() };
    const settings = settingsAt(run, place.light);
    const { width, height } = this.#size;
    const light = wide(settings, screenHere(), paceOf(settings, run.limits));
    const sign = (side: -1 | 1, key: string) => (mine(side, this.hand) ? (this.#words[key] ?? '') : '');
    const tapping = this.way === 'tap' ? ([sign(-1, 'left'), sign(1, 'right')] as const) : null;
    const after = this.#begun && this.#over && run.stop === null && !this.#rests;
    const says = this.#task(place);
    const shift = this.#begun && settings['look.drift'] ? drift((run.stop ? Math.min(now, run.stop.at) : now) - run.plan.start, run.course.end) : 0;
    const breath = after && settings.after === 'breathe' ? 0.5 - 0.5 * Math.cos(((now - endOf(run)) / 10_000) * 2 * Math.PI) : 0;
    draw({ ctx, width, height }, { place, settings, light, tapping, says, shift, breath, picture: this.#behind, trail: this.#trail(run, settings['look.trail'], now) });
    this.#tell(place);
    if (after && settings.after === 'breathe') this.#asked = requestAnimationFrame(() => this.#paint(this.clock()));
  }

  async #stayAwake(): Promise<void> {
    try {
      const wake = await navigator.wakeLock?.request('screen');
      if (this.running) this.#wake = wake ?? null;
      else await wake?.release();
    } catch { /* the screen may grow dark: the set stops then, as when the page is hidden */ }
  }

  /** Whatever a late word made of the plan: two changes of light are never closer than they may be. */
  #held(place: Place, now: number): Place {
    const last = this.#lit;
    if (last && last.light !== place.light && same(last.light, place.light)) last.light = place.light;
    if (last && last.light !== place.light && now - last.at < gap && now >= last.at) return { ...place, light: last.light };
    if (last?.light !== place.light) this.#lit = { light: place.light, at: last ? now : -Infinity };
    return place;
  }

  #trail(run: Run, long: number, now: number): Place[] {
    if (!this.running || now < run.plan.start + blend / 4) return [];
    return Array.from({ length: Math.round(long / 8) }, (_, i) => pos(run, now - (i + 1) * 18));
  }

  #task(place: Place): string {
    const { task } = place;
    if (!task || !this.running) return '';
    if (task.kind === 'colours') return this.#words['colour.' + task.show] ?? task.show;
    if (task.kind === 'spelling') return (this.#words['spell'] ?? '').split(' ')[Number(task.show)] ?? '';
    return task.show;
  }

  /** Sounds go to the sound card a little ahead; touches happen in their frame. */
  #sense(now: number): void {
    const run = this.#run!;
    for (const b of beats(run, this.#heard, now + ahead)) {
      if (b.file && this.#pair === undefined) this.#pair = this.sound.own.here(b.file);
      if (b.kind === 'sound' && this.sound.ears !== 'mono') this.sound.play(b, b.t - now, this.#pair);
    }
    for (const b of beats(run, Math.max(this.#felt, now - late), now)) if (b.kind === 'touch' && mine(b.side, this.hand)) feel(b);
    this.#felt = Math.max(this.#felt, now);
    this.#heard = Math.max(this.#heard, now + ahead);
  }

  /** Says how it stands, whenever that is different. */
  #tell(place: Place): void {
    if (!this.#begun) return;
    const key = [place.state, place.pass, place.task?.at ?? ''].join(' ');
    if (key === this.#told) return;
    this.#told = key;
    const soon = place.left <= 3 && place.state === 'running';
    if (soon && place.left > 0) this.#panel.status.textContent = (this.#words['left.' + place.left] ?? '');
    this.#send('stim:state', { state: place.state, pass: place.pass, left: place.left, seconds: place.seconds, task: place.task, hertz: this.hertz, dropped: this.#frames.dropped });
  }

  #end(): void {
    if (this.#over || !this.#run) return;
    this.#over = true;
    this.sound.hush();
    void this.#wake?.release();
    this.#wake = null;
    letTurn();
    this.classList.remove('on');
    this.#after();
    this.#panel.status.textContent = '';
    this.#paint(this.clock());
    this.#send('stim:end', { ...happened(this.#run), frames: this.#frames.count, dropped: this.#frames.dropped, hertz: this.hertz });
  }

  /** What somebody is asked when a set has come to its end: in words, and aloud on the client's own device. */
  #after(): void {
    const s = this.#run!.course.versions[0]!.with;
    if (s.after !== 'prompt' || this.#run!.stop) return;
    const text = this.#words['notice'] ?? '';
    this.#panel.calm.textContent = text;
    if (s['after.voice'] && this.own === 'client') sayAloud(text, document.documentElement.lang, this.sound.volume);
  }

  #send(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  #key = (e: KeyboardEvent): void => {
    if (e.key === 'Escape') this.stop(this.own); // what moves after a set, too
    if (!this.running || (e.key !== ' ' && e.key !== 'Escape')) return;
    e.preventDefault();
    this.stop(this.own);
  };

  /** Other ears than before: whether they hear two sides has to be asked again. */
  #ears(): void {
    if (this.sound.ears === 'stereo') this.sound.ears = 'unknown';
    this.#send('stim:ears', { ears: this.sound.ears });
  }

  get #size(): { width: number; height: number } {
    return { width: this.#canvas.clientWidth || 320, height: this.#canvas.clientHeight || 180 };
  }

  #fit(): void {
    const { width, height } = this.#size;
    const dots = Math.min(3, devicePixelRatio || 1);
    [this.#canvas.width, this.#canvas.height] = [Math.round(width * dots), Math.round(height * dots)];
    this.#ctx?.setTransform(dots, 0, 0, dots, 0, 0);
    if (this.#run) this.#compile();
    this.#paint(this.clock());
  }

  #build(): void {
    this.#words = JSON.parse(this.dataset['words'] ?? '{}') as Words;
    this.#panel = panel(this.#words);
    const { stop, much, full, volume, bright, calm, root } = this.#panel;
    this.#canvas = document.createElement('canvas');
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#ctx = this.#canvas.getContext('2d', { alpha: false });
    this.#canvas.addEventListener('pointerdown', () => this.stop(this.own));
    stop.addEventListener('click', () => this.stop(this.own));
    much.addEventListener('click', () => {
      this.stop('much');
      this.#send('stim:much', {});
    });
    full.addEventListener('click', () => void (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen?.().catch(() => undefined)));
    volume.addEventListener('input', () => (this.sound.volume = Number(volume.value) / 100));
    bright.addEventListener('input', () => (this.#canvas.style.filter = `brightness(${Number(bright.value) / 100})`));
    this.replaceChildren(this.#canvas, calm, root);
    this.#take(this.#way);
    this.load(empty);
  }
}

customElements.define('stim-stage', StimStage);
