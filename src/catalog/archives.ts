import { join } from 'node:path';
import { fail } from '../failures.ts';
import { listDirectory, readTextIfExists } from '../platform/files.ts';
import { ARCHIVES_DIR } from '../run/layout.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { compareCodePoints } from '../values/order.ts';
import { isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/** A named place for runs besides the list and the trash. Its runs are in the container with its id. */
export interface Archive {
  readonly id: string;
  readonly name: string;
  /** When runs were last put into it, seconds since the epoch; undefined if its record does not tell. */
  readonly archivedAt: number | undefined;
}

export interface ArchiveList {
  /** By name; of the same name the one used last is first. */
  readonly archives: readonly Archive[];
  /** Records that cannot be read; their archives are left out. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** The archives of a runs directory, from their records; see docs/run-format.md, "Archives". */
export function listArchives(runsDir: string): ArchiveList {
  const archives: Archive[] = [];
  const problems: { path: string; problem: string }[] = [];
  const root = join(runsDir, ARCHIVES_DIR);
  for (const { name: id } of listDirectory(root)) {
    const path = currentRecord(join(root, id));
    const text = path === undefined ? undefined : readTextIfExists(path);
    if (path === undefined || text === undefined) continue;
    const archive = parseArchive(id, text);
    if (typeof archive === 'string') problems.push({ path, problem: archive });
    else archives.push(archive);
  }
  return { archives: archives.sort(compareArchives), problems };
}

/** The archive with a name. Fails with `archive-not-found`. */
export function findArchive(runsDir: string, name: string): Archive {
  const found = listArchives(runsDir).archives.find((archive) => archive.name === name);
  return found ?? fail({ reason: 'archive-not-found', name });
}

/** The newest record of an archive; undefined when what came last is its deletion. */
function currentRecord(folder: string): string | undefined {
  const names = listDirectory(folder)
    .map((entry) => entry.name)
    .filter((name) => name.endsWith('.json') || name.endsWith('.deleted'))
    .sort(compareCodePoints);
  const newest = names.at(-1);
  return newest?.endsWith('.json') === true ? join(folder, newest) : undefined;
}

/** An archive, or what is wrong with its record. */
function parseArchive(id: string, text: string): Archive | string {
  let record: Value;
  try {
    record = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return error.message;
  }
  if (!isMap(record) || typeof record['name'] !== 'string') return 'it has no name';
  return { id, name: record['name'], archivedAt: toNumber(record['date']) };
}

function compareArchives(a: Archive, b: Archive): number {
  return compareCodePoints(a.name, b.name) || (b.archivedAt ?? 0) - (a.archivedAt ?? 0);
}
