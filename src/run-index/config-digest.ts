import { formatJsonCompact } from '../values/json-text.ts';
import { Float } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';

/**
 * A number that is the same for configurations that are the same, whatever the order of their keys,
 * and another one for nearly all others.
 */
export function configDigest(config: ValueMap): number {
  let sum = 0;
  for (const key of Object.keys(config)) {
    sum = (sum + pairDigest(key, config[key] ?? null)) % Number.MAX_SAFE_INTEGER;
  }
  return sum;
}

function pairDigest(key: string, value: Value): number {
  const kind = typeof value;
  const isWhole = kind === 'number' && Number.isSafeInteger(value);
  // A list or a map may have its keys in any order: that it is one has to do.
  const text =
    value !== null && kind === 'object' && !(value instanceof Float) ? '[]' : formatScalar(value);
  return digestText(`${isWhole ? 'i' : kind} ${text}`, digestText(key, 0));
}

function formatScalar(value: Value): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return formatJsonCompact(value);
}

/** A digest of 52 bits: two of 26, each made as FNV-1a with its own start. */
function digestText(text: string, seed: number): number {
  let low = 0x811c9dc5 ^ seed;
  let high = 0x01000193 ^ Math.trunc(seed / HALF);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
  }
  return (high >>> 6) * HALF + ((low ^ (low >>> 13)) >>> 6);
}

const HALF = 2 ** 26;
