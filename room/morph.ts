// Makes what is on the page like what the server drew anew, without taking away what somebody
// is at: a field that is written in stays the same field, with its place and its keyboard.

/** Who an element is among its sisters. */
function key(n: Node): string {
  if (!(n instanceof Element)) return '#' + String(n.nodeType);
  return [n.tagName, n.id, n.getAttribute('data-step') ?? '', n.getAttribute('data-of') ?? '', n.getAttribute('data-box') ?? '', n.classList[0] ?? ''].join(' ');
}

/** held tells which fields are being written in: they keep what they have. */
export function morph(old: Element, fresh: Element, held: (id: string) => boolean): void {
  attributes(old, fresh);
  let at: ChildNode | null = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    let same: ChildNode | null = at;
    while (same && key(same) !== key(next)) same = same.nextSibling;
    if (!same) {
      old.insertBefore(next, at);
      continue;
    }
    while (at && at !== same) {
      const gone: ChildNode = at;
      at = at.nextSibling;
      gone.remove();
    }
    at = same.nextSibling;
    if (same instanceof Element && next instanceof Element) morph(same, next, held);
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at) {
    const gone: ChildNode = at;
    at = at.nextSibling;
    gone.remove();
  }
  value(old, fresh, held);
}

function attributes(old: Element, fresh: Element): void {
  for (const a of [...old.attributes]) {
    if (!fresh.hasAttribute(a.name) && !(a.name === 'open' && old instanceof HTMLDetailsElement)) old.removeAttribute(a.name);
  }
  for (const a of [...fresh.attributes]) {
    if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
  }
}

/** What a field holds is not in its attributes once somebody has touched it. */
function value(old: Element, fresh: Element, held: (id: string) => boolean): void {
  if (held(old.id)) return;
  const fields = [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement] as const;
  for (const kind of fields) {
    if (old instanceof kind && fresh instanceof kind && old.value !== fresh.value && old.type !== 'checkbox' && old.type !== 'radio') old.value = fresh.value;
  }
}
