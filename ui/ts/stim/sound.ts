// What is heard. One graph for as long as the page lives: two places, left and right, and one level.
import type { Beat } from './beat.ts';
import { cut, Fetched, type Pair, pairOf } from './own.ts';

export type Ears = 'unknown' | 'stereo' | 'mono';

export class Sound {
  ears: Ears = 'unknown';
  readonly own = new Fetched(pairOf);
  #ctx: AudioContext | null = null;
  #level: GainNode | null = null;
  #places: Record<number, StereoPannerNode> = {};
  #buffers = new Map<string, AudioBuffer>();
  #playing = new Set<AudioBufferSourceNode>();
  #volume = 1;

  /** Has to be called from a press: browsers allow no sound before. */
  async wake(): Promise<boolean> {
    if (!this.#ctx) this.#build();
    try {
      await this.#ctx?.resume();
    } catch { /* there is no sound here: the set goes on without */ }
    return this.#ctx?.state === 'running';
  }

  #build(): void {
    if (!('AudioContext' in window)) return;
    const ctx = new AudioContext({ latencyHint: 'interactive' });
    if (ctx.destination.maxChannelCount < 2) this.ears = 'mono';
    const level = ctx.createGain();
    level.connect(ctx.destination);
    for (const side of [-1, 1]) {
      const place = ctx.createStereoPanner(); // keeps the power the same wherever it is
      place.pan.value = side;
      place.connect(level);
      this.#places[side] = place;
    }
    [this.#ctx, this.#level] = [ctx, level];
    this.volume = this.#volume;
  }

  /** The client's own volume, 0 to 1. */
  set volume(v: number) {
    this.#volume = Math.max(0, Math.min(1, v));
    if (this.#ctx) this.#level?.gain.setTargetAtTime(this.#volume, this.#ctx.currentTime, 0.02);
  }

  get volume(): number { return this.#volume; }

  /**
   * Plays a beat so many ms from now. Without two sides there is nothing to hear in it. A sound of one's own is
   * heard from its pair; where there is none, as a soft click.
   */
  play(beat: Beat, inMs: number, pair: Pair | null = null): void {
    const ctx = this.#ctx, place = this.#places[beat.side];
    if (!ctx || !place || ctx.state !== 'running' || beat.level === 0) return;
    const at = ctx.currentTime + Math.max(0, inMs) / 1000;
    const source = ctx.createBufferSource();
    source.buffer = this.#buffer(beat, ctx, pair);
    const gain = ctx.createGain();
    gain.gain.value = beat.level;
    place.pan.setValueAtTime(beat.from, at);
    if (beat.to !== beat.from) place.pan.linearRampToValueAtTime(beat.to, at + beat.ms / 1000);
    source.connect(gain).connect(place);
    source.onended = () => {
      this.#playing.delete(source);
      source.disconnect();
      gain.disconnect();
    };
    this.#playing.add(source);
    source.start(at);
  }

  /** Nothing more is heard, at once: also of what was to come. */
  hush(): void {
    for (const source of this.#playing) source.stop();
    this.#playing.clear();
  }

  #buffer(b: Beat, ctx: AudioContext, pair: Pair | null): AudioBuffer {
    const own = b.voice === 'own' ? pair?.[b.side < 0 ? 0 : 1] : undefined;
    const ms = Math.round(b.ms);
    const most = Math.floor(b.most ?? ms);
    const key = own ? [b.file, b.side, most, b.fade].join(' ') : [b.voice, b.hertz, ms, b.fade].join(' ');
    let buffer = this.#buffers.get(key);
    if (!buffer) {
      if (this.#buffers.size > 60) this.#buffers.clear();
      if (own) {
        const data = cut(own, most, b.fade);
        buffer = ctx.createBuffer(1, data.length, own.rate);
        buffer.getChannelData(0).set(data);
      } else {
        buffer = ctx.createBuffer(1, Math.max(1, Math.round((ctx.sampleRate * ms) / 1000)), ctx.sampleRate);
        fill(buffer.getChannelData(0), b, ctx.sampleRate);
      }
      this.#buffers.set(key, buffer);
    }
    return buffer;
  }
}

/** One pulse, sample by sample. */
function fill(data: Float32Array, b: Beat, rate: number): void {
  const fade = Math.max(1, Math.min(data.length / 2, (b.fade / 1000) * rate));
  for (let i = 0; i < data.length; i++) {
    const edge = Math.min(1, i / fade, (data.length - 1 - i) / fade);
    data[i] = voice(b, i / rate) * Math.max(0, edge) * 0.6;
  }
}

function voice(b: Beat, t: number): number {
  const turn = 2 * Math.PI * b.hertz * t;
  switch (b.voice) {
    case 'triangle': return (2 / Math.PI) * Math.asin(Math.sin(turn));
    case 'own': // not there
    case 'click': return Math.sin(turn * 2) * Math.exp(-t * 220);
    case 'wood': return (Math.sin(turn) + 0.5 * Math.sin(turn * 2.76)) * Math.exp(-t * 60);
    case 'noise': return 2 * Math.random() - 1;
  }
  return Math.sin(turn);
}
