// The line of a call: joining, what comes in over it, and what becomes of it.
import type { Participant, RemoteTrack, Room } from 'livekit-client';

type LiveKit = typeof import('./livekit.ts');

/** What the practice gives to join with. */
export interface Pass { state: string; url: string; token: string; key: string }

/** What a call tells its page. */
export interface Told {
  said(what: string): void;
  sealed(what: 'between' | 'way' | 'plain'): void;
  arrived(track: RemoteTrack): void;
  left(track: RemoteTrack): void;
  quiet(yes: boolean): void;
  ended(what: string): void;
}

/** Line is one person's part in a call. */
export class Line {
  readonly room: Room;
  #kit: LiveKit;
  #keys: InstanceType<LiveKit['ExternalE2EEKeyProvider']>;
  #worker?: Worker;
  #told: Told;
  #less = false;

  constructor(kit: LiveKit, worker: string, speaker: string, told: Told) {
    this.#kit = kit;
    this.#told = told;
    kit.setLogLevel(kit.LogLevel.silent); // it names addresses
    const seals = kit.isE2EESupported();
    this.#worker = seals ? new Worker(worker) : undefined;
    this.#keys = new kit.ExternalE2EEKeyProvider();
    this.room = new kit.Room({
      adaptiveStream: true, dynacast: true, audioOutput: speaker ? { deviceId: speaker } : undefined,
      encryption: this.#worker && { keyProvider: this.#keys, worker: this.#worker },
    });
    this.#listen();
  }

  /** Joins, and says what could not be sent: the camera may fail, the sound goes on. */
  async join(pass: Pass, camera: string | false, microphone: string | false): Promise<void> {
    await this.#keys.setKey(pass.key);
    if (this.#worker) await this.room.setE2EEEnabled(true);
    // Not one server of anybody else's is asked where we are.
    await this.room.connect(new URL(pass.url, location.href).href, pass.token, { rtcConfig: { iceServers: [] } });
    const me = this.room.localParticipant;
    const sends = [
      microphone === false ? undefined : me.setMicrophoneEnabled(true, microphone ? { deviceId: microphone } : undefined),
      camera === false ? undefined : me.setCameraEnabled(true, camera ? { deviceId: camera } : undefined),
    ];
    await Promise.allSettled(sends);
    this.#who();
  }

  get picture(): boolean { return this.room.localParticipant.isCameraEnabled; }

  get sound(): boolean { return this.room.localParticipant.isMicrophoneEnabled; }

  /** Goes on without a seal from end to end, after its person said so. */
  async less(): Promise<void> {
    this.#less = true;
    await this.room.setE2EEEnabled(false);
    this.#who();
  }

  async leave(): Promise<void> {
    await this.room.disconnect();
    this.#worker?.terminate();
  }

  /** What is really seen and heard, for whoever checks. */
  async counts(): Promise<{ frames: number; energy: number; sealed: boolean }> {
    let frames = 0, energy = 0, sealed = true;
    for (const them of this.room.remoteParticipants.values()) {
      for (const p of them.trackPublications.values()) {
        sealed &&= p.isEncrypted;
        (await p.track?.getRTCStatsReport())?.forEach((s: { type: string; framesDecoded?: number; totalAudioEnergy?: number }) => {
          if (s.type === 'inbound-rtp') { frames += s.framesDecoded ?? 0; energy += s.totalAudioEnergy ?? 0; }
        });
      }
    }
    return { frames, energy, sealed: sealed && this.room.isE2EEEnabled };
  }

  #listen(): void {
    const { RoomEvent: E, ConnectionQuality: Q, DisconnectReason: D } = this.#kit;
    const who = (): void => this.#who();
    this.room
      .on(E.TrackSubscribed, (track) => { this.#told.arrived(track); who(); })
      .on(E.TrackUnsubscribed, (track) => { this.#told.left(track); who(); })
      .on(E.ParticipantConnected, who).on(E.ParticipantDisconnected, who).on(E.TrackPublished, who)
      .on(E.ParticipantEncryptionStatusChanged, who)
      .on(E.Reconnecting, () => this.#told.said('lost')).on(E.SignalReconnecting, () => this.#told.said('lost'))
      .on(E.Reconnected, who)
      .on(E.AudioPlaybackStatusChanged, () => this.#told.quiet(!this.room.canPlaybackAudio))
      .on(E.ConnectionQualityChanged, (quality: string, of: Participant) => {
        if (of === this.room.localParticipant) quality === Q.Poor ? this.#told.said('weak') : who();
      })
      .on(E.Disconnected, (why) => {
        this.#worker?.terminate();
        this.#told.ended(why === D.CLIENT_INITIATED ? 'left' : why === D.DUPLICATE_IDENTITY ? 'elsewhere' : 'ended');
      });
  }

  /** Says who is there, and how far the call is sealed: never more than is true. */
  #who(): void {
    if (this.room.state !== this.#kit.ConnectionState.Connected) return;
    const others = [...this.room.remoteParticipants.values()];
    this.#told.said(others.length ? 'both' : 'alone');
    const open = others.some((o) => [...o.trackPublications.values()].some((p) => !p.isEncrypted));
    if (!this.#worker || this.#less) this.#told.sealed('way');
    else this.#told.sealed(open ? 'plain' : 'between');
  }
}
