import { readTextIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import type { ProcessIdentity } from '../platform/process-identity.ts';
import { ATTEMPT } from './layout.ts';
import { parseIdentity } from './status.ts';

/** Who makes an attempt; in its `claim.json`. */
export interface AttemptClaim {
  readonly runner: ProcessIdentity;
  /** Milliseconds since the epoch, by the clock of the runner. */
  readonly at: number;
  /** The batch it is made for. */
  readonly batch?: string;
  readonly trial?: number;
}

/** Who makes an attempt; undefined in the moment between its beginning and its claim. @param dir of the attempt. */
export function readClaim(dir: string): AttemptClaim | undefined {
  const value = readRecord(join(dir, ATTEMPT.claim));
  const runner = parseIdentity(value['runner']);
  if (runner === undefined) return undefined;
  const { at, batch, trial } = value;
  return {
    runner,
    at: typeof at === 'number' ? at : 0,
    ...(typeof batch === 'string' ? { batch } : {}),
    ...(typeof trial === 'number' ? { trial } : {}),
  };
}

/** What a record of an attempt says; nothing where it is not there, or not complete. */
export function readRecord(path: string): Readonly<Record<string, unknown>> {
  return parseRecord(readTextIfExists(path) ?? '{}');
}

/** {@link readRecord} of a text. */
export function parseRecord(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
