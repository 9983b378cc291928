// A sound of one's own is read as Go writes it, is as loud as a built-in one, and where it is not there nobody waits.
// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import { beats, compile } from './engine.ts';
import { readPatch, tame } from './fields.ts';
import { again, cut, Fetched, longestTone, pairOf, readTone, top, whole } from './own.ts';
import { contrast, leastContrast, luminance, paintOf, saturatedRed } from './colour.ts';
import { dice } from './some.ts';
import { usualLimits } from './plan.ts';
import { Screens } from './less.ts';

const file = '06eay41hjb5vrjf8brnzsf010m';

/** What the server gives out, of samples from −1 to 1. */
function wav(samples: number[], change: (v: DataView) => void = () => {}): ArrayBuffer {
  const v = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  for (const [at, word] of [[0, 'RIFF'], [8, 'WAVE'], [12, 'fmt '], [36, 'data']] as [number, string][]) for (let i = 0; i < 4; i++) v.setUint8(at + i, word.charCodeAt(i));
  v.setUint32(4, 36 + 2 * samples.length, true);
  v.setUint32(16, 16, true);
  for (const [at, n] of [[20, 1], [22, 1], [32, 2], [34, 16]] as [number, number][]) v.setUint16(at, n, true);
  v.setUint32(24, 8000, true);
  v.setUint32(40, 2 * samples.length, true);
  samples.forEach((s, i) => v.setInt16(44 + 2 * i, Math.round(s * 32767), true));
  change(v);
  return v.buffer as ArrayBuffer;
}

const sine = (n: number, level: number): number[] => Array.from({ length: n }, (_, i) => level * Math.sin(i / 3));
const square = (n: number, level: number): number[] => Array.from({ length: n }, (_, i) => (i % 20 < 10 ? level : -level));
const click = (n: number): number[] => Array.from({ length: n }, (_, i) => (i === 40 ? 1 : 0.01 * Math.sin(i)));
const peak = (d: Float32Array): number => Math.max(...d.map(Math.abs));
const rms = (d: Float32Array): number => Math.sqrt(d.reduce((sum, v) => sum + v * v, 0) / d.length);

test('what is not a sound is nothing', () => {
  const good = sine(800, 0.5);
  assert.ok(readTone(wav(good)));
  for (const [about, buffer] of [
    ['empty', new ArrayBuffer(0)], ['a page', new TextEncoder().encode('<!doctype html><title>not here</title>'.repeat(4)).buffer as ArrayBuffer],
    ['odd', wav(good).slice(0, 45)], ['shorter than it says', wav(good).slice(0, 800)], ['no samples', wav([])],
    ['two sides', wav(good, (v) => v.setUint16(22, 2, true))], ['packed', wav(good, (v) => v.setUint16(20, 3, true))], ['8 bits', wav(good, (v) => v.setUint16(34, 8, true))],
    ['slow', wav(good, (v) => v.setUint32(24, 7999, true))], ['fast', wav(good, (v) => v.setUint32(24, 48001, true))], ['too long', wav(sine(12_001, 0.5))],
  ] as [string, ArrayBuffer][]) assert.equal(readTone(buffer), null, about);
});

test('no sound is louder than a built-in one, and a quiet one is as loud', () => {
  for (const [about, samples] of [['quiet', sine(4000, 0.02)], ['loud', sine(4000, 1)], ['square', square(4000, 1)], ['quiet square', square(4000, 0.1)], ['one click', click(4000)]] as [string, number[]][]) {
    const { data } = readTone(wav(samples))!;
    assert.ok(peak(data) <= top + 1e-6 && rms(data) <= whole + 1e-6, `${about}: ${peak(data)}, ${rms(data)}`);
    assert.ok(peak(data) > top - 0.01 || rms(data) > whole - 0.01, `${about} is too quiet: ${peak(data)}, ${rms(data)}`);
  }
  assert.equal(peak(readTone(wav(Array(100).fill(0)))!.data), 0);
});

test('whatever is cut off begins and ends in silence', () => {
  const tone = readTone(wav(square(8000, 1)))!;
  for (const ms of [0, 1, 20, 250, 1000, 9000]) {
    const part = cut(tone, ms, 0);
    assert.ok(part.length >= 1 && part.length <= Math.max(1, Math.min(8000, ms * 8)));
    assert.ok(Math.abs(part[0]!) < 1e-6 && Math.abs(part[part.length - 1]!) < 1e-6, `${ms} ms`);
    for (let i = 1; i < part.length && ms > 4 && i < 17; i++) assert.ok(Math.abs(part[i]! - part[i - 1]!) < 0.6, `a jump at ${i} of ${ms} ms`);
  }
});

