/**
 * A number by which runs of the same fingerprint are found, the source code left aside: others can have
 * the same. 0 for a run without a fingerprint, or with one of another version.
 */
export function fingerprintKey(text: string | undefined): number {
  const digits = /^1 [0-9a-f]{64} ([0-9a-f]{8})[0-9a-f]{56}\s*$/.exec(text ?? '')?.[1];
  return digits === undefined ? 0 : digestKey(digits);
}

/** The same of a digest alone, in hexadecimal digits. */
export function digestKey(digest: string): number {
  return Number.parseInt(digest.slice(0, KEY_DIGITS), 16) || 1;
}

const KEY_DIGITS = 8;
