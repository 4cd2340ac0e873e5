import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  defaultArchiveName,
  deleteArchive,
  findArchive,
  listArchives,
  makeArchive,
  renameArchive,
} from '../../src/run/archives.ts';
import { makeTempDir, readText, writeFiles } from '../rig/folders.ts';

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

describe('changing archives', () => {
  test('an archive is made, renamed and deleted by adding records', () => {
    const runsDir = makeTempDir();
    const made = makeArchive(runsDir, 'first');
    const [name = ''] = readdirSync(join(runsDir, '.archives', made.id));
    expect(readText(runsDir, '.archives', made.id, name)).toBe(
      `{"id": "${made.id}", "name": "first", "date": ${made.archivedAt ?? ''}}`,
    );
    const renamed = renameArchive(runsDir, made, 'second');
    expect(renamed).toEqual({ ...made, name: 'second' });
    expect(listArchives(runsDir).archives).toEqual([renamed]);
    deleteArchive(runsDir, renamed);
    expect(listArchives(runsDir).archives).toEqual([]);
    expect(readdirSync(join(runsDir, '.archives', made.id))).toHaveLength(3);
  });

  test('names are unique and not blank', () => {
    const runsDir = makeTempDir();
    const first = makeArchive(runsDir, 'first');
    makeArchive(runsDir, 'second');
    expect(() => makeArchive(runsDir, 'first')).toThrow("archive 'first' already exists");
    expect(() => renameArchive(runsDir, first, 'second')).toThrow(
      "archive 'second' already exists",
    );
    expect(() => makeArchive(runsDir, ' ')).toThrow('cannot be blank');
    expect(renameArchive(runsDir, first, 'first')).toEqual(first);
    deleteArchive(runsDir, first);
    expect(makeArchive(runsDir, 'first').id).not.toBe(first.id);
  });

  test('an archive with runs is not deleted', () => {
    const runsDir = makeTempDir();
    const archive = makeArchive(runsDir, 'full');
    writeFiles(runsDir, {
      'aaa.meta/opref': '2 p op',
      [`aaa.move/${ID}1-${archive.id}`]: '',
    });
    expect(() => {
      deleteArchive(runsDir, archive);
    }).toThrow("archive 'full' is not empty: it has 1 run");
    expect(listArchives(runsDir).archives).toEqual([archive]);
  });
});

test('a damaged record does not hide an archive that has an older one', () => {
  const runsDir = makeTempDir();
  writeFiles(join(runsDir, '.archives'), {
    [`a/${ID}1.json`]: record('good', 1),
    [`a/${ID}2.json`]: '{"id": "a", "na',
    [`b/${ID}1.json`]: record('deleted', 1),
    [`b/${ID}2.deleted`]: '',
    [`b/${ID}3.json`]: '',
  });
  const { archives, problems } = listArchives(runsDir);
  expect(archives.map(({ name }) => name)).toEqual(['good']);
  expect(problems).toHaveLength(2);
});

test('an archive that is given no name has the local time as its name', () => {
  expect(defaultArchiveName(new Date(2024, 4, 1, 10, 4, 56))).toBe('2024-05-01-100456');
});
