import { mayForget, meet } from './offline.ts';
import { able, forget, keepFor, keeps } from './store.ts';

/** <device-card>: asks once a visit, and only where a yes can be kept. */
class DeviceCard extends HTMLElement {
  connectedCallback(): void {
    this.hidden = !able() || keeps() !== null || sessionStorage.getItem('asked') !== null;
    this.querySelector('button')?.addEventListener('click', () => {
      sessionStorage.setItem('asked', 'yes');
      this.hidden = true;
    });
  }
}

/** <device-choice>: yes or no, kept on this phone alone. */
class DeviceChoice extends HTMLElement {
  connectedCallback(): void {
    if (!able()) return;
    (this.querySelector('.unable') as HTMLElement).hidden = true;
    (this.querySelector('.able') as HTMLElement).hidden = false;
    this.querySelector('.yes')?.addEventListener('click', () => void this.#yes());
    this.querySelector('.no')?.addEventListener('click', () => void this.#no());
    this.#say(keeps() ? 'yes' : 'no');
  }

  #say(what: string): void {
    const line = this.querySelector('.state');
    if (line) line.textContent = this.getAttribute('say-' + what);
    (this.querySelector('.yes') as HTMLElement).hidden = what === 'yes' || what === 'busy';
    void (this.querySelector('kept-pages') as (HTMLElement & { show?: () => Promise<void> }) | null)?.show?.();
  }

  async #yes(): Promise<void> {
    this.#say('busy');
    try {
      const { tag } = (await (await fetch('/offline/keep', { headers: { Accept: 'application/json' } })).json()) as { tag: string };
      if (!tag) throw new Error('nobody is signed in');
      keepFor(tag);
      await navigator.storage?.persist?.();
      if ((await meet()) !== 'mine') throw new Error('no line');
      this.#say('yes');
    } catch {
      await forget();
      this.#say('failed');
    }
  }

  async #no(): Promise<void> {
    if (!(await mayForget())) return;
    await forget();
    this.#say('no');
  }
}

customElements.define('device-card', DeviceCard);
customElements.define('device-choice', DeviceChoice);
