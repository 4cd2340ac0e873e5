import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { findLineChanges } from '../../src/config/line-changes.ts';
import { formatUnifiedDiff } from '../../src/config/unified-diff.ts';
import { countProcessorMs } from '../rig/processor-time.ts';

const hasPatch = spawnSync('patch', ['--version']).status === 0;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a changed line is shown with three lines around it', () => {
  const before = '1\n2\n3\n4\n5\nn = 3\n7\n8\n9\n10\n';
  expect(formatUnifiedDiff('sub/a.py', before, before.replace('n = 3', 'n = 5'))).toBe(
    [
      '--- sub/a.py',
      '+++ sub/a.py',
      '@@ -3,7 +3,7 @@',
      ' 3',
      ' 4',
      ' 5',
      '-n = 3',
      '+n = 5',
      ' 7',
      ' 8',
      ' 9',
      '',
    ].join('\n'),
  );
});

test.each([
  ['nothing changed', 'a\n', 'a\n', ''],
  ['both empty', '', '', ''],
  ['one line', 'x = 1\n', 'x = 2\n', '@@ -1 +1 @@\n-x = 1\n+x = 2\n'],
  ['a file that was empty', '', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
  ['a file that becomes empty', 'a\n', '', '@@ -1 +0,0 @@\n-a\n'],
  [
    'no newline at the end of both',
    'x = 1',
    'x = 2',
    '@@ -1 +1 @@\n-x = 1\n\\ No newline at end of file\n+x = 2\n\\ No newline at end of file\n',
  ],
  [
    'a newline added at the end',
    'a\nb',
    'a\nb\n',
    '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n',
  ],
  [
    'an unchanged end without a newline',
    'a\nb',
    'c\nb',
    '@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n',
  ],
  ['CRLF line ends', 'a\r\nb\r\n', 'a\r\nc\r\n', '@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n'],
  ['removals before additions', 'a\nb\n', 'c\nd\n', '@@ -1,2 +1,2 @@\n-a\n-b\n+c\n+d\n'],
])('%s', (_, before, after, hunks) => {
  expect(formatUnifiedDiff('f', before, after)).toBe(hunks && `--- f\n+++ f\n${hunks}`);
});

test('changes six lines apart share a hunk, seven lines apart they do not', () => {
  const lines = (gap: number): string => `x\n${'.\n'.repeat(gap)}x\n`;
  const hunks = (gap: number): number =>
    formatUnifiedDiff('f', lines(gap), lines(gap).replaceAll('x', 'y')).split('@@ -').length - 1;
  expect(hunks(6)).toBe(1);
  expect(hunks(7)).toBe(2);
});

test('the list of changes is the shortest', () => {
  const changes = findLineChanges('abcabba'.split(''), 'cbabac'.split(''));
  const edits = changes.reduce(
    (sum, change) => sum + change.oldEnd - change.oldStart + change.newEnd - change.newStart,
    0,
  );
  expect(edits).toBe(5);
});

test('a few changes in many lines are found quickly and exactly', () => {
  const before = Array.from({ length: 300_000 }, (_, index) => `line ${index}`);
  const after = before.with(10, 'changed').with(299_000, 'changed').toSpliced(150_000, 1);
  const processorMs = countProcessorMs();
  expect(findLineChanges(before, after)).toEqual([
    { oldStart: 10, oldEnd: 11, newStart: 10, newEnd: 11 },
    { oldStart: 150_000, oldEnd: 150_001, newStart: 150_000, newEnd: 150_000 },
    { oldStart: 299_000, oldEnd: 299_001, newStart: 298_999, newEnd: 299_000 },
  ]);
  expect(processorMs()).toBeLessThan(2000);
});

test('files that share almost nothing are one change', () => {
  const before = Array.from({ length: 20_000 }, (_, index) => `old ${index % 700}`);
  const after = Array.from({ length: 20_000 }, (_, index) =>
    index === 9000 ? 'old 300' : `new ${index}`,
  );
  expect(findLineChanges(before, after)).toEqual([
    { oldStart: 0, oldEnd: 20_000, newStart: 0, newEnd: 20_000 },
  ]);
});

describe.skipIf(!hasPatch)('the patch program', () => {
  test.each([
    'plain.py',
    'sub/dir/a.py',
    'my file.py',
    ' leading.py',
    'tab\there.py',
    'quo"te.py',
    'back\\slash.py',
    'naïve-日本.py',
    'line\nbreak.py',
    "it's.py",
  ])('applies to %j', (path) => {
    expect(patched(path, 'a\nb\nc\n', 'a\nB\nc\n')).toBe('a\nB\nc\n');
  });

  test('applies random edits', () => {
    const line = fc.constantFrom(
      'a',
      'b',
      'c',
      '',
      'long line',
      '- x',
      '+ y',
      '\\ z',
      '--- q',
      'cr\r',
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
      .map(([lines, isEnded]) => lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : ''));
    const edit = fc.tuple(fc.nat(50), fc.nat(3), fc.array(line, { maxLength: 3 }));
    const edited = fc.tuple(text, fc.array(edit, { maxLength: 4 })).map(([before, edits]) => {
      let lines = before.split('\n');
      for (const [at, count, added] of edits) {
        lines = lines.toSpliced(at % (lines.length + 1), count, ...added);
      }
      return [before, lines.join('\n')] as const;
    });
    fc.assert(
      fc.property(fc.oneof(edited, fc.tuple(text, text)), ([before, after]) => {
        fc.pre(before !== after);
        expect(patched('random.txt', before, after)).toBe(after);
      }),
      { numRuns: 150 },
    );
  });
});

/** The file's text after `patch` applied the difference to it. */
function patched(path: string, before: string, after: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, before);
  const result = spawnSync('patch', ['-p0', '--fuzz=0', '--no-backup-if-mismatch'], {
    cwd: folder,
    input: formatUnifiedDiff(path, before, after),
    encoding: 'utf8',
  });
  expect(result.stdout + result.stderr).toMatch(/^(patching file .*\n?)*$/s);
  expect(result.status).toBe(0);
  return readFileSync(file, 'utf8');
}
