// A second thing to do while the eyes move: what is shown, when, and what the right answer is.
import type { Course } from './course.ts';
import { chance } from './seed.ts';

export interface Task {
  at: number; // ms after the beginning
  kind: string;
  show: string; // what stands there; a key of the page's words where it is a sentence
  answer: string; // for the therapist
}

const symbols = ['▲', '●', '■', '◆', '✚', '★'];
const colours = ['blue', 'green', 'yellow', 'white', 'orange', 'purple'];

const pick = <T>(from: T[], seed: number, step: number): T => from[Math.floor(chance(seed, 5000 + step) * from.length)]!;

/** The tasks of a set. They are the same on every screen, and the last leaves time for an answer. */
export function tasksOf(c: Course): Task[] {
  const { with: s } = c.versions[0]!;
  if (s.task === 'none') return [];
  const every = s['task.every'] * 1000;
  const all: Task[] = [];
  for (let at = every; at < c.end - 1500; at += every) all.push(taskOf(s.task, s.seed, all.length, at));
  return all;
}

function taskOf(kind: string, seed: number, step: number, at: number): Task {
  switch (kind) {
    case 'symbols': {
      const show = pick(symbols, seed, step);
      return { at, kind, show, answer: show };
    }
    case 'colours': {
      const show = pick(colours, seed, step);
      return { at, kind, show, answer: show };
    }
    case 'numbers': {
      const a = 2 + Math.floor(chance(seed, 6000 + step) * 8), b = 1 + Math.floor(chance(seed, 7000 + step) * 8);
      return { at, kind, show: `${a} + ${b}`, answer: String(a + b) };
    }
    case 'counting': {
      const show = String(60 + Math.floor(chance(seed, 6000 + step) * 40));
      return { at, kind, show, answer: [3, 6, 9].map((n) => Number(show) - n).join(', ') };
    }
    case 'tapping': {
      const taps = 2 + Math.floor(chance(seed, 6000 + step) * 4);
      return { at, kind, show: '•'.repeat(taps), answer: String(taps) };
    }
  }
  return { at, kind, show: String(step % 12), answer: '' }; // spelling: one of the page's own words
}
