import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sha256OfShort } from '../../src/platform/sha256.ts';

const expected = (message: Uint8Array): string =>
  createHash('sha256').update(message).digest('hex');

describe('the SHA-256 of a short message', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j is the one that the standard gives', (text, digest) => {
    expect(sha256OfShort(Buffer.from(text))).toBe(digest);
  });

  test('is that of node:crypto for every length around the edges of blocks, and any bytes', () => {
    for (let length = 0; length < 1000; length++) {
      const message = randomBytes(length);
      expect(sha256OfShort(message), message.toString('hex')).toBe(expected(message));
    }
    for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
      const message = Buffer.alloc(4096, byte);
      expect(sha256OfShort(message)).toBe(expected(message));
    }
  });

  test('of a part of other bytes counts that part alone, and leaves it as it is', () => {
    const bytes = randomBytes(300);
    const before = Buffer.from(bytes);
    expect(sha256OfShort(bytes.subarray(7, 130))).toBe(expected(bytes.subarray(7, 130)));
    expect(bytes).toEqual(before);
  });
});
