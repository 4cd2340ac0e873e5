import {
  checkNewName,
  deleteArchive,
  findArchive,
  listArchives,
  renameArchive,
} from '../run/archives.ts';
import type { Archive } from '../run/archives.ts';
import { readContainers } from '../run/containers.ts';
import type { ValueMap } from '../values/value.ts';
import { confirmChange } from './confirm-change.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { writeJson } from './json-output.ts';
import { momentFormat } from './moment-text.ts';
import { reportChange } from './report-change.ts';
import { renderTable } from './table.ts';
import { warn } from './warning.ts';
import { fail } from '../failures/failures.ts';

/** `gage archive --list`, `--delete`, `--delete-empty` and `--rename`. @returns the exit status. */
export async function changeArchives(context: CommandContext, runsDir: string): Promise<number> {
  const { values } = context;
  if (values.isGiven('list')) return list(context, runsDir);
  const deleted = values.text('delete');
  if (deleted !== undefined) return deleteOne(context, runsDir, findArchive(runsDir, deleted));
  if (values.isGiven('delete-empty')) return deleteEmpty(context, runsDir);
  const [current = '', name = ''] = values.texts('rename').slice(-2);
  return rename(context, runsDir, findArchive(runsDir, current), name);
}

/** An archive and the number of its runs. */
interface FilledArchive {
  readonly archive: Archive;
  readonly runCount: number;
}

function filledArchives(context: CommandContext, runsDir: string): readonly FilledArchive[] {
  const { archives, problems } = listArchives(runsDir);
  for (const { path, problem } of problems)
    warn(`cannot read ${path}: ${problem}`, context.terminal);
  const counts = new Map<string, number>();
  for (const container of readContainers(runsDir).values()) {
    counts.set(container, (counts.get(container) ?? 0) + 1);
  }
  return archives.map((archive) => ({ archive, runCount: counts.get(archive.id) ?? 0 }));
}

function list(context: CommandContext, runsDir: string): number {
  const { values, terminal } = context;
  const all = filledArchives(context, runsDir);
  if (values.isGiven('json')) {
    writeJson(
      all.map(({ archive, runCount }) => ({
        ...archiveJson(archive),
        runs: runCount,
        last_archived: isoTime(archive.archivedAt),
      })),
      terminal,
    );
    return 0;
  }
  const formatMoment = momentFormat(context);
  const rows = all.map(({ archive, runCount }) => [
    escapeLine(archive.name),
    String(runCount),
    runCount === 0 || archive.archivedAt === undefined
      ? ''
      : formatMoment(archive.archivedAt * 1_000_000),
  ]);
  const columns = [
    { header: 'name', style: 'label' },
    { header: 'runs', align: 'right' },
    { header: 'last archived', style: 'value' },
  ] as const;
  terminal.outBlock(renderTable({ columns, rows }, terminal));
  return 0;
}

function archiveJson({ id, name }: Archive): ValueMap {
  return { id, name };
}

/** Seconds since the epoch as a UTC time. */
function isoTime(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}

async function deleteOne(
  context: CommandContext,
  runsDir: string,
  archive: Archive,
): Promise<number> {
  const runCount = [...readContainers(runsDir).values()].filter((id) => id === archive.id).length;
  if (runCount > 0) fail({ reason: 'archive-not-empty', name: archive.name, runCount });
  const description = `You are about to delete archive ${escapeLine(archive.name)}.`;
  const declined = await confirmChange({ description, default: 'yes' }, context);
  if (declined !== undefined) return declined;
  deleteArchive(runsDir, archive);
  const outcome = { deleted_archives: [archiveJson(archive)] };
  reportChange(context, outcome, `Deleted archive ${archive.name}`);
  return 0;
}

async function deleteEmpty(context: CommandContext, runsDir: string): Promise<number> {
  const empty = filledArchives(context, runsDir).filter(({ runCount }) => runCount === 0);
  if (empty.length === 0) {
    reportChange(context, { deleted_archives: [] }, 'Nothing to delete');
    return 0;
  }
  const { values, terminal } = context;
  if (!values.isGiven('yes')) {
    const rows = empty.map(({ archive, runCount }) => [escapeLine(archive.name), String(runCount)]);
    const columns = [
      { header: 'name', style: 'label' },
      { header: 'runs', align: 'right' },
    ] as const;
    terminal.errBlock(renderTable({ columns, rows }, terminal));
  }
  const description = `You are about to delete ${countArchives(empty.length)}.`;
  const declined = await confirmChange({ description, default: 'yes' }, context);
  if (declined !== undefined) return declined;
  // While the question was open, runs may have been put into some.
  const still = filledArchives(context, runsDir).filter(({ runCount }) => runCount === 0);
  const deleted = empty
    .map(({ archive }) => archive)
    .filter(({ id }) => still.some(({ archive }) => archive.id === id));
  for (const archive of empty.map(({ archive }) => archive)) {
    if (deleted.includes(archive)) deleteArchive(runsDir, archive);
    else warn(`archive ${archive.name} contains runs - skipping`, terminal);
  }
  const done =
    deleted.length === 0 ? 'Nothing deleted' : `Deleted ${countArchives(deleted.length)}`;
  reportChange(context, { deleted_archives: deleted.map(archiveJson) }, done);
  return 0;
}

function countArchives(count: number): string {
  return count === 1 ? '1 empty archive' : `${count} empty archives`;
}

async function rename(
  context: CommandContext,
  runsDir: string,
  archive: Archive,
  name: string,
): Promise<number> {
  if (name !== archive.name) checkNewName(runsDir, name);
  const names = `archive ${archive.name} to ${name}`;
  const description = `You are about to rename ${escapeLine(names)}.`;
  const declined = await confirmChange({ description, default: 'yes' }, context);
  if (declined !== undefined) return declined;
  const renamed = renameArchive(runsDir, archive, name);
  const outcome = { renamed_archives: [{ ...archiveJson(renamed), former_name: archive.name }] };
  reportChange(context, outcome, `Renamed ${names}`);
  return 0;
}
