import type { NumberedRun } from './choose-runs.ts';
import type { CommandContext } from './command.ts';
import { askYesOrNo, declinedStatus } from './prompt.ts';
import { runRows } from './run-rows.ts';
import { renderRunsTable } from './runs-table.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import type { Workspace } from './workspace.ts';

/** A change about which the user is asked. */
export interface Change {
  /** `You are about to delete 2 runs.` */
  readonly description: StyledText;
  /** What an empty answer means; no, where the change cannot be undone. */
  readonly default: 'yes' | 'no';
}

/** A change of runs, which are shown first. */
export interface RunsChange extends Change {
  readonly runs: readonly NumberedRun[];
  /** The runs are in the trash or in an archive: shown dim. */
  readonly isAway?: boolean;
}

/**
 * Asks whether to change runs, on stderr, unless the user has said yes already.
 * @returns the exit status of the program when it goes no further.
 */
export async function confirmRunsChange(
  change: RunsChange,
  context: CommandContext,
  workspace: Workspace,
): Promise<number | undefined> {
  const { values, terminal } = context;
  if (values.isGiven('yes')) return undefined;
  const rows = await runRows(change.runs, context, workspace, {
    isDeleted: change.isAway ?? false,
  });
  terminal.errBlock(renderRunsTable(rows, terminal));
  return confirmChange(change, context);
}

/** {@link confirmRunsChange} for what needs no table. */
export async function confirmChange(
  change: Change,
  { values, terminal, host }: CommandContext,
): Promise<number | undefined> {
  if (values.isGiven('yes')) return undefined;
  terminal.errLines(change.description, '');
  const question = { default: change.default, readLine: host.readLine };
  const answer = await askYesOrNo(question, terminal);
  return answer === 'yes' ? undefined : declinedStatus(answer);
}

/** `1 run`, `2 runs`. */
export function countRuns(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

/** How a deletion for good is announced. */
export function permanentDeletion(count: number): StyledText {
  return [
    { text: 'You are about to ' },
    span('danger', 'PERMANENTLY'),
    { text: ` delete ${countRuns(count)}. This cannot be undone.` },
  ];
}
