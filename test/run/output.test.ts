import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Run } from '../../src/run/run.ts';
import { listOutputs, readOutput, readOutputLines } from '../../src/run/output.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { mkdirSync, writeFileSync } from 'node:fs';

/** A run with these outputs, given as bytes. */
function runWithOutputs(outputs: Readonly<Record<string, Buffer>>): Run {
  const run = new Run('abc', join(makeTempDir(), 'abc'));
  writeFiles(run.metaDir, { opref: '2 a b' });
  mkdirSync(join(run.metaDir, 'output'), { recursive: true });
  for (const [name, bytes] of Object.entries(outputs))
    writeFileSync(join(run.metaDir, 'output', name), bytes);
  return run;
}

const index = (...records: readonly string[]): Buffer =>
  Buffer.from(records.join('').replaceAll(' ', ''), 'hex');

describe('lines of an output', () => {
  const run = (): Run =>
    runWithOutputs({
      '40_run': Buffer.concat([
        Buffer.from('first  \r\nsecond\n'),
        Buffer.from([0xff, 0x0a]),
        Buffer.from('last'),
      ]),
      '40_run.index': index(
        '00 00 01 8f 34 b9 15 fb 00',
        '00 00 01 8f 34 b9 15 fc 01',
        '00 00 01 8f 34 b9 15 fd 00',
      ),
    });

  test('have times and streams from the index, as far as it goes', () => {
    expect(readOutputLines(run(), '40_run')).toEqual([
      { timeMillis: 1714576496123, stream: 0, text: 'first' },
      { timeMillis: 1714576496124, stream: 1, text: 'second' },
      { timeMillis: 1714576496125, stream: 0, text: '\ufffd' },
      { timeMillis: undefined, stream: 0, text: 'last' },
    ]);
  });

  test.each([
    [0, 0, ['first']],
    [1, 2, ['second', '\ufffd']],
    [2, undefined, ['\ufffd', 'last']],
    [3, 99, ['last']],
    [9, undefined, []],
  ])('from %j to %j, both included', (start, end, texts) => {
    const lines = readOutputLines(run(), '40_run', start, end);
    expect(lines.map((line) => line.text)).toEqual(texts);
  });

  test('there are none without output', () => {
    expect(readOutputLines(runWithOutputs({ '40_run': Buffer.alloc(0) }), '40_run')).toEqual([]);
    expect(() => readOutput(run(), '10_sourcecode')).toThrow("has no output '10_sourcecode'");
  });
});

test('every output is listed, in the order of phases, known or not', () => {
  const names = ['50_finalize', '10_sourcecode', '40_run', '35_extra'];
  const outputs = Object.fromEntries(
    names.flatMap((name) => [
      [name, Buffer.from('x')] as const,
      [`${name}.index`, Buffer.alloc(9)] as const,
    ]),
  );
  expect(listOutputs(runWithOutputs(outputs))).toEqual([
    '10_sourcecode',
    '35_extra',
    '40_run',
    '50_finalize',
  ]);
  expect(listOutputs(runWithOutputs({}))).toEqual([]);
});
