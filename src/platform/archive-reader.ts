import { ArchiveError } from './archive-entry.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { readFileStart } from './directory-entries.ts';
import { openByteStream } from './file-stream.ts';
import type { ByteStream } from './file-stream.ts';
import { BLOCK_BYTES, isTarHeader } from './tar-header.ts';
import { readTar } from './tar-reader.ts';
import { readZip } from './zip-entries.ts';
import { ZipError } from './zip-format.ts';

/** What a file holds that can be unpacked: many files, or one that is only compressed. */
export type OpenedArchive =
  | { readonly kind: 'entries'; readonly entries: AsyncIterable<ArchiveEntry> }
  | { readonly kind: 'content'; readonly content: ByteStream };

/**
 * Opens a zip, a tar, a tar in gzip, or a file in gzip, told by its content and not by its name.
 * Undefined for anything else. Reading it may throw what {@link describeArchiveProblem} explains.
 */
export async function openArchive(path: string): Promise<OpenedArchive | undefined> {
  const start = readFileStart(path, BLOCK_BYTES) ?? new Uint8Array();
  if (isZip(start)) return { kind: 'entries', entries: readZip(path) };
  if (isTarHeader(start)) return { kind: 'entries', entries: readTar(openByteStream(path)) };
  if (start[0] !== 0x1f || start[1] !== 0x8b) return undefined;
  const open = (): ByteStream => openByteStream(path, { compression: 'gzip' });
  return isTarHeader(await readStart(open()))
    ? { kind: 'entries', entries: readTar(open()) }
    : { kind: 'content', content: open() };
}

/** The signatures of a zip's first header and of an empty zip's end record. */
function isZip(start: Uint8Array): boolean {
  if (start[0] !== 0x50 || start[1] !== 0x4b) return false;
  return (start[2] === 3 && start[3] === 4) || (start[2] === 5 && start[3] === 6);
}

async function readStart(stream: ByteStream): Promise<Uint8Array> {
  const start = new Uint8Array(BLOCK_BYTES);
  let done = 0;
  for await (const bytes of stream) {
    const part = bytes.subarray(0, BLOCK_BYTES - done);
    start.set(part, done);
    done += part.length;
    if (done === BLOCK_BYTES) break;
  }
  return start.subarray(0, done);
}

/** What is wrong with an archive, as a clause, when `error` tells of one. */
export function describeArchiveProblem(error: unknown): string | undefined {
  if (error instanceof ArchiveError) return error.message;
  if (error instanceof ZipError) return error.problem;
  const isZlibError =
    error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  return isZlibError ? `it is damaged or cut off: ${error.message}` : undefined;
}
