import { join } from '../platform/paths.ts';
import { readRegularText } from '../platform/regular-file.ts';
import { fail } from '../failures/failures.ts';
import { nextArchiveTimeMillis } from '../platform/clock.ts';
import { createEmptyFile, listDirectory, writeFileDurable } from '../platform/files.ts';
import { newUuid, timeSortableId } from '../platform/ids.ts';
import { JsonTextError, formatJsonCompact, parseJson } from '../values/json-text.ts';
import { refuseLink } from './own-place.ts';
import { compareCodePoints } from '../values/order.ts';
import { isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { readContainers } from './containers.ts';
import { ARCHIVES_DIR } from './layout.ts';

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
  /** Records that cannot be read; the one before counts, if there is one. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** The archives of a runs directory, from their records; see docs/run-format.md, "Archives". */
export function listArchives(runsDir: string): ArchiveList {
  const archives: Archive[] = [];
  const problems: { path: string; problem: string }[] = [];
  const root = join(runsDir, ARCHIVES_DIR);
  for (const { name: id } of listDirectory(root)) {
    for (const path of currentRecords(join(root, id))) {
      const archive = parseArchive(id, readRegularText(path) ?? '');
      if (typeof archive !== 'string') {
        archives.push(archive);
        break;
      }
      problems.push({ path, problem: archive });
    }
  }
  return { archives: archives.sort(compareArchives), problems };
}

/** The records of an archive since it was last deleted, the newest first. */
function currentRecords(folder: string): readonly string[] {
  const names = listDirectory(folder)
    .map((entry) => entry.name)
    .filter((name) => name.endsWith('.json') || name.endsWith(DELETED))
    .sort((a, b) => compareCodePoints(b, a));
  const deletedAt = names.findIndex((name) => name.endsWith(DELETED));
  return (deletedAt < 0 ? names : names.slice(0, deletedAt)).map((name) => join(folder, name));
}

const DELETED = '.deleted';

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

/** The archive with a name. Fails with `archive-not-found`. */
export function findArchive(runsDir: string, name: string): Archive {
  return findByName(runsDir, name) ?? fail({ reason: 'archive-not-found', name });
}

function findByName(runsDir: string, name: string): Archive | undefined {
  return listArchives(runsDir).archives.find((archive) => archive.name === name);
}

/** Makes an archive. Fails with `archive-exists`, and with `invalid-argument` for a blank name. */
export function makeArchive(runsDir: string, name: string): Archive {
  checkNewName(runsDir, name);
  return writeRecord(runsDir, newUuid(), name, nextArchiveTimeMillis());
}

/** Fails as {@link makeArchive} does. */
export function checkNewName(runsDir: string, name: string): void {
  if (name.trim() === '') {
    fail({ reason: 'invalid-argument', message: 'the name of an archive cannot be blank' });
  }
  if (findByName(runsDir, name) !== undefined) fail({ reason: 'archive-exists', name });
}

/** Records are only ever added: the newest counts. `recordedAt` is in milliseconds since the epoch. */
function writeRecord(
  runsDir: string,
  id: string,
  name: string,
  recordedAt: number,
  archivedAt: number = Math.trunc(recordedAt / 1000),
): Archive {
  const folder = join(runsDir, ARCHIVES_DIR, id);
  refuseLink(join(runsDir, ARCHIVES_DIR));
  refuseLink(folder);
  const path = join(folder, `${timeSortableId(recordedAt)}.json`);
  writeFileDurable(path, formatJsonCompact({ id, name, date: archivedAt }));
  return { id, name, archivedAt };
}

/** Gives an archive another name. Fails as {@link makeArchive} does. */
export function renameArchive(runsDir: string, archive: Archive, name: string): Archive {
  if (name === archive.name) return archive;
  checkNewName(runsDir, name);
  return writeRecord(runsDir, archive.id, name, nextArchiveTimeMillis(), archive.archivedAt);
}

/** Notes that runs are put into an archive now. */
export function touchArchive(runsDir: string, archive: Archive): Archive {
  return writeRecord(runsDir, archive.id, archive.name, nextArchiveTimeMillis());
}

/** Deletes an archive that has no runs. Fails with `archive-not-empty`. */
export function deleteArchive(runsDir: string, archive: Archive): void {
  const runCount = countRuns(runsDir, archive);
  if (runCount > 0) fail({ reason: 'archive-not-empty', name: archive.name, runCount });
  const marker = `${timeSortableId(nextArchiveTimeMillis())}${DELETED}`;
  createEmptyFile(join(runsDir, ARCHIVES_DIR, archive.id, marker));
}

function countRuns(runsDir: string, { id }: Archive): number {
  return [...readContainers(runsDir).values()].filter((container) => container === id).length;
}

/** The name of an archive that is given none: the local time, such as `2024-05-01-101456`. */
export function defaultArchiveName(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return `${local.slice(0, 10)}-${local.slice(11, 19).replaceAll(':', '')}`;
}
