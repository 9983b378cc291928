// The line to a room: it comes back by itself, what was not kept yet waits in order, and every
// step is sent with the same id until it is known to be kept.

import { patience } from '../ui/ts/pure.ts';

export interface Step { id: string; tool: string; act: string; name?: string; text?: string; values?: number[]; ref?: string; setup?: { with: object } }
export interface Told {
  v: number; k: string; n?: number; done?: string; now?: number; state?: Record<string, unknown>;
  here?: { side: string; pages: number; quiet?: boolean }[]; id?: string; text?: string;
  tool?: string; name?: string; data?: unknown; side?: string; t0?: number; t1?: number; t2?: number;
}

const version = 1;
const beat = 2000;
const silence = 7000; // nothing heard for so long: the line is dead
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id as the house makes them: 48 bits of time, 80 of chance, in Crockford's letters. */
export function fresh(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, t = now; i >= 0; i--, t = Math.floor(t / 256)) bytes[i] = t % 256;
  let text = '';
  let bits = 0;
  let held = 0;
  for (const b of bytes) {
    held = (held << 8 | b) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) text += letters[held >> (bits - 5) & 31];
  }
  return text + letters[held << (5 - bits) & 31];
}

/** How far the shared clock is ahead of this device's, from the quickest of the last exchanges. */
export function ahead(all: { trip: number; ahead: number }[]): number {
  return all.reduce((best, one) => (one.trip < best.trip ? one : best), { trip: Infinity, ahead: 0 }).ahead;
}

export class Line {
  queue: Step[] = [];
  far = 0; // how long something takes to this page, in ms: told with each exchange, where a tool knows it
  exchange: (moments: [number, number, number, number]) => void = () => undefined;
  #socket?: WebSocket;
  #tries = 0;
  #again?: number;
  #beat?: number;
  #heard = 0;
  #exchanges: { trip: number; ahead: number }[] = [];
  #over = false;

  constructor(private url: string, private hears: (t: Told) => void, private stands: (up: boolean, gone: boolean) => void) {}

  open(): void {
    clearTimeout(this.#again);
    this.#drop();
    if (this.#over) return;
    const socket = (this.#socket = new WebSocket(this.url));
    this.#heard = performance.now();
    socket.onopen = () => {
      this.#tries = 0;
      this.#heard = performance.now();
      this.stands(true, false);
      this.here();
      for (const step of this.queue) this.#send({ k: 'step', step });
      this.time();
    };
    socket.onmessage = (e) => this.#hear(JSON.parse(String(e.data)) as Told);
    socket.onclose = (e) => socket === this.#socket && this.#lost(e.code === 1008);
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      if (performance.now() - this.#heard > silence) this.#lost(false);
      else this.time();
    }, beat);
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#again);
    this.#drop();
  }

  /** Takes a step: it counts once, however often it is sent. */
  step(step: Step): void {
    this.queue.push(step);
    this.#send({ k: 'step', step });
    if (!this.up) this.stands(false, false);
  }

  /** Takes a step now or never: what is to be seen at once is not sent when a line has come back. */
  once(step: Step): boolean {
    this.#send({ k: 'step', step });
    return this.up;
  }

  /** Whether it will not come back: whoever reads is no longer inside, or the page is left. */
  get over(): boolean { return this.#over; }

  get up(): boolean { return this.#socket?.readyState === WebSocket.OPEN; }

  /** Says something that nobody keeps. */
  aside(tool: string, name: string, data: unknown): void { this.#send({ k: 'aside', tool, name, data }); }

  here(): void { this.#send({ k: 'here', hidden: document.hidden }); }

  /** The clock that all pages in the room agree on, in milliseconds. */
  now(): number { return performance.timeOrigin + performance.now() + ahead(this.#exchanges); }

  /** One exchange about what time it is. */
  time(): void { this.#send({ k: 'clock', t0: performance.timeOrigin + performance.now(), far: this.far }); }

  #send(m: Record<string, unknown>): void {
    if (this.up) this.#socket!.send(JSON.stringify({ v: version, ...m }));
  }

  #hear(t: Told): void {
    this.#heard = performance.now();
    if (t.v !== version) return location.reload(); // another Tillit is there now
    if (t.k === 'clock') {
      const t3 = performance.timeOrigin + performance.now();
      const trip = t3 - t.t0! - (t.t2! - t.t1!);
      this.exchange([t.t0!, t.t1!, t.t2!, t3]);
      this.#exchanges = [...this.#exchanges.slice(-7), { trip, ahead: (t.t1! - t.t0! + t.t2! - t3) / 2 }];
      return;
    }
    if (t.k === 'wait') return void setTimeout(() => this.queue.filter((s) => s.id === t.id).forEach((step) => this.#send({ k: 'step', step })), 1500);
    const kept = t.done ?? (t.k === 'no' ? t.id : undefined);
    if (kept) this.queue = this.queue.filter((s) => s.id !== kept);
    this.hears(t);
  }

  #lost(gone: boolean): void {
    this.#drop();
    this.#over ||= gone;
    this.stands(false, gone);
    if (!gone) this.#again = setTimeout(() => this.open(), this.#tries === 0 ? 250 : patience(this.#tries - 1));
    this.#tries++;
  }

  #drop(): void {
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}
