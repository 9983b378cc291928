// A ground that shades over can move, very slowly: by a fifth of its height, there and back in 40 seconds.
import { smooth } from './seed.ts';

const far = 0.2, turn = 40_000, settles = 8000;

/** How far it has moved, as a part of its height, at a moment of a set (ms after its beginning) that ends at another. */
export function drift(at: number, end: number): number {
  if (!(at > 0) || !(at < end)) return 0;
  return far * Math.sin((2 * Math.PI * at) / turn) * smooth((end - at) / settles);
}
