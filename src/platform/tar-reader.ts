import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import { ArchiveError } from './archive-entry.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import type { ByteStream } from './file-stream.ts';
import {
  BLOCK_BYTES,
  decodeText,
  isZeroBlock,
  parsePaxRecords,
  parseTarHeader,
} from './tar-header.ts';
import type { TarHeader } from './tar-header.ts';
import { findNameProblem } from './zip-format.ts';

/** What long names and extended headers may take: far above any path. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

/** Empty blocks fill a tar up to the size of a tape's record. */
const MAX_PADDING_BYTES = 64 * 1024 * 1024;

/**
 * Reads the entries of a tar (ustar, pax, GNU) as it comes. Every path is checked: absolute ones and
 * `..` are refused, and so are links that lead out of the archive, and devices and pipes.
 *
 * @throws ArchiveError for what is refused, damaged or cut off.
 */
export async function* readTar(stream: ByteStream): AsyncGenerator<ArchiveEntry> {
  const input = new StreamCursor(stream);
  try {
    let extensions: Extensions = {};
    for (;;) {
      const block = await input.read(BLOCK_BYTES);
      // A tar ends with two empty blocks; some programs leave them out.
      if (block === undefined) return;
      if (isZeroBlock(block)) {
        await input.drain(MAX_PADDING_BYTES);
        return;
      }
      const header = parseTarHeader(block);
      const found = await readExtensions(input, header);
      if (found !== undefined) {
        Object.assign(extensions, found);
        continue;
      }
      yield* readEntry(input, header, extensions);
      extensions = {};
    }
  } finally {
    await input.close();
  }
}

/** What the headers in front of an entry say of it. */
interface Extensions {
  readonly path?: string;
  readonly linkPath?: string;
  readonly sizeBytes?: number;
}

/** Reads a header that is about the next entry; undefined when this one is an entry. */
async function readExtensions(
  input: StreamCursor,
  header: TarHeader,
): Promise<Extensions | undefined> {
  if (!'LKxgXV'.includes(header.type)) return undefined;
  if (header.sizeBytes > MAX_EXTENSION_BYTES) {
    throw new ArchiveError('the tar is damaged: a header is too large');
  }
  const content = await input.read(header.sizeBytes);
  if (content === undefined) throw cutOff();
  await input.skip(paddingOf(header.sizeBytes));
  if (header.type === 'L') return { path: decodeText(untilNul(content)) };
  if (header.type === 'K') return { linkPath: decodeText(untilNul(content)) };
  if (header.type !== 'x') return {};
  const records = parsePaxRecords(content);
  const path = records.get('path');
  const linkPath = records.get('linkpath');
  const size = records.get('size')?.toString('latin1');
  return {
    ...(path !== undefined && { path: decodeText(path) }),
    ...(linkPath !== undefined && { linkPath: decodeText(linkPath) }),
    ...(size !== undefined && /^\d+$/.test(size) && { sizeBytes: Number(size) }),
  };
}

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

async function* readEntry(
  input: StreamCursor,
  header: TarHeader,
  extensions: Extensions,
): AsyncGenerator<ArchiveEntry> {
  const name = extensions.path ?? header.name;
  const linkName = extensions.linkPath ?? header.linkName;
  const isOldDirectory = header.type === '0' && name.endsWith('/');
  const path = plainPath(name);
  switch (header.type) {
    case '5':
      if (path !== undefined) yield { kind: 'directory', path };
      return;
    case '2': {
      const from = posix.dirname(name);
      const target = posix.isAbsolute(linkName) ? linkName : posix.join(from, linkName);
      yield { kind: 'link', path: namedPath(path), target: linkTarget(name, target) };
      return;
    }
    case '1':
      yield { kind: 'link', path: namedPath(path), target: linkTarget(name, linkName) };
      return;
    case '0':
    case '7': {
      if (isOldDirectory) {
        if (path !== undefined) yield { kind: 'directory', path };
        return;
      }
      const sizeBytes = extensions.sizeBytes ?? header.sizeBytes;
      const content = input.openContent(sizeBytes);
      yield { kind: 'file', path: namedPath(path), mode: header.mode & 0o777, sizeBytes, content };
      await input.skip(input.contentLeft + paddingOf(sizeBytes));
      return;
    }
    default:
      throw new ArchiveError(`'${name}' is no file, directory or link`);
  }
}

/** The path without `./` and a final `/`; undefined for the top of the archive. */
function plainPath(name: string): string | undefined {
  const path = name.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  if (path === '' || path === '.') return undefined;
  const problem = findNameProblem(path);
  if (problem !== undefined) throw new ArchiveError(`an entry ${problem}: '${name}'`);
  return path;
}

function namedPath(path: string | undefined): string {
  if (path === undefined) throw new ArchiveError('an entry has no name');
  return path;
}

function linkTarget(name: string, target: string): string {
  const path = posix.normalize(target).replace(/\/+$/, '');
  if (path === '.' || findNameProblem(path) === undefined) return path;
  throw new ArchiveError(`the link '${name}' leads out of the archive, to '${target}'`);
}

function paddingOf(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

function cutOff(): ArchiveError {
  return new ArchiveError('the tar is cut off');
}

/** Takes given numbers of bytes from a stream of pieces. */
class StreamCursor {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  /** Bytes of the current entry's content that were not taken. */
  contentLeft = 0;

  constructor(stream: ByteStream) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  /** Undefined at the end of the stream; throws when it ends within. */
  async read(length: number): Promise<Buffer | undefined> {
    const bytes = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const piece = await this.#take(length - done);
      if (piece === undefined) {
        if (done === 0) return undefined;
        throw cutOff();
      }
      bytes.set(piece, done);
      done += piece.length;
    }
    return bytes;
  }

  async skip(length: number): Promise<void> {
    let left = length;
    while (left > 0) {
      const piece = await this.#take(left);
      if (piece === undefined) throw cutOff();
      left -= piece.length;
    }
  }

  /** The next `length` bytes, of which {@link contentLeft} tells how many were not taken. */
  openContent(length: number): ByteStream {
    this.contentLeft = length;
    return this.#content();
  }

  async *#content(): AsyncGenerator<Uint8Array> {
    while (this.contentLeft > 0) {
      const piece = await this.#take(this.contentLeft);
      if (piece === undefined) throw cutOff();
      this.contentLeft -= piece.length;
      yield piece;
    }
  }

  /** Goes to the end, where a compressed stream checks its sum. */
  async drain(maxBytes: number): Promise<void> {
    let left = maxBytes;
    for (let piece = await this.#take(left); piece !== undefined; piece = await this.#take(left)) {
      left -= piece.length;
      if (left === 0) throw new ArchiveError('the tar has too much behind its end');
    }
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  /** At most `length` bytes, at least one; undefined at the end. */
  async #take(length: number): Promise<Uint8Array | undefined> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return undefined;
      this.#piece = next.value;
    }
    const taken = this.#piece.subarray(0, length);
    this.#piece = this.#piece.subarray(length);
    return taken;
  }
}
