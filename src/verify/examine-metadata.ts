import { GageError } from '../failures/failures.ts';
import { isSystemError } from '../platform/files.ts';
import { ZipError } from '../platform/zip-format.ts';
import { parseFilesLog, replayFilesLog } from '../run/files-log.ts';
import { META, isZipMeta } from '../run/layout.ts';
import { readManifest } from '../run/manifest.ts';
import { checkSchema, readMembers, withMeta } from '../run/metadata.ts';
import type { MetaReader } from '../run/metadata.ts';
import { isSafePath } from '../run/path-text.ts';
import type { RunStatus } from '../run/run.ts';
import { STATUS_MEMBERS, statusOfMembers } from '../run/status.ts';
import { formatPythonString } from '../values/python-text.ts';
import type { ToldFiles } from './check-files.ts';
import { findMetadataProblems } from './find-metadata-problems.ts';

/** What metadata tells of a run, of its files, and of itself. */
export interface ExaminedMetadata extends ToldFiles {
  readonly status: RunStatus;
  /** Whether the manifest says what the files have to be: the run is staged, or has ended and is closed. */
  readonly isSettled: boolean;
  /** What is wrong with it, a clause each. */
  readonly problems: readonly string[];
}

/** Reads metadata critically. Fails with `unsupported-meta-schema`. */
export function examineMetadata(path: string): ExaminedMetadata {
  try {
    return withMeta(path, examine);
  } catch (error) {
    // Not a zip at all.
    if (!(error instanceof ZipError || isSystemError(error))) throw error;
    return { status: 'unknown', isSettled: true, problems: [error.message], ...NOTHING_TOLD };
  }
}

const NOTHING_TOLD: ToldFiles = { entries: [], withoutDigest: new Set() };

function examine(meta: MetaReader): ExaminedMetadata {
  checkSchema(meta);
  const isZip = isZipMeta(meta.path);
  const { value: status = 'unknown', problem } = attempt(() =>
    statusOfMembers(readMembers(meta.path, STATUS_MEMBERS), isZip),
  );
  const members = meta.list();
  const isClosed = isZip || (members.includes(META.exit) && !members.includes(META.owner));
  const isSettled = isClosed || status === 'staged';
  if (!isSettled) return { status, isSettled, problems: problem ?? [], ...NOTHING_TOLD };
  const { entries, problems } = readEntries(meta);
  return {
    status,
    isSettled,
    entries,
    withoutDigest: new Set(attempt(() => loggedPaths(meta)).value),
    problems: [...findMetadataProblems(meta, isClosed ? 'ended' : 'staged'), ...problems],
  };
}

function readEntries(meta: MetaReader): Pick<ExaminedMetadata, 'entries' | 'problems'> {
  const { value: all = [], problem } = attempt(() => readManifest(meta).entries);
  const paths = new Set<string>();
  const problems = [...(problem ?? [])];
  const entries = all.filter(({ path }) => {
    const isUnsafe = !isSafePath(path);
    const isDouble = paths.has(path);
    paths.add(path);
    if (isUnsafe)
      problems.push(`the manifest names ${formatPythonString(path)}, which is no path in a run`);
    else if (isDouble)
      problems.push(`the manifest names ${formatPythonString(path)} more than once`);
    return !isUnsafe && !isDouble;
  });
  return { entries, problems };
}

/** Files that were there when the run was closed; one without an entry in the manifest could not be read. */
function loggedPaths(meta: MetaReader): Iterable<string> {
  const text = meta.read(META.filesLog)?.toString('utf8') ?? '';
  return replayFilesLog(parseFilesLog(text, META.filesLog)).keys();
}

/** What is damaged in a zip is told of member by member, so it is no problem here. */
function attempt<T>(read: () => T): { readonly value?: T; readonly problem?: readonly string[] } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof ZipError) return {};
    if (error instanceof GageError) return { problem: [error.message] };
    throw error;
  }
}
