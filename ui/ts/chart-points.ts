/**
 * <chart-points> around a plot and its readout: the answers one by one, by the arrow keys
 * on the readout or by a finger or mouse on the plot. What is said is the title of each dot.
 */
class ChartPoints extends HTMLElement {
  #at = 0;

  connectedCallback(): void {
    const readout = this.#readout;
    const dots = this.#dots;
    if (!readout || dots.length === 0) return;
    readout.hidden = false;
    readout.setAttribute('aria-valuemin', '1');
    readout.setAttribute('aria-valuemax', String(dots.length));
    readout.addEventListener('keydown', this.#key);
    for (const kind of ['pointerdown', 'pointermove'] as const) this.querySelector('svg')?.addEventListener(kind, this.#near);
    this.#show(dots.length - 1);
  }

  get #readout(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.readout');
  }

  get #dots(): Element[] {
    return [...this.querySelectorAll('.dot')];
  }

  /** The dot that is spoken of stands out only once somebody has asked. */
  #mark(): void {
    this.#dots.forEach((d, i) => d.classList.toggle('at', i === this.#at));
  }

  #show(n: number): void {
    const dots = this.#dots;
    this.#at = Math.max(0, Math.min(dots.length - 1, n));
    const text = dots[this.#at]?.querySelector('title')?.textContent ?? '';
    const readout = this.#readout;
    if (!readout || readout.textContent === text) return;
    readout.textContent = text;
    readout.setAttribute('aria-valuenow', String(this.#at + 1));
    readout.setAttribute('aria-valuetext', text);
  }

  #key = (e: KeyboardEvent): void => {
    const to = { ArrowLeft: this.#at - 1, ArrowDown: this.#at - 1, ArrowRight: this.#at + 1, ArrowUp: this.#at + 1, Home: 0, End: Infinity }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.#show(to);
    this.#mark();
  };

  #near = (e: Event): void => {
    const x = (e as PointerEvent).clientX;
    const far = this.#dots.map((d) => {
      const r = d.getBoundingClientRect();
      return Math.abs(r.x + r.width / 2 - x);
    });
    this.#show(far.indexOf(Math.min(...far)));
    this.#mark();
  };
}

customElements.define('chart-points', ChartPoints);
