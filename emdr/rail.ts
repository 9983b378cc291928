/**
 * <emdr-rail ends now began short say-short>: a session's rail with one key for what is done
 * often. Every step is a form that works by itself; this sends it without leaving the page, so
 * that the clock and the focus stay. The stage of the stimulation stands in [data-stage]: it tells
 * of the end of a set by `stim:end`, and what it measured is kept with the set.
 */
class EmdrRail extends HTMLElement {
  #skew = 0;
  #tick?: number;
  #warned = false;
  #sending = false;

  connectedCallback(): void {
    this.#skew = Number(this.getAttribute('now')) - Date.now();
    this.#tick = setInterval(this.#clock, 1000);
    this.addEventListener('submit', this.#submit);
    this.addEventListener('stim:end', this.#ended);
    document.addEventListener('keydown', this.#key);
    this.#clock();
  }

  disconnectedCallback(): void {
    clearInterval(this.#tick);
    document.removeEventListener('keydown', this.#key);
  }

  get #now(): number {
    return Date.now() + this.#skew;
  }

  /** The clock of the session, and how long the set has run. */
  #clock = (): void => {
    const left = Math.floor((Number(this.getAttribute('ends')) - this.#now) / 60_000);
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
    if (began && count) count.textContent = `${Math.max(0, Math.round((this.#now - began) / 1000))} s`;
  };

  /** A key presses the button that names it, unless somebody is writing. */
  #key = (e: KeyboardEvent): void => {
    const at = e.target instanceof Element ? e.target : null;
    if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || at?.closest('input, textarea, select, summary, a, dialog')) return;
    if (e.code === 'Space' && at?.closest('button') && !at.closest('[data-key=Space]')) return;
    const name = e.code === 'Space' ? 'Space' : e.key.toLowerCase();
    const button = this.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(name)}"]`);
    if (!button) return;
    e.preventDefault();
    button.click();
  };

  #submit = (e: SubmitEvent): void => {
    const form = e.target as HTMLFormElement;
    e.preventDefault();
    if (this.#sending) return;
    void this.#send(form, e.submitter);
  };

  /** Sends a step; what comes back takes the place of the rail. Without a line the form goes the plain way. */
  async #send(form: HTMLFormElement, by: HTMLElement | null): Promise<void> {
    this.#sending = true;
    const fields = new URLSearchParams();
    new FormData(form, by).forEach((value, name) => fields.append(name, String(value)));
    try {
      const got = await fetch(form.action, { method: 'POST', body: fields, headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await got.text(), 'text/html');
      const rail = page.querySelector('emdr-rail');
      if (!rail) return void location.reload(); // signed out, or gone
      this.#show(rail);
    } catch {
      this.#sending = false;
      by?.focus();
      const alarm = this.querySelector('.alarm');
      if (alarm) alarm.textContent = this.getAttribute('say-line');
      return;
    }
    this.#sending = false;
  }

  #show(rail: Element): void {
    for (const name of ['ends', 'now', 'began']) this.setAttribute(name, rail.getAttribute(name) ?? '');
    this.#skew = Number(this.getAttribute('now')) - Date.now();
    const { scrollX, scrollY } = window;
    this.querySelector('#rail')?.replaceWith(document.adoptNode(rail.querySelector('#rail') as Element));
    this.#warned = false;
    this.#clock();
    scrollTo(scrollX, scrollY);
    this.querySelector<HTMLElement>('.problem [name=why], .problem, .phase-panel')?.focus({ preventScroll: true });
  }

  /** The stage says that a set has ended, and what it measured. */
  #ended = (e: Event): void => {
    const { passes, seconds, why } = (e as CustomEvent<{ passes: number; seconds: number; why: string }>).detail;
    const form = this.querySelector<HTMLFormElement>('form.ending');
    if (!form) return;
    form.querySelector<HTMLInputElement>('[name=passes]')!.value = String(passes);
    form.querySelector<HTMLInputElement>('[name=seconds]')!.value = String(seconds);
    const by = { client: 'client', lease: 'line', line: 'line', count: 'itself', itself: 'itself' }[why] ?? 'therapist';
    const button = document.createElement('button');
    button.name = 'by';
    button.value = by;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
  };
}

customElements.define('emdr-rail', EmdrRail);
