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
  const consonant = (shift: number): string => CONSONANTS.charAt((bits >> shift) & 15);
  const vowel = (shift: number): string => VOWELS.charAt((bits >> shift) & 3);
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0);
}
