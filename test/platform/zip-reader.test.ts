import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipError } from '../../src/platform/zip-format.ts';
import { readZipMembers, readZipTexts } from '../../src/platform/zip-members.ts';
import { openZip } from '../../src/platform/zip-reader.ts';
import { writeZip } from '../../src/platform/zip-writer.ts';
import { buildZip } from '../rig/zips.ts';
import type { ZipEnd, ZipPart } from '../rig/zips.ts';

const hasPython = spawnSync('python3', ['-c', 'import zipfile']).status === 0;

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gage zip-'));
  path = join(folder, 'run.meta.zip');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function uint64s(...values: readonly (number | bigint)[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
  return bytes;
}

/** A zip64 extra field. */
function zip64Extra(...values: readonly (number | bigint)[]): Buffer {
  const header = Buffer.from([1, 0, values.length * 8, 0]);
  return Buffer.concat([header, uint64s(...values)]);
}

/** A zip64 end record and its locator. */
function zip64End(start: number, size: number, count: number | bigint, recordSize = 44): Buffer {
  const record = Buffer.concat([
    Buffer.from('PK\x06\x06', 'latin1'),
    uint64s(recordSize),
    Buffer.alloc(12),
    uint64s(count, count, size, start),
  ]);
  const locator = Buffer.concat([
    Buffer.from('PK\x06\x07\0\0\0\0', 'latin1'),
    uint64s(start + size),
    Buffer.from([1, 0, 0, 0]),
  ]);
  return Buffer.concat([record, locator]);
}

/** Reads a member in one go and through an open reader: both must give the same, or fail with the same. */
function readBothWays(name: string, maxBytes?: number): Buffer | undefined {
  const options = maxBytes === undefined ? {} : { maxBytes };
  const first = attempt(() => readZipMembers(path, [name], options).get(name));
  const second = attempt(() => {
    const zip = openZip(path);
    try {
      return zip.read(name, options);
    } finally {
      zip.close();
    }
  });
  expect(String(second.error)).toBe(String(first.error));
  if (maxBytes === undefined) expectSameText(name, first);
  if (first.error !== undefined) throw first.error;
  expect(second.content === undefined).toBe(first.content === undefined);
  if (first.content !== undefined) expect(second.content?.equals(first.content)).toBe(true);
  return first.content;
}

/** Reads a member as text, which has to be that of its content, or fail with the same. */
function expectSameText(
  name: string,
  { content, error }: { readonly content?: Buffer | undefined; readonly error?: unknown },
): void {
  let text: string | undefined;
  let textError: unknown;
  try {
    [text] = readZipTexts(path, [name]).texts;
  } catch (caught) {
    textError = caught;
  }
  const found = `${String(textError)} ${String(text)}`;
  const expected = `${String(error)} ${String(content?.toString('utf8'))}`;
  // Asked very often: expecting takes longer than reading.
  if (found !== expected) expect(found).toBe(expected);
}

function attempt(read: () => Buffer | undefined): {
  readonly content?: Buffer | undefined;
  readonly error?: Error;
} {
  try {
    return { content: read() };
  } catch (error) {
    if (error instanceof Error) return { error };
    throw error;
  }
}

function namesOf(bytes: Buffer): readonly string[] {
  writeFileSync(path, bytes);
  const zip = openZip(path);
  zip.close();
  return zip.names;
}

describe('a zip made elsewhere', () => {
  it.skipIf(!hasPython)('by Python, deflated, with directories and a comment, is read', () => {
    const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    z.comment = b'made elsewhere PK\\x05\\x06 '
    z.writestr('id', 'x')
    z.mkdir('log', 0o750)
    info = zipfile.ZipInfo('log/r\\u00fcnner', (2024, 2, 29, 12, 30, 58))
    info.external_attr = 0o100440 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    z.writestr(info, 'line\\n' * 100000)
    with z.open('output/40_run', 'w', force_zip64=True) as f:
        f.write(b'streamed')
`;
    expect(spawnSync('python3', ['-c', script, path], { encoding: 'utf8' }).stderr).toBe('');
    const zip = openZip(path);
    expect(zip.names).toEqual(['id', 'log/', 'log/rünner', 'output/40_run']);
    expect(zip.problems).toEqual([]);
    expect(zip.read('id')?.toString()).toBe('x');
    expect(zip.read('log/')).toHaveLength(0);
    expect(zip.read('log/rünner')?.toString()).toBe('line\n'.repeat(100_000));
    expect(zip.readRange('log/rünner', 5, 10)?.toString()).toBe('line\nline\n');
    expect(zip.stat('log/')).toMatchObject({ isDirectory: true, mode: 0o750 });
    expect(zip.stat('log/rünner')).toMatchObject({
      size: 500_000,
      mode: 0o440,
      isDirectory: false,
      modifiedAt: new Date(2024, 1, 29, 12, 30, 58).getTime(),
    });
    expect(zip.stat('log/rünner')?.compressedSize).toBeLessThan(10_000);
    zip.close();
    expect(readBothWays('output/40_run')?.toString()).toBe('streamed');
    expect(readBothWays('log/rünner')).toHaveLength(500_000);
  });

  it.skipIf(!hasPython)('by Python to a pipe, with the sizes behind the content, is read', () => {
    const script = `
import sys, zipfile
with zipfile.ZipFile(sys.stdout.buffer, 'w') as z:
    z.writestr('a', 'stored')
    z.writestr('b', 'deflated', zipfile.ZIP_DEFLATED)
`;
    writeFileSync(path, spawnSync('python3', ['-c', script]).stdout);
    expect(readBothWays('a')?.toString()).toBe('stored');
    expect(readBothWays('b')?.toString()).toBe('deflated');
  });

  it('with the numbers of its directory in 64 bits is read', () => {
    const bytes = buildZip([{ name: 'a', content: 'x' }], {
      count: 0xffff,
      directorySize: 0xffffffff,
      directoryStart: 0xffffffff,
      between: (start, size) => zip64End(start, size, 1),
    });
    expect(namesOf(bytes)).toEqual(['a']);
    expect(readBothWays('a')?.toString()).toBe('x');
  });

  it.each([
    [
      'all',
      zip64Extra(3, 3, 0),
      { size: 0xffffffff, compressedSize: 0xffffffff, offset: 0xffffffff },
    ],
    ['only the offset', zip64Extra(0), { offset: 0xffffffff }],
    [
      'after another extra field',
      Buffer.concat([Buffer.from([9, 9, 1, 0, 5]), zip64Extra(3)]),
      { size: 0xffffffff },
    ],
  ])('with a member in 64 bits is read: %s', (_title, centralExtra, fields) => {
    writeFileSync(path, buildZip([{ name: 'a', content: 'abc', centralExtra, ...fields }]));
    expect(readBothWays('a')?.toString()).toBe('abc');
  });

  it('with extra fields in front of the content is read', () => {
    const localExtra = Buffer.from([0x55, 0x54, 2, 0, 1, 2]);
    writeFileSync(path, buildZip([{ name: 'a', content: 'abc', localExtra }]));
    expect(readBothWays('a')?.toString()).toBe('abc');
  });

  it('by a system without Unix modes gets usual ones', () => {
    const dos = { versionMadeBy: 20, attributes: 0x10 };
    writeFileSync(
      path,
      buildZip([
        { name: 'd/', ...dos },
        { name: 'd/f', ...dos },
      ]),
    );
    const zip = openZip(path);
    expect(zip.stat('d/')?.mode).toBe(0o755);
    expect(zip.stat('d/f')?.mode).toBe(0o644);
    zip.close();
  });

  it('with a comment of the largest size, behind more than 64 KiB, is read', () => {
    const content = Buffer.alloc(200_000, 'c');
    const comment = Buffer.alloc(65_535, 'PK\x05\x06');
    writeFileSync(
      path,
      buildZip(
        [
          { name: 'a', content },
          { name: 'b', content: 'b' },
        ],
        { comment },
      ),
    );
    expect(readBothWays('a')?.equals(content)).toBe(true);
    expect(readBothWays('b')?.toString()).toBe('b');
  });
});

describe('reading', () => {
  it('gives undefined for what is not there', () => {
    writeFileSync(path, buildZip([{ name: 'log/a', content: 'x' }]));
    const zip = openZip(path);
    for (const name of ['b', 'log', 'log/', 'LOG/A', '']) {
      expect(zip.has(name)).toBe(false);
      expect(zip.read(name)).toBeUndefined();
      expect(zip.readRange(name, 0, 1)).toBeUndefined();
      expect(zip.stat(name)).toBeUndefined();
    }
    expect(zip.has('log/a')).toBe(true);
    zip.close();
    expect(readZipMembers(path, ['b', 'log', 'log/', ''])).toEqual(new Map());
  });

  it('gives only the members asked for, whose bytes stay after the next zip is read', () => {
    writeFileSync(
      path,
      buildZip(['a', 'ab', 'b', 'é'].map((name) => ({ name, content: `<${name}>` }))),
    );
    const first = readZipMembers(path, ['é', 'b', 'missing', 'a']);
    writeFileSync(
      path,
      buildZip(['c', 'cd', 'd', 'ô'].map((name) => ({ name, content: `[${name}]` }))),
    );
    readZipMembers(path, ['c', 'd']);
    expect([...first].map(([name, content]) => [name, content.toString()])).toEqual([
      ['é', '<é>'],
      ['b', '<b>'],
      ['a', '<a>'],
    ]);
  });

  // Around the size that is read at once.
  it.each([65_000, 65_556, 65_557, 65_558, 131_114, 300_000])(
    'works in a file of %i bytes',
    (size) => {
      const overhead = buildZip([
        { name: 'big' },
        { name: 'a', content: 'first' },
        { name: 'z' },
      ]).length;
      const content = Buffer.alloc(size - overhead, 'some text with an odd length');
      const parts = [{ name: 'a', content: 'first' }, { name: 'big', content }, { name: 'z' }];
      const bytes = buildZip(parts);
      expect(bytes.length).toBe(size);
      writeFileSync(path, bytes);
      expect(readBothWays('a')?.toString()).toBe('first');
      expect(readBothWays('big')?.equals(content)).toBe(true);
      expect(readBothWays('z')).toHaveLength(0);
      const zip = openZip(path);
      expect(zip.readRange('big', 1000, 50)?.equals(content.subarray(1000, 1050))).toBe(true);
      zip.close();
    },
  );

  it.each([
    [0, 3, 'abc'],
    [2, 3, 'cde'],
    [8, 100, 'ij'],
    [10, 1, ''],
    [99, 1, ''],
    [0, 0, ''],
    [-5, 2, 'ab'],
  ])('a range from %i of %i bytes gives %j', (start, length, expected) => {
    const parts = [0, 8].map((method) => ({ name: `m${method}`, method, content: 'abcdefghij' }));
    writeFileSync(path, buildZip([...parts, { name: 'next', content: 'NEXT' }]));
    const zip = openZip(path);
    expect(zip.readRange('m0', start, length)?.toString()).toBe(expected);
    expect(zip.readRange('m8', start, length)?.toString()).toBe(expected);
    zip.close();
  });

  it('a range of a stored member of 5 GB, and what lies behind it, takes no memory', () => {
    const size = 5_000_000_000;
    // Built for small members, then the parts are moved apart in a sparse file.
    const marker = 'MARK';
    const big = { name: 'big', size: 0xffffffff, compressedSize: 0xffffffff };
    const farHeader = 30 + 3 + size;
    const parts = [
      { ...big, centralExtra: zip64Extra(size, size) },
      { name: 'far', content: 'away', offset: 0xffffffff, centralExtra: zip64Extra(farHeader) },
    ];
    const plain = buildZip(parts, {
      between: (_start, length) => zip64End(farHeader + 37, length, 2),
    });
    const file = openSync(path, 'w');
    ftruncateSync(file, size);
    writeSync(file, plain, 0, 33, 0);
    writeSync(file, Buffer.from(marker), 0, 4, 33 + 4_500_000_000);
    writeSync(file, plain, 33, plain.length - 33, farHeader);
    closeSync(file);

    const zip = openZip(path);
    expect(zip.stat('big')).toMatchObject({ size, compressedSize: size });
    expect(zip.readRange('big', 4_499_999_999, 6)?.toString()).toBe('\0MARK\0');
    expect(zip.readRange('big', size - 2, 6)).toEqual(Buffer.alloc(2));
    expect(zip.read('far')?.toString()).toBe('away');
    expect(() => zip.read('big')).toThrow('too large');
    zip.close();
    expect(readZipMembers(path, ['far']).get('far')?.toString()).toBe('away');
  });

  it('a missing file and a folder fail with the error of the system', () => {
    mkdirSync(join(folder, 'folder'));
    for (const read of [openZip, (at: string): unknown => readZipMembers(at, ['a'])]) {
      expect(() => read(path)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
      expect(() => read(join(folder, 'folder'))).toThrow(
        expect.objectContaining({ code: 'EISDIR' }),
      );
    }
  });

  it('closes the file after a failure, and once only', () => {
    writeFileSync(path, 'not a zip');
    const before = openFiles();
    expect(() => openZip(path)).toThrow(ZipError);
    expect(() => readZipMembers(path, ['a'])).toThrow(ZipError);
    writeFileSync(path, buildZip([{ name: 'a', content: 'x', crc: 1 }]));
    expect(() => readZipMembers(path, ['a'])).toThrow(ZipError);
    const zip = openZip(path);
    zip.close();
    zip.close();
    expect(openFiles()).toBe(before);
    expect(() => zip.read('a')).toThrow('after it was closed');
  });
});

/** The number the next opened file gets: it grows when one was left open. */
function openFiles(): number {
  const file = openSync(folder, 'r');
  closeSync(file);
  return file;
}

describe('a hostile zip', () => {
  const good = { name: 'good', content: 'fine' };

  it.each<[string, ZipPart, string]>([
    ['a wrong checksum', { name: 'a', content: 'x', crc: 1 }, 'checksum does not match'],
    ['a wrong checksum, deflated', { name: 'a', content: 'x', method: 8, crc: 1 }, 'checksum'],
    ['encryption', { name: 'a', content: 'x', flags: 1 }, 'is encrypted'],
    [
      'an unknown method',
      { name: 'a', content: 'x', method: 99 },
      'unknown compression method (99)',
    ],
    ['two sizes for stored content', { name: 'a', content: 'xy', size: 1 }, 'has two sizes'],
    [
      'a size beyond the content',
      { name: 'a', content: 'x', size: 999, compressedSize: 999 },
      'beyond',
    ],
    [
      'more than its size',
      { name: 'a', content: 'xxxx', method: 8, size: 3 },
      'cannot be inflated',
    ],
    [
      'less than its size',
      { name: 'a', content: 'xxxx', method: 8, size: 5 },
      '4 bytes instead of 5',
    ],
    ['more than nothing', { name: 'a', content: 'xxxx', method: 8, size: 0 }, 'damaged'],
    [
      'cut-off deflated data',
      { name: 'a', content: 'xyz', method: 8, compressedSize: 2 },
      'inflated',
    ],
    [
      'stored data called deflated',
      { name: 'a', content: 'x', method: 8, compressedSize: 0 },
      'inflated',
    ],
    [
      'an offset behind the members',
      { name: 'a', content: 'x', offset: 99_999 },
      'not where it should be',
    ],
    ['an offset inside a member', { name: 'a', content: 'x', offset: 1 }, 'not where it should be'],
    [
      'the offset of another member',
      { name: 'a', content: 'fine', offset: 0 },
      'not where it should be',
    ],
    [
      'another name at its content',
      { name: 'a', content: 'x', localName: 'b' },
      'not where it should be',
    ],
    [
      'a missing 64-bit size',
      { name: 'a', size: 0xffffffff, centralExtra: zip64Extra() },
      'no 64-bit',
    ],
    [
      'an impossible size',
      { name: 'a', size: 0xffffffff, centralExtra: zip64Extra(2n ** 63n) },
      'impossibly large',
    ],
    [
      'an impossible offset',
      { name: 'a', offset: 0xffffffff, centralExtra: zip64Extra(2 ** 52) },
      'not where',
    ],
  ])('with %s is refused when that member is read, and only then', (_title, part, problem) => {
    writeFileSync(path, buildZip([good, part]));
    expect(() => readBothWays('a')).toThrow(ZipError);
    expect(() => readBothWays('a')).toThrow(problem);
    expect(() => readBothWays('a')).toThrow(path);
    expect(readBothWays('good')?.toString()).toBe('fine');
    const zip = openZip(path);
    expect(zip.names).toEqual(['good', 'a']);
    zip.close();
  });

  it.each<[string, ZipEnd, string]>([
    ['fewer members than it says', { count: 3 }, 'directory is broken'],
    ['more members than it says', { count: 1 }, 'more than it says'],
    ['a directory in another place', { directoryStart: 3 }, 'not where it should be'],
    ['a directory of another size', { directorySize: 3 }, 'not where it should be'],
    ['a directory outside', { directorySize: 0xfffffffe }, 'not where it should be'],
    ['another part', { disk: 1 }, 'archive in several files'],
    ['a gap behind the directory', { between: () => Buffer.alloc(40) }, 'not where it should be'],
    [
      '2^40 members',
      { between: (start, size) => zip64End(start, size, 2 ** 40) },
      'too many members',
    ],
    [
      '2^63 members',
      { between: (start, size) => zip64End(start, size, 2n ** 63n) },
      'impossibly large',
    ],
    [
      'an end record in no place',
      { between: (start, size) => zip64End(start, size, 2, 45) },
      'zip64 end',
    ],
    [
      'an end record outside',
      { between: (start, size) => zip64End(start + 10 ** 6, size, 2) },
      'outside',
    ],
  ])('with %s is refused', (_title, end, problem) => {
    writeFileSync(path, buildZip([good, { name: 'b' }], end));
    expect(() => readBothWays('good')).toThrow(ZipError);
    expect(() => readBothWays('good')).toThrow(problem);
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('not a zip at all, but some text that is longer than an end record')],
    ['zeros', Buffer.alloc(500_000)],
    ['many end records', Buffer.alloc(500_000, 'PK\x05\x06')],
    [
      'a zip in front of which something was put',
      Buffer.concat([Buffer.from('x'), buildZip([good])]),
    ],
    ['a zip behind which something was put', Buffer.concat([buildZip([good]), Buffer.from('x')])],
  ])('or none is refused: %s', (_title, bytes) => {
    writeFileSync(path, bytes);
    expect(() => readBothWays('good')).toThrow(ZipError);
  });

  it('cannot give names that lead out of a folder', () => {
    const bad = ['../up', '/root', 'c:/x', 'a/../../b', 'a\\b', 'a\0b', '', 'a//b', './a'];
    const parts = [...bad, 'ok/fine'].map((name) => ({ name, content: 'x' }));
    writeFileSync(path, buildZip([...parts, { name: Buffer.from([0x61, 0xff]) }]));
    const zip = openZip(path);
    expect(zip.names).toEqual(['ok/fine']);
    expect(zip.problems.map(({ name }) => name)).toEqual([...bad, 'a\ufffd']);
    for (const name of bad) expect([zip.has(name), zip.read(name)]).toEqual([false, undefined]);
    zip.close();
  });

  it('with a name twice gives neither', () => {
    const parts = ['a', 'b', 'a', 'a'].map((name, index) => ({ name, content: String(index) }));
    writeFileSync(path, buildZip(parts));
    expect(() => readBothWays('a')).toThrow('member "a" is there more than once');
    expect(readBothWays('b')?.toString()).toBe('1');
    const zip = openZip(path);
    expect(zip.names).toEqual(['a', 'b']);
    expect(zip.problems).toEqual([{ name: 'a', problem: 'is there more than once' }]);
    expect(() => zip.stat('a')).toThrow(ZipError);
    expect(() => zip.readRange('a', 0, 1)).toThrow(ZipError);
    zip.close();
  });

  it('cannot take more memory than allowed', () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000));
    const lying = { name: 'lying', content: bomb, compressedSize: bomb.length, size: 100 };
    const bytes = buildZip([
      { name: 'bomb', content: Buffer.alloc(50_000_000), method: 8 },
      { name: 'stored', content: Buffer.alloc(2000) },
      lying,
    ]);
    // The method is set afterwards, as the content is deflated already.
    const header = bytes.lastIndexOf('lying') - 46;
    bytes.writeUInt16LE(8, header + 10);
    writeFileSync(path, bytes);
    expect(() => readBothWays('bomb', 49_999_999)).toThrow(
      'too large to be read: the limit is 49999999',
    );
    expect(() => readBothWays('stored', 1999)).toThrow('too large');
    expect(() => readBothWays('lying')).toThrow('cannot be inflated to its size');
    expect(readBothWays('stored', 2000)).toHaveLength(2000);
    expect(readBothWays('bomb', 50_000_000)).toHaveLength(50_000_000);
  });

  it('cut off anywhere fails, even when it holds another zip', () => {
    const inner = buildZip([{ name: 'a', content: 'inner' }]);
    const zips = [
      buildZip([
        { name: 'a', content: 'abc' },
        { name: 'b', content: 'bbbbbbbb', method: 8 },
      ]),
      buildZip([
        { name: 'x.zip', content: inner },
        { name: 'a', content: 'outer' },
      ]),
      buildZip([{ name: 'a', content: 'abc' }], {
        between: (start, size) => zip64End(start, size, 1),
        comment: Buffer.from('a comment'),
      }),
    ];
    for (const bytes of zips) {
      for (let length = 0; length < bytes.length; length++) {
        writeFileSync(path, bytes.subarray(0, length));
        expect(() => readBothWays('a')).toThrow(ZipError);
      }
    }
  });

  it('with any bytes changed gives the right content or fails as it should', () => {
    writeZip(join(folder, 'original.zip'), [
      { name: 'log', isDirectory: true, mode: 0o755, modifiedAt: 0 },
      {
        name: 'log/a',
        isDirectory: false,
        mode: 0o644,
        modifiedAt: 0,
        source: { bytes: Buffer.from('first') },
      },
      {
        name: 'b',
        isDirectory: false,
        mode: 0o644,
        modifiedAt: 0,
        source: { bytes: Buffer.alloc(99, 'z') },
      },
    ]);
    const deflated = ['log/a', 'b'].map((name) => ({
      name,
      content: 'text '.repeat(30),
      method: 8,
    }));
    const originals = [
      readFileSync(join(folder, 'original.zip')),
      buildZip(deflated, { between: (start, size) => zip64End(start, size, 2) }),
    ];
    for (const original of originals) {
      writeFileSync(path, original);
      const expected = new Map(['log/a', 'b'].map((name) => [name, readBothWays(name)]));
      const change = fc.record({ at: fc.nat(original.length - 1), value: fc.nat(255) });
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          const bytes = Buffer.from(original);
          for (const { at, value } of changes) bytes[at] = value;
          writeFileSync(path, bytes);
          for (const [name, content] of expected) {
            const read = unlessZipError(() => readBothWays(name));
            if (read !== undefined) expect(read.equals(content!)).toBe(true);
          }
          unlessZipError(() => {
            const zip = openZip(path);
            try {
              for (const name of zip.names) {
                unlessZipError(() => zip.stat(name));
                unlessZipError(() => zip.readRange(name, 0, 1000));
              }
            } finally {
              zip.close();
            }
          });
        }),
        { numRuns: 2000 },
      );
    }
  });

  it('of any bytes fails as it should', () => {
    const header = fc.constantFrom(
      'PK\x01\x02',
      'PK\x03\x04',
      'PK\x05\x06',
      'PK\x06\x06',
      'PK\x06\x07',
    );
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      header.map((text) => Buffer.from(text, 'latin1')),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        writeFileSync(path, Buffer.concat(pieces));
        unlessZipError(() => readBothWays('a'));
      }),
      { numRuns: 500 },
    );
  });
});

/** The answer; undefined when it failed with the one error a bad zip may cause. */
function unlessZipError<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    expect(error).toBeInstanceOf(ZipError);
    return undefined;
  }
}
