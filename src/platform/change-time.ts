import { Buffer } from 'node:buffer';
import { statSync } from 'node:fs';
import { isNotFound, isSystemError } from './files.ts';
import { nodeBinding } from './node-binding.ts';

type Path = string | Buffer;

/** What tells whether a file was changed, in milliseconds since the epoch and bytes. */
export interface FileChange {
  readonly changedMs: number;
  readonly sizeBytes: number;
}

/**
 * When a file or folder was last changed, in milliseconds since the epoch, for those who ask for thousands. NaN,
 * which is equal to nothing, for what is missing or cannot be looked at.
 */
export function readChangeTime(path: Path): number {
  try {
    const ask = quickest(path);
    if (ask !== undefined) return changeTimeOf(ask(path, false, undefined, true));
    return statSync(path, UNLESS_MISSING)?.ctimeMs ?? Number.NaN;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return Number.NaN;
  }
}

/** Paths that differ in a part of one length, in the middle. */
export interface AlikePaths {
  readonly prefix: string;
  /** The parts that differ, one after the other. */
  readonly parts: Uint8Array;
  readonly partBytes: number;
  readonly suffix: string;
}

/**
 * Whether thousands of files have these times of change. No path becomes a text, and there is nothing around each question:
 * most of the loop is interpreted. For what cannot be looked at it throws an error of the system, or says no.
 * @param sample a file or folder that is there.
 */
export function haveChangeTimes(
  { prefix, parts, partBytes, suffix }: AlikePaths,
  changedMs: Float64Array,
  sample: string,
): boolean {
  if (changedMs.length >= FEW) quicker ??= findQuicker(sample);
  const ask = quicker;
  const start = Buffer.byteLength(prefix);
  const end = start + partBytes + Buffer.byteLength(suffix);
  // The path, and behind it the parts that are put into it one by one.
  const bytes = Buffer.concat([
    Buffer.from(prefix),
    Buffer.alloc(partBytes),
    Buffer.from(suffix),
    parts,
  ]);
  const path = bytes.subarray(0, end);
  for (let place = 0, part = end; place < changedMs.length; place++, part += partBytes) {
    bytes.copyWithin(start, part, part + partBytes);
    if (ask === undefined) {
      if (statSync(path, UNLESS_MISSING)?.ctimeMs !== changedMs[place]) return false;
      continue;
    }
    const numbers = ask(path, false, undefined, true);
    const millis =
      (numbers[CHANGE_SECONDS] ?? Number.NaN) * 1000 + (numbers[CHANGE_NANOS] ?? 0) / 1_000_000;
    if (millis !== changedMs[place]) return false;
  }
  return true;
}

/** When a file was last changed, and its size, for those who ask for thousands; undefined when it is missing. */
export function readFileChange(path: Path): FileChange | undefined {
  try {
    const ask = quickest(path);
    if (ask === undefined) return usualChange(path);
    const numbers = ask(path, false, undefined, true);
    return { changedMs: changeTimeOf(numbers), sizeBytes: numbers[SIZE] ?? Number.NaN };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

function usualChange(path: Path): FileChange | undefined {
  const status = statSync(path, UNLESS_MISSING);
  return status && { changedMs: status.ctimeMs, sizeBytes: status.size };
}

const UNLESS_MISSING = { throwIfNoEntry: false } as const;

/** Asks for the numbers of a status, or throws. What it gives is only valid until it is asked again. */
type Asking = (path: Path, isBig: false, request: undefined, throws: true) => Float64Array;

/** So many are asked in the usual way. */
const FEW = 10;

let asked = 0;
let quicker: Asking | undefined;

/** The quicker way to ask, once it is worth to look for it. */
function quickest(path: Path): Asking | undefined {
  asked += 1;
  if (asked === FEW) quicker ??= findQuicker(path);
  return quicker;
}

/** If there is one and it says the same of this path as the usual one. */
function findQuicker(path: Path): Asking | undefined {
  const ask = bareStatus();
  const usual = ask && usualChange(path);
  if (ask === undefined || usual === undefined) return undefined;
  const numbers: unknown = ask(path, false, undefined, true);
  if (!(numbers instanceof Float64Array)) return undefined;
  const isSame = changeTimeOf(numbers) === usual.changedMs && numbers[SIZE] === usual.sizeBytes;
  return isSame ? ask : undefined;
}

/**
 * What `statSync` of Node.js 20 calls: it makes an object with 18 numbers and four dates of each answer, which
 * takes twice as long as asking. Later versions make dates when they are asked for, and need nothing like this.
 */
function bareStatus(): Asking | undefined {
  const status = (nodeBinding('fs') as { readonly stat?: Asking } | undefined)?.stat;
  return typeof status === 'function' ? status : undefined;
}

/** Counted as `statSync` does, which gives the same number to the last bit. */
function changeTimeOf(numbers: Float64Array): number {
  return (numbers[CHANGE_SECONDS] ?? Number.NaN) * 1000 + (numbers[CHANGE_NANOS] ?? 0) / 1_000_000;
}

/** Where the numbers of a status are. */
const SIZE = 8;
const CHANGE_SECONDS = 14;
const CHANGE_NANOS = 15;
