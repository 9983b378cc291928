/** Puts the <main> of an answer in the place of ours, and goes to what is missing. */
export function showMain(html: string): boolean {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const main = page.querySelector('main');
  if (!main) return false;
  document.querySelector('main')?.replaceWith(main);
  document.title = page.title;
  toProblem();
  return true;
}

/** The first thing that is missing gets the focus; else the words that say what is wrong. */
export function toProblem(): void {
  const wrong = document.querySelector('answer-form [aria-invalid=true]');
  const at = wrong?.matches('fieldset') ? wrong.querySelector('input') : wrong;
  const to = (at ?? document.querySelector('.problem') ?? document.querySelector('main')) as HTMLElement | null;
  (wrong ?? to)?.scrollIntoView({ block: 'start' });
  to?.focus({ preventScroll: true });
}
