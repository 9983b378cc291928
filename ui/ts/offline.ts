import { deliver, flush } from './outbox.ts';
import { able, allLed, allSent, dropCaches, dropSent, forget, keeps, keptCache, type Led, putDraft, type Sent, wiped } from './store.ts';
import { ownPath, patience } from './pure.ts';
import { showMain } from './show-main.ts';

interface Listed { path: string; mark: string; name: string }

/** How this browser stands with the server: unknown until it was asked. */
type Standing = 'unknown' | 'mine' | 'signed-out' | 'no line';
let standing: Standing = 'unknown';

/** How long nobody has looked before a newer worker takes over: a page that is on its way then may never come. */
const still = 2000;
let leaving = false;
addEventListener('beforeunload', () => { leaving = true; });

const unsaid = (): void => undefined; // a page that is left loses its locks, and need not say so

/** Registers the worker; a newer one takes over only while nobody looks, or is writing anywhere. */
async function begin(): Promise<void> {
  const registered = await navigator.serviceWorker.register('/sw.js');
  const offer = (): void => {
    if (document.hidden && !leaving) void ifNobodyWrites(() => registered.waiting?.postMessage({ takeOver: true }));
  };
  document.addEventListener('visibilitychange', () => { if (document.hidden) setTimeout(offer, still); });
  (await navigator.serviceWorker.ready).active?.postMessage({ language: document.documentElement.lang });
}

const ifNobodyWrites = (act: () => void): Promise<void> =>
  navigator.locks.request('writing', { ifAvailable: true }, async (lock) => { if (lock) act(); }).catch(unsaid);

/** From the first letter on, until the page is left. */
function writing(e: Event): void {
  if (!(e.target as Element | null)?.closest?.('form')) return;
  removeEventListener('input', writing, true);
  void navigator.locks.request('writing', { mode: 'shared' }, () => new Promise((gone) => addEventListener('pagehide', gone))).catch(unsaid);
}

/** Asks whose this browser is now. For anybody else than whom it keeps things, it forgets them. */
export async function meet(): Promise<Standing> {
  const tag = keeps();
  if (!tag) return (standing = 'unknown');
  try {
    const got = await fetch('/offline/keep', { headers: { Accept: 'application/json' } });
    if (!got.ok) return (standing = 'no line');
    const now = (await got.json()) as { tag: string; pages: Listed[] };
    if (!now.tag) return (standing = 'signed-out');
    if (now.tag !== tag) {
      await forget();
      return (standing = 'unknown');
    }
    standing = 'mine';
    await keepPages(tag, now.pages);
  } catch {
    standing = 'no line';
  }
  return standing;
}

/** The pages on the list, and no others. */
async function keepPages(tag: string, pages: Listed[]): Promise<void> {
  const cache = await caches.open(keptCache(tag));
  for (const request of await cache.keys()) {
    if (!pages.some((p) => new URL(request.url).pathname === p.path)) await cache.delete(request, { ignoreVary: true });
  }
  for (const p of pages) {
    const had = await cache.match(p.path, { ignoreVary: true });
    if (had?.headers.get('X-Mark') !== encodeURIComponent(p.mark)) await keepPage(cache, p);
  }
  if (keeps() !== tag) await dropCaches('kept-'); // wiped while we were at it
}

async function keepPage(cache: Cache, p: Listed): Promise<void> {
  const got = await fetch(p.path, { headers: { Accept: 'text/html' } });
  if (!got.ok || got.redirected) return;
  const headers = new Headers(got.headers);
  headers.set('X-Mark', encodeURIComponent(p.mark));
  headers.set('X-Name', encodeURIComponent(p.name));
  const html = (await got.text()).replace('<head>', '<head><meta name="kept" content="copy">');
  await cache.put(p.path, new Response(html, { headers }));
}

let tries = 0;
let again: number | undefined;

/** Meets the server, sends what waits, and says what became of it. */
async function look(): Promise<void> {
  if (!keeps()) return;
  clearTimeout(again);
  const left = (await meet()) === 'mine' && (await flush());
  for (const place of document.querySelectorAll<Waiting>('waiting-answers')) void place.show();
  if (left || standing === 'no line') again = setTimeout(() => void look(), patience(tries++));
  else tries = 0;
}

/** Answers that were not sent are never wiped without a word: they are sent, or the person says so. */
export async function mayForget(): Promise<boolean> {
  const answers = keeps() !== null && (await flush());
  const led = (await allLed().catch(() => [])).length > 0; // of a session without a line
  if (!answers && !led) return true;
  const says = answers ? 'say-lose' : 'say-led';
  return confirm(document.querySelector(`[${says}]`)?.getAttribute(says) ?? '');
}

/** <waiting-answers>: one sentence for answers that waited on this phone. */
class Waiting extends HTMLElement {
  connectedCallback(): void {
    void this.show();
  }

