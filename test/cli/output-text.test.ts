import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printableLine, readOutputEnd, writeOutput } from '../../src/cli/output-text.ts';
import { Run } from '../../src/run/run.ts';
import { makeTempDir } from '../rig/folders.ts';

const ID = '11111111-2222-4333-8444-555555555555';

function runWithOutput(content: string | Buffer, indexRecords: number): Run {
  const run = new Run(ID, join(makeTempDir(), ID));
  const folder = join(run.metaDir, 'output');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '40_run'), content);
  writeFileSync(join(folder, '40_run.index'), Buffer.alloc(indexRecords * 9));
  return run;
}

function written(run: Run): string {
  let text = '';
  writeOutput(run, '40_run', (part) => (text += part));
  return text;
}

describe('a line is printed as a screen would show it in the end', () => {
  test.each<[bytes: string | Buffer, printed: string]>([
    ['plain text  ', 'plain text'],
    ['é 日本 🎉', 'é 日本 🎉'],
    ['10%\r50%\r100%', '100%'],
    ['10%\r100%\r', '100%'],
    ['10%\r\u001b[K', '10%'],
    ['Windows\r', 'Windows'],
    ['\u001b[1;31mred\u001b[0m text', 'red text'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b(Btext', 'text'],
    ['ab\tc', 'ab      c'],
    ['ding\u0007 \b', 'ding'],
    ['\u001b[31', '^[[31'],
    ['a\u0000b', 'a^@b'],
    ['turned \u202e around', 'turned \\u202e around'],
    [Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
  ])('%j', (bytes, printed) => {
    expect(printableLine(Buffer.from(bytes))).toBe(printed);
  });
});

describe('the end of an output', () => {
  test('a short one is there from its beginning', () => {
    const run = runWithOutput('one\n\ntwo', 3);
    expect(readOutputEnd(run, '40_run')).toEqual({ lines: ['one', '', 'two'], earlier: 0 });
  });

  test('of many lines the last are there, and the others are counted', () => {
    const lines = Array.from({ length: 700 }, (_, index) => `line ${index}`);
    const run = runWithOutput(`${lines.join('\n')}\n`, 700);
    expect(readOutputEnd(run, '40_run')).toEqual({ lines: lines.slice(200), earlier: 200 });
  });

  test('of much text only the end is read, from the beginning of a line', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(10_000)}`);
    const run = runWithOutput(`${lines.join('\n')}\n`, 100);
    expect(readOutputEnd(run, '40_run')).toEqual({ lines: lines.slice(-26), earlier: 74 });
  });

  test('where nobody counted lines, how many are missing is not known', () => {
    const run = runWithOutput(`${'x'.repeat(10_000)}\n`.repeat(100), 0);
    expect(readOutputEnd(run, '40_run').earlier).toBeUndefined();
  });
});

describe('a whole output', () => {
  test('is printed line by line, whatever pieces it is read in', () => {
    const line = 'é'.repeat(333);
    const content = `${line}\n`.repeat(5000);
    expect(written(runWithOutput(content, 5000))).toBe(content);
  });

  test('ends in a line break even if the last line has none', () => {
    expect(written(runWithOutput('a\nb', 2))).toBe('a\nb\n');
    expect(written(runWithOutput('', 0))).toBe('');
  });

  test('of progress without end only the last state is printed', () => {
    const states = Array.from({ length: 800_000 }, (_, index) => `\rstep ${index}`);
    expect(written(runWithOutput(states.join(''), 1))).toBe('step 799999\n');
  });

  test('a line without end is printed in pieces', () => {
    const text = written(runWithOutput('x'.repeat(9 * 1024 * 1024), 1));
    expect(text.replaceAll('\n', '')).toHaveLength(9 * 1024 * 1024);
    expect(text.split('\n')).toHaveLength(4);
  });
});
