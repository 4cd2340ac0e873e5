import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isTextByExtension, isTextFile, isTextSample } from '../../src/files/text-file.ts';

test.each(
  '.csv .html .json .jsx .md .py .r .sh .yaml .yml .js .tsx .txt .svg .mjs .cjs .PY'.split(' '),
)('%s is text by its name', (extension) => {
  expect(isTextByExtension(`dir/a${extension}`)).toBe(true);
});

test.each('.png .PDF .zip .pyc .pkl .mp4 .bin .xlsx .tar.gz'.split(' '))(
  '%s is binary by its name',
  (extension) => {
    expect(isTextByExtension(`dir.py/a${extension}`)).toBe(false);
  },
);

test.each(['.py', 'dir/.png', 'Makefile', 'dir.py/a', 'video.ts', 'a.', 'a.unknown'])(
  '%s needs a look at the content',
  (name) => {
    expect(isTextByExtension(name)).toBeUndefined();
  },
);

const cjk = '\u6f22\u5b57\u304b\u306a';
const bytes = (...values: number[]) => Buffer.from(values);
const controls = (share: number) =>
  Buffer.from(Array.from({ length: 100 }, (_, at) => (at < share ? 1 : 0x61)));
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const utf32le = (text: string) =>
  Buffer.concat(
    Array.from(text, (character) => {
      const unit = Buffer.alloc(4);
      unit.writeUInt32LE(character.codePointAt(0)!);
      return unit;
    }),
  );

test.each<[string, Uint8Array, boolean]>([
  ['nothing', bytes(), true],
  ['ASCII', Buffer.from('plain\ttext\r\n'), true],
  ['ASCII with ESC, VT and DEL', Buffer.from('\u001b[1mbold\u000b\u007f text'), true],
  ['ASCII with a NUL', Buffer.from('text\0text'), false],
  ['ASCII with one 0xFF', Buffer.concat([Buffer.from('text'), bytes(0xff)]), false],
  ['Latin-1', Buffer.from('caf\u00e9 cr\u00e8me', 'latin1'), true],
  ['UTF-8 with few accents', Buffer.from('caf\u00e9'), true],
  ['UTF-8 with many accents', Buffer.from('\u00e9\u00e8\u00ea\u00eb'), true],
  ['two CJK characters', Buffer.from('\u6f22\u5b57'), true],
  ['CJK text', Buffer.from(cjk.repeat(20)), true],
  ['CJK cut inside a character', Buffer.from(cjk.repeat(200)).subarray(0, 1024), true],
  [
    'Cyrillic cut inside a character',
    Buffer.from(`a${'\u0436'.repeat(600)}`).subarray(0, 1024),
    true,
  ],
  ['UTF-8 with a mark', Buffer.from('\ufefftext'), true],
  ['UTF-16 LE with a mark', Buffer.from(`\ufeff${cjk}`, 'utf16le'), true],
  ['UTF-16 BE with a mark', utf16be(`\ufefftext ${cjk}`), true],
  ['UTF-16 cut inside a character', Buffer.from('\ufefftext', 'utf16le').subarray(0, 7), true],
  ['UTF-32 with a mark', utf32le(`\ufefftext \u{1f600}`), true],
  ['UTF-16 without a mark', Buffer.from('text', 'utf16le'), false],
  ['a UTF-16 mark before a lone surrogate', bytes(0xff, 0xfe, 0x00, 0xdc, 0x61, 0x00), false],
  ['a UTF-32 mark before noise', bytes(0xff, 0xfe, 0, 0, 0xff, 0xff, 0xff, 0xff), false],
  ['85% control bytes', controls(85), false],
  ['50% control bytes', controls(50), true],
  ['high bytes that are no UTF-8', Buffer.alloc(100, 0xb0), false],
])('%s', (_, sample, expected) => {
  expect(isTextSample(sample)).toBe(expected);
});

test('only the beginning of a file is looked at, and a video is not TypeScript', () => {
  const directory = mkdtempSync(join(tmpdir(), 'gage-text-'));
  try {
    const write = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(directory, name), content);
      return join(directory, name);
    };
    expect(isTextFile(write('late-nul', `${'a'.repeat(1500)}\0`))).toBe(true);
    expect(isTextFile(write('early-nul', `${'a'.repeat(500)}\0`))).toBe(false);
    expect(isTextFile(write('code.ts', 'export const a = 1;\n'))).toBe(true);
    const packet = Buffer.alloc(188, 0xff);
    packet.set([0x47, 0x40, 0x00, 0x10]);
    expect(isTextFile(write('video.ts', packet))).toBe(false);
    expect(isTextFile(join(directory, 'missing'))).toBeUndefined();
    expect(isTextFile(write('named.py', Buffer.alloc(10)))).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
