import type { Beat } from './beat.ts';
import type { StimStage } from './stage.ts';

/**
 * <stim-ears> asks whether left and right can be told apart: six seconds of sound, and what was heard. A
 * headset that plays a call is often mono; then sets go on by eye and by hand.
 */
class StimEars extends HTMLElement {
  #first: -1 | 1 = -1;

  connectedCallback(): void {
    this.querySelector('.stim-play')?.addEventListener('click', () => void this.#play());
    for (const b of this.querySelectorAll<HTMLButtonElement>('button[value]')) b.addEventListener('click', () => this.#heard(b.value));
    this.closest('stim-try')?.addEventListener('stim:ears', () => this.#say('again'));
  }

  get #stage(): StimStage | null { return this.closest('stim-try')?.querySelector<StimStage>('stim-stage') ?? null; }

  async #play(): Promise<void> {
    const stage = this.#stage;
    if (!stage) return;
    stage.stop('client');
    if (!(await stage.sound.wake())) return this.#say('none');
    this.#first = Math.random() < 0.5 ? -1 : 1;
    for (let n = 0; n < 6; n++) stage.sound.play(this.#tone(n < 3 ? this.#first : (-this.#first as -1 | 1)), n * 1000);
    this.querySelector<HTMLElement>('.stim-asked')!.hidden = false;
  }

  #tone(side: -1 | 1): Beat {
    return { at: 0, kind: 'sound', side, ms: 700, from: side, to: side, level: 0.4, hertz: 440, voice: 'sine', fade: 40 };
  }

  #heard(answer: string): void {
    const right = (answer === 'left') === (this.#first < 0) && answer !== 'unsure';
    const stage = this.#stage;
    if (stage) stage.sound.ears = right ? 'stereo' : 'mono';
    this.querySelector<HTMLElement>('.stim-asked')!.hidden = true;
    this.#say(right ? 'stereo' : 'mono');
    stage?.dispatchEvent(new CustomEvent('stim:heard', { bubbles: true, detail: { ears: stage.sound.ears } }));
  }

  #say(what: string): void {
    const out = this.querySelector<HTMLElement>('.stim-ears-say');
    if (out) out.textContent = out.dataset[what] ?? '';
  }
}

customElements.define('stim-ears', StimEars);
