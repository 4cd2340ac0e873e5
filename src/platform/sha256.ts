import { Buffer } from 'node:buffer';
import { hash, isCryptoLoaded } from './on-demand.ts';

/** `node:crypto` takes 2 to 5 ms to load: a loop goes through so many bytes in less, and then it is loaded. */
const BYTES_BEFORE_LOADING = 8 * 1024;

let bytesDone = 0;

/** The SHA-256 of bytes, or of a text in UTF-8, as 64 lower-case hex digits. */
export function sha256(content: Uint8Array | string): string {
  if (isCryptoLoaded()) return hash('sha256', content, 'hex');
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  bytesDone += bytes.length;
  return bytesDone > BYTES_BEFORE_LOADING ? hash('sha256', bytes, 'hex') : sha256ByLoop(bytes);
}

/** As FIPS 180-4 defines it. */
function sha256ByLoop(bytes: Uint8Array): string {
  const { first, rounds } = (constants ??= makeConstants());
  const state = Int32Array.from(first);
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) addBlock(state, rounds, bytes, at);
  const end = endOf(bytes, whole);
  for (let at = 0; at < end.length; at += 64) addBlock(state, rounds, end, at);
  let digits = '';
  for (const word of state) digits += (word >>> 0).toString(16).padStart(8, '0');
  return digits;
}

interface Constants {
  readonly first: Int32Array;
  readonly rounds: Int32Array;
}

let constants: Constants | undefined;

/** 32 bits of what is behind the point in the square and cube roots of the first primes. */
function makeConstants(): Constants {
  const first = new Int32Array(8);
  const rounds = new Int32Array(64);
  for (let number = 2, count = 0; count < rounds.length; number++) {
    if (!isPrime(number)) continue;
    if (count < first.length) first[count] = Math.sqrt(number) * 2 ** 32;
    rounds[count++] = Math.cbrt(number) * 2 ** 32;
  }
  return { first, rounds };
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return true;
}

/** What is left from `whole` on, with a bit and the length in bits behind it. */
function endOf(bytes: Uint8Array, whole: number): Uint8Array {
  const rest = bytes.length - whole;
  const end = Buffer.alloc(rest < 56 ? 64 : 128);
  end.set(bytes.subarray(whole));
  end[rest] = 0x80;
  end.writeUIntBE(bytes.length * 8, end.length - 6, 6);
  return end;
}

const words = new Int32Array(64);

function addBlock(state: Int32Array, rounds: Int32Array, bytes: Uint8Array, start: number): void {
  const word = words;
  for (let index = 0, at = start; index < 16; index++, at += 4) {
    word[index] =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
  }
  for (let index = 16; index < 64; index++) {
    const x = word[index - 15] ?? 0;
    const y = word[index - 2] ?? 0;
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    word[index] = (word[index - 16] ?? 0) + small0 + (word[index - 7] ?? 0) + small1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const choice = (e & f) ^ (~e & g);
    const one = (h + big1 + choice + (rounds[index] ?? 0) + (word[index] ?? 0)) | 0;
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + big0 + majority) | 0;
  }
  for (const [index, added] of [a, b, c, d, e, f, g, h].entries()) {
    state[index] = (state[index] ?? 0) + added;
  }
}
