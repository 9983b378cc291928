// The same set for somebody who is not to see anything move: by ear and by hand.
import type { Patch } from './fields.ts';
import type { Plan } from './plan.ts';

export type Way = 'see' | 'hear' | 'feel' | 'tap';

/** A plan for eyes that rest. Sound, if it was off, becomes a quiet one; tapping is to a picture that stands still. */
export function withoutSight(plan: Plan, way: Exclude<Way, 'see'>): Plan {
  const senses: Patch = way === 'hear' ? { sound: true } : way === 'feel' ? { touch: true } : { sound: plan.with.sound ?? false, touch: false };
  return { ...plan, with: { ...plan.with, ...senses, sight: false, task: 'none' }, changes: plan.changes };
}
