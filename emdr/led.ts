import { fresh } from '../room/line.ts';
import { allLed, dropLed, putLed, wiped } from '../ui/ts/store.ts';
import { type Item, keyOf, poster, Queue, type Waiting } from './led-queue.ts';
import { does, type Ended, enders, meant } from './rail.ts';

/** What the house says that may be done here without a line (emdr/http_led.go). */
interface May {
  key?: string; tag: string; phase: number; target: string; until: number;
  hold: boolean; runs: boolean; eyes: boolean; notes: boolean; sud: boolean; voc: boolean;
  meant: Record<string, string>;
}
interface Light extends HTMLElement { readonly only: boolean; hold(over: object): string; letGo(): void; gives(over: object): string; readonly running: boolean; readonly shown: { passes: number; seconds: number } }
interface Room extends HTMLElement { line?: { up: boolean; over: boolean } }
interface Run { id: string; over: string; at: number; how: FormData; one: Waiting; far: string; done: () => void }
interface Rail extends HTMLElement { readonly now: number; again(): Promise<boolean> }

/** What of the rail can be done without a line, and how long it has to be gone before the page says so, in ms. */
const keeps = ['end', 'notice', 'rate', 'body', 'halt'];
const steady = 700;
const every = 250;

/** A set that is on holds a lock of this name, and its page's end is the end of it. */
const goesOn = 'led ';
const goes = (id: string): Promise<boolean> => navigator.locks.request(goesOn + id, { ifAvailable: true }, (lock) => lock === null);

/**
 * <emdr-led to="/url">: a session in one place goes on where the line is lost. A set lasts for as
 * long as the space bar or the button is held; what was done waits here, sealed, and joins the
 * record once the line is back. Nothing begins by itself, and none but a new press begins a set.
 */
class EmdrLed extends HTMLElement {
  #queue?: Queue;
  #may: May = { hold: false } as May;
  #set: Run | null = null;
  #gone = ''; // whoever leads here is signed out, or somebody else is in: a word of this page
  #last = ''; // the end of the last set that was led here
  #used = new Set<string>(); // ids of forms that were kept once
  #since = 0; // when the line was lost
  #over = { set: false, work: false }; // what was ended here meanwhile, and the house does not know
  #stale = false; // the rail is older than what has joined it
  #says = '';
  #full = false;
  #off = new AbortController();
  #tick?: ReturnType<typeof setInterval>;

