// What is done as often as somebody likes, done no more often than it may be.

/** Something that is done at once, but never twice within a gap (ms): of what comes too early, the last counts. */
export function spaced(gap: number, act: () => void, now: () => number = () => performance.now(), later: (act: () => void, ms: number) => void = (act, ms) => void setTimeout(act, ms)): () => void {
  let last = -Infinity, waits = false;
  const run = (): void => {
    waits = false;
    last = now();
    act();
  };
  return () => {
    if (waits) return;
    const left = last + gap - now();
    if (left <= 0) return run();
    waits = true;
    later(run, left);
  };
}
