// On paper nothing can be folded out: the table behind a chart is printed with it. The
// sheet says from when it is.
let opened: HTMLDetailsElement[] = [];

addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll<HTMLDetailsElement>('.chart details:not([open])')];
  for (const d of opened) d.open = true;
  const line = document.querySelector<HTMLElement>('.printed');
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' }).format(new Date());
  if (line) line.textContent = (line.getAttribute('say-printed') ?? '').replace('{date}', day);
});
addEventListener('afterprint', () => {
  for (const d of opened) d.open = false;
});
