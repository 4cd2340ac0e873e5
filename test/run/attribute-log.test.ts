import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  logAttributes,
  logInitialAttributes,
  readAttributeChanges,
  readOlderAttributes,
  replayAttributes,
} from '../../src/run/attribute-log.ts';
import { float } from '../../src/values/value.ts';
import type { ValueMap } from '../../src/values/value.ts';
import { makeTempDir, readText, writeFiles } from '../rig/folders.ts';

const readLog = (folder: string): ValueMap => replayAttributes(readAttributeChanges(folder));

function newLog(): string {
  return join(makeTempDir(), 'abc.user');
}

describe('writing', () => {
  test('an entry is one compact JSON file, read-only, named by the time', () => {
    const log = newLog();
    const before = Date.now();
    logAttributes(log, { author: 'kim', set: { label: 'best so far', n: float(1) }, delete: [] });
    const [name = ''] = readdirSync(log);
    expect(name).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.json$/,
    );
    const millis = Number.parseInt(name.slice(0, 8) + name.slice(9, 13), 16);
    expect(millis).toBeGreaterThanOrEqual(before);
    expect(readText(log, name)).toBe(
      '{"author": "kim", "set": {"label": "best so far", "n": 1.0}, "delete": []}',
    );
    expect(statSync(join(log, name)).mode & 0o777).toBe(0o444);
  });

  test('entries written at once have an order', () => {
    const log = newLog();
    for (let n = 0; n < 50; n++) logAttributes(log, { author: 'a', set: { n }, delete: [] });
    expect(readLog(log)['n']).toBe(49);
  });

  test('nothing to say leaves nothing', () => {
    const log = newLog();
    logAttributes(log, { author: 'a', set: {}, delete: [] });
    logAttributes(log, { author: 'a', set: {}, delete: ['label'] });
    logInitialAttributes(log, 'a', {});
    expect(readdirSync(join(log, '..'))).toEqual([]);
  });

  test('first attributes are given once', () => {
    const log = newLog();
    logInitialAttributes(log, 'a', { label: 'x' });
    expect(() => {
      logInitialAttributes(log, 'a', { label: 'y' });
    }).toThrow('has attributes already');
    expect(readLog(log)).toEqual({ label: 'x' });
  });
});

describe('reading', () => {
  test('later entries win, values are replaced whole, and within one entry deletion wins', () => {
    const log = newLog();
    writeFiles(log, {
      '01.json': '{"author": "a", "set": {"x": {"p": 1, "q": 2}, "y": 1, "z": 1}, "delete": []}',
      '03.json': '{"author": "b", "set": {"z": 3}, "delete": ["z", "unknown"]}',
      '02.json': '{"author": "a", "set": {"x": {"p": 3}}, "delete": ["y"]}',
    });
    expect(readLog(log)).toEqual({ x: { p: 3 } });
  });

  test('what is missing in an entry has a default', () => {
    const log = newLog();
    writeFiles(log, {
      '1.json': '{}',
      '2.json': '{"set": {"a": 1}}',
      '3.json': '{"author": "b", "delete": ["c"]}',
    });
    expect(readAttributeChanges(log)).toEqual([
      { author: '__unknown__', set: {}, delete: [] },
      { author: '__unknown__', set: { a: 1 }, delete: [] },
      { author: 'b', set: {}, delete: ['c'] },
    ]);
  });

  test('entries that cannot be read, and other files, are left out', () => {
    const log = newLog();
    writeFiles(log, {
      '1.json': '{"set": {"a": 1}}',
      '2.json': '{"author": "kim", "set": {"a"',
      '3.json': '',
      '4.json': '[1]',
      '5.json': 'null',
      '6.json.0123456789ab.tmp': '{"set": {"a": 6}}',
      'notes.txt': 'x',
    });
    mkdirSync(join(log, '7.json'));
    expect(readLog(log)).toEqual({ a: 1 });
  });

  test('attributes may have any name', () => {
    const log = newLog();
    writeFiles(log, { '1.json': '{"set": {"__proto__": {"x": 1}, "constructor": "c"}}' });
    expect(Object.keys(readLog(log))).toEqual(['__proto__', 'constructor']);
  });
});

test('two copies of a log that went their own ways merge by union, in any order', () => {
  const first = newLog();
  logAttributes(first, { author: 'a', set: { x: 1, y: 1 }, delete: [] });
  const second = newLog();
  cpSync(first, second, { recursive: true });
  logAttributes(first, { author: 'a', set: { x: 2 }, delete: [] });
  logAttributes(second, { author: 'b', set: { z: 1 }, delete: ['y'] });
  logAttributes(first, { author: 'a', set: { z: 2 }, delete: [] });
  const merge = (logs: readonly string[]): ValueMap => {
    const merged = newLog();
    for (const log of logs) cpSync(log, merged, { recursive: true, force: false });
    return readLog(merged);
  };
  expect(merge([first, second])).toEqual({ x: 2, z: 2 });
  expect(merge([second, first, second])).toEqual({ x: 2, z: 2 });
});

test('early runs keep an attribute in a file of its name', () => {
  const folder = makeTempDir();
  writeFiles(folder, { label: '"old"', 'n.json': '1.0', broken: '{' });
  expect(readOlderAttributes(folder)).toEqual({ label: 'old', n: float(1) });
});
