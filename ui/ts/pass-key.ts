import { fromBase64url, ownPath, toBase64url } from './pure.ts';

type Json = Record<string, any>;

/**
 * <pass-key mode="create|sign-in" begin="/url" finish="/url"> around a button. Where the
 * browser knows no passkeys it hides itself; what else the page offers is enough.
 */
class PassKey extends HTMLElement {
  #busy = false;

  connectedCallback(): void {
    const button = this.querySelector('button');
    this.hidden = !('PublicKeyCredential' in window && navigator.credentials);
    button?.addEventListener('click', (e) => {
      e.preventDefault();
      void this.#go();
    });
  }

  #say(text: string): void {
    const line = this.querySelector('[role=status]');
    if (line) line.textContent = text;
  }

  async #go(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#say(this.getAttribute('say-wait') ?? '');
    try {
      const begun = await post(this.getAttribute('begin') ?? '', {});
      const options: Json = begun.publicKey ?? begun;
      const made = this.getAttribute('mode') === 'create'
        ? await navigator.credentials.create({ publicKey: creation(options) })
        : await navigator.credentials.get({ publicKey: request(options) });
      const done = await post(this.getAttribute('finish') ?? '', written(made as PublicKeyCredential));
      location.assign(ownPath(done.next));
    } catch (e) {
      this.#say(this.#kindly(e));
    }
    this.#busy = false;
  }

  #kindly(e: unknown): string {
    if (e instanceof Problem && e.message) return e.message;
    const name = e instanceof Error ? e.name : '';
    const key = ({ NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known',
      NotSupportedError: 'unsupported', SecurityError: 'unsupported', TypeError: 'offline' } as Json)[name] ?? 'failed';
    return this.getAttribute('say-' + key) ?? '';
  }
}

/** A refusal that carries the server's own sentence. */
class Problem extends Error {}

async function post(url: string, body: unknown): Promise<Json> {
  const got = await fetch(url, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  });
  const answer = (await got.json().catch(() => ({}))) as Json;
  if (!got.ok) throw new Problem(typeof answer.problem === 'string' ? answer.problem : '');
  return answer;
}

const opened = (list: Json[] | undefined): any[] => (list ?? []).map((c) => ({ ...c, id: fromBase64url(c.id) }));

function creation(o: Json): PublicKeyCredentialCreationOptions {
  const P = PublicKeyCredential as any;
  if (P.parseCreationOptionsFromJSON) return P.parseCreationOptionsFromJSON(o);
  return { ...o, challenge: fromBase64url(o.challenge), user: { ...o.user, id: fromBase64url(o.user.id) },
    excludeCredentials: opened(o.excludeCredentials) } as any;
}

function request(o: Json): PublicKeyCredentialRequestOptions {
  const P = PublicKeyCredential as any;
  if (P.parseRequestOptionsFromJSON) return P.parseRequestOptionsFromJSON(o);
  return { ...o, challenge: fromBase64url(o.challenge), allowCredentials: opened(o.allowCredentials) } as any;
}

/** A credential in its JSON form, also where the browser cannot write it itself. */
function written(c: PublicKeyCredential): unknown {
  if (typeof c.toJSON === 'function') {
    try { return c.toJSON(); } catch { /* some password managers hand over a broken one */ }
  }
  const r = c.response as any;
  const response: Json = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (r[name]) response[name] = toBase64url(r[name]);
  }
  if (r.getTransports) response.transports = r.getTransports();
  return { id: c.id, rawId: toBase64url(c.rawId), type: c.type, response,
    authenticatorAttachment: c.authenticatorAttachment ?? undefined,
    clientExtensionResults: c.getClientExtensionResults() };
}

customElements.define('pass-key', PassKey);
