// How smoothly this screen draws: told to the therapist, so that a bad picture is not taken for a bad set.

export class Frames {
  count = 0;
  dropped = 0;
  #last = 0;
  #steps: number[] = [];

  /** One frame, at a moment of the browser's own clock. */
  drawn(now: number): void {
    const step = now - this.#last;
    if (this.#last > 0 && step > 0 && step < 1000) {
      this.#steps.push(step);
      if (this.#steps.length > 60) this.#steps.shift();
      const usual = this.every;
      if (step > usual * 1.5) this.dropped += Math.round(step / usual) - 1;
    }
    this.#last = now;
    this.count++;
  }

  /** The time between two frames, as it mostly is. */
  get every(): number {
    const sorted = [...this.#steps].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 1000 / 60;
  }

  get hertz(): number { return Math.round(1000 / this.every); }
}
