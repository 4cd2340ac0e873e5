import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import { ArchiveError } from './archive-entry.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { openByteStream } from './file-stream.ts';
import type { ByteStream } from './file-stream.ts';
import { crc32 } from './crc32.ts';
import { findNameProblem } from './zip-format.ts';
import { openZip } from './zip-reader.ts';
import type { ZipMemberContent, ZipReader } from './zip-reader.ts';

/**
 * Reads the entries of a zip one after the other, whatever their size. An entry with a name that is
 * not a plain relative path, or that is there twice, is refused, and so is a link that leads out.
 *
 * @throws ArchiveError, and ZipError when the zip is damaged.
 */
export async function* readZip(path: string): AsyncGenerator<ArchiveEntry> {
  const zip = openZip(path);
  try {
    const [problem] = zip.problems;
    if (problem !== undefined) {
      throw new ArchiveError(`an entry ${problem.problem}: '${problem.name}'`);
    }
    for (const name of zip.names) yield await readEntry(path, zip, name);
  } finally {
    zip.close();
  }
}

async function readEntry(path: string, zip: ZipReader, name: string): Promise<ArchiveEntry> {
  if (name.endsWith('/')) return { kind: 'directory', path: name.slice(0, -1) };
  const content = zip.locate(name);
  if (content === undefined) throw new ArchiveError(`'${name}' cannot be found`);
  if (content.isLink)
    return { kind: 'link', path: name, target: await linkTarget(path, name, content) };
  return {
    kind: 'file',
    path: name,
    mode: (zip.stat(name)?.mode ?? 0o644) & 0o777,
    sizeBytes: content.size,
    content: readContent(path, name, content),
  };
}

const MAX_LINK_BYTES = 4096;

async function linkTarget(path: string, name: string, content: ZipMemberContent): Promise<string> {
  if (content.size > MAX_LINK_BYTES) throw new ArchiveError(`the link '${name}' is too long`);
  const pieces: Uint8Array[] = [];
  for await (const piece of readContent(path, name, content)) pieces.push(Buffer.from(piece));
  const text = Buffer.concat(pieces).toString('utf8');
  const target = posix.isAbsolute(text) ? text : posix.join(posix.dirname(name), text);
  const plain = target.replace(/\/+$/, '');
  if (plain === '.' || findNameProblem(plain) === undefined) return plain;
  throw new ArchiveError(`the link '${name}' leads out of the archive, to '${text}'`);
}

/** The content, which fails at its end when its size or checksum is not as stated. */
async function* readContent(
  path: string,
  name: string,
  { start, compressedSize, isDeflated, crc, size }: ZipMemberContent,
): ByteStream & AsyncGenerator<Uint8Array> {
  let sum = 0;
  let done = 0;
  const stream = openByteStream(path, {
    start,
    length: compressedSize,
    ...(isDeflated && { compression: 'deflate' }),
  });
  for await (const bytes of stream) {
    sum = crc32(bytes, sum);
    done += bytes.length;
    if (done > size) throw new ArchiveError(`'${name}' is damaged: it is larger than stated`);
    yield bytes;
  }
  if (done !== size || sum !== crc) {
    throw new ArchiveError(`'${name}' is damaged: its checksum does not match`);
  }
}