  connectedCallback(): void {
    const { signal } = (this.#off = new AbortController());
    addEventListener('keydown', this.#down, { signal, capture: true });
    addEventListener('keyup', this.#up, { signal, capture: true });
    for (const what of ['blur', 'pagehide']) addEventListener(what, this.#letGo, { signal });
    document.addEventListener('visibilitychange', this.#letGo, { signal });
    document.addEventListener('quick-exit', this.#leave, { signal });
    for (const what of ['focus', 'online', 'pageshow']) addEventListener(what, () => void this.#whose(), { signal });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) void this.#whose(); }, { signal });
    wiped(() => this.#leave(), signal);
    addEventListener('beforeunload', (e) => { if (!this.#gone && (this.#set || (this.#lost && !this.#not))) e.preventDefault(); }, { signal }); // it cannot be opened again
    const button = this.#part<HTMLButtonElement>('.led-hold');
    button.addEventListener('pointerdown', this.#press, { signal });
    for (const what of ['pointerup', 'pointercancel', 'lostpointercapture', 'contextmenu']) button.addEventListener(what, this.#lift, { signal });
    this.addEventListener('submit', this.#submit, { signal });
    this.#rail.addEventListener('stim:end', this.#ended, { signal });
    this.#tick = setInterval(() => this.#look(), every);
    void this.#begin();
  }

  disconnectedCallback(): void {
    this.#off.abort();
    clearInterval(this.#tick);
  }

  get #rail(): Rail { return this.closest<Rail>('emdr-rail')!; }
  get #light(): Light | null { return this.#rail.querySelector<Light>('room-light'); }
  #part<E extends HTMLElement>(where: string): E { return this.querySelector<E>(where)!; }
  #word(name: string): string { return this.getAttribute('say-' + name) ?? ''; }

  /** Whether something waits to be sent. */
  get waits(): boolean { return (this.#queue?.left ?? 0) > 0; }

  async #begin(): Promise<void> {
    this.#read();
    const to = this.getAttribute('to') ?? '';
    if (!this.#may.key || !('indexedDB' in self) || !crypto.subtle || !navigator.locks) return;
    const shelf = { put: putLed, all: allLed, drop: dropLed };
    const queue = new Queue(await keyOf(this.#may.key), this.#may.tag, to, shelf, poster(to, this.#may.tag, this.#word('gone')), goes);
    await queue.load().catch(() => undefined); // a store that cannot be read has nothing
    this.#queue = queue;
    if (this.waits) void this.send();
    this.#look();
  }

  /** What the rail that is shown came with. */
  #read(): void {
    const text = this.#rail.querySelector<HTMLElement>('.led-may')?.dataset['may'];
    if (text) this.#may = JSON.parse(text) as May;
  }

  /** Sends what waits. True: nothing does any more. */
  async send(): Promise<boolean> {
    const before = this.#queue?.left ?? 0;
    const became = (await this.#queue?.send()) ?? 'wait';
    this.#says = '';
    if (became === 'signed-out') void this.#lock();
    if ((this.#queue?.left ?? 0) < before) this.#stale = true;
    this.#draw();
    return became === 'sent';
  }

  /** Whether this browser is still theirs. Without a line nobody knows, and nothing changes. */
  async #whose(): Promise<void> {
    if (!this.#queue || this.#gone) return;
    try {
      const got = await fetch('/offline/keep', { headers: { Accept: 'application/json' } });
      if (got.ok && ((await got.json()) as { tag: string }).tag !== this.#may.tag) await this.#lock();
    } catch { /* no line */ }
  }

  /** They are signed out: the light comes to rest, what it did is sealed, and nothing of it can be read here. */
  async #lock(): Promise<void> {
    if (this.#gone) return;
    this.#gone = this.#set || this.waits ? 'signin' : 'out';
    this.#letGo();
    this.#draw();
    for (let i = 0; this.#set && i < 20; i++) await new Promise((done) => setTimeout(done, 50)); // it glides
    await this.#queue?.kept;
    this.#close();
  }

  #close(): void {
    this.#queue?.forget();
    this.#queue = undefined;
    this.#rail.querySelector('.led-may')?.remove(); // the key is in it
    for (const form of this.querySelectorAll('form')) form.reset();
    this.#may = { hold: false } as May;
    this.#draw();
  }

  get #lost(): boolean {
    const line = this.#rail.querySelector<Room>('live-room')?.line;
    if (!line || line.up || line.over) this.#since = 0;
    else if (!this.#rail.querySelector('live-room.lost')) return false;
    else this.#since ||= performance.now();
    return this.#since > 0 && performance.now() - this.#since >= steady;
  }

  /** Why no set can begin now: a word of this page; empty: one can. */
  get #not(): string {
    const { hold, runs, until } = this.#may;
    if (!this.#light?.only) return 'other';
    if (!hold || this.#over.work || (runs && !this.#over.set)) return 'not';
    return this.#rail.now >= until ? 'late' : '';
  }

  #look(): void {
    const lost = this.#lost;
    if (this.#set) this.#mark(this.#set);
    if (this.#gone) return this.#draw(lost);
    if (!lost && !this.#set) {
      this.#read();
      if (this.waits) void this.send();
      else if (this.#stale) void this.#again();
    }
    this.#draw(lost);
  }

  async #again(): Promise<void> {
    this.#stale = !(await this.#rail.again());
    if (this.#stale) return;
    this.#over = { set: false, work: false };
    this.#last = '';
    this.#read();
    this.#draw();
  }

  #draw(lost = this.#lost): void {
    const all = this.#shown;
    const why = this.#gone || (this.#set ? 'on' : this.#says || (lost ? this.#not || 'none' : 'back'));
    this.hidden = !lost && !this.#set && !this.#gone && all.length === 0;
    const says = this.#part('.led-says');
    const text = this.#word(why) + (this.#full ? ' ' + this.#word('full') : '');
    if (says.textContent !== text) says.textContent = text;
    this.#part('.led-again').hidden = this.#gone === '';
    this.#part('.led-acts').hidden = !this.#queue || this.#gone !== '' || !this.#set && (!lost || this.#not !== '');
    const notes = !this.#gone && lost && !this.#set && this.#last !== '' && this.#may.notes;
    this.#part('.led-note').hidden = !notes;
    for (const marks of this.querySelectorAll<HTMLElement>('form[data-mark]')) marks.hidden = !notes || !this.#may[marks.dataset['mark'] as 'sud' | 'voc'];
    this.#list();
  }

  get #shown(): Waiting[] { return this.#queue?.items.filter((one) => !one.going) ?? []; }

  /** What waits here, and what was not taken, with the words that were written. */
  #list(): void {
    const all = this.#shown;
    const list = this.#part('.led-kept ul');
    const mark = JSON.stringify(all.map((one) => [one.says, one.why]));
    if (list.dataset['shown'] === mark) return;
    list.dataset['shown'] = mark;
    this.#part('.led-kept').hidden = all.length === 0;
    list.replaceChildren(...all.map((one) => {
      const row = document.createElement('li');
      row.textContent = one.says + (one.why ? ' ' + this.#word('refused').replace('{why}', one.why) : '');
      if (!one.why) return row;
      const drop = document.createElement('button');
      drop.type = 'button';
      drop.className = 'quiet';
      drop.textContent = this.#word('drop');
      drop.addEventListener('click', () => void this.#queue?.drop(one).then(() => this.#draw()));
      row.append(' ', drop);
      return row;
    }));
  }

  #hold(): boolean {
    if (this.#set || !this.#queue || this.#gone || !this.#lost || this.#not) return false;
    const form = this.#rail.querySelector<HTMLFormElement>('form.beginning');
    const how = form ? new FormData(form) : new FormData();
    if (!form) for (const [name, value] of Object.entries(this.#may.meant)) how.set(name, value);
    if (how.get('modality') === 'eyes' && !this.#may.eyes) {
      this.#says = 'eyes';
      this.#draw();
      return false;
    }
    const id = this.#light!.hold(meant(how));
    this.#says = '';
    if (id) this.#set = this.#begun(id, how);
    this.#draw();
    return id !== '';
  }

  /** A set is on the device from its beginning on: if the page is closed in the middle, it ended as it stands there. */
  #begun(id: string, how: FormData): Run {
    let done = (): void => undefined;
    void navigator.locks.request(goesOn + id, () => new Promise<void>((over) => { done = over; })).catch(() => undefined);
    const run = { id, over: fresh(Date.now()), at: this.#rail.now, how, far: '', done: () => done() };
    const one = this.#queue!.begin({ ...this.#whole(run, 0, 0, 'closed'), open: id });
    return { ...run, one };
  }

  /** How far a set has come, as far as it was shown. */
  #mark(set: Run): void {
    const { passes, seconds } = this.#light!.shown;
    const far = passes + ' ' + Math.floor(seconds);
    if (far === set.far) return;
    set.far = far;
    void this.#queue?.change(set.one, { ...this.#whole(set, passes, seconds, 'closed'), open: set.id });
  }

  /** A set as it is kept, and as it reads. */
  #whole(set: Omit<Run, 'one'>, passes: number, seconds: number, by: string): Item {
    const said = (name: string): string => String(set.how.get(name) ?? '');
    const less = this.#light?.gives(meant(set.how)) ?? 'meant';
    const says = this.#word(by === 'closed' ? 'closed' : 'set').replace('{passes}', String(passes)).replace('{seconds}', seconds.toFixed(1));
    return this.#item(says, set.at, [
      ['once', set.id], ['over', set.over], ['do', 'begin'], ['passes', String(passes)], ['seconds', seconds.toFixed(1)], ['by', by],
      ['meant', said('passes')], ['rate', said('rate')], ['modality', said('modality')], ['path', said('path')],
      ...(less === 'meant' ? [] : [['less', less] as [string, string]]),
    ]);
  }

  #letGo = (): void => { if (this.#set) this.#light?.letGo(); };

  #down = (e: KeyboardEvent): void => {
    const at = e.target instanceof Element ? e.target : null;
    if (e.code !== 'Space' || e.ctrlKey || e.metaKey || e.altKey) return;
    if (!this.#set) {
      if (!this.#lost || at?.closest('input, textarea, select, summary, a, dialog') || (at?.closest('button') && !at.closest('[data-key=Space], .led-hold'))) return;
      if (!e.repeat) this.#hold(); // what is held already begins nothing
    }
    e.preventDefault();
    e.stopImmediatePropagation(); // to the stage and the rail, the space bar is another thing
  };

  #up = (e: KeyboardEvent): void => {
    if (e.code !== 'Space' || !this.#set) return;
    e.preventDefault();
    this.#letGo();
  };

  #press = (e: PointerEvent): void => {
    if (e.button !== 0 || !e.isPrimary) return;
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
    this.#hold();
  };

  #lift = (e: Event): void => {
    if (e.type === 'contextmenu') e.preventDefault();
    this.#letGo();
  };

  /** Leaving quickly, or signing out in any tab: what is on the device is wiped by others, what is on the page here. */
  #leave = (): void => {
    this.#gone = 'out';
    this.#letGo();
    this.#close();
  };

  /** The light says what a set really was. */
  #ended = (e: Event): void => {
    const set = this.#set;
    if (!set) return;
    const { passes, seconds, why } = (e as CustomEvent<Ended>).detail;
    const by = ['lost', 'gone'].includes(why) ? 'therapist' : (enders[why] ?? 'therapist');
    this.#set = null;
    this.#last = set.over;
    if (by === 'client') this.#over.work = true;
    const kept = this.#queue?.change(set.one, this.#whole(set, passes, seconds, by));
    void kept?.then((fits) => this.#put(fits));
    void (kept ?? Promise.resolve()).then(set.done);
    this.#draw();
    this.querySelector<HTMLElement>('#led-tag')?.focus();
  };

  #item(says: string, at: number, fields: [string, string][]): Item {
    const where: [string, string][] = [['at', String(Math.round(at))], ['phase', String(this.#may.phase)], ['about', this.#may.target]];
    const clock = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
    const whole = this.#word('step').replace('{when}', clock).replace('{what}', says);
    return { says: whole, fields: [...fields, ...where] };
  }

  #add(says: string, at: number, fields: [string, string][]): void {
    void this.#queue?.add(this.#item(says, at, fields)).then((fits) => this.#put(fits));
    this.#draw();
  }

  #put(fits: boolean): void {
    this.#full ||= !fits;
    this.#draw();
  }

  /** What is noticed and rated after a set that was led here. */
  #submit = (e: SubmitEvent): void => {
    e.preventDefault();
    e.stopPropagation(); // it is no form of the rail's
    const form = e.target as HTMLFormElement;
    const by = e.submitter as HTMLButtonElement;
    const note = form.matches('.led-note');
    const tag = note ? this.#part<HTMLInputElement>('#led-tag').value.trim() : '';
    const says = [tag, note ? by.textContent : form.querySelector('legend')?.textContent + ' ' + by.value].filter(Boolean).join(' · ');
    const fields: [string, string][] = [['once', fresh(Date.now())], ['do', note ? 'notice' : 'rate'], ['of', this.#last], [by.name, by.value]];
    if (tag) fields.push(['tag', tag]);
    form.reset();
    this.#add(says, this.#rail.now, fields);
  };

  /** Keeps a form of the rail that did not get through, if it is one that may wait. */
  keep(form: HTMLFormElement, by: HTMLElement | null): boolean {
    if (!this.#queue || !keeps.includes(does(form))) return false;
    const fields = [...new FormData(form, by)].map(([name, value]): [string, string] => [name, String(value)]);
    const once = fields.find(([name]) => name === 'once')!;
    if (this.#used.has(once[1])) once[1] = fresh(Date.now()); // one page, several steps
    this.#used.add(once[1]);
    if (this.#last && does(form) !== 'end') fields.push(['of', this.#last]);
    const client = fields.some(([name, value]) => name === 'by' && value === 'client');
    this.#over.set ||= does(form) === 'end' || does(form) === 'halt';
    this.#over.work ||= does(form) === 'halt' || client;
    if (does(form) === 'end') this.#last = once[1];
    const words = fields.filter(([name]) => name === 'tag').map(([, value]) => value);
    this.#add([...words, by?.textContent?.trim()].filter(Boolean).join(' · '), this.#rail.now, fields);
    form.closest<HTMLElement>('form.ending')?.toggleAttribute('hidden', true);
    return true;
  }
}

customElements.define('emdr-led', EmdrLed);
