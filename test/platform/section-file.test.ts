import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  openSectionFile,
  sectionsInMemory,
  writeSectionFile,
} from '../../src/platform/section-file.ts';
import type { SectionPieces } from '../../src/platform/section-file.ts';
import { makeTempDir } from '../rig/folders.ts';

const LENGTHS = [0, 1, 7, 8, 9, 3000];

function pieces(length: number): readonly Uint8Array[] {
  const bytes = Uint8Array.from({ length }, (_, index) => index * 7 + length);
  return [bytes.subarray(0, length >> 1), bytes.subarray(length >> 1)];
}

/** More than can be written at once. */
const MANY = 600;

function named(make: (length: number) => SectionPieces): Map<string, SectionPieces> {
  return new Map(
    Array.from({ length: MANY }, (_, index) => [
      `${index}`,
      make(LENGTHS[index % LENGTHS.length] ?? 0),
    ]),
  );
}

test('sections that are made when they are written are the same as those that are there', () => {
  const folder = makeTempDir();
  const header = { any: 'thing' };
  const lent = new Uint8Array(10_000);
  // Each in the memory of the one before.
  const makers = named((length) => () => {
    const [first = new Uint8Array(), second = new Uint8Array()] = pieces(length);
    lent.fill(0xff);
    lent.set(first);
    lent.set(second, first.length);
    return [lent.subarray(0, length)];
  });
  writeSectionFile(join(folder, 'there'), header, named(pieces));
  writeSectionFile(join(folder, 'made'), header, makers);
  expect(readFileSync(join(folder, 'made'))).toEqual(readFileSync(join(folder, 'there')));
  const file = openSectionFile(join(folder, 'made'));
  const memory = sectionsInMemory(header, makers);
  expect(file.header).toEqual(header);
  for (const [index, length] of LENGTHS.entries()) {
    const expected = Buffer.concat(pieces(length));
    expect(Buffer.from(file.read(`${index}`))).toEqual(expected);
    expect(Buffer.from(memory.read(`${index}`))).toEqual(expected);
  }
});
