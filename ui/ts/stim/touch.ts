// What is felt: a controller in each hand, one in both, or the phone itself.
import type { Beat } from './beat.ts';

interface Actuator { playEffect(kind: string, how: object): Promise<unknown> }
type Pad = { vibrationActuator?: Actuator | null };

function pads(): Actuator[] {
  const all = (navigator.getGamepads?.() ?? []) as (Pad | null)[];
  return all.map((p) => p?.vibrationActuator).filter((a): a is Actuator => !!a && 'playEffect' in a);
}

/** What can be felt on this device. */
export function canTouch(): 'pads' | 'pad' | 'phone' | 'nothing' {
  const n = pads().length;
  return n > 1 ? 'pads' : n === 1 ? 'pad' : 'vibrate' in navigator && matchMedia('(pointer: coarse)').matches ? 'phone' : 'nothing';
}

/** A phone may shake once somebody has tapped on the page, and not before. */
function shake(ms: number): void {
  if ((navigator as { userActivation?: { hasBeenActive: boolean } }).userActivation?.hasBeenActive !== false) navigator.vibrate?.(ms);
}

/** One touch now. Two controllers are left and right; one has two motors; a phone has one. */
export function feel(b: Beat): void {
  const all = pads();
  if (all.length === 0) {
    shake(Math.round(b.ms));
    return;
  }
  const hand = all.length > 1 ? all[b.side < 0 ? 0 : 1]! : all[0]!;
  const both = all.length > 1;
  const how = { duration: b.ms, strongMagnitude: both || b.side < 0 ? b.level : 0, weakMagnitude: both || b.side > 0 ? b.level : 0 };
  hand.playEffect('dual-rumble', how).catch(() => undefined); // a controller that is gone says so by itself
}

export function letGo(): void {
  shake(0);
}
