// A path drawn with a finger or a mouse.

/** How many points a drawn path has at most, and how far apart they are at least, in percent. */
const most = 64;
const apart = 3;

type Point = [number, number];

/** At most so many, evenly taken, the ends kept. */
export function thinned(points: Point[], n = most): Point[] {
  if (points.length <= n) return points;
  return Array.from({ length: n }, (_, i) => points[Math.round((i * (points.length - 1)) / (n - 1))]!);
}

export const written = (points: Point[]): string => thinned(points).map(([x, y]) => `${x},${y}`).join(' ');

/** Listens to what is drawn on a canvas, while it may be. */
export function drawOn(canvas: HTMLCanvasElement, may: () => boolean, took: (points: string) => void): void {
  let points: Point[] = [];
  const add = (e: PointerEvent) => {
    const r = canvas.getBoundingClientRect();
    const held = (v: number) => Math.round(Math.max(-100, Math.min(100, v)));
    const p: Point = [held(((e.clientX - r.left) / r.width) * 200 - 100), held(((e.clientY - r.top) / r.height) * 200 - 100)];
    const last = points[points.length - 1];
    if (!last || Math.hypot(p[0] - last[0], p[1] - last[1]) >= apart) points.push(p);
  };
  canvas.addEventListener('pointerdown', (e) => {
    if (!may()) return;
    points = [];
    canvas.setPointerCapture(e.pointerId);
    add(e);
  });
  canvas.addEventListener('pointermove', (e) => { if (points.length > 0 && may()) add(e); });
  canvas.addEventListener('pointerup', () => {
    if (points.length > 1 && may()) took(written(points));
    points = [];
  });
}
