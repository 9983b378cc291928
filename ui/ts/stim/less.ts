// Less movement: what a screen gives instead of a light, and what a therapist knows of it.
import type { Loose, Settings } from './fields.ts';
import type { Way } from './gentle.ts';

/** What a screen gives in a set: what was meant, or something for the ears, for the hands, or nothing. */
export type Given = 'meant' | 'heard' | 'felt' | 'nothing';

/** What it gives, where sound can be heard here or not, and something can be felt or not. */
export function given(meant: Settings, way: Way, loud: boolean, feels: boolean): Given {
  if (way !== 'hear' || !meant.sight) return 'meant';
  return loud ? 'heard' : meant.touch && feels ? 'felt' : 'nothing';
}

/** How a client's screens stand: '' is as usual, 'some' that only some of them show less movement. */
export type Less = '' | 'less' | 'mute' | 'some';

const most = 8; // screens of one client that are told apart
const patience = 2000; // ms within which those that are still here have said so again

/** What the client's screens say of themselves. It is told to the therapist, and leads to nothing else. */
export class Screens {
  #all = new Map<string, { less: boolean; loud: boolean; clicks: boolean; plain: boolean; at: number }>();
  #asked = -Infinity;

  /** Who is here has changed: every screen says anew how it stands. */
  here(there: boolean, now: number): void {
    this.#asked = now;
    if (!there) this.#all.clear();
  }

  said(raw: unknown, now: number): void {
    const { page, less, loud, clicks, plain } = (typeof raw === 'object' && raw !== null ? raw : {}) as Loose;
    const which = typeof page === 'string' ? page.slice(0, 16) : '';
    if (which === '' || (this.#all.size >= most && !this.#all.has(which))) return;
    this.#all.set(which, { less: less === true, loud: loud === true, clicks: clicks === true, plain: plain === true, at: now });
  }

  /** Whether one of them lacks a sound of one's own, or a picture. */
  lacks(what: 'clicks' | 'plain', now: number): boolean {
    this.#forget(now);
    return [...this.#all.values()].some((one) => one[what]);
  }

  #forget(now: number): void {
    if (now - this.#asked > patience) for (const [page, { at }] of this.#all) if (at < this.#asked) this.#all.delete(page);
  }

  at(now: number): Less {
    this.#forget(now);
    const all = [...this.#all.values()], less = all.filter((one) => one.less);
    if (less.length === 0) return '';
    if (less.length < all.length) return 'some';
    return less.some((one) => one.loud) ? 'less' : 'mute';
  }
}
