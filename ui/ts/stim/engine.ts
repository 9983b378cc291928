// Where a set is at a moment: a function of its plan and a clock, the same on every screen.
import { type Beat, beatsOf } from './beat.ts';
import { type Course, courseOf, latest, paceOf, phaseAt, whenAt } from './course.ts';
import type { Settings } from './fields.ts';
import { type Light, lightsOf } from './light.ts';
import { type Point, pointOn, type Shape, shapeOf } from './path.ts';
import { type Limits, type Plan, readLimits } from './plan.ts';
import { smooth } from './seed.ts';
import { type Task, tasksOf } from './task.ts';

/** How long one path turns into another, and how long a set takes to come to rest, in ms. */
export const blend = 400;
export const glide = 300;

/** A plan that is ready to be asked. */
export interface Run {
  plan: Plan;
  limits: Limits;
  course: Course;
  shapes: Shape[];
  lights: Light[];
  beats: Beat[];
  tasks: Task[];
  stop: Stop | null;
  seam: Seam | null;
}

/** What this screen showed before it knew better: the centre, where it came late. */
export interface Seam {
  at: number; // on the shared clock
  from: Run | null;
}

/** An end before its time. Gliding goes to the centre; otherwise it is still at once, where it was. */
export interface Stop {
  at: number; // on the shared clock
  glide: boolean;
  why: string;
}

export interface Place {
  x: number;
  y: number;
  phase: number; // passes, with their part
  pass: number; // whole ones
  side: -1 | 0 | 1;
  state: 'waiting' | 'running' | 'gliding' | 'done';
  light: Light;
  task: Task | null;
  left: number; // passes; Infinity where it ends by time
  seconds: number; // since it began
}

/** A part of the half width: how far a set reaches, where nothing is known about the screen. */
export function plainSize(s: Settings): Point {
  const part = s['reach.unit'] === 'part' ? s.reach / 100 : s['reach.unit'] === 'mm' ? s.reach / 300 : s.reach / 30;
  const held = Math.min(1, Math.max(0.05, part));
  return [held, held];
}

/** Gets a plan ready, inside the limits. No plan is refused here: whatever it says, it is made safe. */
export function compile(plan: Plan, limits: Limits, size: (s: Settings) => Point = plainSize): Run {
  const within = readLimits(limits);
  const start = Number.isFinite(plan.start) ? plan.start : 0;
  const course = courseOf({ ...plan, start }, within);
  const tasks = tasksOf(course);
  return {
    plan: { ...plan, start }, limits: within, course, tasks,
    shapes: course.versions.map((v) => shapeOf(v.with, v.at, paceOf(v.with, within), size(v.with))),
    lights: lightsOf(course, tasks.map((t) => t.at)),
    beats: beatsOf(course, within),
    stop: null, seam: null,
  };
}

/** The same set, of which a screen heard late: it goes over from what it showed, and nothing jumps. */
export function learned(next: Run, from: Run | null, at: number): Run {
  const shows = from?.seam && at >= from.seam.at + blend ? { ...from, seam: null } : from;
  return { ...next, stop: from?.stop ?? null, seam: { at, from: shows } };
}

/** The same set, stopped. The first stop counts, and what is over cannot be stopped. */
export function halt(run: Run, at: number, why: string, soft: boolean): Run {
  if (run.stop || at >= run.plan.start + run.course.end) return run;
  return { ...run, stop: { at, glide: soft, why } };
}

/** When nothing moves any more, on the shared clock. */
export function endOf(run: Run): number {
  const end = run.plan.start + run.course.end;
  return run.stop ? Math.min(end, run.stop.at + (run.stop.glide ? glide : 0)) : end;
}

