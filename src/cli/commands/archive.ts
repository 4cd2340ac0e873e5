import { fail } from '../../failures/failures.ts';
import { quoteShellWord } from '../../files/shell-words.ts';
import { defaultArchiveName, findArchive, listArchives, makeArchive } from '../../run/archives.ts';
import type { Archive } from '../../run/archives.ts';
import { archiveRuns, checkNotActive } from '../../run/move-run.ts';
import { chooseClosed } from '../choose-closed.ts';
import { nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns } from '../confirm-change.ts';
import { escapeLine } from '../escape-text.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

/** `gage archive`: puts runs into an archive, or looks after archives. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  if (['list', 'delete', 'delete-empty', 'rename'].some((option) => values.isGiven(option))) {
    const { changeArchives } = await import('../change-archives.ts');
    return changeArchives(context, workspace.runsDir);
  }
  return archive(context, workspace);
}

async function archive(context: CommandContext, workspace: Workspace): Promise<number> {
  const { values } = context;
  const { runsDir } = workspace;
  // A name that does not exist is told before anything else.
  const wanted = values.text('archive');
  if (wanted !== undefined) findArchive(runsDir, wanted);
  const chosen = await chooseClosed(context, workspace, {
    request: "Specify one or more runs to archive or use '--all'.",
  });
  if (chosen.length === 0) return nothingSelected(context, { archived: [] });
  const runs = chosen.map(({ run }) => run.run);
  const options = { force: values.isGiven('force') };
  checkNotActive(runs, options);
  const count = countRuns(runs.length);
  const name = values.text('name');
  if (name?.trim() === '') {
    fail({ reason: 'invalid-argument', message: 'the name of an archive cannot be blank' });
  }
  const place = wanted ?? name;
  const description = `You are about to archive ${count}${place === undefined ? '' : ` to ${escapeLine(place)}`}.`;
  const change = { runs: chosen, description, default: 'yes' } as const;
  const declined = await confirmRunsChange(change, context, workspace);
  if (declined !== undefined) return declined;
  const target =
    wanted === undefined ? findOrMake(context, runsDir, name) : findArchive(runsDir, wanted);
  archiveRuns(runs, runsDir, target, options);
  reportChange(
    context,
    { archive: { id: target.id, name: target.name }, archived: changedRuns(chosen) },
    `Archived ${count} to ${target.name}`,
    '',
    `Use 'gage restore --archive ${quoteShellWord(target.name)}' to restore from this archive.`,
  );
  return 0;
}

/** Without a name an archive is called by the present time; one made in the same second is used again. */
function findOrMake({ host }: CommandContext, runsDir: string, name?: string): Archive {
  const wanted = name ?? defaultArchiveName(new Date(host.nowMillis()));
  const present = listArchives(runsDir).archives.find((archive) => archive.name === wanted);
  return present ?? makeArchive(runsDir, wanted);
}
