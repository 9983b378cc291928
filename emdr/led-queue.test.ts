// @ts-expect-error node's own modules are not typed here: nothing else needs them
import test from 'node:test';
// @ts-expect-error as above
import assert from 'node:assert/strict';
import type { Led } from '../ui/ts/store.ts';
import { type Answer, type Item, keyOf, Queue, type Shelf } from './led-queue.ts';

const key = 'A'.repeat(43), other = 'B'.repeat(42) + 'A';

/** A device's store that outlives its pages. */
class Device implements Shelf {
  rows: Led[] = [];
  full = false;
  #n = 0;
  async put(l: Led): Promise<number> {
    if (this.full) throw new Error('no room');
    this.rows = this.rows.filter((r) => r.n !== l.n);
    this.rows.push({ ...l, n: l.n ?? ++this.#n });
    return l.n ?? this.#n;
  }
  async all(): Promise<Led[]> { return [...this.rows]; }
  async drop(n: number): Promise<void> { this.rows = this.rows.filter((r) => r.n !== n); }
  /** Everything that somebody finds who takes the device. */
  get found(): string { return this.rows.map((r) => r.tag + r.to + new TextDecoder('latin1').decode(r.sealed)).join('\n'); }
}

/** A house that takes each id once, on a line that may fail before it and after it. */
class House {
  took: string[] = [];
  refuses: string[] = [];
  signedOut = false;
  line: () => 'up' | 'lost' | 'lost after' = () => 'up';
  post = async (fields: [string, string][]): Promise<Answer> => {
    const how = this.line();
    const once = fields[0]![1];
    if (how === 'lost') return { became: 'wait', why: '' };
    if (this.signedOut) return { became: 'signed-out', why: '' };
    if (this.refuses.includes(once)) return { became: 'refused', why: 'it has moved on' };
    if (!this.took.includes(once)) this.took.push(once);
    return how === 'up' ? { became: 'taken', why: '' } : { became: 'wait', why: '' };
  };
}

const item = (once: string, tag = ''): Item => ({ fields: [['once', once], ['tag', tag]], says: 'noticed ' + tag });
const queue = async (d: Shelf, h: House, k = key, tag = 'ana', to = '/led'): Promise<Queue> => new Queue(await keyOf(k), tag, to, d, h.post);

test('what waits joins once and in order, however the line fails and the page is left', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const d = new Device(), h = new House();
    let n = seed;
    const roll = (): number => (n = (n * 48271) % 2147483647) / 2147483647;
    h.line = () => (roll() < 0.3 ? 'lost' : roll() < 0.3 ? 'lost after' : 'up');
    let q = await queue(d, h);
    const ids = Array.from({ length: 12 }, (_, i) => 'id' + i);
    for (const id of ids) {
      void q.add(item(id));
      if (roll() < 0.5) await q.send();
      if (roll() < 0.2) { // the page is left once it is on the device, and comes again
        await q.add(item(id + '+'));
        q = await queue(d, h);
        await q.load();
      }
    }
    for (let i = 0; i < 200 && q.left > 0; i++) await q.send();
    assert.equal(q.left, 0, `seed ${seed}`);
    assert.deepEqual(d.rows, []);
    assert.deepEqual(h.took.filter((id) => !id.endsWith('+')), ids, `seed ${seed}`);
  }
});

test('nothing on the device can be read there, nor its length; another key and another name open nothing', async () => {
  const d = new Device(), h = new House();
  const q = await queue(d, h);
  await q.add(item('1', 'the hall light'));
  await q.add(item('2', ''));
  assert.ok(!d.found.includes('hall') && !d.found.includes('notice'));
  assert.equal(d.rows[0]!.sealed.byteLength, d.rows[1]!.sealed.byteLength);
  for (const [k, tag, to] of [[other, 'ana', '/led'], [key, 'ben', '/led'], [key, 'ana', '/another']] as const) {
    const theirs = await queue(d, h, k, tag, to);
    await theirs.load();
    assert.equal(theirs.items.length, 0);
  }
  const again = await queue(d, h);
  await again.load();
  assert.deepEqual(again.items.map((i) => i.says), ['noticed the hall light', 'noticed ']);
});

test('what is refused stays with its reason and its words, and does not stop what comes after', async () => {
  const d = new Device(), h = new House();
  h.refuses = ['1'];
  const q = await queue(d, h);
  await q.add(item('1', 'dust'));
  await q.add(item('2'));
  assert.equal(await q.send(), 'sent');
  assert.deepEqual(q.items.map((i) => [i.says, i.why]), [['noticed dust', 'it has moved on']]);
  assert.equal(d.rows.length, 1, 'it was taken off the device without a word');
  await q.drop(q.items[0]!);
  assert.deepEqual([q.items, d.rows], [[], []]);
});

test('signed out, nothing is sent or lost; a device without room keeps it on the page', async () => {
  const d = new Device(), h = new House();
  const q = await queue(d, h);
  h.signedOut = true;
  await q.add(item('1'));
  assert.equal(await q.send(), 'signed-out');
  assert.deepEqual([q.left, d.rows.length, h.took.length], [1, 1, 0]);
  h.signedOut = false;
  d.full = true;
  assert.equal(await q.add(item('2')), false);
  assert.equal(await q.send(), 'sent');
  assert.deepEqual(h.took, ['1', '2']);
});

test('a page that is closed in the middle of a set: what was shown by then joins, once, and nothing more', async () => {
  const d = new Device(), h = new House();
  const going = new Set(['set']);
  const again = async (): Promise<Queue> => new Queue(await keyOf(key), 'ana', '/led', d, h.post, (open) => Promise.resolve(going.has(open)));
  const so = (passes: number, open?: string): Item => ({ fields: [['once', 'set'], ['passes', String(passes)]], says: `${passes} passes`, ...(open && { open }) });
  const q = await again();
  const one = q.begin({ ...so(0), open: 'set' });
  void q.change(one, so(1, 'set'));
  void q.change(one, so(2, 'set'));
  await q.kept;
  assert.equal(d.rows.length, 1, 'one set lies there once');
  assert.equal(await q.send(), 'wait');
  assert.deepEqual([h.took, q.left], [[], 1], 'a set that is on was sent');
  const beside = await again(); // another page of the same browser, while it goes on
  await beside.load();
  assert.equal(beside.items.length, 0);
  going.clear(); // the page is gone
  const later = await again();
  await later.load();
  assert.deepEqual(later.items.map((i) => i.says), ['2 passes']);
  assert.equal(await later.send(), 'sent');
  assert.deepEqual([h.took, d.rows], [['set'], []]);
});

test('a set that came to its end is sent as it ended, and what came after it waits for that', async () => {
  const d = new Device(), h = new House();
  const q = await queue(d, h);
  const one = q.begin({ ...item('set'), open: 'set' });
  await q.add(item('after'));
  assert.deepEqual([await q.send(), h.took], ['wait', []]);
  await q.change(one, item('set', 'whole'));
  assert.deepEqual([await q.send(), h.took, d.rows], ['sent', ['set', 'after'], []]);
});

test('somebody leaves in the middle: nothing is put on the device after them', async () => {
  const d = new Device(), h = new House();
  const q = await queue(d, h);
  const one = q.begin({ ...item('set'), open: 'set' });
  await q.kept;
  d.rows = [];
  const put = q.change(one, item('set', 'more'));
  q.forget();
  await put;
  await q.change(one, item('set', 'more still'));
  assert.deepEqual(d.rows, []);
});
