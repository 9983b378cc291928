import { thrice } from './pure.ts';

/**
 * <quick-exit to="https://…"> around the form that leaves. The page goes blank at once,
 * the session is ended behind it, and this page is replaced in the history. Three quick
 * presses of Escape do the same.
 */
class QuickExit extends HTMLElement {
  #pressed = thrice();

  connectedCallback(): void {
    this.querySelector('form')?.addEventListener('submit', this.#leave);
    document.addEventListener('keydown', this.#key);
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#key);
  }

  #key = (e: KeyboardEvent): void => {
    if (e.key === 'Escape' && !e.repeat && this.#pressed(e.timeStamp)) void this.#leave(e);
  };

  #leave = async (e: Event): Promise<void> => {
    const form = this.querySelector('form');
    if (!form) return;
    e.preventDefault();
    document.dispatchEvent(new Event('quick-exit')); // whoever would ask "leave?" is silent
    document.documentElement.hidden = true;
    document.title = '\u00a0';
    const asked = fetch(form.getAttribute('action') ?? '', { method: 'POST', keepalive: true, headers: { Accept: 'application/json' } });
    const to = this.getAttribute('to');
    if (to) {
      asked.catch(() => undefined);
      location.replace(to);
      return;
    }
    try {
      location.replace(((await (await asked).json()) as { to: string }).to);
    } catch {
      form.submit();
    }
  };
}

customElements.define('quick-exit', QuickExit);

// A page kept in memory must not come back to whoever presses Back afterwards.
addEventListener('pageshow', (e) => {
  if (e.persisted && document.querySelector('quick-exit')) location.reload();
});