/** The place at a moment of the shared clock. */
export function pos(run: Run, t: number): Place {
  const { stop, course } = run;
  const still = stop && !stop.glide ? Math.min(t, stop.at) : t;
  const at = Math.min(Math.max(still - run.plan.start, 0), course.end);
  const phase = phaseAt(course, at);
  const damp = stop?.glide ? 1 - smooth((t - stop.at) / glide) : 1;
  const [x, y] = sewn(run, still, where(run, at, phase));
  const counted = Math.min(at, stop ? Math.max(0, stop.at - run.plan.start) : at);
  const passed = phaseAt(course, counted);
  const light = latest(run.lights, counted);
  return {
    x: damp === 0 ? 0 : x * damp, y: damp === 0 ? 0 : y * damp, phase: passed, pass: Math.floor(passed), side: sideAt(run, at, passed), light,
    state: stateOf(run, t), task: run.tasks[light.task] ?? null, left: course.passes - Math.floor(passed), seconds: counted / 1000,
  };
}

/** Over from what was shown to what is so; at the end it rests in the centre all the same. */
function sewn({ seam, plan, course }: Run, t: number, [x, y]: Point): Point {
  if (!seam || t >= seam.at + blend) return [x, y];
  const part = (1 - smooth((t - seam.at) / blend)) * smooth((plan.start + course.end - t) / 120);
  const was = seam.from ? pos({ ...seam.from, stop: null }, t) : { x: 0, y: 0 };
  return [x + (was.x - x) * part, y + (was.y - y) * part];
}

function stateOf(run: Run, t: number): Place['state'] {
  if (t >= endOf(run)) return 'done';
  if (run.stop && t >= run.stop.at) return 'gliding';
  return t < run.plan.start ? 'waiting' : 'running';
}

/** It begins in the centre, goes over from path to path, and comes to rest in the centre. */
function where(run: Run, at: number, phase: number): Point {
  const { course, shapes } = run;
  if (at <= 0 || at > course.end - 0.01) return [0, 0]; // moments of the year are known to a thousandth
  let [x, y] = pointOn(shapes[0]!, phase);
  for (const shape of shapes.slice(1)) {
    const part = smooth((at - shape.at) / blend);
    if (part === 0) break;
    const [nx, ny] = pointOn(shape, phase);
    [x, y] = [x + (nx - x) * part, y + (ny - y) * part];
  }
  const soft = course.versions[0]!.with.soft;
  const rest = Math.min(1, smooth(4 * phase)) * smooth((course.passes - phase) * (soft ? 4 : 16)) * smooth((course.last - at) / (soft ? glide : 120));
  return [x * rest, y * rest];
}

function sideAt(run: Run, at: number, phase: number): -1 | 0 | 1 {
  if (at <= 0 || at >= run.course.end) return 0;
  const first = latest(run.course.versions, at).with.first === 'left' ? -1 : 1;
  return (phase - Math.floor(phase) < 0.5 ? first : -first) as -1 | 1;
}

/** What is to be heard and felt from one moment until before another, each with its moment. */
export function beats(run: Run, from: number, until: number): (Beat & { t: number })[] {
  const end = run.stop ? Math.min(until, run.stop.at) : until;
  return run.beats.map((b) => ({ ...b, t: b.at + run.plan.start })).filter((b) => b.t >= from && b.t < end);
}

/** How it looks at a moment. */
export function settingsAt(run: Run, light: Light): Settings {
  return run.course.versions[Math.min(light.look, run.course.versions.length - 1)]!.with;
}

/** What really happened, once it is over. */
export function happened(run: Run): { passes: number; seconds: number; rate: number; why: string } {
  const { course, stop } = run;
  const at = stop ? Math.min(course.end, Math.max(0, stop.at - run.plan.start)) : course.end;
  const phase = phaseAt(course, at);
  return { passes: Math.floor(phase), seconds: at / 1000, rate: at > 0 ? (phase * 60000) / at : 0, why: stop?.why ?? course.why };
}

/** When half passes are, for drawing a metronome. */
export const edge = (run: Run, half: number): number => whenAt(run.course, half / 2 + 0.25) + run.plan.start;
