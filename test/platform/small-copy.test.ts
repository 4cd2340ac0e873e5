import { hash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSmallCopier } from '../../src/platform/small-copy.ts';
import type { CopyList, ListSide } from '../../src/platform/small-copy.ts';
import { makeTempDir } from '../rig/folders.ts';

/** Nothing is copied for longer: a piece of the list in each turn. */
const ONE_PIECE = 0;

function makeList(count: number): CopyList {
  const from = makeTempDir();
  const paths = Array.from({ length: count }, (_, index) => `file-${index}`);
  for (const path of paths) fs.writeFileSync(join(from, path), path);
  return {
    from,
    to: makeTempDir(),
    paths,
    isReadOnly: true,
    permitted: 0o777,
    taken: new Int32Array(1),
    states: new Uint8Array(count),
    digests: new Uint8Array(count * 64),
    facts: new BigInt64Array(count * 5),
    uptimes: new Float64Array(count),
  };
}

const copierOf = (list: CopyList, side: ListSide): ((turnMs: number) => boolean) =>
  makeSmallCopier(fs, (data) => hash('sha256', data), list, side);

test('two sides of a list are copied from its start and from its end', () => {
  const list = makeList(100);
  copierOf(list, 'start')(ONE_PIECE);
  copierOf(list, 'end')(ONE_PIECE);
  expect(list.states[0]).toBe(1);
  expect(list.states[50]).toBe(0);
  expect(list.states[99]).toBe(1);
});

test.each([0, 1, 15, 16, 17, 32, 40])('two sides of %i files meet', (count) => {
  const list = makeList(count);
  const sides = [copierOf(list, 'end'), copierOf(list, 'start')];
  while (sides.map((copy) => copy(ONE_PIECE)).some(Boolean));
  // One that is copied twice would be in the way of itself, and left.
  expect([...list.states]).toEqual(list.paths.map(() => 1));
  const copied = list.paths.map((path) => fs.readFileSync(join(list.to, path), 'utf8'));
  expect(copied).toEqual(list.paths);
});

test.each<ListSide>(['start', 'end'])('one who is alone at the %s copies all', (side) => {
  const list = makeList(40);
  copierOf(list, side)(Infinity);
  expect([...list.states]).toEqual(list.paths.map(() => 1));
});
