import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openOutputLog } from '../../src/execute/output-log.ts';
import type { OutputLog } from '../../src/execute/output-log.ts';
import { OutputLines } from '../../src/run/output-lines.ts';
import { findTail } from '../../src/run/output-tail.ts';
import { openOutput } from '../../src/run/output.ts';
import { Run } from '../../src/run/run.ts';
import { makeTempDir } from '../rig/folders.ts';

const NAME = '40_run';

/** A run with nothing but an output that is being written. */
function openRun(): { readonly run: Run; readonly log: OutputLog } {
  const runDir = join(makeTempDir(), '018f34b9-0000-4000-8000-000000000001');
  const run = new Run('018f34b9-0000-4000-8000-000000000001', runDir);
  return { run, log: openOutputLog(run.metaDir, NAME) };
}

function readAll(lines: OutputLines, isFinal: boolean): (readonly [string, number | undefined])[] {
  return [...lines.read(isFinal)].map(({ bytes, record }) => [
    bytes.toString('utf8'),
    record?.timeMillis,
  ]);
}

describe('reading output line by line', () => {
  test('goes on where it stopped; a line is read when it is complete', () => {
    const { run, log } = openRun();
    const lines = new OutputLines(run, NAME);
    log.append(Buffer.from('one\ntw'), 1000);
    expect(readAll(lines, false)).toEqual([['one\n', 1000]]);
    expect(readAll(lines, false)).toEqual([]);
    log.append(Buffer.from('o\nthree'), 2000);
    expect(readAll(lines, false)).toEqual([['two\n', 2000]]);
    log.close(3000);
    expect(readAll(lines, true)).toEqual([['three', 3000]]);
    expect(readAll(lines, true)).toEqual([]);
  });

  test('a line longer than what is read at a time comes in pieces; those after it keep their times', () => {
    const { run, log } = openRun();
    const long = 'x'.repeat(2_500_000);
    log.append(Buffer.from(`first\n${long}\n`), 1000);
    log.append(Buffer.from('last\n'), 2000);
    log.close(3000);
    const read = readAll(new OutputLines(run, NAME), true);
    expect(read.map(([text]) => text).join('')).toBe(`first\n${long}\nlast\n`);
    expect(read.at(0)).toEqual(['first\n', 1000]);
    expect(read.at(1)?.[1]).toBe(1000);
    expect(read.at(-1)).toEqual(['last\n', 2000]);
  });

  test('more lines than records are read of at a time have the right times', () => {
    const { run, log } = openRun();
    for (let line = 0; line < 10_000; line++) log.append(Buffer.from(`${line}\n`), line);
    log.close(0);
    const read = readAll(new OutputLines(run, NAME), true);
    expect(read).toHaveLength(10_000);
    expect(read.every(([text, time]) => text === `${String(time)}\n`)).toBe(true);
  });
});

describe('finding the last lines', () => {
  test.each([
    ['', 2, 0, 0],
    ['a\nb\nc\n', 0, 6, 0],
    ['a\nb\nc\n', 1, 4, 1],
    ['a\nb\nc\n', 2, 2, 2],
    ['a\nb\nc\n', 3, 0, 3],
    ['a\nb\nc\n', 9, 0, 3],
    ['a\nb\nc', 1, 4, 1],
    ['\n\n\n', 2, 1, 2],
    ['\n', 1, 0, 1],
    ['a', 1, 0, 1],
  ])('of %j: %d', (text, wanted, offset, lines) => {
    const { run, log } = openRun();
    log.append(Buffer.from(text), 0);
    log.close(0);
    const output = openOutput(run, NAME);
    expect(findTail(output, wanted)).toEqual({ offset, lines });
    output.close();
  });

  test('across the blocks it is read in', () => {
    const output = { ...outputOf('y'.repeat(300_000), 5), close: () => undefined };
    expect(findTail(output, 2)).toEqual({ offset: 3 * 300_001, lines: 2 });
    expect(findTail(output, 6)).toEqual({ offset: 0, lines: 5 });
  });

  test('gives what splitting the whole text gives', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n'), maxLength: 30 });
    fc.assert(
      fc.property(text, fc.nat(6), (content, wanted) => {
        const all = content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        const kept = wanted === 0 ? [] : all.slice(-wanted);
        const { offset, lines } = findTail(bufferOutput(Buffer.from(content)), wanted);
        expect(content.slice(offset)).toBe(kept.join(''));
        expect(lines).toBe(kept.length);
      }),
    );
  });
});

function outputOf(line: string, count: number): ReturnType<typeof bufferOutput> {
  return bufferOutput(Buffer.from(`${line}\n`.repeat(count)));
}

function bufferOutput(content: Buffer) {
  return {
    sizeBytes: content.length,
    lineCount: 0,
    read: (start: number, length: number) => content.subarray(start, start + length),
    readRecords: () => [],
    close: () => undefined,
  };
}
