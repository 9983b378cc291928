// Decisions that need no page: tested with node's own runner.

/** bytes to base64url without padding, as WebAuthn's JSON form wants it. */
export function toBase64url(bytes: ArrayBuffer): string {
  let text = '';
  for (const b of new Uint8Array(bytes)) text += String.fromCharCode(b);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function fromBase64url(text: string): ArrayBuffer {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes.buffer;
}

/** A path on this site, or the front page: an answer cannot send anybody elsewhere. */
export function ownPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![\/\\])/.test(next) ? next : '/';
}

/** What became of a form that was sent. */
export type Fate = 'sent' | 'show' | 'wait' | 'signed-out' | 'refused';

export function fate(status: number, finalPath: string): Fate {
  if (status === 401 || finalPath.startsWith('/sign-in')) return 'signed-out';
  if (status === 409 || status === 422) return 'show';
  if (status < 400) return 'sent';
  // 408, 425, 429: the server asks for patience. 502 to 504: it is starting again.
  if ([408, 425, 429, 502, 503, 504].includes(status)) return 'wait';
  return 'refused';
}

/** Tells whether the last three presses came quickly, one after another. */
export function thrice(within = 1500): (now: number) => boolean {
  let times: number[] = [];
  return (now) => {
    times = [...times.filter((t) => now - t < within), now];
    return times.length >= 3;
  };
}

/** How long to wait before the nth try: 1 s, 2 s, 4 s … at most half a minute. */
export function patience(tries: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.max(0, tries));
}

/**
 * Runs act one at a time. While it runs, further calls are remembered as one: the newest
 * state is always sent last, and never two at once.
 */
export function oneAtATime(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await act();
    } while (again);
  };
  return () => {
    if (running) again = true;
    else running = run().finally(() => { running = undefined; });
    return running;
  };
}

/** One reason to ask a question, as the form has it: which question, how, and the answer. */
export interface When { q: string; o: string; a: string; t?: 'number' | 'date' }

/**
 * Tells whether a question is asked, by the rule of FHIR R4: one answer for which the
 * comparison is true is enough; != is true when no answer is equal.
 */
export function wanted(all: When[], any: boolean, answers: (question: string) => string[]): boolean {
  const holds = (w: When): boolean => {
    const given = answers(w.q);
    if (w.o === 'exists') return given.length > 0 === (w.a === 'true');
    if (w.o === '!=') return !given.some((g) => order(w, g) === 0);
    return given.some((g) => {
      const by = order(w, g);
      return by !== undefined && { '=': by === 0, '>': by > 0, '<': by < 0, '>=': by >= 0, '<=': by <= 0 }[w.o] === true;
    });
  };
  return all.length === 0 || (any ? all.some(holds) : all.every(holds));
}

/** Before, at or after; undefined where it cannot be told, as between a year and a day in it. */
function order(w: When, given: string): number | undefined {
  if (w.t === 'number') {
    const by = Number(given.replace(',', '.')) - Number(w.a);
    return Number.isNaN(by) ? undefined : by;
  }
  const n = w.t === 'date' ? Math.min(given.length, w.a.length) : undefined;
  const [x, y] = [given.slice(0, n), w.a.slice(0, n)];
  if (x !== y) return x < y ? -1 : 1;
  return w.t === 'date' && given.length !== w.a.length ? undefined : 0;
}
