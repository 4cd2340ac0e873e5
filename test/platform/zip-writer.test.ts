import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipError } from '../../src/platform/zip-format.ts';
import { openZip } from '../../src/platform/zip-reader.ts';
import { writeZip } from '../../src/platform/zip-writer.ts';
import type { ZipMember } from '../../src/platform/zip-writer.ts';

const hasPython = spawnSync('python3', ['-c', 'import zipfile']).status === 0;
const hasUnzip = spawnSync('unzip', ['-v']).status === 0;

const SHORT_FILE = '/sys/class/net/lo/mtu';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gage zip-'));
  path = join(folder, 'new.zip');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const modifiedAt = new Date(2026, 4, 6, 7, 8, 9, 500).getTime();

function file(name: string, content: string | Uint8Array, mode = 0o644): ZipMember {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, isDirectory: false, mode, modifiedAt, source: { bytes } };
}

function directory(name: string, mode = 0o755): ZipMember {
  return { name, isDirectory: true, mode, modifiedAt };
}

function readAll(zipPath: string): [string, string | undefined][] {
  const zip = openZip(zipPath);
  try {
    return zip.names.map((name) => [name, zip.read(name)?.toString('latin1')]);
  } finally {
    zip.close();
  }
}

/** What Python's zipfile says, after checking every CRC. */
const PYTHON_LIST = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    assert z.comment == b''
    print(json.dumps([[i.filename, i.file_size, i.compress_type, i.external_attr >> 16, i.is_dir(),
        i.date_time, i.create_system, i.flag_bits] for i in z.infolist()]))
