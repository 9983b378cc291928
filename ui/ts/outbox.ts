import { fate } from './pure.ts';
import { allSent, changeSent, dropDraft, dropPage, dropSent, sentOf, type Sent } from './store.ts';

/** What became of answers that a phone kept. */
export interface Outcome {
  state: Sent['state'] | 'signed-out' | 'gone';
  to?: string;
  html?: string; // why they were not taken, as a page
}

/**
 * Sends one, if it still waits. One at a time in all pages and the worker of this browser;
 * the server counts an id once in any case, and only for whom the tag stands.
 */
export async function deliver(once: string): Promise<Outcome> {
  try {
    return await navigator.locks.request('outbox', () => sendOne(once));
  } catch {
    return { state: 'waiting' }; // the line is down, or the page is left
  }
}

async function sendOne(once: string): Promise<Outcome> {
  const item = await sentOf(once);
  if (!item) return { state: 'gone' };
  if (item.state === 'sent') return { state: 'sent', to: item.to };
  return settle(item, await post(item));
}

const post = (item: Sent): Promise<Response> => fetch(item.path, {
  method: 'POST', body: new URLSearchParams(item.fields), headers: { Accept: 'text/html', 'Tillit-For': item.tag },
});

async function settle(item: Sent, got: Response): Promise<Outcome> {
  const at = new URL(got.url);
  const became = fate(got.status, got.redirected ? at.pathname : '');
  if (became === 'signed-out') return { state: became };
  if (became === 'wait' || got.status >= 500) return { state: 'waiting' };
  if (became === 'sent' && at.pathname.includes(item.once)) {
    await changeSent({ ...item, state: 'sent', to: at.pathname, fields: [] });
    await Promise.all([dropDraft(item.path), dropPage(item.tag, item.path)]);
    return { state: 'sent', to: at.pathname };
  }
  const html = await got.text();
  await changeSent({ ...item, state: 'refused' });
  return { state: 'refused', html };
}

/** The page that says what comes next is on its way to the screen: no other page need say so. */
export async function shown(path: string): Promise<void> {
  for (const s of await allSent()) if (s.state === 'sent' && s.to === path) await dropSent(s.once);
}

/** Sends all that wait, oldest first; tells whether any still do. */
export async function flush(): Promise<boolean> {
  let left = false;
  for (const item of (await allSent()).sort((a, b) => (a.once < b.once ? -1 : 1))) {
    if (item.state !== 'waiting') continue;
    const became = await deliver(item.once);
    left ||= became.state === 'waiting' || became.state === 'signed-out';
  }
  return left;
}
