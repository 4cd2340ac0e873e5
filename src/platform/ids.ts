import { readFileSync } from 'node:fs';
import { isCryptoLoaded, randomBytes, randomUUID } from './on-demand.ts';

/** A random version-4 UUID in lower case. */
export function newUuid(): string {
  return (isCryptoLoaded() ? undefined : kernelUuid()) ?? randomUUID();
}

/** Linux gives one for reading: `node:crypto` takes milliseconds to load. */
function kernelUuid(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync('/proc/sys/kernel/random/uuid', 'latin1').trimEnd();
    return UUID.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** A name that makes a file's one that nobody else has; not for what nobody may guess. */
export function randomName(): string {
  return Math.floor(Math.random() * 2 ** 48).toString(16);
}

/** A random number to begin other random numbers with: short enough to be typed again. */
export function randomSeed(): number {
  return randomBytes(4).readUInt32LE() % 1_000_000;
}

/**
 * A 128-bit id whose text order is time order to the millisecond, written as a version-4 UUID.
 * @param timeMillis milliseconds since the epoch, 48 bits.
 * @param random ten bytes.
 */
export function timeSortableId(timeMillis: number, random: Uint8Array = randomBytes(10)): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(timeMillis, 0, 6);
  bytes.set(random, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
