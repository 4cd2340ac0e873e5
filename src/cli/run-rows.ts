import { runFields } from '../catalog/run-fields.ts';
import { ProjectListings } from '../catalog/project-listings.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import type { NumberedRun } from './choose-runs.ts';
import type { CommandContext } from './command.ts';
import { relativeTimes } from './moment-text.ts';
import type { MomentFormat } from './moment-text.ts';
import type { RunRow } from './runs-table.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/** Runs as rows of a table, with what their projects want lists to show of them. */
export async function runRows(
  runs: readonly NumberedRun[],
  context: CommandContext,
  { project, gageFile }: Workspace,
  {
    isDeleted = false,
    formatMoment = relativeTimes(context),
  }: { readonly isDeleted?: boolean; readonly formatMoment?: MomentFormat } = {},
): Promise<readonly RunRow[]> {
  const listings = new ProjectListings((message) => {
    warn(message, context.terminal);
  }, gageFile);
  const rows: RunRow[] = [];
  for (const { position, run } of runs) {
    const fields = runFields(run, await listings.fieldNames(run));
    rows.push({
      position,
      name: run.name,
      operation: operationName(run.opref, project?.namespace),
      version: run.opref.version,
      started: run.started === undefined ? '' : formatMoment(run.started),
      status: run.status,
      label: run.label,
      fields: fields.map(({ name, value }) => ({ name, value: formatDisplayValue(value) })),
      isDeleted,
    });
  }
  return rows;
}

/** The namespace is shown where it is not the one of the project people work in. */
function operationName({ namespace, name }: OpRef, current: string | undefined): string {
  return namespace === current ? name : `${namespace}:${name}`;
}
