// A prompt that is said aloud: by a voice of this device alone, since others send what they read to somebody.

/** As much of a browser's speech as is needed. */
export interface Speech { getVoices(): SpeechSynthesisVoice[]; speak(u: SpeechSynthesisUtterance): void; cancel(): void }

/** A voice of the device itself for a language; none: nothing is said. */
export function voiceFor(all: readonly { localService: boolean; lang: string }[], lang: string): number {
  const base = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  return all.findIndex((v) => v.localService === true && base(v.lang) === base(lang));
}

const speech = (): Speech | undefined => ('speechSynthesis' in window ? window.speechSynthesis : undefined);

/** Asks for the voices: some browsers know them only a while later. */
export const warm = (): void => void speech()?.getVoices();

export function sayAloud(text: string, lang: string, volume: number): void {
  const here = speech(), all = here?.getVoices() ?? [];
  const voice = all[voiceFor(all, lang)];
  if (!here || !voice || !text || volume <= 0) return;
  const said = new SpeechSynthesisUtterance(text);
  [said.voice, said.lang, said.volume, said.rate] = [voice, voice.lang, volume, 0.9];
  here.cancel();
  here.speak(said);
}

export const hush = (): void => speech()?.cancel();
