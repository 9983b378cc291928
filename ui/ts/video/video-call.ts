import { Devices, choices, tone } from './devices.ts';
import { Line, type Pass } from './line.ts';

/**
 * <video-call pass-url="/url" lib="/assets/…" worker="/assets/…">: camera and sound are tried
 * first; joining asks for a pass and fetches the rest. Where the browser cannot, what stands
 * inside says how to go on. Whatever happens to the call, the page around it goes on.
 */
class VideoCall extends HTMLElement {
  line?: Line;
  #devices = new Devices();
  #doing: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    if (!navigator.mediaDevices?.getUserMedia || !('RTCPeerConnection' in window)) return;
    this.#part('.unable').hidden = true;
    this.#part('.check').hidden = false;
    const press = (name: string, act: () => Promise<unknown> | void): void =>
      this.#button(name).addEventListener('click', () => void this.#one(act));
    press('try', () => this.#try());
    press('tone', () => tone(this.#chosen('speaker')));
    press('join', () => this.#join(true));
    press('join-sound', () => this.#join(false));
    press('mute', () => this.line?.room.localParticipant.setMicrophoneEnabled(!this.line.sound));
    press('picture', () => this.line?.room.localParticipant.setCameraEnabled(!this.line.picture));
    press('hear', () => this.line?.room.startAudio());
    press('less', () => this.line?.less());
    press('leave', () => this.line?.leave());
    for (const name of ['camera', 'microphone']) this.#select(name).addEventListener('change', () => void this.#one(() => this.#try()));
    this.#select('speaker').addEventListener('change', () => void this.line?.room.switchActiveDevice('audiooutput', this.#chosen('speaker')));
  }

  disconnectedCallback(): void {
    this.#devices.close();
    void this.line?.leave();
  }

  #part<E extends HTMLElement = HTMLElement>(what: string): E { return this.querySelector<E>(what)!; }
  #button(name: string): HTMLButtonElement { return this.#part(`button[name=${name}]`); }
  #select(name: string): HTMLSelectElement { return this.#part(`select[name=${name}]`); }
  #chosen(name: string): string { return this.#select(name).value; }
  #word(what: string): string { return this.getAttribute('say-' + what) ?? ''; }

  #say(what: string): void {
    const line = this.#part('.said');
    if (line.textContent !== this.#word(what)) line.textContent = this.#word(what);
    this.dataset['state'] = what;
  }

  /** One press after another; what fails is said, and can be pressed again. */
  #one(act: () => Promise<unknown> | void): Promise<void> {
    return this.#doing = this.#doing.then(async () => {
      try {
        await act();
      } catch {
        if (!this.line) this.#say('failed');
      }
      this.#buttons();
    });
  }

  async #try(): Promise<void> {
    this.#say('asking');
    const what = await this.#devices.open(this.#chosen('camera'), this.#chosen('microphone'));
    const stream = this.#devices.stream;
    const sees = !!stream?.getVideoTracks().length, hears = !!stream?.getAudioTracks().length;
    this.#part<HTMLVideoElement>('.found video').srcObject = stream ?? null;
    this.#part('.found video').hidden = !sees;
    this.#part('.found').hidden = !sees && !hears;
    this.#button('join').hidden = !sees;
    this.#button('join-sound').hidden = !hears;
    this.#button('try').hidden = sees || hears;
    await this.#offer();
    const meter = this.#part<HTMLMeterElement>('meter');
    this.#devices.level((loud) => { meter.value = loud; });
    this.#say(what);
  }

  /** Offers the devices there are; where there is no choice, there is nothing to choose. */
  async #offer(): Promise<void> {
    for (const [name, kind] of [['camera', 'videoinput'], ['microphone', 'audioinput'], ['speaker', 'audiooutput']] as const) {
      const select = this.#select(name), had = select.value;
      const used = this.#devices.stream?.getTracks().find((t) => kind.startsWith(t.kind))?.getSettings().deviceId;
      select.replaceChildren(...await choices(kind, (n) => this.#word('name').replace('{n}', String(n))));
      select.value = had || used || select.options[0]?.value || '';
      select.closest<HTMLElement>('.field')!.hidden = select.options.length < 2;
    }
  }

  async #join(picture: boolean): Promise<void> {
    if (this.line) return; // pressed twice
    this.#say('joining');
    const got = await fetch(this.getAttribute('pass-url') ?? '', { method: 'POST', headers: { Accept: 'application/json' } });
    if (!got.ok) return this.#say('failed');
    const pass = await got.json() as Pass;
    if (pass.state !== 'open') return this.#say(['waits', 'unready', 'over'].includes(pass.state) ? pass.state : 'down');
    const kit = await import(this.getAttribute('lib') ?? '') as typeof import('./livekit.ts');
    const hears = !!this.#devices.stream?.getAudioTracks().length;
    this.#devices.close(); // the line opens them again
    const line = new Line(kit, this.getAttribute('worker') ?? '', this.#chosen('speaker'), {
      said: (what) => this.#say(what),
      sealed: (what) => this.#sealed(what),
      arrived: (track) => this.#part('.others').append(this.#named(track.attach())),
      left: (track) => track.detach().forEach((e) => e.remove()),
      quiet: (yes) => { this.#button('hear').hidden = !yes; },
      ended: (what) => this.#ended(what),
    });
    try {
      await line.join(pass, picture && this.#chosen('camera'), hears && this.#chosen('microphone'));
    } catch {
      await line.leave();
      return this.#ended('failed');
    }
    this.line = line;
    this.#part('.check').hidden = true;
    this.#part('.talk').hidden = false;
    this.#button('leave').focus();
  }

  #named(media: HTMLMediaElement): HTMLMediaElement {
    if (media instanceof HTMLVideoElement) media.setAttribute('aria-label', this.#word('other'));
    return media;
  }

  #sealed(what: 'between' | 'way' | 'plain'): void {
    this.#part('.seal').textContent = this.#word(what);
    this.dataset['seal'] = what;
    this.#button('less').hidden = what !== 'plain';
  }

  #ended(what: string): void {
    this.line = undefined;
    this.#part('.others').replaceChildren();
    this.#part('.mine').replaceChildren();
    this.#part('.talk').hidden = true;
    this.#part('.check').hidden = false;
    for (const name of ['join', 'join-sound']) this.#button(name).hidden = true;
    this.#part('.found').hidden = true;
    this.#button('try').hidden = false;
    this.#say(what);
  }

  /** Shows what is on and what is off, as it really is. */
  #buttons(): void {
    if (!this.line) return;
    const set = (name: string, on: boolean, off: string, turn: string): void => {
      this.#button(name).textContent = this.#word(on ? off : turn);
    };
    set('mute', this.line.sound, 'mute', 'unmute');
    set('picture', this.line.picture, 'hide', 'show');
    const mine = [...this.line.room.localParticipant.videoTrackPublications.values()][0]?.videoTrack;
    const at = this.#part('.mine');
    if (!this.line.picture || !mine) return at.replaceChildren();
    if (at.firstChild) return;
    const self = mine.attach();
    self.muted = true;
    self.className = 'self';
    self.setAttribute('aria-label', this.#word('self'));
    at.append(self);
  }
}

customElements.define('video-call', VideoCall);
