import { fail } from '../../failures/failures.ts';
import { changeTags, checkTag, readTags } from '../../run/tags.ts';
import { compareCodePoints } from '../../values/order.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns } from '../confirm-change.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { reportChange } from '../report-change.ts';
import { renderTable } from '../table.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage tag`: adds tags to runs, removes them, or lists them. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const isChanging = values.isGiven('add') || values.isGiven('remove');
  if (values.isGiven('list')) return list(context);
  if (!isChanging) {
    const message = `Specify tags with '--add' or '--remove', or use '--list'\n\nTry '${context.path} -h' for help.`;
    fail({ reason: 'invalid-argument', message });
  }
  return change(context);
}

async function change(context: CommandContext): Promise<number> {
  const { values, host } = context;
  const workspace = await openWorkspace(context);
  const tags = { add: values.texts('add'), remove: values.texts('remove') };
  // Refused before anything is asked.
  for (const tag of [...tags.add, ...tags.remove]) checkTag(tag);
  const chosen = chooseMany(context, workspace, {
    request: "Specify a run to modify or use '--all'.",
  });
  if (chosen.length === 0) return nothingSelected(context, { tagged: [] });
  const count = countRuns(chosen.length);
  const parts = [
    ...(tags.add.length > 0 ? [`add ${tagNames(tags.add)} to`] : []),
    ...(tags.remove.length > 0 ? [`remove ${tagNames(tags.remove)} from`] : []),
  ];
  const description = `You are about to ${parts.join(' and ')} ${count}.`;
  const declined = await confirmRunsChange(
    { runs: chosen, description, default: 'yes' },
    context,
    workspace,
  );
  if (declined !== undefined) return declined;
  const changed = chosen
    .map(({ run }) => ({ run, change: changeTags(run.run, host.userName, tags) }))
    .filter(({ change }) => change.added.length + change.removed.length > 0);
  const outcome = changed.map(({ run, change }) => ({
    id: run.id,
    name: run.name,
    added: change.added,
    removed: change.removed,
  }));
  const done =
    changed.length === 0 ? 'No tags changed' : `Changed tags of ${countRuns(changed.length)}`;
  reportChange(context, { tagged: outcome }, done);
  return 0;
}

function tagNames(tags: readonly string[]): string {
  const names = tags.map((tag) => `'${escapeLine(tag)}'`).join(', ');
  return `${tags.length === 1 ? 'tag' : 'tags'} ${names}`;
}

/** All tags there are with the number of their runs; of chosen runs only, where some are chosen. */
async function list(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const workspace = await openWorkspace(context);
  const chosen = chooseMany(context, workspace, { takesAll: true, request: '' });
  const tags = runsByTag(chosen);
  if (values.isGiven('json')) {
    writeJson(
      tags.map(([tag, runs]) => ({ tag, runs: runs.map(({ run }) => run.id) })),
      terminal,
    );
  } else if (tags.length > 0) {
    const columns = [
      { header: 'tag', style: 'label' },
      { header: 'runs', align: 'right' },
    ] as const;
    const rows = tags.map(([tag, runs]) => [escapeLine(tag), String(runs.length)]);
    terminal.outBlock(renderTable({ columns, rows }, terminal));
  }
  return 0;
}

function runsByTag(
  runs: readonly NumberedRun[],
): readonly (readonly [tag: string, runs: readonly NumberedRun[]])[] {
  const byTag = new Map<string, NumberedRun[]>();
  for (const numbered of runs) {
    for (const tag of readTags(numbered.run.run)) {
      byTag.set(tag, [...(byTag.get(tag) ?? []), numbered]);
    }
  }
  return [...byTag].sort(([a], [b]) => compareCodePoints(a, b));
}
