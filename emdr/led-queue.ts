// What was done in a session while there was no line: sealed on the device, and sent in order once
// there is one. The key came with the page and is nowhere on the device.
import { fromBase64url } from '../ui/ts/pure.ts';
import type { Led } from '../ui/ts/store.ts';

/** One thing that was done, as the house is told of it, and as its therapist reads it. */
export interface Item {
  fields: [string, string][];
  says: string;
  open?: string; // it is still going on, under this name; once nobody does it any more, it ended as it stands here
}
export interface Waiting extends Item {
  n: number; // its place on the device; 0: it is only on this page
  why: string; // why the house did not take it; empty: it waits
  going?: boolean; // it is still going on, on this page
}

/** Where sealed things lie. */
export interface Shelf {
  put(l: Led): Promise<number>;
  all(): Promise<Led[]>;
  drop(n: number): Promise<unknown>;
}

/** Whether some page of this browser is still in the middle of it. */
export type Goes = (open: string) => Promise<boolean>;

/** What became of one that was sent. */
export interface Answer { became: 'taken' | 'refused' | 'wait' | 'signed-out'; why: string }
type Post = (fields: [string, string][]) => Promise<Answer>;

const room = 1024; // sealed things are as long as this or twice this: length tells nothing of a word

export const keyOf = (text: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', fromBase64url(text), 'AES-GCM', false, ['encrypt', 'decrypt']);

export class Queue {
  items: Waiting[] = [];
  #last: Promise<unknown> = Promise.resolve(); // what is put on the device, one after the other
  #sending = false;

  constructor(private key: CryptoKey, private tag: string, private to: string, private shelf: Shelf, private post: Post, private goes: Goes = () => Promise.resolve(false)) {}

  #how(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(this.tag + ' ' + this.to) };
  }

  /** Takes up what this page, or an earlier one, left here. What this key does not open is another's. */
  async load(): Promise<void> {
    for (const l of await this.shelf.all()) {
      if (l.tag !== this.tag || l.to !== this.to || this.items.some((i) => i.n === l.n)) continue;
      try {
        const text = new TextDecoder().decode(await crypto.subtle.decrypt(this.#how(l.iv), this.key, l.sealed));
        const { open, ...item } = JSON.parse(text) as Item;
        if (open && (await this.goes(open))) continue; // another page tells of it
        if (!this.items.some((i) => i.n === l.n)) this.items.push({ ...item, n: l.n!, why: '' });
      } catch { /* sealed for somebody else, or not whole */ }
    }
  }

  /** Adds one: it is on the page at once, and then on the device. False: the device has no room. */
  add(item: Item): Promise<boolean> {
    const one: Waiting = { ...item, n: 0, why: '' };
    this.items.push(one);
    return this.#put(one, item);
  }

  /** Begins one that goes on for a while. It is on the device at once, and is not sent before it is over. */
  begin(item: Item & { open: string }): Waiting {
    const one: Waiting = { fields: item.fields, says: item.says, n: 0, why: '', going: true };
    this.items.push(one);
    void this.#put(one, item);
    return one;
  }

  /** How far it has come. With open it still goes on; without, it is over. */
  change(one: Waiting, item: Item): Promise<boolean> {
    if (!this.items.includes(one)) return Promise.resolve(true); // it was taken off meanwhile
    [one.fields, one.says, one.going] = [item.fields, item.says, !!item.open];
    return this.#put(one, item);
  }

  #put(one: Waiting, item: Item): Promise<boolean> {
    const put = this.#last.then(async () => {
      if (!this.items.includes(one)) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = JSON.stringify(item);
      const padded = new TextEncoder().encode(text + ' '.repeat(room - (new TextEncoder().encode(text).length % room)));
      const sealed = await crypto.subtle.encrypt(this.#how(iv), this.key, padded);
      if (!this.items.includes(one)) return; // somebody left meanwhile: nothing is put there after them
      one.n = await this.shelf.put({ tag: this.tag, to: this.to, iv, sealed, ...(one.n > 0 && { n: one.n }) });
    });
    this.#last = put.catch(() => undefined);
    return put.then(() => true, () => false);
  }

  /** When everything that was added is on the device. */
  get kept(): Promise<unknown> { return this.#last; }

  /** How many wait to be sent. */
  get left(): number { return this.items.filter((i) => i.why === '').length; }

  /** Sends what waits, in order. What was refused stays, with the reason, and does not stop the next. */
  async send(): Promise<'sent' | 'wait' | 'signed-out'> {
    if (this.#sending) return 'wait';
    this.#sending = true;
    try {
      for (let one = this.#next(); one; one = this.#next()) {
        await this.#last; // it is on the device before it is on the line
        const { became, why } = await this.post(one.fields);
        if (became === 'wait' || became === 'signed-out') return became;
        if (became === 'refused') one.why = why;
        else await this.drop(one);
      }
      return this.left > 0 ? 'wait' : 'sent';
    } finally {
      this.#sending = false;
    }
  }

  #next(): Waiting | undefined {
    const first = this.items.find((i) => i.why === '');
    return first?.going ? undefined : first; // in order: what comes after waits too
  }

  /** Takes one off the device. */
  async drop(one: Waiting): Promise<void> {
    this.items = this.items.filter((i) => i !== one);
    if (one.n > 0) await this.shelf.drop(one.n).catch(() => undefined);
  }

  /** Somebody leaves: nothing is known here any more. What is on the device stays there, sealed. */
  forget(): void { this.items = []; }
}

/** Tells the house of one thing. Sent under another name, it is taken for nobody's. */
export function poster(to: string, tag: string, gone: string): Post {
  return async (fields) => {
    try {
      const headers = { Accept: 'application/json', 'Tillit-For': tag };
      const got = await fetch(to, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
      if (got.type === 'opaqueredirect' || got.status === 401) return { became: 'signed-out', why: '' };
      if (got.ok) return { became: 'taken', why: '' };
      if (got.status === 409 || got.status === 422) return { became: 'refused', why: ((await got.json()) as { said: string }).said };
      return got.status < 500 && got.status !== 408 && got.status !== 429 ? { became: 'refused', why: gone } : { became: 'wait', why: '' };
    } catch {
      return { became: 'wait', why: '' };
    }
  };
}
