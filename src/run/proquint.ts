import { fail } from '../failures/failures.ts';

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/**
 * The pronounceable name of a run: the first 32 bits of its id as two five-letter words, such as
 * `kufab-losid`. An id with fewer than eight digits is a smaller number.
 */
export function runName(id: string): string {
  const digits = id.slice(0, 8);
  if (!/^[0-9a-f]+$/i.test(digits)) fail({ reason: 'invalid-run-id', id });
  const bits = Number.parseInt(digits, 16);
  return `${proquint(bits >>> 16)}-${proquint(bits & 0xffff)}`;
}

/** 16 bits as consonant, vowel, consonant, vowel, consonant. */
function proquint(bits: number): string {
  return syllable(bits >> 10) + syllable(bits >> 4) + (CONSONANTS[bits & 15] ?? '');
}

/** The last six of some bits as consonant and vowel. */
function syllable(bits: number): string {
  const number = bits & 63;
  return (SYLLABLES[number] ??= CONSONANTS.charAt(number >> 2) + VOWELS.charAt(number & 3));
}

/** Made when they are needed: a list of very many names needs all of them, most commands a few. */
const SYLLABLES: string[] = [];
