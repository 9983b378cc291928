import { wanted, type When } from './pure.ts';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const controls = (within: Element): Control[] => [...within.querySelectorAll<Control>('input, textarea, select')];

/** What is answered now to a question that is asked. */
function answers(form: HTMLFormElement, question: string): string[] {
  return controls(form)
    .filter((c) => c.name === 'a.' + question && !c.disabled && !(/^(radio|checkbox)$/.test(c.type) && !(c as HTMLInputElement).checked))
    .map((c) => (/^\d\d:\d\d$/.test(c.value) ? c.value + ':00' : c.value.trim()))
    .filter((value) => value !== '');
}

/**
 * Shows the questions that are asked, and hides the rest. What was written in a hidden one
 * comes back with it, and is not sent. Where the server said that something is wrong, it
 * stays to be seen.
 */
export function ask(form: HTMLFormElement): void {
  for (const part of form.querySelectorAll<HTMLElement>('.asked-if')) {
    const all = JSON.parse(part.dataset['when'] ?? '[]') as When[];
    const { any, under } = part.dataset;
    const open = wanted(all, any !== undefined, (q) => answers(form, q)) && (under === undefined || answers(form, under).length > 0);
    part.hidden = part.parentElement?.closest('.asked-if[hidden]') != null || (!open && !part.querySelector('.error'));
    for (const c of controls(part)) c.disabled = part.hidden;
  }
}

/** Once: the words for readers without script go, and one can have more lines. */
export function begin(form: HTMLFormElement): void {
  for (const hint of form.querySelectorAll('.asked-if [id$="-hint"]')) hint.remove();
  for (const more of form.querySelectorAll<HTMLButtonElement>('button.more-lines')) {
    more.hidden = false;
    more.addEventListener('click', () => another(more));
  }
  ask(form);
}

function another(more: HTMLButtonElement): void {
  const lines = more.parentElement!.querySelectorAll<HTMLInputElement>('input');
  const last = lines[lines.length - 1]!;
  const next = last.cloneNode() as HTMLInputElement;
  next.value = '';
  next.id = `${last.id}-more`;
  next.setAttribute('aria-label', (last.getAttribute('aria-label') ?? '').replace(/\d+/, String(lines.length + 1)));
  last.after(next);
  next.focus();
}
