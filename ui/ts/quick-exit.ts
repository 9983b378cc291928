import { mayForget } from './offline.ts';
import { thrice } from './pure.ts';
import { dropCaches, forget, keeps, leaveWord } from './store.ts';

/**
 * <quick-exit to="https://…"> around the form that leaves. The page goes blank at once,
 * what this browser kept is wiped, the session is ended behind it, and this page is
 * replaced in the history. Three quick presses of Escape do the same.
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
    document.documentElement.hidden = true;
    document.title = '\u00a0';
    document.dispatchEvent(new Event('quick-exit')); // whoever would ask "leave?" is silent
    const wiped = Promise.allSettled([forget(), leaveWord('quiet')]);
    const asked = fetch(form.getAttribute('action') ?? '', { method: 'POST', keepalive: true, headers: { Accept: 'application/json' } });
    const to = this.getAttribute('to');
    if (to) {
      asked.catch(() => undefined);
      location.replace(to);
      return;
    }
    try {
      const next = ((await (await asked).json()) as { to: string }).to;
      await wiped;
      await dropCaches('left-');
      location.replace(next);
    } catch {
      await wiped; // the line is down: the worker signs out before it shows anything again
      location.replace('about:blank');
    }
  };
}

customElements.define('quick-exit', QuickExit);

/** Signing out wipes first. Without a line the worker ends the session as soon as it can. */
async function signOut(form: HTMLFormElement): Promise<void> {
  if (!(await mayForget())) return;
  if (keeps()) document.dispatchEvent(new Event('quick-exit')); // a draft goes ahead, and nobody asks again
  await forget();
  try {
    const got = await fetch(form.action, { method: 'POST', redirect: 'manual' });
    if (got.type !== 'opaqueredirect') return form.submit();
    location.assign('/sign-in');
  } catch {
    await leaveWord('sign-in');
    location.assign('/'); // the worker shows that there is no line
  }
}

document.addEventListener('submit', (e) => {
  const form = e.target as HTMLFormElement;
  if (form.getAttribute('action') !== '/sign-out' || e.defaultPrevented) return;
  e.preventDefault();
  void signOut(form);
});

// A page kept in memory must not come back to whoever presses Back afterwards: it is left
// empty, and asks for itself again.
let emptied = false;
addEventListener('pagehide', (e) => {
  if (!e.persisted || !document.querySelector('quick-exit, .eyes')) return;
  emptied = true;
  document.body.replaceChildren();
});
addEventListener('pageshow', (e) => {
  if (e.persisted && emptied) location.reload();
});
