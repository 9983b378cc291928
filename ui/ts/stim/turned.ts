// A screen that is turned in the middle of a set: where the light is does not depend on it, so that nothing is lost; but
// what turns is not looked at for a moment. Where a browser can, and the stage fills the screen, it stays as it is.

type Lock = { type?: string; lock?: (to: string) => Promise<void>; unlock?: () => void };

const turns = (): Lock | undefined => (typeof screen === 'undefined' ? undefined : (screen.orientation as unknown as Lock | undefined));

/** Keeps the screen as it is now. Where that cannot be, nothing is said: the set goes on all the same. */
export async function keepTurned(full: boolean, from = turns()): Promise<void> {
  try {
    if (full && from?.lock && from.type) await from.lock(from.type);
  } catch { /* not on this device */ }
}

export function letTurn(from = turns()): void {
  try {
    from?.unlock?.();
  } catch { /* it was not kept */ }
}
