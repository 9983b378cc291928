import { gap } from './course.ts';
import { type Field, fields, type Loose, type Patch } from './fields.ts';
import { type Way, ways } from './gentle.ts';
import { pace, screenHere } from './screen.ts';
import { drawOn } from './pen.ts';
import { spaced } from './spaced.ts';
import type { StimStage } from './stage.ts';

/** How long after the press a set begins, and how far ahead a change is, in ms. */
const lead = 900;
const soon = 250;

/** How long it waits for a sound of one's own, in ms: then it begins with a click in its place. */
const patience = 2000;

/**
 * <stim-try> around a form of settings and a <stim-stage>: somebody alone with it. What is changed in the
 * form while a set runs is changed in the set.
 */
class StimTry extends HTMLElement {
  /** What the form says, shown again: a hand on a colour is a change of light like any other. */
  #again = spaced(gap, () => { if (this.isConnected && !this.#stage?.running) this.#load(); });

  connectedCallback(): void {
    const stage = this.#stage;
    if (!stage) return;
    for (const hidden of this.querySelectorAll<HTMLElement>('.stim-live[hidden]')) hidden.hidden = false;
    this.querySelector('.stim-begin')?.addEventListener('click', () => void this.#begin());
    this.querySelector<HTMLSelectElement>('.stim-way')?.addEventListener('change', (e) => this.#go((e.target as HTMLSelectElement).value));
    this.querySelector('form')?.addEventListener('input', (e) => this.#changed(e));
    stage.addEventListener('stim:end', (e) => this.#ended((e as CustomEvent<{ passes: number; seconds: number; rate: number }>).detail));
    stage.addEventListener('stim:state', (e) => this.#answer((e as CustomEvent<{ task: { answer: string } | null }>).detail.task?.answer ?? ''));
    stage.addEventListener('stim:state', () => this.#lacks());
    const way = this.querySelector<HTMLSelectElement>('.stim-way');
    if (way) {
      const offered = [...way.options].map((o) => o.value);
      way.value = offered.includes(stage.way) ? stage.way : (offered[0] ?? 'hear');
      stage.way = way.value as Way;
    }
    this.#load();
    const canvas = stage.querySelector('canvas');
    if (canvas && this.querySelector('form')) drawOn(canvas, () => !stage.running && this.#drawn !== null, (points) => this.#took(points));
  }

  get #stage(): StimStage | null { return this.querySelector<StimStage>('stim-stage'); }

  #go(way: string): void {
    const stage = this.#stage;
    if (!stage || !ways.includes(way as Way)) return;
    stage.stop('client');
    stage.way = way as Way;
    this.#load();
  }

  /** The field of a drawn path, where one is to be drawn. */
  get #drawn(): HTMLInputElement | null {
    const form = this.querySelector('form');
    const path = form?.elements.namedItem('path') as HTMLSelectElement | null;
    return path?.value === 'drawn' ? (form!.elements.namedItem('path.points') as HTMLInputElement | null) : null;
  }

  #took(points: string): void {
    const field = this.#drawn;
    if (!field) return;
    field.value = points;
    this.#load();
  }

  async #begin(): Promise<void> {
    const stage = this.#stage;
    if (!stage || stage.running) return;
    this.#load();
    const { 'sound.file': file, 'look.picture': picture } = this.#settings();
    const there = Promise.all([stage.sound.own.want(file ?? ''), stage.pictures.want(picture ?? '')]);
    await Promise.all([stage.sound.wake(), Promise.race([there, new Promise((on) => setTimeout(on, patience))])]);
    if (stage.running) return;
    this.#load();
    stage.begin(stage.clock() + lead);
    stage.querySelector<HTMLElement>('.stim-stop')?.focus();
    stage.scrollIntoView({ block: 'nearest' });
  }

  /** What the form says. Without a form: what came with the page. */
  #settings(): Patch {
    const form = this.querySelector('form');
    const all = JSON.parse(this.dataset['with'] ?? '{}') as Loose;
    for (const f of form ? fields : []) {
      const value = valueIn(form!, f);
      if (value !== undefined) all[f.key] = value;
    }
    return all as Patch;
  }

  #load(): void {
    const settings = this.#settings();
    const set = 'try-' + Math.floor(performance.now());
    this.#stage?.load({ v: 1, set, start: 0, with: settings, changes: [] });
    this.#shown(settings);
  }

  #changed(e: Event): void {
    const control = e.target as HTMLInputElement;
    const field = fields.find((f) => f.key === control.name);
    const stage = this.#stage;
    if (!field || !stage) return;
    stage.classList.toggle('drawing', this.#drawn !== null);
    if (!stage.running) return this.#again();
    const value = valueIn(this.querySelector('form')!, field);
    if (value !== undefined) stage.change({ [field.key]: value } as Patch, stage.clock() + soon);
    this.#shown(this.#settings());
  }

  /** The pace in other words: turns in a second, and for the eye, where the distance is known. */
  #shown(settings: Patch): void {
    const out = this.querySelector<HTMLElement>('.stim-pace');
    const run = this.#stage?.run;
    if (!out || !run) return;
    const here = screenHere();
    const all = run.course.versions[run.course.versions.length - 1]!.with;
    const ppm = settings.ppm ?? all.ppm;
    const degrees = here.known ? Math.round(pace(all, here, this.#stage!.clientWidth, ppm)) : 0;
    out.textContent = `${(ppm / 60).toFixed(2)} Hz` + (degrees ? ` · ${degrees} °/s` : '');
  }

  /** Says that a sound or a picture of one's own was not there. */
  #lacks(): void {
    const out = this.querySelector<HTMLElement>('.stim-own');
    const { click = '', plain = '' } = out?.dataset ?? {};
    if (out) out.textContent = [this.#stage?.clicks ? click : '', this.#stage?.plain ? plain : ''].filter(Boolean).join(' ');
  }

  #answer(text: string): void {
    const out = this.querySelector<HTMLElement>('.stim-answer');
    if (out) out.textContent = text && `${out.dataset['label'] ?? ''} ${text}`;
  }

  #ended(d: { passes: number; seconds: number; rate: number }): void {
    const out = this.querySelector<HTMLElement>('.stim-was');
    if (out) out.textContent = (out.dataset['label'] ?? '').replace('{passes}', String(d.passes)).replace('{seconds}', d.seconds.toFixed(0)).replace('{rate}', d.rate.toFixed(0));
    this.#answer('');
    this.#lacks();
    this.querySelector<HTMLElement>('.stim-begin')?.focus();
  }
}

/** The value of one field in a form, if there is one that can be. */
function valueIn(form: HTMLFormElement, f: Field): number | string | boolean | undefined {
  const control = form.elements.namedItem(f.key);
  if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) return undefined;
  if (f.kind === 'flag') return (control as HTMLInputElement).checked;
  if (f.kind !== 'number') return f.kind === 'colour' ? control.value.toLowerCase() : control.value;
  const n = Number(control.value.replace(',', '.'));
  return control.value !== '' && n >= (f.low ?? 0) && n <= (f.high ?? 0) ? n : undefined;
}

customElements.define('stim-try', StimTry);
