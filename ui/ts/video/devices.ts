// Camera, microphone and speaker, tried out before anybody else sees or hears.

/** What a try found, as the ending of a sentence's name. */
export type Found = 'ready' | 'sound' | 'nomicrophone' | 'denied' | 'missing' | 'busy';

/** Which sentence tells what is wrong, of what a browser throws. */
export function wrong(error: unknown): 'denied' | 'missing' | 'busy' {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return 'busy';
}

/** What two tries came to: one with both, or each by itself where both together failed. */
export function found(camera: boolean, microphone: boolean, error?: unknown): Found {
  if (camera && microphone) return 'ready';
  if (microphone) return 'sound';
  return camera ? 'nomicrophone' : wrong(error);
}

/** Devices is what somebody has at hand, being tried. */
export class Devices {
  stream?: MediaStream;
  #sound?: AudioContext;
  #frame = 0;

  /** Opens what is there; a missing camera is no reason to be without sound. */
  async open(camera: string, microphone: string): Promise<Found> {
    this.close();
    const video = only(camera), audio = only(microphone);
    const ask = (what: MediaStreamConstraints): Promise<MediaStream> => navigator.mediaDevices.getUserMedia(what);
    try {
      this.stream = await ask({ video, audio });
      return 'ready';
    } catch (first) {
      if (wrong(first) === 'denied') return 'denied';
      const parts = await Promise.allSettled([ask({ video }), ask({ audio })]);
      const tracks = parts.flatMap((p) => p.status === 'fulfilled' ? p.value.getTracks() : []);
      this.stream = new MediaStream(tracks);
      const has = (kind: string): boolean => tracks.some((t) => t.kind === kind);
      return found(has('video'), has('audio'), first);
    }
  }

  /** Tells how loud the microphone hears, many times a second, until it is closed. */
  level(show: (loud: number) => void): void {
    if (!this.stream?.getAudioTracks().length) return;
    this.#sound = new AudioContext();
    const ear = this.#sound.createAnalyser();
    this.#sound.createMediaStreamSource(this.stream).connect(ear);
    const wave = new Float32Array(ear.fftSize);
    const look = (): void => {
      ear.getFloatTimeDomainData(wave);
      show(Math.min(1, 4 * Math.sqrt(wave.reduce((sum, v) => sum + v * v, 0) / wave.length)));
      this.#frame = requestAnimationFrame(look);
    };
    look();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    void this.#sound?.close();
    this.stream?.getTracks().forEach((t) => t.stop());
    this.#sound = this.stream = undefined;
  }
}

const only = (id: string): MediaTrackConstraints | true => id ? { deviceId: { exact: id } } : true;

/** Plays a soft sound through the chosen speaker. */
export async function tone(speaker: string): Promise<void> {
  const sound = new AudioContext();
  const to = sound.createMediaStreamDestination(), gain = sound.createGain(), voice = sound.createOscillator();
  const out = new Audio();
  out.srcObject = to.stream;
  if (speaker) await out.setSinkId?.(speaker);
  gain.gain.setValueAtTime(0.15, sound.currentTime);
  gain.gain.linearRampToValueAtTime(0, sound.currentTime + 0.8);
  voice.connect(gain).connect(to);
  voice.onended = () => void sound.close();
  voice.start();
  voice.stop(sound.currentTime + 0.8);
  await out.play();
}

/** The devices of a kind, each with a name; where there is no choice, there are none. */
export async function choices(kind: MediaDeviceKind, name: (n: number) => string): Promise<HTMLOptionElement[]> {
  const all = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === kind && d.deviceId);
  return all.map((d, i) => new Option(d.label || name(i + 1), d.deviceId));
}
