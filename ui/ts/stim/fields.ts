// What can be set about a set, from the one list that Go reads too: pure/stim/fields.json.
import list from '../../../pure/stim/fields.json';

export type NumberKey =
  | 'ppm' | 'passes' | 'seconds' | 'path.a' | 'path.b' | 'path.x1' | 'path.y1' | 'path.x2' | 'path.y2' | 'path.height'
  | 'reach' | 'law.dwell' | 'law.on' | 'law.off' | 'vary.offset' | 'vary.delta' | 'seed' | 'look.size' | 'look.glow'
  | 'look.trail' | 'look.opacity' | 'look.dim' | 'look.shade' | 'task.every' | 'sound.left' | 'sound.right' | 'sound.level'
  | 'sound.balance' | 'sound.ms' | 'sound.fade' | 'sound.width' | 'sound.offset' | 'sound.ppm' | 'touch.ms'
  | 'touch.strength' | 'touch.offset';
export type FlagKey = 'soft' | 'sight' | 'look.drift' | 'after.voice' | 'after.count' | 'sound' | 'sound.reversed' | 'touch' | 'touch.reversed';
export type TextKey =
  | 'first' | 'path' | 'path.points' | 'reach.unit' | 'law' | 'look.shape' | 'look.unit' | 'look.colour' | 'look.ground'
  | 'look.ground2' | 'look.picture' | 'after' | 'task' | 'sound.voice' | 'sound.file' | 'sound.pan' | 'sound.at' | 'touch.at';
export type Key = NumberKey | FlagKey | TextKey;

export type Settings = { [k in NumberKey]: number } & { [k in FlagKey]: boolean } & { [k in TextKey]: string };
export type Patch = Partial<Settings>;
export type Loose = Record<string, unknown>;

export interface Field {
  key: string; group: string; kind: string; is: number | string | boolean;
  low?: number; high?: number; step?: number; unit?: string; of?: string[]; empty?: boolean; fixed?: boolean; // fixed: not while a set runs
}

export const fields = list as Field[];
const byKey = new Map(fields.map((f) => [f.key, f]));

const colour = /^#[0-9a-f]{6}$/;
const file = /^([0-9a-z]{26})?$/;
const points = /^(-?\d{1,3},-?\d{1,3}( (?=-?\d)|$)){2,64}$/;

/** A value that a field can have, or nothing. A number outside is no value: nothing here guesses. */
function taken(f: Field, value: unknown): number | string | boolean | undefined {
  switch (f.kind) {
    case 'number':
      return typeof value === 'number' && value >= (f.low ?? 0) && value <= (f.high ?? 0) ? value : undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return typeof value === 'string' && f.of?.includes(value) ? value : undefined;
    case 'colour':
      return typeof value === 'string' && (colour.test(value) || (f.empty === true && value === '')) ? value : undefined;
    case 'file':
      return typeof value === 'string' && file.test(value) ? value : undefined;
  }
  return typeof value === 'string' && value.length < 700 && (value === '' || points.test(value)) ? value : undefined;
}

/** A patch, if every key in it is known and every value is one; otherwise nothing. */
export function readPatch(raw: unknown): Patch | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null;
  const patch: Loose = {};
  for (const [key, value] of Object.entries(raw)) {
    const field = byKey.get(key);
    if (!field || taken(field, value) === undefined) return null;
    patch[key] = value;
  }
  return patch as Patch;
}

/** Settings made whole: what is missing or odd is as usual, what is too much is at its limit. */
export function tame(raw: Loose): Settings {
  const all: Loose = {};
  for (const f of fields) {
    const value = Object.prototype.hasOwnProperty.call(raw, f.key) ? raw[f.key] : undefined;
    const kept = taken(f, value);
    all[f.key] = kept !== undefined ? kept : f.kind === 'number' ? nearest(f, value) : f.is;
  }
  return all as Settings;
}

function nearest(f: Field, value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return f.is as number;
  return Math.min(f.high ?? 0, Math.max(f.low ?? 0, value));
}

export const usual = tame({});
