// What a phone keeps after "Is this phone only yours?", and how it forgets. Nothing here
// makes a store unless the person said yes: reading where there is none finds nothing.
// The service worker uses it too, so no page is touched here.

/** A form that was begun on this phone. */
export interface Draft {
  path: string;
  asked: string; // the occasion it was begun for
  fields: [string, string][];
  saved: boolean; // the server has it as well
}

/** Answers that were sent: waiting for the line, arrived, or not taken. */
export interface Sent {
  once: string;
  tag: string; // whose they are
  path: string;
  fields: [string, string][];
  state: 'waiting' | 'sent' | 'refused';
  to?: string; // the page that says what comes next
}

/**
 * What was done in a session while there was no line (emdr/led-queue.ts): sealed with a key that only the
 * house gives back, to whom it belongs. So it may lie on a device of which nobody said that it is theirs.
 */
export interface Led {
  n?: number; // their order
  tag: string; // whose it is
  to: string; // where it goes
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

type Name = 'draft' | 'sent' | 'led';
const shelves = { draft: { keyPath: 'path' }, sent: { keyPath: 'once' }, led: { keyPath: 'n', autoIncrement: true } };
const database = 'keep';
const choice = 'keep';

/** Whose things this phone keeps; null: it keeps nothing. */
export function keeps(): string | null {
  try {
    return localStorage.getItem(choice);
  } catch {
    return null; // closed to us
  }
}

export const able = (): boolean =>
  'serviceWorker' in navigator && 'caches' in self && 'indexedDB' in self && 'locks' in navigator;

export function keepFor(tag: string): void {
  localStorage.setItem(choice, tag);
}

function open(make: boolean): Promise<IDBDatabase | null> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(database, 2);
    asked.onupgradeneeded = (e) => {
      if (!make && e.oldVersion === 0) return asked.transaction?.abort(); // there is none, and looking makes none
      for (const [name, how] of Object.entries(shelves)) {
        if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, how);
      }
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close(); // somebody wipes it
      done(asked.result);
    };
    asked.onerror = (e) => {
      e.preventDefault();
      make ? fail(asked.error) : done(null);
    };
  });
}

/** Whether there is one: two that open at once what is not there can wait for each other. Older browsers do not tell. */
async function there(): Promise<boolean> {
  const all = await indexedDB.databases?.().catch(() => undefined);
  return !all || all.some((one) => one.name === database);
}

/** Where make is false, a store that was wiped is not made again. */
async function use<T>(name: Name, mode: IDBTransactionMode, make: boolean, act: (s: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
  const db = make || (await there()) ? await open(make) : null;
  if (!db) return undefined;
  try {
    return await new Promise<T>((done, fail) => {
      const tx = db.transaction(name, mode);
      const asked = act(tx.objectStore(name));
      tx.oncomplete = () => done(asked.result as T);
      tx.onabort = () => fail(tx.error);
    });
  } finally {
    db.close();
  }
}

const read = <T>(name: Name, act: (s: IDBObjectStore) => IDBRequest): Promise<T | undefined> => use<T>(name, 'readonly', false, act);
const change = (name: Name, act: (s: IDBObjectStore) => IDBRequest): Promise<unknown> => use(name, 'readwrite', false, act);

export const draftOf = (path: string): Promise<Draft | undefined> => read<Draft>('draft', (s) => s.get(path));
export const sentOf = (once: string): Promise<Sent | undefined> => read<Sent>('sent', (s) => s.get(once));
export const allSent = async (): Promise<Sent[]> => (await read<Sent[]>('sent', (s) => s.getAll())) ?? [];

/** New things are put on this phone only as long as it keeps things. */
export async function putDraft(d: Draft): Promise<void> {
  if (keeps()) await use('draft', 'readwrite', true, (s) => s.put(d));
}

export async function putSent(s: Sent): Promise<void> {
  if (keeps()) await use('sent', 'readwrite', true, (store) => store.put(s));
}

export const allLed = async (): Promise<Led[]> => (await read<Led[]>('led', (s) => s.getAll())) ?? [];

/** Puts one there, or in the place of the one with its n. */
export const putLed = async (l: Led): Promise<number> => (await use<number>('led', 'readwrite', true, (s) => s.put(l)))!;
export const dropLed = (n: number): Promise<unknown> => change('led', (s) => s.delete(n));

export const changeSent = (s: Sent): Promise<unknown> => change('sent', (store) => store.put(s));
export const dropDraft = (path: string): Promise<unknown> => change('draft', (s) => s.delete(path));
export const dropSent = (once: string): Promise<unknown> => change('sent', (s) => s.delete(once));

export const keptCache = (tag: string): string => 'kept-' + tag;

export async function dropPage(tag: string, path: string): Promise<void> {
  if (await caches.has(keptCache(tag))) await (await caches.open(keptCache(tag))).delete(path, { ignoreVary: true });
}

/** Forgets everything that belongs to anybody. The choice goes first: nothing is kept after it. */
export async function forget(): Promise<void> {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch { /* closed to us: nothing was kept */ }
  say();
  await Promise.allSettled([dropDatabase(), dropCaches('kept-'), hush()]);
}

const channel = 'wiped';

/** Pages that are open elsewhere in this browser let go of what was wiped. */
function say(): void {
  if (!('BroadcastChannel' in self)) return;
  const to = new BroadcastChannel(channel);
  to.postMessage('');
  to.close();
}

/** Hears that any page of this browser has wiped what was kept. */
export function wiped(hear: () => void, signal: AbortSignal): void {
  if (!('BroadcastChannel' in self)) return;
  const from = new BroadcastChannel(channel);
  from.onmessage = hear;
  signal.addEventListener('abort', () => from.close());
}

/** A browser that forgets is not woken any more, and takes back what it showed. */
async function hush(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await worker?.getNotifications?.()) ?? []) shown.close();
  const ended = worker?.pushManager?.getSubscription().then((s) => s?.unsubscribe());
  await Promise.race([ended, new Promise((done) => setTimeout(done, 500))]); // nobody waits for a line here
}

export async function dropCaches(prefix: string): Promise<void> {
  if (!('caches' in self)) return;
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
}

function dropDatabase(): Promise<void> {
  return new Promise((done) => {
    if (!('indexedDB' in self)) return done();
    const asked = indexedDB.deleteDatabase(database);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done(); // blocked: it goes with the last page that reads it
  });
}

/** Leaves word for the worker that this browser is to be signed out once it gets through. */
export async function leaveWord(next: 'quiet' | 'sign-in'): Promise<void> {
  if ('caches' in self) await caches.open('left-' + next);
}
