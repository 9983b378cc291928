import { fate, oneAtATime } from './pure.ts';

const pause = 800;
const retry = 5000;

/**
 * <answer-form draft="/url"> around a plain form. Saves as one goes when draft is given;
 * sends the answers until they have arrived, once: the form carries a hidden once id and
 * the server counts only the first. Nothing is ever kept on the device.
 */
class AnswerForm extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #unsaved = false;
  #body?: URLSearchParams; // what was sent and has not arrived
  #timer?: number;
  #sending = false;

  connectedCallback(): void {
    this.#form = this.querySelector('form');
    if (!this.#form) return;
    this.#form.addEventListener('input', this.#changed);
    this.#form.addEventListener('change', this.#changed);
    this.#form.addEventListener('submit', this.#submit);
    addEventListener('online', this.#online);
    addEventListener('beforeunload', this.#warn);
    document.addEventListener('quick-exit', this.#leave);
    document.addEventListener('visibilitychange', this.#hidden);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    removeEventListener('online', this.#online);
    removeEventListener('beforeunload', this.#warn);
    document.removeEventListener('quick-exit', this.#leave);
    document.removeEventListener('visibilitychange', this.#hidden);
  }

  #say(what: string): void {
    const line = this.querySelector('[role=status]');
    const text = this.getAttribute('say-' + what) ?? '';
    if (line && line.textContent !== text) line.textContent = text;
  }

  #read(by?: HTMLElement | null): URLSearchParams {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form!)) {
      if (typeof value === 'string') body.append(name, value);
    }
    if (by instanceof HTMLButtonElement && by.name) body.append(by.name, by.value);
    return body;
  }

  #later(act: () => void, after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, after);
  }

  #changed = (): void => {
    this.#unsaved = true;
    if (!this.#body && this.hasAttribute('draft')) this.#later(() => void this.#save(), pause);
  };

  #save = oneAtATime(async () => {
    if (!this.#unsaved || this.#body) return;
    this.#unsaved = false;
    const body = this.#read();
    const keepalive = body.toString().length < 60_000; // more than that no browser carries past its page
    try {
      const got = await fetch(this.getAttribute('draft') ?? '', { method: 'PUT', body, keepalive, redirect: 'manual' });
      if (this.#body) return; // sent for good meanwhile: its words count
      if (got.ok) return this.#unsaved ? undefined : this.#say('saved');
      this.#unsaved = true;
      const became = got.type === 'opaqueredirect' ? 'signed-out' : fate(got.status, '');
      if (became === 'wait') this.#later(() => void this.#save(), retry);
      this.#say(became === 'signed-out' ? became : 'unsaved');
    } catch {
      this.#unsaved = true;
      if (this.#body) return;
      this.#say('offline');
      this.#later(() => void this.#save(), retry);
    }
  });

  #submit = (e: SubmitEvent): void => {
    e.preventDefault();
    if (this.#body) return; // on its way already
    this.#body = this.#read(e.submitter);
    clearTimeout(this.#timer);
    this.#form!.inert = true; // what was sent is what is seen
    this.#say('sending');
    void this.#send();
  };

  async #send(): Promise<void> {
    if (!this.#body || this.#sending) return;
    this.#sending = true;
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

  async #arrived(got: Response, html: string): Promise<void> {
    const became = fate(got.status, got.redirected ? new URL(got.url).pathname : '');
    if (became === 'wait') return this.#wait();
    if (became === 'sent' && got.redirected) {
      this.#hush();
      location.assign(got.url);
      return;
    }
    if ((became === 'sent' || became === 'show') && showMain(html)) return;
    // It did arrive, and was not taken: the answers stay here to be sent again.
    this.#body = undefined;
    this.#unsaved = true;
    this.#form!.inert = false;
    this.#say(became === 'signed-out' ? became : 'refused');
  }

  #wait(): void {
    this.#say('waiting');
    this.#later(() => void this.#send(), retry);
  }

  #online = (): void => {
    if (this.#body) void this.#send();
    else if (this.hasAttribute('draft')) void this.#save();
  };

  #hidden = (): void => {
    if (document.hidden && this.hasAttribute('draft')) void this.#save();
  };

  /** Leaving quickly asks nothing; a draft goes ahead of the end of the session. */
  #leave = (): void => {
    this.#hush();
    if (this.hasAttribute('draft')) void this.#save();
  };

  #warn = (e: BeforeUnloadEvent): void => {
    if (!this.#unsaved && !this.#body) return;
    e.preventDefault();
    e.returnValue = true; // what older browsers listen to
  };

  #hush = (): void => removeEventListener('beforeunload', this.#warn);
}

/** Puts the <main> of an answer in the place of ours, and goes to what is missing. */
function showMain(html: string): boolean {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const main = page.querySelector('main');
  if (!main) return false;
  document.querySelector('main')?.replaceWith(main);
  document.title = page.title;
  toProblem();
  return true;
}

/** The first thing that is missing gets the focus; else the words that say what is wrong. */
function toProblem(): void {
  const wrong = document.querySelector('answer-form [aria-invalid=true]');
  const at = wrong?.matches('fieldset') ? wrong.querySelector('input') : wrong;
  const to = (at ?? document.querySelector('.problem') ?? document.querySelector('main')) as HTMLElement | null;
  (wrong ?? to)?.scrollIntoView({ block: 'start' });
  to?.focus({ preventScroll: true });
}

customElements.define('answer-form', AnswerForm);
if (document.querySelector('answer-form [aria-invalid=true]')) toProblem();
