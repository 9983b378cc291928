import { patience } from './pure.ts';

/** How long a line may be quiet after a beat, and how long a hidden page keeps it open. */
const quiet = 60_000;

/**
 * <live-page stream="/url">: one event stream for the page. `event: part` with a part's
 * name makes every <live-part> of that name ask again. `event: beat`, when the server
 * sends it, lets the page notice a line that died without a word. The page says how long ago
 * it was asked for: what changed between that and its first listening, it is told at once.
 */
class LivePage extends HTMLElement {
  #source?: EventSource;
  #tries = 0;
  #lost = false;
  #again?: number;
  #stale?: number;
  #silence?: number;
  #asleep?: number;

  connectedCallback(): void {
    addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#seen);
    this.#open();
  }

  disconnectedCallback(): void {
    removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#close();
    clearTimeout(this.#asleep);
  }

  #open(): void {
    this.#close();
    const age = this.#lost ? '' : `?age=${drawn()}`; // a page that lost its line asks anyway
    const source = (this.#source = new EventSource((this.getAttribute('stream') ?? '') + age));
    this.#doubt();
    source.onopen = () => this.#well();
    source.addEventListener('part', (e) => {
      const name = (e as MessageEvent<string>).data;
      parts(name === '*' ? undefined : name); // *: anything may have changed
    });
    source.addEventListener('beat', () => {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(this.#wake, quiet);
    });
    source.onerror = () => {
      this.#lost = true;
      this.#doubt();
      if (source.readyState === EventSource.CLOSED) {
        this.#again = setTimeout(() => this.#open(), patience(this.#tries++));
      }
    };
  }

  #close(): void {
    this.#source?.close();
    clearTimeout(this.#again);
    clearTimeout(this.#stale);
    clearTimeout(this.#silence);
    this.#stale = undefined;
  }

  #well(): void {
    clearTimeout(this.#stale);
    this.#stale = undefined;
    this.#tries = 0;
    this.#say('');
    if (this.#lost) parts();
    this.#lost = false;
  }

  /** A short break is not worth a word; a longer one is. */
  #doubt(): void {
    this.#stale ??= setTimeout(() => this.#say(this.getAttribute('say-stale') ?? ''), 4000);
  }

  #say(text: string): void {
    const line = this.querySelector('[role=status]');
    if (line && line.textContent !== text) line.textContent = text;
  }

  #wake = (): void => {
    this.#lost = true;
    this.#open();
  };

  #seen = (): void => {
    clearTimeout(this.#asleep);
    if (document.hidden) this.#asleep = setTimeout(() => this.#close(), quiet);
    else if (this.#source?.readyState !== EventSource.OPEN) this.#wake();
  };
}

/** How long ago the page was asked for, in ms; what led to it (a form that was sent) is before that. */
function drawn(): number {
  const page = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined;
  return Math.max(0, Math.ceil(performance.now() - (page?.requestStart ?? 0)));
}

function parts(name?: string): void {
  for (const part of document.querySelectorAll<LivePart>('live-part')) {
    if (name === undefined || part.getAttribute('part')?.split(' ').includes(name)) void part.ask();
  }
}

/** <live-part src="/fragment" part="measures alerts" [asks]>: asks for its own inside again; with `asks`, at once too. */
class LivePart extends HTMLElement {
  #turn = 0;
  #held?: string;

  connectedCallback(): void {
    if (!this.hasAttribute('aria-live')) this.setAttribute('aria-live', 'polite');
    if (this.hasAttribute('asks')) void this.ask(); // what the page could not know when it was drawn
    this.addEventListener('focusout', () => setTimeout(() => this.#held !== undefined && this.#show(this.#held)));
  }

  async ask(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const got = await fetch(this.getAttribute('src') ?? '', { headers: { Accept: 'text/html' }, redirect: 'manual' });
      const text = got.ok ? await got.text() : '';
      if (turn !== this.#turn) return; // a newer question is under way
      if (got.ok) this.#show(text);
      // No longer ours to see: it must not stay on the screen.
      else if (got.type === 'opaqueredirect' || [401, 403, 404, 410].includes(got.status)) this.replaceChildren(this.getAttribute('say-gone') ?? '');
    } catch {
      // The line is down: what was there stays, and the page says so.
    }
  }

  /** Tells whether somebody is at a form in which something was written that is not sent yet. */
  #written(at: Element | null): boolean {
    return [...at?.closest('form')?.elements ?? []].some((field) =>
      (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.type !== 'hidden' &&
      (field.value !== field.defaultValue || (field instanceof HTMLInputElement && field.checked !== field.defaultChecked)));
  }

  /** Waits while somebody is writing inside; keeps focus, place and what was folded out. */
  #show(html: string): void {
    const at = this.contains(document.activeElement) ? document.activeElement : null;
    if (at?.matches('input, textarea, select') || this.#written(at)) {
      this.#held = html;
      return;
    }
    this.#held = undefined;
    const name = (d: Element): string => d.id || d.querySelector('summary')?.textContent || '';
    const open = new Set([...this.querySelectorAll('details[open]')].map(name));
    const { scrollX, scrollY } = window;
    this.innerHTML = html;
    for (const d of this.querySelectorAll('details')) if (open.has(name(d))) d.open = true;
    const same = at && [...this.querySelectorAll<HTMLElement>(at.tagName)].find((n) =>
      at.id ? n.id === at.id : n.textContent === at.textContent && n.getAttribute('href') === at.getAttribute('href'));
    same?.focus({ preventScroll: true });
    scrollTo(scrollX, scrollY);
  }
}

customElements.define('live-part', LivePart);
customElements.define('live-page', LivePage);
