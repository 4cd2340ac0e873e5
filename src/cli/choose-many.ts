import { listRuns } from '../catalog/list-runs.ts';
import type { RunList } from '../catalog/list-runs.ts';
import { fail } from '../failures/failures.ts';
import type { Container } from '../run/containers.ts';
import { formatPythonString } from '../values/python-text.ts';
import type { ValueMap } from '../values/value.ts';
import { chooseRuns, failAmbiguous } from './choose-runs.ts';
import type { NumberedRun } from './choose-runs.ts';
import type { CommandContext } from './command.ts';
import { writeJson } from './json-output.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/** What a command that works on several runs asks its user for. */
export interface RunsAsked {
  /** Where runs are looked for, among the active ones by default. */
  readonly container?: Container;
  /** What is said when no runs are given: `Specify a run to delete or use '--all'.` */
  readonly request: string;
  /** Where to look for runs to give. */
  readonly hint?: string;
  /** All runs are meant where none are given. */
  readonly takesAll?: boolean;
}

const LIST_HINT = "Use 'gage list' to show available runs.";

/**
 * The runs that arguments, `--all` and `--where` choose for a command that changes them, in list
 * order; it needs one of the three. Specifiers that match nothing are warned about; one that could
 * mean several runs fails with `ambiguous-run`, so nothing is changed by mistake. Fails with
 * `invalid-argument`, `invalid-filter`.
 */
export function chooseMany(
  context: CommandContext,
  { runsDir }: Workspace,
  asked: RunsAsked,
): readonly NumberedRun[] {
  const { values, path } = context;
  const specs = values.texts('run').filter((spec) => spec !== '');
  const where = values.text('where');
  const isChosen = specs.length > 0 || values.isGiven('all') || (where ?? '') !== '';
  if (!isChosen && asked.takesAll !== true) {
    const hint = `${asked.hint ?? LIST_HINT}\n\nTry '${path} -h' for additional help.`;
    fail({ reason: 'invalid-argument', message: `${asked.request}\n\n${hint}` });
  }
  return chooseListed(listRuns(runsDir, asked.container), context);
}

/** What arguments and `--where` choose of a list, as {@link chooseMany} does; everything without them. */
export function chooseListed(
  { sequence: list, problems }: RunList,
  { values, terminal }: Pick<CommandContext, 'values' | 'terminal'>,
): readonly NumberedRun[] {
  for (const { path: place, problem } of problems)
    warn(`cannot read ${place}: ${problem}`, terminal);
  const specs = values.texts('run').filter((spec) => spec !== '');
  const { runs, unmatched, ambiguous } = chooseRuns(list, specs, values.text('where'));
  const [first] = ambiguous;
  if (first !== undefined) failAmbiguous(first.spec, first.candidates);
  for (const spec of unmatched) warn(`No runs match ${formatPythonString(spec)}`, terminal);
  return runs;
}

/**
 * Says that there is nothing to do. Not to find what was named is a failure; that there is nothing
 * among all runs, or all that match, is not. `outcome` is for programs.
 * @returns the exit status of the program.
 */
export function nothingSelected({ values, terminal }: CommandContext, outcome: ValueMap): number {
  terminal.errLines('gage: Nothing selected');
  if (values.isGiven('json')) writeJson(outcome, terminal);
  return values.texts('run').length > 0 ? 1 : 0;
}
