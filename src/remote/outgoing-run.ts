import { basename, dirname } from 'node:path';
import type { RunRecord } from '../catalog/run-record.ts';
import { hashContent } from '../platform/file-copy.ts';
import type { WorkPace } from '../platform/file-copy.ts';
import { hashFile, listTree } from '../platform/file-tree.ts';
import { isNotFound, statIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { META, sidecarPathOf } from '../run/layout.ts';
import type { FileList, ListedFile } from './file-list.ts';
import type { MetadataState } from './metadata-state.ts';
import type { OutgoingFile } from './remote.ts';
import { readRunEntries } from './run-entries.ts';

/** A run as it is to be at the destination. */
export interface OutgoingRun {
  readonly run: RunRecord;
  /** Its name in its runs directory, and at the destination. */
  readonly id: string;
  readonly state: MetadataState;
  readonly list: FileList;
  readonly leftOut: readonly string[];
}

/** Reads a run with the digests of its files: those of its manifest, and of others as they are now. */
export async function readOutgoingRun(
  run: RunRecord,
  state: MetadataState,
  pace: WorkPace,
): Promise<OutgoingRun> {
  const { runDir } = run.run;
  const { files, links, emptyFolders, leftOut } = readRunEntries(runDir);
  const listed: ListedFile[] = [];
  for (const file of files) {
    const known = state.digests.get(file.path);
    try {
      const sha256 = known ?? (await hashContent(join(runDir, file.path), pace));
      listed.push({ ...file, sha256 });
    } catch (error) {
      // Removed since the folder was read.
      if (!isNotFound(error)) throw error;
    }
  }
  const list = { metadata: state.digest, files: listed, links, emptyFolders };
  return { run, id: basename(runDir), state, list, leftOut };
}

/** The runs directory a run is in. */
export function runsDirOf({ run }: RunRecord): string {
  return dirname(run.runDir);
}

/** A run's files with their paths in the runs directory. */
export function runFiles(id: string, files: readonly ListedFile[]): readonly OutgoingFile[] {
  return files.map((file) => ({ ...file, path: `${id}/${file.path}` }));
}

/** The files of metadata, the one that makes a run of them last. */
export function metadataFiles(state: MetadataState): readonly OutgoingFile[] {
  const name = basename(state.path);
  if (state.isZip) return [describeFile(dirname(state.path), name, state.digest)];
  const members = [...state.members.filter((member) => member !== META.opref), META.opref];
  return members.map((member) => describeFile(dirname(state.path), `${name}/${member}`));
}

/** The changes of a run's user attributes, and its signatures, that are not at the destination: each is a file, and final. */
export function sidecarFiles(
  run: RunRecord,
  isThere: (path: string) => boolean,
): readonly OutgoingFile[] {
  const folders = SIDECARS.map((kind) => sidecarPathOf(run.run.runDir, kind));
  return folders.flatMap((folder) =>
    listTree(folder)
      .filter(({ path, isLink }) => path.endsWith('.json') && !path.includes('/') && !isLink)
      .map(({ path }) => `${basename(folder)}/${path}`)
      .filter((path) => !isThere(path))
      .map((path) => describeFile(dirname(folder), path)),
  );
}

const SIDECARS = ['user', 'sign'] as const;

/** Fails with the system's error when the file is gone. */
function describeFile(root: string, path: string, sha256?: string): OutgoingFile {
  const file = join(root, path);
  const status = statIfExists(file);
  return {
    path,
    sizeBytes: Number(status?.size ?? 0),
    mode: Number((status?.mode ?? 0o644n) & 0o777n),
    modifiedAt: Number(status?.mtimeNs ?? 0n) / 1_000_000,
    sha256: sha256 ?? hashFile(file),
  };
}
