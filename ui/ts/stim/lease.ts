// Who keeps a set going. Across the line a lease is renewed again and again; in the room a finger is held
// down. When either ends, the set comes to rest, and nothing but a new set moves again.

export interface Lease {
  kind: 'line' | 'held';
  renewed: number; // ms of the clock here, which never jumps
  over: '' | 'lost' | 'released' | 'stopped';
}

/** How often it is renewed, and after how long without that it is lost, in ms. */
export const renewEvery = 500;
export const lostAfter = 1500;

export const lease = (kind: Lease['kind'], now: number): Lease => ({ kind, renewed: now, over: '' });

/** Renews it. What is over stays over, and time does not run back. */
export function renew(l: Lease, now: number): Lease {
  const checked = check(l, now);
  if (checked.over || checked.kind === 'held' || !Number.isFinite(now) || now < l.renewed) return checked;
  return { ...checked, renewed: now };
}

/** Looks whether it is lost by now. */
export function check(l: Lease, now: number): Lease {
  return !l.over && l.kind === 'line' && now - l.renewed >= lostAfter ? { ...l, over: 'lost' } : l;
}

/** The finger has left the key or the glass. */
export const release = (l: Lease): Lease => (l.over || l.kind !== 'held' ? l : { ...l, over: 'released' });

/** Somebody stopped: here, at once, whatever anybody else says. */
export const stopped = (l: Lease): Lease => (l.over ? l : { ...l, over: 'stopped' });
