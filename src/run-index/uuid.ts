import { Buffer } from 'node:buffer';

/** The length of a UUID's text. */
export const UUID_LENGTH = 36;

/** Bytes of a UUID. */
export const UUID_BYTES = 16;

/** 255 for what is no digit of a UUID in lower case. */
const DIGITS: Uint8Array = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value++) DIGITS[value.toString(16).charCodeAt(0)] = value;

/**
 * Writes the bytes of the UUID that `text` begins with into `bytes`.
 * @returns false when there is none in lower case.
 */
export function readUuid(text: string, bytes: Uint8Array): boolean {
  if (text.length < UUID_LENGTH) return false;
  let at = 0;
  for (let index = 0; index < UUID_LENGTH; index += 2) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (text.charCodeAt(index) !== DASH) return false;
      index -= 1;
      continue;
    }
    const high = DIGITS[text.charCodeAt(index)] ?? 255;
    const low = DIGITS[text.charCodeAt(index + 1)] ?? 255;
    if (high > 15 || low > 15) return false;
    bytes[at++] = high * 16 + low;
  }
  return true;
}

const DASH = 0x2d;

/** Bytes as digits, two for each. */
export function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** The texts of UUIDs, one after the other, {@link UUID_LENGTH} for each. */
export function uuidTexts(bytes: Uint8Array): string {
  const texts = Buffer.allocUnsafe((bytes.length / UUID_BYTES) * UUID_LENGTH);
  let at = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    const place = index % UUID_BYTES;
    if (place === 4 || place === 6 || place === 8 || place === 10) texts[at++] = DASH;
    texts[at++] = DIGIT_CODES[byte >> 4] ?? 0;
    texts[at++] = DIGIT_CODES[byte & 15] ?? 0;
  }
  return texts.toString('latin1');
}

const DIGIT_CODES = Buffer.from('0123456789abcdef');

/** Hexadecimal digits of a UUID. */
export const UUID_DIGITS = 32;

/** The text of the UUID whose digits are at a place. */
export function formatUuid(digits: string, at: number): string {
  const part = (start: number, end: number): string => digits.slice(at + start, at + end);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, UUID_DIGITS)}`;
}

/** Whether a text is a UUID in lower case. */
export function isUuid(text: string): boolean {
  return text.length === UUID_LENGTH && readUuid(text, SCRATCH);
}

const SCRATCH = new Uint8Array(UUID_BYTES);
