import { crc32 } from './crc32.ts';
import { describeMember, ZipError } from './zip-format.ts';
import { openZip } from './zip-reader.ts';
import type { ZipReader } from './zip-reader.ts';

/** Stored members are read in pieces of this size: an output can be larger than memory. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Reads every member of a zip against its size and checksum, whatever its size.
 * @returns what is wrong, a clause for each member that is damaged or that has a name no reader takes;
 *   none for a zip that is whole. A file that is no zip throws {@link ZipError}.
 */
export function findZipDamage(path: string): readonly string[] {
  const zip = openZip(path);
  try {
    const damage = zip.problems.map(({ name, problem }) => `${describeMember(name)} ${problem}`);
    const isRefused = new Set(zip.problems.map(({ name }) => name));
    for (const name of zip.names) {
      if (isRefused.has(name)) continue;
      const problem = memberDamage(zip, name);
      if (problem !== undefined) damage.push(problem);
    }
    return damage;
  } finally {
    zip.close();
  }
}

function memberDamage(zip: ZipReader, name: string): string | undefined {
  try {
    const content = zip.locate(name);
    if (content === undefined || content.isDeflated || content.size <= PIECE_BYTES) {
      zip.read(name);
      return undefined;
    }
    let sum = 0;
    for (let at = 0; at < content.size; at += PIECE_BYTES) {
      sum = crc32(zip.readRange(name, at, PIECE_BYTES) ?? '', sum);
    }
    return sum === content.crc
      ? undefined
      : `${describeMember(name)} is damaged: its checksum does not match`;
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return error.problem;
  }
}
