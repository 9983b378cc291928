import { ask, begin } from './asked.ts';
import { deliver, type Outcome } from './outbox.ts';
import { fate, oneAtATime, ownPath } from './pure.ts';
import { showMain, toProblem } from './show-main.ts';
import { allSent, draftOf, dropDraft, dropSent, keeps, putDraft, putSent, type Sent } from './store.ts';

const pause = 800;
const retry = 5000;

/**
 * <answer-form draft="/url"> around a plain form. Saves as one goes when draft is given;
 * sends the answers until they have arrived, once: the form carries a hidden once id and
 * the server counts only the first. On a phone that its owner said is only theirs, a form
 * that may be drafted is also kept on the phone; on any other, nothing ever is.
 */
class AnswerForm extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #unsaved = false;
  #asSaved = ''; // what was saved last, as it was sent
  #drafted = false; // all of what was sent had been saved before
  #touched = new Set<string>(); // answered on this page: it counts for more than what was begun before
  #resumed?: Promise<void>;
  #body?: URLSearchParams; // what was sent and has not arrived
  #kept = false; // it waits on this phone too, and may be left
  #timer?: number;
  #sending = false;

  connectedCallback(): void {
    this.#form = this.querySelector('form');
    if (!this.#form) return;
    begin(this.#form);
    this.#form.addEventListener('input', this.#changed);
    this.#form.addEventListener('change', this.#changed);
    this.#form.addEventListener('submit', this.#submit);
    addEventListener('online', this.#online);
    addEventListener('beforeunload', this.#warn);
    document.addEventListener('quick-exit', this.#leave);
    document.addEventListener('visibilitychange', this.#hidden);
    if (this.#keeps()) this.#resumed = this.#resume().catch(() => undefined); // a store that cannot be read has nothing
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    removeEventListener('online', this.#online);
    removeEventListener('beforeunload', this.#warn);
    document.removeEventListener('quick-exit', this.#leave);
    document.removeEventListener('visibilitychange', this.#hidden);
  }

  #path(): string {
    return new URL(this.#form!.getAttribute('action') ?? '', location.href).pathname;
  }

  #value(name: string): string {
    return (this.#form!.elements.namedItem(name) as HTMLInputElement | null)?.value ?? '';
  }

  /** Only what may be drafted is ever kept, only after a yes, and only for who said it. */
  #keeps(): string | null {
    const tag = keeps();
    return this.hasAttribute('draft') && this.getAttribute('whose') === tag ? tag : null;
  }

  #say(what: string): void {
    const line = this.querySelector('[role=status]');
    const text = this.getAttribute('say-' + what) ?? '';
    if (line && line.textContent !== text) line.textContent = text;
    const meanwhile = this.querySelector<HTMLElement>('.meanwhile');
    if (!meanwhile) return;
    const was = meanwhile.hidden;
    meanwhile.hidden = !['waiting', 'kept', 'kept-signed-out'].includes(what);
    if (was && !meanwhile.hidden) meanwhile.scrollIntoView({ block: 'nearest' }); // whom to call is seen at once
  }

  #read(by?: HTMLElement | null): URLSearchParams {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form!)) {
      if (typeof value === 'string') body.append(name, value);
    }
    if (by instanceof HTMLButtonElement && by.name) body.append(by.name, by.value);
    return body;
  }

  /** Puts answers back into the form. The id and the occasion only with answers that were sent. */
  #fill(fields: [string, string][], whole: boolean): void {
    const left = new Map<string, string[]>(); // of what was written, by field: several lines may have one name
    for (const [name, value] of fields) left.set(name, [...(left.get(name) ?? []), value]);
    const written: (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] = [];
    for (const control of this.#form!.elements) {
      if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) continue;
      if (!whole && this.#touched.has(control.name)) continue;
      if (!(control instanceof HTMLInputElement && /^(radio|checkbox)$/.test(control.type))) {
        written.push(control);
        continue;
      }
      const given = left.get(control.name) ?? [];
      control.checked = given.includes(control.value);
      if (control.checked) given.splice(given.indexOf(control.value), 1);
    }
    for (const control of written) {
      const value = left.get(control.name)?.shift();
      if (value !== undefined && (whole || control.type !== 'hidden')) control.value = value;
    }
    ask(this.#form!);
  }

  /** Goes on where this phone left off: with what waits to be sent, or with what was begun. */
  async #resume(): Promise<void> {
    const tag = this.#keeps();
    const path = this.#path();
    const waits = (await allSent()).find((s) => s.path === path && s.tag === tag && s.state === 'waiting');
    if (waits) {
      this.#fill(waits.fields, true);
      this.#wait(new URLSearchParams(waits.fields), true);
      return void this.#send();
    }
    const begun = await draftOf(path);
    if (this.#body) return; // sent meanwhile
    const copy = document.querySelector('meta[name=kept]') !== null;
    if (begun && begun.asked !== this.#value('asked')) return void dropDraft(path); // of another occasion
    if (!begun || (begun.saved && !copy)) return;
    this.#fill(begun.fields, false);
    this.#unsaved ||= !begun.saved;
    this.#say('kept-draft');
    if (this.#unsaved) this.#later(() => void this.#save(), pause);
  }

  #later(act: () => void, after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, after);
  }

  #changed = (e: Event): void => {
    ask(this.#form!);
    this.#touched.add((e.target as HTMLInputElement).name);
    this.#unsaved = true;
    if (this.#keeps()) void this.#keep();
    if (!this.#body && this.hasAttribute('draft')) this.#later(() => void this.#save(), pause);
  };

  /** What is in the form now, on this phone, where it never takes the place of what was not yet read. */
  #keep = oneAtATime(async () => {
    await this.#resumed;
    if (!this.#keeps() || this.#body) return;
    await putDraft({ path: this.#path(), asked: this.#value('asked'), fields: [...this.#read()], saved: !this.#unsaved });
  });

  #save = oneAtATime(async () => {
    if (!this.#unsaved || this.#body) return;
    this.#unsaved = false;
    const body = this.#read();
    const keepalive = body.toString().length < 60_000; // more than that no browser carries past its page
    try {
      const got = await fetch(this.getAttribute('draft') ?? '', { method: 'PUT', body, keepalive, redirect: 'manual' });
      if (this.#body) return; // sent for good meanwhile: its words count
      if (got.ok) this.#asSaved = body.toString();
      if (got.ok) return this.#unsaved ? undefined : this.#saved();
      this.#unsaved = true;
      const became = got.type === 'opaqueredirect' ? 'signed-out' : fate(got.status, '');
      if (became === 'wait') this.#later(() => void this.#save(), retry);
      this.#say(this.#keeps() ? 'kept-draft' : became === 'signed-out' ? became : 'unsaved');
    } catch {
      this.#unsaved = true;
      if (this.#body) return;
      this.#say(this.#keeps() ? 'kept-draft' : 'offline');
      this.#later(() => void this.#save(), retry);
    }
  });

  #saved(): void {
    this.#say('saved');
    if (this.#keeps()) void this.#keep();
  }

  #submit = (e: SubmitEvent): void => {
    e.preventDefault();
    if (this.#body) return; // on its way already
    this.#drafted = this.#read().toString() === this.#asSaved;
    this.#body = this.#read(e.submitter);
    clearTimeout(this.#timer);
    this.#form!.inert = true; // what was sent is what is seen
    this.#say('sending');
    void this.#queue().then(() => this.#send());
  };

  /** On a phone that keeps things, answers are on the phone before they are on the line. */
  async #queue(): Promise<void> {
    const tag = this.#keeps();
    if (!tag) return;
    if (this.#body!.has('drop')) return void await dropDraft(this.#path()).catch(() => undefined); // what is to be forgotten is not kept
    const item: Sent = { once: this.#value('once'), tag, path: this.#path(), fields: [...this.#body!], state: 'waiting' };
    try {
      await putSent(item);
      await dropDraft(item.path);
      this.#kept = true;
    } catch {
      return; // no room: it stays on the open page
    }
    const registered = await navigator.serviceWorker.getRegistration() as { sync?: { register(tag: string): Promise<void> } } | undefined;
    await registered?.sync?.register('outbox').catch(() => undefined); // an extra, where there is one
  }

  async #send(): Promise<void> {
    if (!this.#body || this.#sending) return;
    this.#sending = true;
    const became = this.#kept ? await deliver(this.#body.get('once') ?? '') : undefined;
    if (became && became.state !== 'gone') {
      this.#sending = false;
      return this.#delivered(became);
    }
    this.#kept = false; // gone: dealt with on another page, and the server knows how
    try {
      const got = await fetch(this.#form!.getAttribute('action') ?? '', { method: 'POST', body: this.#body, headers: { Accept: 'text/html' } });
      const html = got.redirected ? '' : await got.text();
      this.#sending = false;
      await this.#arrived(got, html);
    } catch {
      this.#sending = false;
      this.#wait();
    }
  }

  /** What became of answers that this phone kept. */
  async #delivered(became: Outcome): Promise<void> {
    const once = this.#value('once');
    if (became.state === 'sent' && became.to) {
      this.#hush();
      return location.assign(ownPath(became.to));
    }
    if (became.state === 'waiting') return this.#wait(this.#body, true);
    if (became.state === 'signed-out') {
      this.#wait(this.#body, true);
      return this.#say('kept-signed-out');
    }
    const fields: [string, string][] = [...this.#body!];
    const path = this.#path();
    if (became.html && showMain(became.html)) {
      if (document.querySelector('answer-form[draft]')) await putDraft({ path, asked: fields.find(([n]) => n === 'asked')?.[1] ?? '', fields, saved: false });
      await dropSent(once);
      return;
    }
    this.#again('refused');
  }

  async #arrived(got: Response, html: string): Promise<void> {
    const became = fate(got.status, got.redirected ? new URL(got.url).pathname : '');
    if (became === 'wait') return this.#wait();
    if (became === 'sent' && got.redirected) {
      this.#hush();
      location.assign(got.url);
      return;
    }
    if ((became === 'sent' || became === 'show') && showMain(html)) return;
    this.#again(became === 'signed-out' ? became : 'refused');
  }

  /** It did arrive, and was not taken: the answers stay here to be sent again. */
  #again(why: string): void {
    this.#body = undefined;
    this.#kept = false;
    this.#unsaved = why !== 'signed-out' || !this.#drafted; // what waits as a draft may be left to sign in
    this.#form!.inert = false;
    this.#say(why);
  }

  #wait(body = this.#body, kept = this.#kept): void {
    this.#body = body;
    this.#kept = kept;
    this.#form!.inert = true;
    this.#say(kept ? 'kept' : 'waiting');
    this.#later(() => void this.#send(), retry);
  }

  #online = (): void => {
    if (this.#body) void this.#send();
    else if (this.hasAttribute('draft')) void this.#save();
  };

  #hidden = (): void => {
    if (document.hidden && this.hasAttribute('draft')) void this.#save();
    if (!document.hidden && this.#body) void this.#send();
  };

  /** Leaving quickly asks nothing; a draft goes ahead of the end of the session. */
  #leave = (): void => {
    this.#hush();
    if (this.hasAttribute('draft')) void this.#save();
  };

  /** What this phone keeps may be left without a question. */
  #warn = (e: BeforeUnloadEvent): void => {
    if ((!this.#unsaved && !this.#body) || this.#kept || (this.#keeps() && !this.#body)) return;
    e.preventDefault();
    e.returnValue = true; // what older browsers listen to
  };

  #hush = (): void => removeEventListener('beforeunload', this.#warn);
}

customElements.define('answer-form', AnswerForm);
if (document.querySelector('answer-form [aria-invalid=true]')) toProblem();
