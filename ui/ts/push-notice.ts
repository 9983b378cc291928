import { fromBase64url } from './pure.ts';

/**
 * <push-notice key="…" to="/url"> around a button. Where the browser cannot be woken, or
 * was told never to, it says so instead of offering what does not work.
 */
class PushNotice extends HTMLElement {
  #busy = false;

  connectedCallback(): void {
    this.hidden = false;
    const button = this.querySelector('button');
    if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
      if (button) button.hidden = true;
      this.#say('failed');
      return;
    }
    button?.addEventListener('click', () => void this.#go());
  }

  #say(what: string): void {
    const line = this.querySelector('[role=status]');
    if (line) line.textContent = this.getAttribute('say-' + what) ?? '';
  }

  async #go(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#say('wait');
    try {
      if (await Notification.requestPermission() !== 'granted') this.#say('refused');
      else await Promise.race([this.#subscribe(), tooLong()]);
    } catch {
      this.#say('failed');
    }
    this.#busy = false;
  }

  async #subscribe(): Promise<void> {
    const worker = await navigator.serviceWorker.ready;
    const key = fromBase64url(this.getAttribute('key') ?? '');
    const old = await worker.pushManager.getSubscription();
    await old?.unsubscribe(); // it may have been made with another key
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const got = await fetch(this.getAttribute('to') ?? '', {
      method: 'POST', body: JSON.stringify(made), headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    });
    if (got.ok) return location.reload();
    await made.unsubscribe();
    this.#say('failed');
  }
}

/** Where nobody carries notices, some browsers ask for ever. */
const tooLong = (): Promise<never> => new Promise((_, fail) => setTimeout(fail, 20_000));

customElements.define('push-notice', PushNotice);
