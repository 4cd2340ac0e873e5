import { join } from 'node:path';
import {
  openOutputFile,
  pathExists,
  readFileEnd,
  removeFile,
  writeFileAtomic,
} from '../platform/files.ts';
import type { OutputFile } from '../platform/files.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { META } from './layout.ts';
import { ownMetadata } from './own-metadata.ts';

/** Single members of a metadata folder, which this process remembers where it makes the run. */

/** Writes a member whole; its readers see the old content or the new. Of a run that this process makes it waits. */
export function writeMember(metaDir: string, member: string, content: string): void {
  const own = ownMetadata(metaDir);
  if (own === undefined) writeFileAtomic(join(metaDir, member), content);
  else own.set(member, content);
}

export function removeMember(metaDir: string, member: string): void {
  const own = ownMetadata(metaDir);
  if (own === undefined) removeFile(join(metaDir, member));
  else own.delete(member);
}

/** The content of a member; undefined when it is missing. @param maxBytes more are refused with an error of the system. */
export function readMember(metaDir: string, member: string, maxBytes?: number): Buffer | undefined {
  const own = ownMetadata(metaDir);
  const known = own?.get(member)?.content;
  if (known !== undefined || (own !== undefined && !isOutput(member))) return known;
  return readRegularFile(join(metaDir, member), maxBytes);
}

/** {@link readMember} as text. */
export function readMemberText(metaDir: string, member: string): string | undefined {
  return readMember(metaDir, member)?.toString('utf8');
}

/** At most the last `maxBytes` of a member. */
export function readMemberEnd(
  metaDir: string,
  member: string,
  maxBytes: number,
): Buffer | undefined {
  const known = ownMetadata(metaDir)?.get(member)?.content;
  return known?.subarray(-maxBytes) ?? readFileEnd(join(metaDir, member), maxBytes);
}

export function hasMember(metaDir: string, member: string): boolean {
  const own = ownMetadata(metaDir);
  if (own === undefined || isOutput(member)) return pathExists(join(metaDir, member));
  return own.get(member) !== undefined;
}

/** Opens a member for output, which replaces what is there. Of a run that this process makes, the file is made for the first byte. */
export function openOutputMember(metaDir: string, member: string): OutputFile {
  const own = ownMetadata(metaDir);
  const open = (): OutputFile => openOutputFile(join(metaDir, member));
  if (own === undefined) return open();
  own.set(member, '');
  let file: OutputFile | undefined;
  return {
    write: (bytes) => {
      if (file === undefined) {
        own.forget(member);
        file = open();
      }
      file.write(bytes);
    },
    close: () => file?.close(),
  };
}

/** Output is not remembered once there is some. */
function isOutput(member: string): boolean {
  return member.startsWith(`${META.outputs}/`);
}