`;

function listWithPython(zipPath: string): unknown {
  const result = spawnSync('python3', ['-c', PYTHON_LIST, zipPath], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout);
}

function expectUnzipAccepts(zipPath: string): void {
  const result = spawnSync('unzip', ['-tqq', zipPath], { encoding: 'utf8' });
  expect([result.status, result.stdout, result.stderr]).toEqual([0, '', '']);
}

describe('a written zip', () => {
  it('has the members in the order given, directories ending in a slash', () => {
    const size = writeZip(path, [
      file('b', 'two'),
      directory('a'),
      file('a/x', ''),
      directory('c/'),
    ]);
    expect(size).toBe(statSync(path).size);
    expect(readAll(path)).toEqual([
      ['b', 'two'],
      ['a/', ''],
      ['a/x', ''],
      ['c/', ''],
    ]);
  });

  it('may be empty', () => {
    expect(writeZip(path, [])).toBe(22);
    expect(readAll(path)).toEqual([]);
  });

  it('keeps modes and times', () => {
    writeZip(path, [file('tool', 'x', 0o4555), directory('log', 0o700), file('none', '', 0)]);
    const zip = openZip(path);
    const time = new Date(2026, 4, 6, 7, 8, 8).getTime();
    expect(zip.stat('tool')).toEqual({
      size: 1,
      compressedSize: 1,
      mode: 0o4555,
      isDirectory: false,
      modifiedAt: time,
    });
    expect(zip.stat('log/')).toMatchObject({ mode: 0o700, isDirectory: true, size: 0 });
    expect(zip.stat('none')?.mode).toBe(0);
    zip.close();
  });

  it.each([0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 3_333_333])(
    'has the content of a file of %i bytes, and what follows it',
    (size) => {
      const content = Buffer.alloc(size, 'content with some length, ');
      const source = join(folder, 'source');
      writeFileSync(source, content);
      const fromFile: ZipMember = {
        ...directory('big'),
        isDirectory: false,
        source: { path: source },
      };
      writeZip(path, [file('before', 'b'), fromFile, file('inline', content), file('after', 'a')]);
      const zip = openZip(path);
      expect(zip.read('big')?.equals(content)).toBe(true);
      expect(zip.read('inline')?.equals(content)).toBe(true);
      expect(zip.read('before')?.toString()).toBe('b');
      expect(zip.read('after')?.toString()).toBe('a');
      zip.close();
    },
  );

  it('has the same bytes whether content comes from a file or from memory', () => {
    const source = join(folder, 'source');
    writeFileSync(source, 'content');
    const fromFile: ZipMember = { ...directory('a'), isDirectory: false, source: { path: source } };
    writeZip(path, [fromFile]);
    writeZip(join(folder, 'other.zip'), [file('a', 'content', 0o755)]);
    expect(readFileSync(path).equals(readFileSync(join(folder, 'other.zip')))).toBe(true);
  });

  it('holds any members as they were given', () => {
    const part = fc.stringMatching(/^[a-z0-9 _.é🙂-]{1,8}$/u).filter((text) => !/^\.+$/.test(text));
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const entry = fc.record({ name, content: fc.uint8Array(), mode: fc.nat(0o7777) });
    const entries = fc.uniqueArray(entry, { selector: (item) => item.name });
    fc.assert(
      fc.property(entries, fc.boolean(), (items, zip64) => {
        rmSync(path, { force: true });
        writeZip(
          path,
          items.map(({ name, content, mode }) => file(name, content, mode)),
          { zip64 },
        );
        const zip = openZip(path);
        expect(zip.problems).toEqual([]);
        expect(zip.names).toEqual(items.map(({ name }) => name));
        for (const { name, content, mode } of items) {
          expect(zip.read(name)?.equals(content)).toBe(true);
          expect(zip.stat(name)?.mode).toBe(mode);
        }
        zip.close();
      }),
      { numRuns: 100 },
    );
  });
});

describe('other programs', () => {
  const members = [
    file('__schema__', '1'),
    directory('log'),
    file('log/runner', 'text\n', 0o444),
    file('output/40_rün 🙂', Buffer.alloc(100_000, 7), 0o600),
  ];

  it.skipIf(!hasPython).each([false, true])('Python reads it (zip64: %s)', (zip64) => {
    writeZip(path, members, { zip64 });
    const date = [2026, 5, 6, 7, 8, 8];
    expect(listWithPython(path)).toEqual([
      ['__schema__', 1, 0, 0o100644, false, date, 3, 0],
      ['log/', 0, 0, 0o040755, true, date, 3, 0],
      ['log/runner', 5, 0, 0o100444, false, date, 3, 0],
      ['output/40_rün 🙂', 100_000, 0, 0o100600, false, date, 3, 0x800],
    ]);
  });

  it.skipIf(!hasUnzip).each([false, true])('unzip accepts it (zip64: %s)', (zip64) => {
    writeZip(path, members, { zip64 });
    expectUnzipAccepts(path);
  });

  it.skipIf(!hasPython).each(['UTC', 'Asia/Tokyo', 'America/St_Johns'])(
    'see the local time of %s',
    (zone) => {
      const before = process.env['TZ'];
      try {
        process.env['TZ'] = zone;
        const time = new Date(2026, 6, 1, 1, 2, 4).getTime();
        writeZip(path, [{ ...directory('a'), modifiedAt: time }]);
        expect(listWithPython(path)).toEqual([
          ['a/', 0, 0, 0o040755, true, [2026, 7, 1, 1, 2, 4], 3, 0],
        ]);
        const zip = openZip(path);
        expect(zip.stat('a/')?.modifiedAt).toBe(time);
        zip.close();
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    },
  );

  it('more than 65,535 members are read back, also by others', () => {
    const count = 65_537;
    writeZip(
      path,
      Array.from({ length: count }, (_, index) => file(`f${index}`, String(index))),
    );
    const zip = openZip(path);
    expect(zip.names.length).toBe(count);
    expect(zip.read('f65536')?.toString()).toBe('65536');
    zip.close();
    if (hasPython) expect(listWithPython(path)).toHaveLength(count);
    if (hasUnzip) expectUnzipAccepts(path);
  });

  it.each([65_534, 65_535])('exactly %i members are all there', (count) => {
    writeZip(
      path,
      Array.from({ length: count }, (_, index) => directory(`d${index}`)),
    );
    const zip = openZip(path);
    expect(zip.names.length).toBe(count);
    zip.close();
  });
});

describe('writing', () => {
  it('does not touch a file that is there', () => {
    writeFileSync(path, 'mine');
    expect(() => writeZip(path, [])).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('leaves nothing behind when a file cannot be read', () => {
    const missing: ZipMember = {
      ...directory('b'),
      isDirectory: false,
      source: { path: join(folder, 'missing') },
    };
    expect(() => writeZip(path, [file('a', 'x'), missing])).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a name above the folder', [file('../a', '')], 'member "../a" has ".." in its name'],
    ['a backslash', [file('a\\b', '')], 'has a backslash in its name'],
    ['a file that ends in a slash', [file('a/', '')], 'is not a directory but ends in "/"'],
    ['a directory without a name', [directory('')], 'has an absolute name'],
    ['a name given twice', [file('a', ''), file('a', '')], 'member "a" is given more than once'],
    ['a directory given twice', [directory('a'), directory('a/')], 'is given more than once'],
    ['a name of 65,536 bytes', [file('é'.repeat(32_768), '')], 'has a name that is too long'],
  ])('refuses %s before it creates a file', (_title, members, problem) => {
    expect(() => writeZip(path, members)).toThrow(ZipError);
    expect(() => writeZip(path, members)).toThrow(problem);
    expect(existsSync(path)).toBe(false);
  });

  it('takes a name of 65,535 bytes', () => {
    const name = 'n'.repeat(65_535);
    writeZip(path, [file(name, 'x')]);
    expect(readAll(path)).toEqual([[name, 'x']]);
  });

  // A file of the system that says it has 4096 bytes and has five, as one that shrank after its size was taken.
  it.skipIf(!existsSync(SHORT_FILE))(
    'of a file that has less than it says takes what is there',
    () => {
      const content = readFileSync(SHORT_FILE);
      expect(content.length).toBeLessThan(statSync(SHORT_FILE).size);
      const short: ZipMember = {
        ...directory('a'),
        isDirectory: false,
        source: { path: SHORT_FILE },
      };
      writeZip(path, [short, file('b', 'after')]);
      expect(readAll(path)).toEqual([
        ['a', content.toString('latin1')],
        ['b', 'after'],
      ]);
      if (hasPython) expect(listWithPython(path)).toHaveLength(2);
    },
  );

  it('of a file that grows while it is read takes the size at its opening', () => {
    // The file that grows is the zip itself; its first megabytes are on disk when it is opened.
    const growing: ZipMember = { ...directory('zip'), isDirectory: false, source: { path } };
    const first = file('first', Buffer.alloc(3_000_000, 'x'));
    const written = writeZip(path, [first, growing, file('last', 'z')]);
    expect(written).toBe(statSync(path).size);
    const zip = openZip(path);
    const size = zip.stat('zip')?.size ?? 0;
    expect(size).toBeGreaterThanOrEqual(2_000_000);
    expect(size).toBeLessThanOrEqual(3_000_100);
    expect(zip.read('zip')?.length).toBe(size);
    expect(zip.read('last')?.toString()).toBe('z');
    zip.close();
  });

  it('syncs when asked, with the same result', () => {
    writeZip(path, [file('a', 'x')], { sync: true });
    expect(readAll(path)).toEqual([['a', 'x']]);
  });
});
