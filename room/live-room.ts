import { oneAtATime } from '../ui/ts/pure.ts';
import { fresh, Line, type Step, type Told } from './line.ts';
import { morph } from './morph.ts';

const pause = 600;

/**
 * <live-room line="/url" part="/url">: the room of a session while it is open. Steps go over the
 * line and are shown as done when they are kept; what the server draws is asked for again when
 * it says that something was. What is being written stays where it is, with the line or without.
 */
class LiveRoom extends HTMLElement {
  line?: Line; // for tools that need the clock that both have
  told: Record<string, Told> = {}; // the last of each kind, for tools that come later
  #ask = oneAtATime(() => this.#draw());
  #unsent = new Map<string, number>(); // fields with something that is not kept yet
  #sent = new Map<string, string>(); // step → field
  #skew = 0; // of the house's clock, as far as pages see it
  #tick?: number;
  #frame?: number;
  #was = true;

  connectedCallback(): void {
    this.setAttribute('live', '');
    const at = new URL(this.getAttribute('line') ?? '', location.href);
    at.protocol = at.protocol.replace('http', 'ws');
    this.line = new Line(at.href, (t) => this.#hear(t), (up, gone) => this.#stands(up, gone));
    this.addEventListener('submit', this.#submit);
    this.addEventListener('input', this.#input);
    this.addEventListener('change', this.#change);
    document.addEventListener('visibilitychange', this.#seen);
    document.addEventListener('quick-exit', this.#leave);
    addEventListener('online', this.#online);
    addEventListener('beforeunload', this.#warn);
    this.#time();
    this.line.open();
    this.#tick = setInterval(() => this.#minute(), 1000);
    this.#breathe();
  }

  disconnectedCallback(): void {
    this.line?.close();
    clearInterval(this.#tick);
    cancelAnimationFrame(this.#frame ?? 0);
    document.removeEventListener('visibilitychange', this.#seen);
    document.removeEventListener('quick-exit', this.#leave);
    removeEventListener('online', this.#online);
    removeEventListener('beforeunload', this.#warn);
  }

  #seen = (): void => this.line?.here();
  #leave = (): void => this.line?.close();
  #online = (): void => this.line?.open();
  #warn = (e: BeforeUnloadEvent): void => { if (this.#unsent.size + (this.line?.queue.length ?? 0) > 0) e.preventDefault(); };

  #say(where: string, text: string): void {
    const line = this.querySelector(where);
    if (line && line.textContent !== text) line.textContent = text;
  }

  #words(name: string): string { return this.getAttribute('say-' + name) ?? ''; }

  #stands(up: boolean, gone: boolean): void {
    if (gone) {
      this.querySelector('.inside')?.replaceChildren(); // no longer ours to see
      this.#say('.here', '');
      return this.#say('.line', this.#words('gone'));
    }
    const waits = this.line?.queue.length ?? 0;
    if (!up) this.#say('.line', this.#words('lost') + (waits ? ' ' + this.#words('waits').replace('{count}', String(waits)) : ''));
    else if (!this.#was) {
      this.#say('.line', this.#words('back'));
      setTimeout(() => this.#was && this.#say('.line', ''), 8000);
    }
    if (!up) this.#say('.here', '');
    this.classList.toggle('lost', !up);
    this.#was = up;
  }

  #hear(t: Told): void {
    if (t.done || t.k === 'no') {
      const id = t.done ?? t.id ?? '';
      const field = this.#sent.get(id);
      this.#sent.delete(id);
      if (field && ![...this.#sent.values()].includes(field) && this.#unsent.get(field) === 0) this.#unsent.delete(field);
    }
    if (t.k === 'no') this.#say('.refused', t.text ?? '');
    if (t.done) this.#say('.refused', '');
    if (t.k === 'here') this.#here(t);
    if (t.k === 'aside') this.#aside(t);
    this.told[t.k] = t;
    this.dispatchEvent(new CustomEvent('room-told', { detail: t })); // for tools that draw by themselves
    if (t.k === 'state') void this.#ask();
  }

  #here(t: Told): void {
    const other = t.here?.find((h) => h.side !== (this.getAttribute('side') === 'my' ? 'client' : 'therapist'));
    this.#say('.here', this.#words(!other?.pages ? 'alone' : other.quiet ? 'quiet' : 'here'));
  }

  async #draw(): Promise<void> {
    const part = this.getAttribute('part');
    if (!part) return;
    try {
      const got = await fetch(part, { headers: { Accept: 'text/html' }, redirect: 'manual' });
      if (!got.ok) {
        if (got.type === 'opaqueredirect' || [401, 403, 404].includes(got.status)) this.#stands(false, true);
        return;
      }
      const drawn = document.createElement('template');
      drawn.innerHTML = await got.text();
      const next = drawn.content.firstElementChild;
      const now = this.querySelector('.inside > .stands');
      if (next && now) morph(now, next, (id) => this.#unsent.has(id));
      else if (next) this.querySelector('.inside')?.replaceChildren(next);
      this.#time();
      // The session has begun: what the therapist writes for themselves is there from now on.
      const goes = next instanceof HTMLElement && next.dataset['goes'] === 'true';
      if (goes && !this.line?.queue.length && document.querySelector('.pad') && !document.querySelector('.pad form')) location.reload();
    } catch {
      // The line is down: what was there stays, and the page says so.
    }
  }

  #time(): void {
    const now = Number(this.querySelector<HTMLElement>('.stands')?.dataset['now']);
    if (now) this.#skew = now - Date.now();
  }

  #take(form: HTMLFormElement, by: HTMLElement | null, field = ''): void {
    const data = new FormData(form);
    if (by instanceof HTMLButtonElement && by.name) data.append(by.name, by.value);
    const word = (name: string): string => String(data.get(name) ?? '');
    const step: Step = { id: fresh(Date.now()), tool: word('tool'), act: word('act') };
    if (data.has('name')) step.name = word('name');
    if (data.has('text')) step.text = word('text');
    if (data.has('values')) step.values = data.getAll('values').map(Number);
    if (field) this.#sent.set(step.id, field);
    this.line?.step(step);
  }

  #submit = (e: SubmitEvent): void => {
    const form = e.target as HTMLFormElement;
    if (!form.dataset['step']) return;
    e.preventDefault();
    this.#flush(form);
    if (!form.querySelector('[data-box]')) this.#take(form, e.submitter);
  };

  /** What is in a box or on a dial goes when it has rested for a moment. */
  #flush(but?: HTMLFormElement): void {
    for (const [id, timer] of this.#unsent) {
      const form = document.getElementById(id)?.closest('form');
      if (timer && form && (form !== but || form.querySelector('[data-box]'))) this.#go(id, form);
    }
  }

  #go(id: string, form: HTMLFormElement): void {
    clearTimeout(this.#unsent.get(id));
    this.#unsent.set(id, 0);
    this.#take(form, null, id);
  }

  #input = (e: Event): void => {
    const field = e.target as HTMLInputElement;
    const form = field.closest<HTMLFormElement>('form[data-step]');
    if (!form || !field.id) return;
    const box = field.closest<HTMLElement>('[data-box]')?.dataset['box'];
    const dial = field.dataset['dial'];
    if (!box && !dial) return;
    clearTimeout(this.#unsent.get(field.id));
    this.#unsent.set(field.id, setTimeout(() => this.#go(field.id, form), dial ? 2 * pause : pause));
    if (box) this.line?.aside('board', box, true);
    if (dial) {
      this.#say(`output[for="${field.id}"]`, field.value);
      this.line?.aside('dial', dial, Number(field.value));
    }
  };

  #change = (e: Event): void => {
    const field = e.target as HTMLInputElement;
    const form = field.closest<HTMLFormElement>('form[data-step]');
    if (form && this.#unsent.get(field.id)) this.#go(field.id, form);
  };

  /** What the other does at this moment. */
  #aside(t: Told): void {
    if (t.tool === 'dial' && typeof t.data === 'number') {
      const dial = this.querySelector<HTMLInputElement>(`input[data-dial="${CSS.escape(t.name ?? '')}"]`);
      if (!dial || this.#unsent.has(dial.id)) return;
      dial.value = String(t.data);
      this.#say(`output[for="${dial.id}"]`, dial.value);
    }
    if (t.tool === 'board') {
      const by = this.querySelector<HTMLElement>(`[data-box="${CSS.escape(t.name ?? '')}"] .by`);
      if (by) by.textContent = this.#words('writes');
    }
  }

  /** The timer says minutes: when one is over, the server says how many are left. */
  #minute(): void {
    const clock = this.querySelector<HTMLElement>('.clock');
    if (!clock) return;
    const left = Math.ceil((Number(clock.dataset['from']) + 60_000 * Number(clock.dataset['minutes']) - Date.now() - this.#skew) / 60_000);
    if (clock.dataset['left'] && clock.dataset['left'] !== String(left) && left >= 0) void this.#ask();
    clock.dataset['left'] = String(left);
  }

  /** The breath in common is a function of the moment it began at and of what time it is. */
  #breathe = (): void => {
    this.#frame = requestAnimationFrame(this.#breathe);
    const b = this.querySelector<HTMLElement>('.breathing');
    if (!b) return;
    const [from, into, hold, out] = ['from', 'in', 'hold', 'out'].map((n) => Number(b.dataset[n]));
    const round = into! + hold! + out!;
    const t = ((((Date.now() + this.#skew - from!) / 1000) % round) + round) % round;
    const part = t < into! ? 'in' : t < into! + hold! ? 'hold' : 'out';
    const full = part === 'in' ? t / into! : part === 'hold' ? 1 : 1 - (t - into! - hold!) / out!;
    this.#say('.breath-says', b.getAttribute('say-' + part) ?? '');
    const lung = b.querySelector<HTMLElement>('.lung');
    if (lung && !matchMedia('(prefers-reduced-motion: reduce)').matches) lung.style.transform = `scale(${0.45 + 0.55 * (0.5 - 0.5 * Math.cos(Math.PI * full))})`;
  };
}

customElements.define('live-room', LiveRoom);
