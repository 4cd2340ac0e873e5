/** Gives numbers from 0 up to, but without, 1. */
export type Random = () => number;

/**
 * Random numbers that are the same for the same seed, everywhere and always: xoshiro128** by Blackman
 * and Vigna, its state made of the seed and `stream` by the hash FNV-1a. Streams of one seed have
 * nothing to do with each other. Not for secrets.
 */
export function seededRandom(seed: number, stream: string): Random {
  const state = initialState(`${seed}\n${stream}`);
  return () => {
    // 53 bits, as many as a fraction has.
    const high = nextWord(state) >>> 5;
    const low = nextWord(state) >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
}

/** Values from a normal distribution with mean 0 and deviation 1; by Box and Muller. */
export function normalDeviate(random: Random): number {
  // From 0 the logarithm would be infinite.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

type State = [number, number, number, number];

function initialState(text: string): State {
  const words = [0, 1, 2, 3].map((index) => hashWord(`${index}${text}`));
  const [a = 0, b = 0, c = 0, d = 0] = words;
  // Nothing but zeros would stay so for ever.
  return [a | 1, b, c, d];
}

function hashWord(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  // What FNV leaves alike, this spreads.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function nextWord(state: State): number {
  const [a, b, c, d] = state;
  const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
  const e = c ^ a;
  const f = d ^ b;
  state[0] = a ^ f;
  state[1] = b ^ e;
  state[2] = e ^ (b << 9);
  state[3] = rotate(f, 11);
  return result;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
