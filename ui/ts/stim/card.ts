import { card, keepScreen, screenHere } from './screen.ts';

/**
 * <stim-card> finds out how large things are on this screen: a drawn card is made as wide as a bank card
 * that one holds against it. It is kept on this device only.
 */
class StimCard extends HTMLElement {
  connectedCallback(): void {
    const wide = this.querySelector<HTMLInputElement>('.stim-wide');
    const far = this.querySelector<HTMLInputElement>('.stim-far');
    const drawn = this.querySelector<HTMLElement>('.stim-drawn');
    if (!wide || !far || !drawn) return;
    const here = screenHere();
    wide.value = String(Math.round(here.mm * card));
    far.value = String(Math.round(here.distance / 10));
    const show = () => (drawn.style.width = `${wide.value}px`);
    show();
    wide.addEventListener('input', show);
    this.querySelector('.stim-keep')?.addEventListener('click', () => {
      keepScreen(Number(wide.value) / card, Number(far.value) * 10);
      const out = this.querySelector<HTMLElement>('.stim-kept');
      if (out) out.textContent = out.dataset['label'] ?? '';
    });
  }
}

customElements.define('stim-card', StimCard);
