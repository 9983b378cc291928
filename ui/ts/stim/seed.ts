/** A number from 0 to below 1 that is always the same for the same seed and step, here and in Go. */
export function chance(seed: number, step: number): number {
  let h = ((seed | 0) + Math.imul(step + 1, 0x9e3779b1)) | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 4294967296;
}

/** From 0 to 1 with rest at both ends. */
export function smooth(q: number): number {
  if (q <= 0) return 0;
  if (q >= 1) return 1;
  return q * q * (3 - 2 * q);
}
