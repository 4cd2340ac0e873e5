import { pathExists, removeFile, writeFileAtomic } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { META } from './layout.ts';
import { ownMetadata } from './own-metadata.ts';
import { isPrompt, readFromFolder, readWaiting } from './waiting-members.ts';

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

/**
 * The content of a member; undefined when it is missing.
 * @param maxBytes more are refused with an error of the system.
 * @param waiting gives what waits in the folder, for one who reads several members.
 */
export function readMember(
  metaDir: string,
  member: string,
  maxBytes?: number,
  waiting?: () => ReadonlyMap<string, Buffer>,
): Buffer | undefined {
  const own = ownMetadata(metaDir);
  const known = own?.get(member)?.content;
  if (known !== undefined || (own !== undefined && isOurs(member))) return known;
  return readFromFolder(metaDir, member, maxBytes, waiting);
}

/** {@link readMember} as text. */
export function readMemberText(metaDir: string, member: string): string | undefined {
  return readMember(metaDir, member)?.toString('utf8');
}

export function hasMember(metaDir: string, member: string): boolean {
  const own = ownMetadata(metaDir);
  if (own?.get(member) !== undefined) return true;
  if (own !== undefined && isOurs(member)) return false;
  const path = join(metaDir, member);
  if (pathExists(path)) return true;
  if (isPrompt(member)) return false;
  return readWaiting(metaDir).has(member) || pathExists(path);
}

/** Whether nobody else writes a member of this name: where it is not remembered there is none. */
function isOurs(member: string): boolean {
  return OURS.has(member);
}

const OURS: ReadonlySet<string> = new Set(Object.values(META));
