// Sounds and pictures of a practice's own: there before a set begins; no sound louder than those that are built in.

/** One side of a pair, as it is played. */
export interface Tone { rate: number; data: Float32Array }

/** Left and right. */
export type Pair = readonly [Tone, Tone];

/** The level of a built-in sound, at its top and on the whole: a sine of 0.6. */
export const top = 0.6, whole = 0.6 / Math.SQRT2;

/** How long one sound may be, in ms, and how soon one that did not come is asked for again. */
export const longestTone = 1500, again = 3000;

/** What the server gives out (pure/wav): one channel of 16 bits. Anything else is nothing. */
export function readTone(file: ArrayBuffer): Tone | null {
  const head = 44, view = new DataView(file);
  if (file.byteLength < head + 2 || file.byteLength % 2 === 1) return null;
  const word = (at: number): number => view.getUint32(at);
  const rate = view.getUint32(24, true), n = (file.byteLength - head) / 2;
  const so = word(0) === 0x52494646 && word(8) === 0x57415645 && view.getUint16(20, true) === 1 && view.getUint16(22, true) === 1 && view.getUint16(34, true) === 16;
  if (!so || word(36) !== 0x64617461 || view.getUint32(40, true) !== 2 * n || rate < 8000 || rate > 48000 || n > (rate * longestTone) / 1000) return null;
  return { rate, data: even(Float32Array.from({ length: n }, (_, i) => view.getInt16(head + 2 * i, true) / 32768)) };
}

/** As loud as a built-in sound, and never louder: neither at its top nor on the whole. */
export function even(data: Float32Array): Float32Array {
  let most = 0, sum = 0;
  for (const v of data) {
    most = Math.max(most, Math.abs(v));
    sum += v * v;
  }
  if (most === 0) return data;
  const by = Math.min(top / most, whole / Math.sqrt(sum / data.length));
  return data.map((v) => v * by);
}

/** So many ms of a tone, soft at both ends: whatever is cut off, nothing clicks. */
export function cut({ rate, data }: Tone, ms: number, fadeMs: number): Float32Array {
  const part = data.slice(0, Math.max(1, Math.min(data.length, Math.round((rate * ms) / 1000))));
  const fade = Math.max(1, Math.min(part.length / 2, (Math.max(2, fadeMs) / 1000) * rate));
  return part.map((v, i) => v * Math.max(0, Math.min(1, i / fade, (part.length - 1 - i) / fade)));
}

/** Something of the practice's own, by its name: what was asked for, what came, and what did not. */
export class Fetched<T> {
  #there = new Map<string, T>();
  #missing = new Map<string, number>(); // since when
  #asked = new Map<string, Promise<void>>();

  constructor(private get: (file: string) => Promise<T>, private now: () => number = () => performance.now()) {}

  /** Asks for it, once; what did not come is asked for again after a while. */
  want(file: string): Promise<void> {
    if (file === '' || this.#there.has(file) || this.now() - (this.#missing.get(file) ?? -Infinity) < again) return Promise.resolve();
    const asked = this.#asked.get(file) ?? this.#ask(file).finally(() => this.#asked.delete(file));
    this.#asked.set(file, asked);
    return asked;
  }

  async #ask(file: string): Promise<void> {
    try {
      this.#there.set(file, await this.get(file));
      this.#missing.delete(file);
    } catch {
      this.#missing.set(file, this.now());
    }
  }

  here(file: string): T | null { return this.#there.get(file) ?? null; }
  lacks(file: string): boolean { return this.#missing.has(file); }
}

async function fetched(path: string): Promise<Response> {
  const answer = await fetch('/stimulation/' + path, { credentials: 'same-origin', signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error('not there');
  return answer;
}

/** Both sides of a pair of sounds. */
export async function pairOf(file: string, get: (path: string) => Promise<ArrayBuffer> = async (path) => (await fetched(path)).arrayBuffer()): Promise<Pair> {
  const [left, right] = (await Promise.all(['left', 'right'].map((ear) => get(`sounds/${file}/${ear}`)))).map(readTone);
  if (!left || !right) throw new Error('not a sound');
  return [left, right];
}

/** A picture, ready to be painted. */
export const pictureOf = async (file: string): Promise<ImageBitmap> => createImageBitmap(await (await fetched(`pictures/${file}/picture`)).blob());