  async show(): Promise<void> {
    const all = keeps() ? await allSent() : [];
    const here = (s: Sent): boolean => s.path === location.pathname && !!document.querySelector('answer-form');
    const rows = all.filter((s) => !(s.state === 'sent' && s.to === location.pathname) && !here(s));
    this.replaceChildren(...this.#sentences(rows));
    this.hidden = !this.childElementCount;
  }

  #sentences(rows: Sent[]): Element[] {
    const found: Element[] = [];
    if (document.querySelector('meta[name=kept]')) found.push(this.#notice('calm', 'copy'));
    if (rows.some((s) => s.state === 'waiting')) {
      found.push(standing === 'signed-out' ? this.#notice('care', 'signin', '/sign-in') : this.#notice('care', 'waiting'));
    }
    for (const s of rows) {
      if (s.state === 'sent') found.push(this.#notice('good', 'sent', s.to));
      if (s.state === 'refused') found.push(this.#notice('warning', 'refused', () => void lookAt(s)));
    }
    return found;
  }

  #notice(tone: string, what: string, go?: string | (() => void)): Element {
    const notice = document.createElement('div');
    notice.className = 'notice ' + tone;
    notice.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.textContent = this.getAttribute('say-' + what);
    notice.append(text);
    if (go && go !== location.pathname) {
      const way = document.createElement(typeof go === 'string' ? 'a' : 'button');
      way.className = 'button';
      way.textContent = this.getAttribute('say-' + what + '-go');
      if (typeof go === 'string') (way as HTMLAnchorElement).href = ownPath(go);
      else way.addEventListener('click', go);
      notice.append(way);
    }
    return notice;
  }
}

/** <waiting-led>: something of a session waits on this device, for whoever is signed in and nobody else. */
class WaitingLed extends HTMLElement {
  #off = new AbortController();

  connectedCallback(): void {
    const { signal } = (this.#off = new AbortController());
    for (const what of ['focus', 'online', 'pageshow']) addEventListener(what, () => void this.#look(), { signal });
    wiped(() => { this.hidden = true; }, signal);
    void this.#look();
  }

  disconnectedCallback(): void { this.#off.abort(); }

  async #look(): Promise<void> {
    const pageOf = (to: string): string => to.replace(/\/led$/, '');
    const all = (await allLed().catch(() => [])).filter((l) => pageOf(l.to) !== location.pathname); // there it is shown itself
    let first: Led | undefined;
    if (all.length > 0) {
      try {
        const got = await fetch('/offline/keep', { headers: { Accept: 'application/json' } });
        const { tag } = (await got.json()) as { tag: string };
        first = all.find((l) => l.tag === tag);
      } catch {
        return; // no line: what was said stays said
      }
    }
    if (first) this.querySelector<HTMLAnchorElement>('.held-go')!.href = ownPath(pageOf(first.to));
    this.hidden = !first;
  }
}

/** Shows why answers were not taken, with the answers; they go on as a draft where there is a form. */
async function lookAt(s: Sent): Promise<void> {
  const became = await deliver(s.once);
  if (became.to) location.assign(ownPath(became.to));
  if (!became.html) return;
  const asked = s.fields.find(([name]) => name === 'asked')?.[1] ?? '';
  const page = new DOMParser().parseFromString(became.html, 'text/html');
  if (page.querySelector(`form[action="${s.path}"], .answers`)) {
    if (page.querySelector('answer-form[draft]')) await putDraft({ path: s.path, asked, fields: s.fields, saved: false });
    await dropSent(s.once);
  } // else only the reason is shown, and the answers stay on this phone
  showMain(became.html);
}

/** <kept-pages>: what can be opened without a line. */
class KeptPages extends HTMLElement {
  connectedCallback(): void {
    void this.show();
  }

  async show(): Promise<void> {
    const tag = keeps();
    const cache = tag && 'caches' in self && (await caches.has(keptCache(tag))) ? await caches.open(keptCache(tag)) : null;
    const rows: Element[] = [];
    for (const request of cache ? await cache.keys() : []) {
      const link = document.createElement('a');
      link.href = new URL(request.url).pathname;
      link.textContent = decodeURIComponent((await cache!.match(request, { ignoreVary: true }))?.headers.get('X-Name') ?? '');
      const row = document.createElement('li');
      row.append(link);
      rows.push(row);
    }
    this.querySelector('ul')?.replaceChildren(...rows);
    this.hidden = rows.length === 0;
  }
}

customElements.define('waiting-answers', Waiting);
customElements.define('kept-pages', KeptPages);
customElements.define('waiting-led', WaitingLed);

if (able()) {
  addEventListener('input', writing, true);
  addEventListener('online', () => void look());
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void look(); });
  addEventListener('load', () => {
    void begin().catch(() => undefined); // without a worker, pages work as before
    void look();
  });
}
