// The client's pages in one set: two phones can be the left hand and the right. Each page says which it
// is, and has a lease of its own: a hand that is lost is stimulation that is lost.
import { check, lease, type Lease, renew } from './lease.ts';
import type { Loose } from './fields.ts';

export type Hand = 'both' | 'left' | 'right';
export const hands: readonly Hand[] = ['both', 'left', 'right'];
export const handIn = (raw: unknown): Hand => hands.find((h) => h === raw) ?? 'both';

/** Whether something on one side is for this hand. */
export const mine = (side: -1 | 1, hand: Hand): boolean => hand === 'both' || (hand === 'left') === (side < 0);

/** What a page says of itself, and when it last did. */
export interface Page {
  hand: Hand;
  seen: boolean; // it is in view
  can: boolean; // it can shake, or shows a sign to tap along to
  at: number;
  lease: Lease | null; // in the set that is on
}

/** After how long without a word a page is taken for the lost one, where somebody else has noticed, in ms. */
const silent = 900;

/** How long a page counts as being there after its last word; how many are remembered. */
export const knownFor = 5000;
const most = 8;

export class Pages {
  #all = new Map<string, Page>();
  /** Which hand was lost in the last set; empty: none was. */
  lost: Hand | '' = '';

  /** A page of the client's has spoken. In a set it has to go on doing so. */
  hear(said: Loose, inSet: boolean, here: number): void {
    const name = said['page'];
    if (typeof name !== 'string' || name === '' || name.length > 40) return;
    const was = this.#all.get(name);
    if (!was && this.#all.size >= most) return;
    const held = was?.lease ?? null;
    this.#all.set(name, { hand: handIn(said['hand']), seen: said['seen'] !== false, can: said['can'] !== false, at: here, lease: inSet ? renew(held ?? lease('line', here), here) : held });
  }

  /** A set begins: whoever said to be a hand has to be in it. */
  begin(here: number): void {
    this.lost = '';
    for (const [name, page] of this.#all) {
      if (here - page.at >= knownFor) this.#all.delete(name);
      else page.lease = page.hand === 'both' ? null : lease('line', here);
    }
  }

  end(): void {
    for (const page of this.#all.values()) page.lease = null;
  }

  /** Whether one that was in the set has gone quiet. own: how many pages of the client's this one is. */
  gone(here: number, own: 0 | 1): boolean {
    for (const [name, page] of this.#all) {
      if (!page.lease || check(page.lease, here).over !== 'lost') continue;
      this.#blame(name, page, own);
      return true;
    }
    return false;
  }

  /** Somebody else has noticed that one is gone: which it is can be seen here too. */
  missed(here: number, own: 0 | 1): void {
    for (const [name, page] of this.#all) if (page.lease && here - page.lease.renewed > silent) return this.#blame(name, page, own);
  }

  #blame(name: string, page: Page, own: 0 | 1): void {
    if (this.#all.size + own > 1 || page.hand !== 'both') this.lost = page.hand; // alone, it is the client's screen that is lost
    this.#all.delete(name);
  }

  /** So many pages are there: where more are known, each has to say again that it is. Not while a set is on. */
  count(n: number): void {
    if (this.#all.size > n && [...this.#all.values()].every((p) => !p.lease)) this.#all.clear();
  }

  /** Those that are there. */
  there(here: number): Page[] { return [...this.#all.values()].filter((p) => here - p.at < knownFor); }
}

/** How the pages of a client stand to each other, as a key of words; empty: there is nothing to say. */
export function pairing(all: readonly Pick<Page, 'hand' | 'seen' | 'can'>[]): string {
  const at = (hand: Hand): number => all.filter((p) => p.hand === hand).length;
  const [left, right] = [at('left'), at('right')];
  if (left + right === 0) return all.length > 1 ? 'two' : '';
  if (all.some((p) => p.hand !== 'both' && !p.seen)) return 'hidden';
  if (left > 1) return 'lefts';
  if (right > 1) return 'rights';
  if (right === 0) return 'left';
  if (left === 0) return 'right';
  return all.some((p) => p.hand !== 'both' && !p.can) ? 'cannot' : 'pair';
}

const kept = 'tillit.hand';

/** Which hand this device is, as it was chosen on it. Nothing but the device keeps it. */
export function handHere(): Hand {
  try {
    return handIn(localStorage.getItem(kept));
  } catch { /* a browser that keeps nothing: it is chosen again */ }
  return 'both';
}

export function keepHand(hand: Hand): void {
  try {
    if (hand === 'both') localStorage.removeItem(kept);
    else localStorage.setItem(kept, hand);
  } catch { /* as above: it holds for as long as the page is open */ }
}
