import { statSync } from 'node:fs';
import { hasErrorCode, isSystemError } from './files.ts';

/**
 * When a file or folder was last changed, in milliseconds since the epoch, for those who ask for thousands. NaN,
 * which is equal to nothing, for what is missing or cannot be looked at.
 */
export function readChangeTime(path: string | Buffer): number {
  try {
    asked += 1;
    if (asked === FEW) ask = quickerThan(askStatus, path);
    return ask(path) ?? Number.NaN;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return Number.NaN;
  }
}

/** Undefined for what is missing. */
type Asking = (path: string | Buffer) => number | undefined;

const askStatus: Asking = (path) => statSync(path, UNLESS_MISSING)?.ctimeMs;

const UNLESS_MISSING = { throwIfNoEntry: false } as const;

/** So many are asked in the usual way. */
const FEW = 100;

let asked = 0;
let ask = askStatus;

/** The quicker way to ask, if there is one and it says the same as the usual one. */
function quickerThan(usual: Asking, path: string | Buffer): Asking {
  const quicker = bareStatus();
  return quicker !== undefined && quicker(path) === usual(path) ? quicker : usual;
}

/**
 * What `statSync` of Node.js 20 calls: it makes an object with 18 numbers and four dates of each answer, which
 * takes twice as long as asking. Later versions make dates when they are asked for, and need nothing like this.
 */
function bareStatus(): Asking | undefined {
  if (!process.version.startsWith('v20.') || process.platform === 'win32') return undefined;
  const status = binding()?.stat;
  if (typeof status !== 'function') return undefined;
  return (path) => {
    const numbers: unknown = status(path, false, undefined, true);
    return numbers instanceof Float64Array ? changeTimeOf(numbers) : undefined;
  };
}

/** Counted as `statSync` does, which gives the same number to the last bit. */
function changeTimeOf(numbers: Float64Array): number {
  return (numbers[CHANGE_SECONDS] ?? Number.NaN) * 1000 + (numbers[CHANGE_NANOS] ?? 0) / 1_000_000;
}

const CHANGE_SECONDS = 14;
const CHANGE_NANOS = 15;

interface FileBinding {
  readonly stat?: (
    path: string | Buffer,
    isBig: false,
    request: undefined,
    throws: true,
  ) => unknown;
}

/** Undefined where the process has no right to it. */
function binding(): FileBinding | undefined {
  const { binding: find } = process as { binding?: (name: string) => FileBinding };
  try {
    return find?.call(process, 'fs');
  } catch (error) {
    if (!hasErrorCode(error, 'ERR_ACCESS_DENIED')) throw error;
    return undefined;
  }
}
