import type { RunRecord } from '../catalog/run-record.ts';
import type { RunOutcome, TransferProblem, TransferReport } from '../remote/transfer-report.ts';
import type { ValueMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import { countRuns } from './confirm-change.ts';
import { changedRuns, reportChange } from './report-change.ts';
import { warn } from './warning.ts';

/**
 * Tells what became of runs that were copied; as JSON with `copied`, `merged`, `unchanged`, `skipped`
 * and `failed` (lists of runs, the last two with a `reason`), `deleted`, `files` and `bytes`.
 * @returns the exit status of the program.
 */
export function reportTransfer(
  context: CommandContext,
  report: TransferReport,
  deleted: readonly RunRecord[] = [],
): number {
  warnOfOutcomes(report, context);
  const copied = countOf(report, 'copied');
  const merged = countOf(report, 'merged');
  const lines = [
    ...(copied > 0 ? [`Copied ${countRuns(copied)}`] : []),
    ...(merged > 0 ? [`Merged labels, tags and comments of ${countRuns(merged)}`] : []),
    ...(deleted.length > 0 ? [`Permanently deleted ${countRuns(deleted.length)}`] : []),
    ...deleted.map(({ name }) => `  ${name}`),
  ];
  const isUpToDate = report.runs.every(({ result }) => result === 'unchanged');
  const nothing = isUpToDate ? 'Nothing copied, runs are up-to-date' : 'Nothing copied';
  reportChange(context, transferJson(report, deleted), ...(lines.length > 0 ? lines : [nothing]));
  return countOf(report, 'failed') > 0 ? 1 : 0;
}

function countOf({ runs }: TransferReport, wanted: RunOutcome['result']): number {
  return runs.filter(({ result }) => result === wanted).length;
}

/** The outcome of a transfer for programs. */
export function transferJson(report: TransferReport, deleted: readonly RunRecord[]): ValueMap {
  const listed = (wanted: RunOutcome['result']): ValueMap[] =>
    report.runs
      .filter(({ result }) => result === wanted)
      .map(({ run, problem }): ValueMap => {
        const { id, name } = run;
        return problem === undefined ? { id, name } : { id, name, reason: problem.kind };
      });
  return {
    copied: listed('copied'),
    merged: listed('merged'),
    unchanged: listed('unchanged'),
    skipped: listed('skipped'),
    failed: listed('failed'),
    deleted: changedRuns(deleted.map((run) => ({ run }))),
    files: report.fileCount,
    bytes: report.byteCount,
  };
}

/** Tells of runs that were not copied, or not as they are: what is the same of many of them once. */
export function warnOfOutcomes(report: TransferReport, { terminal }: CommandContext): void {
  const names = new Map<string, string[]>();
  for (const outcome of report.runs) {
    for (const message of messagesOf(outcome)) {
      const list = names.get(message);
      if (list === undefined) names.set(message, [outcome.run.name]);
      else list.push(outcome.run.name);
    }
  }
  for (const [message, list] of names) {
    if (list.length > MANY_RUNS)
      warn(`${list.length} runs (${someOf(list)}): each ${message}`, terminal);
    else for (const name of list) warn(`Run ${name} ${message}`, terminal);
  }
}

/** Of more runs the same is said once. */
const MANY_RUNS = 5;

/** What is to be told of a run, after its name. */
function messagesOf({ problem, isAway, isAltered, leftOut = [] }: RunOutcome): readonly string[] {
  return [
    ...(problem === undefined ? [] : [`was not copied: ${describeProblem(problem)}`]),
    ...(isAway === true
      ? ['is in the trash or in an archive at the destination; restore it there to see it']
      : []),
    ...(isAltered === true
      ? ["was copied as it is, which is not what its manifest says; see 'gage verify'"]
      : []),
    ...(leftOut.length > 0 ? [`was copied without ${someOf(leftOut)}: no ordinary files`] : []),
  ];
}

/** What kept a run from being copied, as a clause. */
function describeProblem(problem: TransferProblem): string {
  switch (problem.kind) {
    case 'busy':
      return `it is ${problem.status}`;
    case 'busy-there':
      return `it is ${problem.status} at the destination`;
    case 'conflict':
      return 'at the destination it has ended in another way; delete it there to replace it';
    case 'damaged':
      return `${someOf(problem.paths)} ${problem.paths.length === 1 ? 'is' : 'are'} not what the manifest of the run says`;
    case 'changed':
      return 'it changed meanwhile; copy it again';
    case 'incomplete':
      return `${someOf(problem.paths)} ${problem.paths.length === 1 ? 'is' : 'are'} missing there`;
    case 'unreadable':
      return `${problem.paths.length === 0 ? 'its metadata' : someOf(problem.paths)} cannot be read`;
  }
}

/** How many files a message names. */
const NAMED = 3;

function someOf(paths: readonly string[]): string {
  const named = paths.slice(0, NAMED).join(', ');
  const more = paths.length - NAMED;
  return more > 0 ? `${named} and ${more} more` : named;
}
