import { type Hand, handHere, handIn, keepHand } from './hands.ts';

/** What a page says of itself on the line. */
export interface Said { page: string; hand: Hand; seen: boolean; can: boolean }

/**
 * <stim-hands> in a <live-room>, beside a <room-light>. On the client's page it asks which hand this phone is in; on
 * both sides it says in words how the client's pages stand to each other.
 */
export class StimHands extends HTMLElement {
  #hand: Hand = handHere();
  #page = crypto.randomUUID(); // of this page, for as long as it is open

  connectedCallback(): void {
    const chosen = this.querySelector<HTMLInputElement>(`input[value="${this.#hand}"]`);
    if (chosen) chosen.checked = true;
    this.hidden = false;
    this.addEventListener('change', this.#change);
  }

  #change = (e: Event): void => {
    const field = e.target as HTMLInputElement;
    if (field.name === 'hand') keepHand((this.#hand = handIn(field.value)));
    this.dispatchEvent(new CustomEvent('stim:hand'));
  };

  get hand(): Hand { return this.#hand; }
  /** Whether a sign to tap along to is shown here. */
  get taps(): boolean { return this.querySelector<HTMLInputElement>('input[name=tap]')?.checked ?? false; }
  /** Whether somebody can choose here: on the client's page. */
  get asks(): boolean { return this.querySelector('input') !== null; }

  says(shakes: boolean): Said { return { page: this.#page, hand: this.#hand, seen: !document.hidden, can: shakes || this.taps }; }

  /** Says how it stands; a hand that was lost comes first. */
  show(how: string): void {
    const out = this.querySelector('.hands-say');
    const text = how ? (this.getAttribute('say-' + how) ?? '') : '';
    if (out && out.textContent !== text) out.textContent = text;
    this.classList.toggle('amiss', how !== '' && how !== 'pair');
  }
}

customElements.define('stim-hands', StimHands);
