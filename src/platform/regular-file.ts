import { constants as limits } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { hasErrorCode, isSystemError, unlessMissing } from './files.ts';
import { naming } from './named-errors.ts';

/** What fits in a text. */
const MAX_BYTES = limits.MAX_STRING_LENGTH;

/**
 * The bytes of a file that somebody else may have put there; undefined when it does not exist. What is
 * no regular file (a link, a pipe that nobody writes to, a device without end) or has too many bytes is
 * refused with an error of the system.
 */
export function readRegularFile(path: string, maxBytes: number = MAX_BYTES): Buffer | undefined {
  return unlessMissing(() => {
    const file = openRegular(path);
    try {
      return naming(path, () => readOpen(file, path, maxBytes));
    } finally {
      closeSync(file);
    }
  });
}

function readOpen(file: number, path: string, maxBytes: number): Buffer {
  const status = fstatSync(file);
  if (!status.isFile()) throw refusal('EFTYPE', path);
  if (status.size > maxBytes) throw refusal('EFBIG', path);
  const content = Buffer.allocUnsafe(status.size);
  let done = 0;
  while (done < content.length) {
    const count = readSync(file, content, done, content.length - done, done);
    if (count === 0) break;
    done += count;
  }
  return content.subarray(0, done);
}

/** As {@link readRegularFile}, its UTF-8 text; bad bytes become U+FFFD. */
export function readRegularText(path: string, maxBytes?: number): string | undefined {
  return readRegularFile(path, maxBytes)?.toString('utf8');
}

/** What fits into the first read of {@link readShortText}. */
const SHORT_BYTES = 1024;

let shortBytes: Buffer | undefined;

/**
 * {@link readRegularText} of a file that mostly has a line, for those who read many. It is asked what it is
 * only where it has no line, or more: reading so much of anything else neither waits nor takes long.
 */
export function readShortText(path: string): string | undefined {
  return readLine(path) ?? readRegularText(path);
}

function readLine(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openRegular(path);
    shortBytes ??= Buffer.allocUnsafeSlow(SHORT_BYTES);
    const count = readSync(file, shortBytes, 0, SHORT_BYTES, 0);
    if (count > 0 && count < SHORT_BYTES) return shortBytes.toString('utf8', 0, count);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
  return undefined;
}

function openRegular(path: string): number {
  try {
    // A pipe would wait for somebody to write to it.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    if (hasErrorCode(error, 'ELOOP', 'ENXIO')) throw refusal('EFTYPE', path, error);
    throw error;
  }
}

const WHY = { EFTYPE: 'not a regular file', EFBIG: 'file too large' } as const;

/** Shaped as the system's own errors, which every reader of runs expects. */
function refusal(code: keyof typeof WHY, path: string, cause?: unknown): Error {
  const error = new Error(`${code}: ${WHY[code]}, open '${path}'`, { cause });
  return Object.assign(error, { code, syscall: 'open', path });
}
