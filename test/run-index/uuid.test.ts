import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  UUID_BYTES,
  UUID_DIGITS,
  UUID_LENGTH,
  formatUuid,
  hexadecimal,
  readUuid,
  uuidTexts,
} from '../../src/run-index/uuid.ts';

test('bytes of many UUIDs become the same texts at once and one by one', () => {
  const ids = Array.from({ length: 500 }, () => randomUUID());
  const bytes = new Uint8Array(ids.length * UUID_BYTES);
  for (const [index, id] of ids.entries()) {
    expect(readUuid(id, bytes.subarray(index * UUID_BYTES))).toBe(true);
  }
  const texts = uuidTexts(bytes);
  const digits = hexadecimal(bytes);
  for (const [index, id] of ids.entries()) {
    expect(texts.slice(index * UUID_LENGTH, (index + 1) * UUID_LENGTH)).toBe(id);
    expect(formatUuid(digits, index * UUID_DIGITS)).toBe(id);
  }
  expect(texts).toHaveLength(ids.length * UUID_LENGTH);
});
