// What the client can do at any moment, on this device, whatever anybody else does.

export type Words = Record<string, string>;

export interface Panel {
  root: HTMLElement;
  stop: HTMLButtonElement;
  much: HTMLButtonElement;
  status: HTMLElement;
  calm: HTMLElement;
  volume: HTMLInputElement;
  bright: HTMLInputElement;
  full: HTMLButtonElement;
}

function make<K extends keyof HTMLElementTagNameMap>(kind: K, name: string, text = ''): HTMLElementTagNameMap[K] {
  const e = document.createElement(kind);
  e.className = name;
  e.textContent = text;
  return e;
}

function button(name: string, text: string): HTMLButtonElement {
  const b = make('button', name, text);
  b.type = 'button';
  return b;
}

function slider(text: string, low: number): [HTMLLabelElement, HTMLInputElement] {
  const label = make('label', 'stim-slide', text);
  const input = document.createElement('input');
  Object.assign(input, { type: 'range', min: String(low), max: '100', value: '100', step: '5' });
  label.append(input);
  return [label, input];
}

/** Draws the controls. The stop comes first: by eye, by key and for a screen reader. */
export function panel(words: Words): Panel {
  const say = (key: string) => words[key] ?? '';
  const root = make('div', 'stim-panel');
  const stop = button('stim-stop', say('stop'));
  const much = button('stim-much', say('much'));
  const full = button('stim-full', say('full'));
  const status = make('p', 'stim-status');
  status.setAttribute('role', 'status');
  const calm = make('div', 'stim-calm');
  calm.setAttribute('role', 'status');
  const [loud, volume] = slider(say('volume'), 0);
  const [light, bright] = slider(say('bright'), 30);
  const acts = make('div', 'stim-acts');
  acts.append(stop, much, full);
  const slides = make('div', 'stim-slides');
  slides.append(loud, light);
  root.append(acts, status, slides);
  return { root, stop, much, status, calm, volume, bright, full };
}
