import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findArchive, listArchives } from '../../src/run/archives.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const ID = '018f34b9-15fb-7000-8000-00000000000';

function record(name: string, date: number): string {
  return JSON.stringify({ id: 'x', name, date });
}

test('the newest record of an archive counts, whether it is a deletion or not', () => {
  const runsDir = makeTempDir();
  writeFiles(join(runsDir, '.archives'), {
    [`kept/${ID}1.json`]: record('old name', 1),
    [`kept/${ID}2.json`]: record('new name', 2),
    [`kept/${ID}3.tmp`]: 'not a record',
    [`gone/${ID}1.json`]: record('gone', 3),
    [`gone/${ID}2.deleted`]: '',
    [`back/${ID}1.deleted`]: '',
    [`back/${ID}2.json`]: record('back', 4),
  });

  expect(listArchives(runsDir)).toEqual({
    archives: [
      { id: 'back', name: 'back', archivedAt: 4 },
      { id: 'kept', name: 'new name', archivedAt: 2 },
    ],
    problems: [],
  });
});

test('a record that cannot be read is a problem of its own', () => {
  const runsDir = makeTempDir();
  writeFiles(join(runsDir, '.archives'), {
    [`broken/${ID}1.json`]: '{"name": ',
    [`nameless/${ID}1.json`]: '{"date": 1}',
    [`good/${ID}1.json`]: record('good', 1),
  });

  const { archives, problems } = listArchives(runsDir);

  expect(archives.map(({ name }) => name)).toEqual(['good']);
  expect(problems.map(({ problem }) => problem).sort()).toEqual([
    'Expecting value: line 1 column 10 (char 9)',
    'it has no name',
  ]);
});

test('of two archives with one name the one used last is found', () => {
  const runsDir = makeTempDir();
  writeFiles(join(runsDir, '.archives'), {
    [`a/${ID}1.json`]: record('same', 1),
    [`b/${ID}1.json`]: record('same', 2),
  });

  expect(findArchive(runsDir, 'same').id).toBe('b');
  expect(() => findArchive(runsDir, 'other')).toThrow("archive 'other' does not exist");
});

test('without archives there is nothing to list', () => {
  expect(listArchives(join(makeTempDir(), 'missing'))).toEqual({ archives: [], problems: [] });
});
