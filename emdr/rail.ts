interface Light extends HTMLElement { begin(over: object): void; stop(): void; readonly running: boolean }
/** What goes on without a line (led.ts). */
interface Led extends HTMLElement { readonly waits: boolean; keep(form: HTMLFormElement, by: HTMLElement | null): boolean; send(): Promise<boolean> }
export interface Ended { passes: number; seconds: number; why: string }

/** Who ended a set, by why its stage says that it ended. */
export const enders: Record<string, string> = { client: 'client', much: 'client', hidden: 'client', lost: 'line', gone: 'line', count: 'itself', time: 'itself' };
/** The ways of the rail as paths of a light. */
const ways: Record<string, string> = { side: 'horizontal', slant: 'rising', updown: 'vertical' };

/** What the light goes by, over what the case has for it. */
export function meant(said: FormData): object {
  const by = String(said.get('modality'));
  const path = ways[String(said.get('path'))];
  return {
    ppm: Number(said.get('rate')), passes: Number(said.get('passes')), ...(path && { path }),
    sight: by === 'eyes', ...(by === 'sound' && { sound: true }), ...(by === 'taps' && { touch: true }),
  };
}

/** What a form of the rail does. */
export const does = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>('[name=do]')?.value ?? '';

/**
 * <emdr-rail ends now began short say-short>: a session's rail with one key for what is done
 * often. Every step is a form that works by itself; this sends it without leaving the page, so
 * that the clock and the focus stay. A set begins the light beside it, if that is wanted; the light
 * tells of its end by `stim:end`, and what it measured is kept with the set.
 */
class EmdrRail extends HTMLElement {
  #skew = 0;
  #tick?: number;
  #warned = false;
  #sending = false;
  #next = ['', '']; // what was pressed while something was being sent
  #meant: object | null = null; // for the light of a set that was asked for; it begins once the set is taken
  #by = ''; // who ended the set, where somebody said so
  #over: Ended | null = null; // a light that ended while something was being sent

