import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseIgnoreFiles } from '../../src/files/ignore-file.ts';
import { addFiles, makeTree, removeTrees } from './tree.ts';

function ignores(text: string, path: string): boolean {
  const rule = parseIgnoreFiles([{ source: '.gitignore', text }]).find(
    path.replace(/\/$/, ''),
    path.endsWith('/'),
  );
  return rule !== undefined && !rule.isNegated;
}

const cases: readonly (readonly [text: string, path: string, expected: boolean])[] = [
  ['*.log', 'a.log', true],
  ['*.log', 'b/a.log', true],
  ['*.log', 'a.log.txt', false],
  ['*.tar.gz', 'a.tar.gz', true],
  ['name', 'b/name', true],
  ['name', 'b/name/', true],
  ['name/', 'b/name/', true],
  ['name/', 'b/name', false],
  ['/name', 'name', true],
  ['/name', 'b/name', false],
  ['b/name', 'b/name', true],
  ['b/name', 'c/b/name', false],
  ['b/*.o', 'b/a.o', true],
  ['b/*.o', 'b/c/a.o', false],
  ['**/b/name', 'c/b/name', true],
  ['b/**', 'b/c/a.o', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**/z', 'a/z', true],
  ['# comment', '# comment', false],
  ['\\#name', '#name', true],
  ['\\!name', '!name', true],
  ['name  ', 'name', true],
  ['name\\ ', 'name ', true],
  ['name\r\nother\r\n', 'name', true],
  ['\ufeffname', 'name', true],
  ['*.log\n!keep.log', 'keep.log', false],
  ['*.log\n!keep.log', 'other.log', true],
  ['!keep.log\n*.log', 'keep.log', true],
  ['*.py[cod]', 'b/a.pyc', true],
  ['[!a].txt', 'b.txt', true],
  ['{a,b}.txt', 'a.txt', false],
  ['{a,b}.txt', '{a,b}.txt', true],
  ['*{a}*', 'x{a}y', true],
  ['*', '.hidden', true],
  ['', 'name', false],
  ['/', 'name', false],
];

test.each(cases)('with %j, the path %j is ignored: %j', (text, path, expected) => {
  expect(ignores(text, path)).toBe(expected);
});

test('git itself says the same', () => {
  for (const [text, path, expected] of cases) {
    const root = makeTree({ '.gitignore': text });
    addFiles(root, { [path]: '' });
    execFileSync('git', ['init', '-q', root]);
    const output = execFileSync(
      'sh',
      ['-c', 'git check-ignore "$1" || true', 'sh', path.replace(/\/$/, '')],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(output !== '', `${JSON.stringify(text)} on ${path}`).toBe(expected);
  }
  removeTrees();
});

test('the later of two ignore files wins, and the deciding line is known', () => {
  const list = parseIgnoreFiles([
    { source: '.gitignore', text: '# data\n/data/\n*.csv' },
    { source: '.gageignore', text: '!data' },
  ]);
  expect(list.find('data', true)).toEqual({
    source: '.gageignore',
    line: 1,
    pattern: '!data',
    isNegated: true,
  });
  expect(list.find('a.csv', false)).toMatchObject({ source: '.gitignore', line: 3 });
  expect(list.find('data.txt', false)).toBeUndefined();
});