test('long sounds end where the next begins', () => {
  for (const [ppm, at] of [[120, 'edge'], [18, 'edge'], [60, 'middle'], [60, 'random'], [60, 'own']] as [number, string][]) {
    const run = compile({ v: 1, set: 'a', start: 0, with: { ppm, passes: 12, sound: true, 'sound.voice': 'own', 'sound.file': file, 'sound.at': at, 'sound.ppm': 200 }, changes: [] }, usualLimits);
    const all = beats(run, 0, Infinity);
    assert.ok(all.length > 10);
    all.forEach((b, i) => {
      assert.ok(b.file === file && b.most! >= 0 && b.most! <= longestTone);
      if (all[i + 1]) assert.ok(b.t + b.most! <= all[i + 1]!.t + 1e-6, `${ppm} ${at}`);
    });
  }
  const plain = compile({ v: 1, set: 'a', start: 0, with: { sound: true, 'sound.file': file }, changes: [] }, usualLimits);
  assert.ok(beats(plain, 0, Infinity).every((b) => b.file === undefined && b.most === undefined));
});

test('it is asked for once, once more after a while, and nobody waits for what is not there', async () => {
  let now = 0, gone = true;
  const asked: string[] = [];
  const own = new Fetched((file) => pairOf(file, async (path) => {
    asked.push(path);
    if (gone) throw new Error('gone');
    return wav(sine(800, 0.5));
  }), () => now);
  assert.ok(own.here(file) === null && !own.lacks(file));
  await Promise.all([own.want(file), own.want(file)]);
  assert.deepEqual(asked, ['left', 'right'].map((ear) => `sounds/${file}/${ear}`));
  assert.ok(own.lacks(file) && own.here(file) === null);
  await own.want(file);
  assert.equal(asked.length, 2);
  [now, gone] = [again, false];
  await own.want(file);
  assert.ok(own.here(file) && !own.lacks(file) && asked.length === 4);
  await own.want(file);
  await own.want('');
  assert.equal(asked.length, 4);
  const broken = new Fetched((file) => pairOf(file, async (path) => (path.endsWith('right') ? new ArrayBuffer(9) : wav(sine(80, 0.5)))), () => 0);
  await broken.want(file);
  assert.ok(broken.lacks(file));
});

test('only a name is a name', () => {
  for (const [value, so] of [[file, true], ['', true], ['../../x', false], [file + 'a', false], [file.toUpperCase(), false], [file + '\n', false], [7, false]] as [unknown, boolean][]) {
    assert.equal(readPatch({ 'sound.file': value }) !== null, so, String(value));
  }
});

test('a therapist knows that a screen of the client has a click instead', () => {
  const s = new Screens();
  s.said({ page: 'phone', less: false, loud: true, clicks: true }, 10);
  assert.ok(s.lacks('clicks', 20) && !s.lacks('plain', 20) && s.at(20) === '');
  s.said({ page: 'phone', less: false, loud: true, clicks: false }, 30);
  assert.ok(!s.lacks('clicks', 40));
});

test('on every point of a picture the light can be seen', () => {
  const grey = (v: number): string => '#' + Math.round(v).toString(16).padStart(2, '0').repeat(3);
  const roll = dice(7);
  for (let n = 0; n < 400; n++) {
    const hex = '#' + Array.from({ length: 6 }, () => '0123456789abcdef'[Math.floor(roll() * 16)]).join('');
    for (const path of ['horizontal', 'bars', 'dots']) {
      const s = tame({ 'look.colour': hex, 'look.ground': grey(255 * roll()), 'look.picture': file, 'look.shade': 45 + 45 * roll(), 'look.opacity': 30 + 70 * roll(), path });
      const paint = paintOf(s, true);
      assert.ok(paint.shade >= s['look.shade'] / 100 && paint.shade <= 0.9 + 1e-9);
      for (let v = 0; v <= 255; v += 15) {
        const point = grey(v * (1 - paint.shade));
        assert.ok(contrast(paint.colour, point) >= leastContrast - 0.02, `${hex} on ${v}, ${path}: ${contrast(paint.colour, point)}`);
        if (path === 'bars') assert.ok(luminance(paint.colour) - luminance(point) <= 0.3 + 0.02);
      }
      assert.ok(!saturatedRed(paint.colour));
      assert.deepEqual(paintOf(s, false), paintOf({ ...s, 'look.picture': '' }, true), 'what is not there is plain');
    }
  }
});

test('a picture stays what it was when the set began', () => {
  const run = compile({ v: 1, set: 'a', start: 0, with: { passes: 4, 'look.picture': file }, changes: [{ at: 1000, with: { 'look.picture': '', 'look.shade': 90, 'look.glow': 1 } }] }, usualLimits);
  for (const v of run.course.versions) assert.deepEqual([v.with['look.picture'], v.with['look.shade']], [file, 60]);
});
