import { describe, expect, test } from 'vitest';
import {
  changedFiles,
  formatFilesLog,
  parseFilesLog,
  recordedMicros,
  replayFilesLog,
} from '../../src/run/files-log.ts';
import type { FileEvent } from '../../src/run/files-log.ts';

const EXAMPLE = `a s 1714576496123456 fit.py
a s 1714576496123999 lib/util.py
a r 1714576498000001 .venv/pyvenv.cfg
a d 1714576499000000 data/train.csv
m g 1714576520500000 data/train.csv
a g 1714576520600000 model.bin
d g - lib/util.py
`;

describe('times', () => {
  test.each([
    [1714576496n, 123456000n, 1714576496123456],
    [1714576496n, 123456900n, 1714576496123457],
    [1714576496n, 999999999n, 1714576497000000],
    [0n, 0n, 0],
    [-1n, 500000000n, -500000],
  ])('%d s and %d ns are %d µs', (seconds, nanoseconds, micros) => {
    expect(recordedMicros(seconds * 1_000_000_000n + nanoseconds)).toBe(micros);
  });
});

describe('lines', () => {
  test('a log is read and written as it is', () => {
    const events = parseFilesLog(EXAMPLE, 'log/files');
    expect(events[4]).toEqual({
      event: 'm',
      type: 'g',
      mtimeMicros: 1714576520500000,
      path: 'data/train.csv',
    });
    expect(events.at(-1)).toEqual({
      event: 'd',
      type: 'g',
      mtimeMicros: undefined,
      path: 'lib/util.py',
    });
    expect(formatFilesLog(events)).toBe(EXAMPLE);
  });

  test('line ends may be CRLF, and a last line that was cut off does not count', () => {
    const text = `${EXAMPLE.replaceAll('\n', '\r\n')}a g 17145765`;
    expect(parseFilesLog(text, 'log/files')).toEqual(parseFilesLog(EXAMPLE, 'log/files'));
  });

  test.each([
    'plain.txt',
    'with space.txt',
    ' leading.txt',
    'trailing ',
    'tab\tin.txt',
    'trailing tab\t',
    'line\nfeed',
    'carriage\rreturn',
    'next\u0085line',
    'separator\u2028',
    'unit\u001f',
    '\\backslash',
    '\\"quoted"',
    '"quoted"',
    'a\\b',
    'ünïcödé/漢字/😀',
    '\n',
    'x\u00a0',
  ])('the path %j survives', (path) => {
    const events: FileEvent[] = [
      { event: 'a', type: 's', mtimeMicros: 1, path: 'before' },
      { event: 'a', type: 's', mtimeMicros: 2, path },
      { event: 'd', type: 'g', mtimeMicros: undefined, path },
    ];
    const text = formatFilesLog(events);
    expect(text.split(/\r\n|[\n\r\u0085\u2028\u2029]/)).toHaveLength(4);
    expect(text).not.toMatch(/[\s\u001c-\u001f]\n/);
    expect(parseFilesLog(text, 'log/files')).toEqual(events);
  });

  test('usual paths stand as they are', () => {
    const event = { event: 'a', type: 's', mtimeMicros: 1, path: 'a b/ü "c".txt' } as const;
    expect(formatFilesLog([event])).toBe('a s 1 a b/ü "c".txt\n');
  });

  test('a time of zero is written like no time; one before 1970 is negative', () => {
    const at = (mtimeMicros: number): FileEvent => ({
      event: 'a',
      type: 'g',
      mtimeMicros,
      path: 'x',
    });
    expect(formatFilesLog([at(0)])).toBe('a g - x\n');
    expect(formatFilesLog([at(-1_000_000)])).toBe('a g -1000000 x\n');
    expect(parseFilesLog('a g -1000000 x\n', 'log/files')).toEqual([at(-1_000_000)]);
  });

  test.each([
    ['x s 1 a', String.raw`bad encoding in "log/files", line 2: 'x s 1 a\n'`],
    ['a q 1 a', 'line 2'],
    ['a s one a', 'line 2'],
    ['a s 1', 'line 2'],
    ['a s 1 ', 'line 2'],
    ['', 'line 2'],
  ])('%j is refused, with its line', (line, message) => {
    expect(() => parseFilesLog(`a s 1 first\n${line}\n`, 'log/files')).toThrow(message);
  });
});

describe('replaying', () => {
  test('a file keeps the type of the phase that added it', () => {
    const files = replayFilesLog(parseFilesLog(EXAMPLE, 'log/files'));
    expect([...files].map(([path, { type }]) => `${type} ${path}`)).toEqual([
      's fit.py',
      'r .venv/pyvenv.cfg',
      'd data/train.csv',
      'g model.bin',
    ]);
  });

  test('a file that comes back is the last, with the type of its return', () => {
    const log = 'a s 1 a\na s 1 b\nd g - a\na g 2 a\n';
    const files = replayFilesLog(parseFilesLog(log, 'log/files'));
    expect([...files]).toEqual([
      ['b', { type: 's', mtimeMicros: 1 }],
      ['a', { type: 'g', mtimeMicros: 2 }],
    ]);
  });

  test('a file deleted in every phase is gone', () => {
    const log = 'a s 1 a\nd r - a\nd d - a\nd g - a\n';
    expect(replayFilesLog(parseFilesLog(log, 'log/files')).size).toBe(0);
  });
});

describe('changes', () => {
  const known = replayFilesLog(
    parseFilesLog('a s 1 same\na s 1 touched\na s 1 gone\na s - zero\n', 'log/files'),
  );

  test('what is new, modified and gone, and nothing else', () => {
    const present = Object.entries({ new: 5, same: 1, touched: 2, zero: 0 }).map(
      ([path, micros]) => ({ path, mtimeNs: BigInt(micros) * 1000n }),
    );
    expect(formatFilesLog(changedFiles(known, present, 'g'))).toBe(
      'a g 5 new\nm g 2 touched\nd g - gone\n',
    );
  });

  test('a deleted file is recorded as deleted once', () => {
    const log = 'a s 1 a\nd r - a\n';
    const after = replayFilesLog(parseFilesLog(log, 'log/files'));
    expect(changedFiles(after, [], 'g')).toEqual([]);
  });
});
