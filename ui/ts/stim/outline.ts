// The outlines that a light can have. Each is drawn inside the circle that a disc fills.

type Draw = (p: Path2D, r: number) => void;

const polygon = (p: Path2D, points: [number, number][]): void => {
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) p.moveTo(x, y);
    else p.lineTo(x, y);
  }
  p.closePath();
};

const shapes: Record<string, Draw> = {
  disc: (p, r) => p.arc(0, 0, r, 0, 2 * Math.PI),
  square: (p, r) => p.rect(-r * 0.85, -r * 0.85, r * 1.7, r * 1.7),
  bar: (p, r) => p.rect(-r * 0.3, -r * 1.4, r * 0.6, r * 2.8),
  star: (p, r) => polygon(p, Array.from({ length: 10 }, (_, i) => {
    const [turn, far] = [(i * Math.PI) / 5 - Math.PI / 2, i % 2 ? r * 0.45 : r * 1.1];
    return [far * Math.cos(turn), far * Math.sin(turn)];
  })),
  butterfly: (p, r) => {
    for (const side of [-1, 1]) {
      p.moveTo(0, 0);
      p.bezierCurveTo(side * r * 0.3, -r * 1.3, side * r * 1.4, -r * 1.1, side * r * 1.1, -r * 0.1);
      p.bezierCurveTo(side * r * 1.3, r * 0.9, side * r * 0.4, r * 1.1, 0, 0);
    }
    p.moveTo(r * 0.1, 0);
    p.ellipse(0, 0, r * 0.1, r * 0.6, 0, 0, 2 * Math.PI);
  },
  fish: (p, r) => {
    p.ellipse(-r * 0.15, 0, r * 0.85, r * 0.5, 0, 0, 2 * Math.PI);
    polygon(p, [[r * 0.5, 0], [r * 1.1, -r * 0.5], [r * 1.1, r * 0.5]]);
  },
  leaf: (p, r) => {
    p.moveTo(0, -r * 1.1);
    p.bezierCurveTo(r * 1.1, -r * 0.5, r * 0.8, r * 0.7, 0, r * 1.1);
    p.bezierCurveTo(-r * 0.8, r * 0.7, -r * 1.1, -r * 0.5, 0, -r * 1.1);
  },
};

/** How far each of them reaches, as a part of the radius that it is drawn with. */
const reach: Record<string, number> = { square: 1.21, bar: 1.44, star: 1.1, butterfly: 1.31, fish: 1.21, leaf: 1.11 };

const made = new Map<string, Path2D>();

/** A shape at a place. Each is worked out once for a size. */
export function outline(shape: string, x: number, y: number, light: number): Path2D {
  const key = `${shape} ${light.toFixed(1)}`;
  let base = made.get(key);
  if (!base) {
    if (made.size > 200) made.clear();
    base = new Path2D();
    (shapes[shape] ?? shapes.disc!)(base, light / 2 / (reach[shape] ?? 1));
    made.set(key, base);
  }
  const moved = new Path2D();
  moved.addPath(base, { a: 1, b: 0, c: 0, d: 1, e: x, f: y });
  return moved;
}
