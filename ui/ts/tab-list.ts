/**
 * <tab-list> around a list of links and the sections that they lead to. One section shows
 * at a time; arrow keys move between the tabs. The address names the one that is open.
 */
class TabList extends HTMLElement {
  connectedCallback(): void {
    const tabs = this.#tabs;
    if (tabs.length < 2) return;
    this.classList.add('tabbed');
    const nav = this.querySelector('.tabs');
    const list = nav?.firstElementChild;
    list?.setAttribute('role', 'tablist');
    list?.setAttribute('aria-label', nav?.getAttribute('aria-label') ?? '');
    nav?.removeAttribute('aria-label');
    nav?.setAttribute('role', 'presentation');
    for (const tab of tabs) {
      tab.parentElement?.setAttribute('role', 'presentation');
      tab.setAttribute('role', 'tab');
      const part = this.#part(tab);
      part?.setAttribute('role', 'tabpanel');
      if (part) tab.setAttribute('aria-controls', part.id);
      tab.addEventListener('click', (e) => {
        e.preventDefault();
        this.#open(tab);
      });
      tab.addEventListener('keydown', this.#key);
    }
    this.#open(tabs.find((t) => t.hash === location.hash) ?? (tabs[0] as HTMLAnchorElement));
  }

  get #tabs(): HTMLAnchorElement[] {
    return [...this.querySelectorAll<HTMLAnchorElement>('.tabs a')];
  }

  #part(tab: HTMLAnchorElement): HTMLElement | null {
    return this.querySelector<HTMLElement>(`:scope > [id="${CSS.escape(tab.hash.slice(1))}"]`);
  }

  #open(open: HTMLAnchorElement): void {
    for (const tab of this.#tabs) {
      tab.setAttribute('aria-selected', String(tab === open));
      tab.tabIndex = tab === open ? 0 : -1;
      const part = this.#part(tab);
      if (part) part.hidden = tab !== open;
    }
  }

  #key = (e: KeyboardEvent): void => {
    const tabs = this.#tabs;
    const at = tabs.indexOf(e.currentTarget as HTMLAnchorElement);
    const back = getComputedStyle(this).direction === 'rtl' ? 1 : -1;
    const to = { ArrowLeft: at + back, ArrowRight: at - back, Home: 0, End: tabs.length - 1 }[e.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    e.preventDefault();
    this.#open(next);
    next.focus();
  };
}

customElements.define('tab-list', TabList);
