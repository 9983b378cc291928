// The same set for somebody who is not to see anything move: by ear, by hand, or tapping along.
import type { Patch } from './fields.ts';
import type { Limits, Plan } from './plan.ts';
import { usualLimits } from './plan.ts';

export type Way = 'see' | 'hear' | 'feel' | 'tap';
export const ways: readonly Way[] = ['see', 'hear', 'feel', 'tap'];

const eyes = ['sight', 'path', 'law', 'task', 'look.drift'] as const;

/** A plan for eyes that rest. Tapping along is to two signs that take turns, as slowly as any two lights. */
export function gently(plan: Plan, way: Way): Plan {
  if (way === 'see') return plan;
  const rests = plan.with.sight === false && (plan.with.sound || plan.with.touch); // nothing moves in it as it is
  const senses: Patch = way === 'hear' && rests ? { sight: false } : way === 'hear' ? { sight: false, sound: true } : way === 'feel' ? { sight: false, touch: true } : { sight: true, path: 'dots', law: 'sine' };
  const without = (patch: Patch): Patch => {
    const rest = { ...patch };
    for (const key of eyes) delete rest[key];
    return rest;
  };
  return { ...plan, with: { ...without(plan.with), task: 'none', ...senses }, changes: plan.changes.map((c) => ({ at: c.at, with: without(c.with) })) };
}

/** The limits that came with a page. */
export function limitsIn(text: string | undefined): Limits {
  try {
    return { ...usualLimits, ...(JSON.parse(text ?? '{}') as Partial<Limits>) };
  } catch {
    return usualLimits;
  }
}
