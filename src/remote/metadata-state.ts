import { GageError } from '../failures/failures.ts';
import { hashFile, hashText, listTree } from '../platform/file-tree.ts';
import { isSystemError, pathExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { findZipDamage } from '../platform/zip-check.ts';
import { ZipError } from '../platform/zip-format.ts';
import { META, isPassingMember, isZipMeta } from '../run/layout.ts';
import { parseManifest } from '../run/manifest.ts';
import { currentMetaPath, readMembers } from '../run/metadata.ts';
import type { RunStatus } from '../run/run.ts';
import { STATUS_MEMBERS, statusOfMembers } from '../run/status.ts';
import { compareCodePoints } from '../values/order.ts';

/** What the metadata of a run says of how far the run is, and of its files. */
export interface MetadataState {
  /** The zip, or the folder. */
  readonly path: string;
  readonly isZip: boolean;
  readonly status: RunStatus;
  /** How far the run is: made, staged, started, ended. */
  readonly step: 0 | 1 | 2 | 3;
  /** The same for the same metadata only. */
  readonly digest: string;
  /** Files of a metadata folder, sorted, without what is only of use on its machine; none for a zip. */
  readonly members: readonly string[];
  /** The digests that the files of the run have; empty where they are not settled. */
  readonly digests: ReadonlyMap<string, string>;
  readonly manifestText: string;
}

/** How metadata compares with that of the same run at another place. */
export type Comparison =
  /** There is no run there. */
  | 'absent'
  | 'same'
  /** What is there is an earlier state. */
  | 'behind'
  /** What is there is a later state. */
  | 'ahead'
  /** Both have ended, each in its own way. */
  | 'conflict'
  /** The run is worked on there. */
  | 'busy';

/** Reads metadata; undefined when it is not there, or not that of a run. */
export function readMetadataState(metaPath: string): MetadataState | undefined {
  try {
    const path = currentMetaPath(metaPath);
    return pathExists(path) ? readState(path) : undefined;
  } catch (error) {
    if (!(error instanceof GageError || error instanceof ZipError || isSystemError(error))) {
      throw error;
    }
    return undefined;
  }
}

function readState(path: string): MetadataState | undefined {
  const isZip = isZipMeta(path);
  const found = readMembers(path, [...STATUS_MEMBERS, META.opref, META.manifest]);
  if (!found.has(META.opref)) return undefined;
  if (isZip && findZipDamage(path).length > 0) return undefined;
  const manifestText = found.get(META.manifest)?.toString('utf8') ?? '';
  const members = isZip ? [] : listMembers(path);
  const isSettled = isZip || (found.has(META.staged) && !found.has(META.started));
  const entries = isSettled ? parseManifest(manifestText, path) : [];
  return {
    path,
    isZip,
    status: statusOfMembers(found, isZip),
    step: stepOf(found),
    digest: isZip ? hashFile(path) : digestMembers(path, members),
    members,
    digests: new Map(entries.map((entry) => [entry.path, entry.sha256])),
    manifestText,
  };
}

function stepOf(found: ReadonlyMap<string, unknown>): MetadataState['step'] {
  if (found.has(META.exit)) return 3;
  if (found.has(META.started)) return 2;
  return found.has(META.staged) ? 1 : 0;
}

/** Who works on a run is told for one machine; there is nobody at the other place. */
function listMembers(path: string): readonly string[] {
  return listTree(path)
    .filter(({ isLink }) => !isLink)
    .map((file) => file.path)
    .filter((name) => !isPassingMember(name))
    .sort(compareCodePoints);
}

function digestMembers(path: string, members: readonly string[]): string {
  return hashText(members.map((name) => `${hashFile(join(path, name))} ${name}\n`).join(''));
}

/** The statuses of runs that somebody works on. */
export const BUSY: ReadonlySet<RunStatus> = new Set(['staging', 'running', 'finalizing']);

/** Compares what is to be copied with what is there. */
export function compareStates(source: MetadataState, there: MetadataState | undefined): Comparison {
  if (there === undefined) return 'absent';
  if (source.digest === there.digest) return 'same';
  if (BUSY.has(there.status)) return 'busy';
  if (there.step !== source.step) return there.step > source.step ? 'ahead' : 'behind';
  const haveEnded = source.step === 3;
  return haveEnded && source.manifestText !== there.manifestText ? 'conflict' : 'behind';
}