  connectedCallback(): void {
    this.#skew = Number(this.getAttribute('now')) - Date.now();
    this.#tick = setInterval(this.#clock, 1000);
    this.#set();
    this.addEventListener('submit', this.#submit);
    this.addEventListener('stim:end', this.#ended);
    document.addEventListener('keydown', this.#key);
    this.#clock();
  }

  disconnectedCallback(): void {
    clearInterval(this.#tick);
    document.removeEventListener('keydown', this.#key);
  }

  get #light(): Light | null { return this.querySelector<Light>('room-light'); }

  get #led(): Led | null { return this.querySelector<Led>('emdr-led'); }

  /** What time it is in the house. */
  get now(): number { return Date.now() + this.#skew; }

  /** The clock of the session, and how long the set has run. */
  #clock = (): void => {
    const left = Math.floor((Number(this.getAttribute('ends')) - this.now) / 60_000);
    const timer = this.querySelector('[role=timer]');
    const said = timer?.textContent?.replace(/\d+/, String(Math.abs(left)));
    if (timer && said && left >= 2 && timer.textContent !== said) timer.textContent = said;
    if (left < Number(this.getAttribute('short')) && timer && !this.#warned) {
      this.#warned = true;
      const alarm = this.querySelector('.alarm');
      if (alarm) alarm.textContent = this.getAttribute('say-short');
    }
    const began = Number(this.getAttribute('began'));
    const count = this.querySelector('.running .count');
    if (began && count) count.textContent = `${Math.max(0, Math.round((this.now - began) / 1000))} s`;
  };

  /** A key presses the button that names it, unless somebody is writing. */
  #key = (e: KeyboardEvent): void => {
    const at = e.target instanceof Element ? e.target : null;
    if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || at?.closest('input, textarea, select, summary, a, dialog')) return;
    if (e.code === 'Space' && at?.closest('button') && !at.closest('[data-key=Space]')) return;
    const name = e.code === 'Space' ? 'Space' : e.key.toLowerCase();
    const button = this.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(name)}"]`);
    if (!button || (button.closest('.beginning') && button.checkVisibility?.() === false)) return; // it is not offered without a line
    e.preventDefault();
    if (name === 'Space' && this.#light?.running) this.#light.stop();
    else button.click();
  };

  #submit = (e: SubmitEvent): void => {
    const form = e.target as HTMLFormElement;
    e.preventDefault();
    if (does(form) === 'halt') this.#light?.stop(); // at once, whatever becomes of the form
    if (this.#sending) { // it is pressed again on the page that comes
      this.#next = [does(form), e.submitter?.textContent ?? ''];
      return;
    }
    this.#meant = does(form) === 'begin' && this.querySelector<HTMLInputElement>('[name=with-light]')?.checked ? meant(new FormData(form)) : null;
    if (form.matches('.ending') && this.#light?.running) {
      this.#by = (e.submitter as HTMLButtonElement | null)?.value ?? '';
      this.#light.stop(); // its measures come with it
    }
    if (!this.#sending) void this.#send(form, e.submitter);
  };

  /** Sends a step; what comes back takes the place of the rail. What waits on this device goes first. */
  async #send(form: HTMLFormElement, by: HTMLElement | null): Promise<void> {
    this.#sending = true;
    const fields = new URLSearchParams();
    new FormData(form, by).forEach((value, name) => fields.append(name, String(value)));
    try {
      if (this.#led?.waits && (this.#led.keep(form, by) || !(await this.#led.send()))) throw new Error('it waits');
      const got = await fetch(form.action, { method: 'POST', body: fields, headers: { Accept: 'text/html' } });
      if (got.status >= 502) throw new Error('no line');
      const page = new DOMParser().parseFromString(await got.text(), 'text/html');
      const rail = page.querySelector('emdr-rail');
      if (!rail) return void location.reload(); // signed out, or gone
      this.#show(rail);
    } catch {
      return this.#unsent(form, by);
    }
    this.#sending = false;
    const running = this.querySelector('form.ending') !== null;
    if (!running && this.#light?.running) this.#light.stop(); // the set was not taken
    if (running && this.#meant) this.#light?.begin(this.#meant);
    this.#meant = null;
    this.#goOn();
  }

  /** What came while something was being sent: a press is pressed again, and a set that ended is ended. */
  #goOn(): void {
    if (this.#over && !this.#sending) this.#end(this.#over);
    this.#over = null;
    if (this.#sending) return;
    const [what, said] = this.#next;
    this.#next = ['', ''];
    if (what) [...this.querySelectorAll<HTMLButtonElement>('#rail button')].find((b) => b.textContent === said && b.form && does(b.form) === what)?.click();
  }

  /** There is no line: this device keeps the step, if it may, or says that it is not kept. */
  #unsent(form: HTMLFormElement, by: HTMLElement | null): void {
    this.#sending = false;
    this.#meant = null;
    this.#over = null;
    this.#next = ['', ''];
    by?.focus();
    if (this.#led?.keep(form, by)) return;
    const alarm = this.querySelector('.alarm');
    if (alarm) alarm.textContent = this.getAttribute('say-line');
  }

  /** Asks for the rail again: something has joined it. Not while somebody writes there. */
  async again(): Promise<boolean> {
    if (this.#sending || this.querySelector('#rail :is(input, textarea):focus')) return false;
    this.#sending = true;
    try {
      const got = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const rail = new DOMParser().parseFromString(await got.text(), 'text/html').querySelector('emdr-rail');
      if (rail) this.#show(rail);
      return rail !== null;
    } catch {
      return false;
    } finally {
      this.#sending = false;
      this.#goOn();
    }
  }

  #show(rail: Element): void {
    for (const name of ['ends', 'now', 'began']) this.setAttribute(name, rail.getAttribute(name) ?? '');
    this.#skew = Number(this.getAttribute('now')) - Date.now();
    const { scrollX, scrollY } = window;
    this.querySelector('#rail')?.replaceWith(document.adoptNode(rail.querySelector('#rail') as Element));
    this.#set();
    this.#warned = false;
    this.#clock();
    scrollTo(scrollX, scrollY);
    const first = this.querySelector('.problem [name=why], .problem') ?? this.querySelector('.chose') ?? this.querySelector('.phase-panel');
    (first as HTMLElement | null)?.focus({ preventScroll: true });
  }

  /** Gives the light the settings that the next set is done with. */
  #set(): void {
    const its = this.querySelector<HTMLElement>('.phase-panel')?.dataset['with'];
    if (this.#light && its) this.#light.dataset['with'] = its;
  }

  /** The light says that a set has ended, and what it measured. */
  #ended = (e: Event): void => {
    const over = (e as CustomEvent<Ended>).detail;
    if (this.#sending) this.#over = over;
    else this.#end(over);
  };

  #end({ passes, seconds, why }: Ended): void {
    const form = this.querySelector<HTMLFormElement>('form.ending');
    if (!form) return;
    form.querySelector<HTMLInputElement>('[name=passes]')!.value = String(passes);
    form.querySelector<HTMLInputElement>('[name=seconds]')!.value = seconds.toFixed(1);
    const button = document.createElement('button');
    button.name = 'by';
    button.value = this.#by || (enders[why] ?? 'therapist');
    this.#by = '';
    button.hidden = true;
    form.append(button);
    void this.#send(form, button);
  }
}

customElements.define('emdr-rail', EmdrRail);
