// Between the pages and the line. It keeps what every page needs and one page for when
// there is no line; pages that a phone may keep are put there by offline.ts, after a yes.
// It never stores what it merely sees pass, and lets everything but reading pass untouched.
import { flush, shown } from './outbox.ts';
import { dropCaches } from './store.ts';

interface Waits extends Event { waitUntil(work: Promise<unknown>): void }
interface Asks extends Waits { request: Request; preloadResponse?: Promise<Response | undefined>; respondWith(answer: Promise<Response>): void }
interface Told extends Waits { data: { text(): string } | null }
interface Tapped extends Waits { notification: Notification }
interface Page { url: string; visibilityState: DocumentVisibilityState; focus(): Promise<unknown> }
interface Says extends Waits { data: { takeOver?: boolean; language?: string } }
interface Worker {
  shell: { version: string; assets: string[]; offline: string };
  skipWaiting(): Promise<void>;
  registration: { navigationPreload?: { enable(): Promise<void> }; showNotification(title: string, how: NotificationOptions): Promise<void> };
  clients: { matchAll(which: { type: 'window'; includeUncontrolled?: boolean }): Promise<Page[]>; openWindow(url: string): Promise<unknown> };
  addEventListener(name: 'install' | 'activate' | 'sync', hear: (e: Waits) => void): void;
  addEventListener(name: 'fetch', hear: (e: Asks) => void): void;
  addEventListener(name: 'message', hear: (e: Says) => void): void;
  addEventListener(name: 'push', hear: (e: Told) => void): void;
  addEventListener(name: 'notificationclick', hear: (e: Tapped) => void): void;
}
const me = self as unknown as Worker;
const { version, assets, offline } = me.shell;
const shell = 'shell-' + version;

/** How long a page with a kept copy may keep somebody waiting, and how old the numbers may be. */
const patience = 4000;
const day = 86_400_000;

me.addEventListener('install', (e) => e.waitUntil(begin()));

async function begin(): Promise<void> {
  await (await caches.open(shell)).addAll(assets);
  await fetchOffline();
}

/** The page for when there is no line, with the moment at which it was fetched. */
async function fetchOffline(): Promise<void> {
  const got = await fetch(offline, { cache: 'no-store', headers: { Accept: 'text/html' } });
  if (!got.ok || got.redirected) throw new Error('the page for no line cannot be fetched');
  const headers = new Headers(got.headers);
  headers.set('X-Kept', String(Date.now()));
  await (await caches.open(shell)).put(offline, new Response(await got.text(), { headers }));
}

me.addEventListener('activate', (e) => e.waitUntil(takeOver()));

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('shell-') && name !== shell) await caches.delete(name);
  await me.registration.navigationPreload?.enable();
}

me.addEventListener('message', (e) => {
  if (e.data.takeOver) e.waitUntil(ifNobodyLooks(() => me.skipWaiting()));
  if (e.data.language) e.waitUntil(renew(e.data.language).catch(() => undefined));
});

async function ifNobodyLooks(act: () => Promise<void>): Promise<void> {
  const pages = await me.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!pages.some((page) => page.visibilityState === 'visible')) await act();
}

/** The numbers to call are fetched again each day, and in the language that is read here. */
async function renew(language: string): Promise<void> {
  const had = await caches.match(offline);
  const age = Date.now() - Number(had?.headers.get('X-Kept') ?? 0);
  if (age > day || had?.headers.get('Content-Language') !== language) await fetchOffline();
}

me.addEventListener('sync', (e) => e.waitUntil(flush().then((left) => {
  if (left) throw new Error('something still waits'); // the browser tries again later
})));

me.addEventListener('fetch', (e) => {
  const { method, mode, url } = e.request;
  if (method !== 'GET' || new URL(url).origin !== location.origin) return;
  if (mode === 'navigate') e.respondWith(page(e));
  else if (new URL(url).pathname.startsWith('/assets/')) e.respondWith(asset(e.request));
});

async function page(e: Asks): Promise<Response> {
  const left = (await caches.keys()).find((name) => name.startsWith('left-'));
  if (left) return signOut(left);
  try {
    return await first(fromLine(e), e.request.url);
  } catch {
    return (await kept(e.request.url)) ?? (await caches.match(offline)) ?? Response.error();
  }
}

async function fromLine(e: Asks): Promise<Response> {
  const got = (await e.preloadResponse) ?? (await fetch(e.request));
  if (got.status >= 502 && got.status <= 504) return (await kept(e.request.url)) ?? got; // something between us and the house
  if (got.ok) e.waitUntil(shownOn(new URL(e.request.url).pathname));
  return got;
}

/** Here and not on the page, which may be left before it has run a line; a phone that keeps nothing is not asked. */
async function shownOn(path: string): Promise<void> {
  if ((await caches.keys()).some((name) => name.startsWith('kept-'))) await shown(path);
}

/** On a line that hangs, a kept copy is shown rather than nothing. */
function first(line: Promise<Response>, url: string): Promise<Response> {
  return new Promise((done, fail) => {
    const hangs = setTimeout(() => void kept(url).then((copy) => copy && done(copy)), patience);
    line.then(done, fail).finally(() => clearTimeout(hangs));
  });
}

async function kept(url: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    if (!name.startsWith('kept-')) continue;
    const found = await (await caches.open(name)).match(url, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

/** Somebody left without a line: before anything else is shown, they are signed out. */
async function signOut(left: string): Promise<Response> {
  try {
    const got = await fetch('/sign-out', { method: 'POST', redirect: 'manual', headers: { 'Tillit-Wiped': 'yes' } });
    if (got.type !== 'opaqueredirect') throw new Error('not signed out');
    await dropCaches('left-');
    return Response.redirect('/' + left.slice('left-'.length));
  } catch {
    return (await caches.match(offline)) ?? Response.error();
  }
}

/** A file by its exact address is kept for good; by an older one, ours is near enough offline. */
async function asset(request: Request): Promise<Response> {
  const exact = await caches.match(request, { ignoreVary: true });
  if (exact) return exact;
  try {
    return await fetch(request);
  } catch {
    const name = (url: string): string => url.replace(/.*\//, '').replace(/\.[0-9a-f]+\./, '.');
    const ours = assets.find((url) => name(url) === name(request.url));
    return (ours && (await caches.match(ours, { ignoreVary: true }))) || Response.error();
  }
}

// Somebody agreed to be told that something waits. The sentence comes sealed from the house
// and says nothing; several are shown as one.
me.addEventListener('push', (e) => {
  const text = e.data?.text();
  if (text) e.waitUntil(me.registration.showNotification(text, { tag: 'waiting', icon: assets.find((url) => url.endsWith('.svg')) }));
});

me.addEventListener('notificationclick', (e) => {
  e.notification.close();
  e.waitUntil(me.clients.matchAll({ type: 'window' }).then((pages) => (pages[0] ? pages[0].focus() : me.clients.openWindow('/'))));
});
