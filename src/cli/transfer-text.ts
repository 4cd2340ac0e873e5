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

/** Tells of runs that were not copied, or not as they are. */
export function warnOfOutcomes(report: TransferReport, context: CommandContext): void {
  for (const outcome of report.runs) warnOf(outcome, context);
}

function warnOf(
  { run, problem, isAway, isAltered, leftOut = [] }: RunOutcome,
  context: CommandContext,
): void {
  const { terminal } = context;
  if (problem !== undefined) {
    warn(`Run ${run.name} was not copied: ${describeProblem(problem)}`, terminal);
  }
  if (isAway === true) {
    warn(
      `Run ${run.name} is in the trash or in an archive at the destination; restore it there to see it`,
      terminal,
    );
  }
  if (isAltered === true) {
    warn(
      `Run ${run.name} was copied as it is, which is not what its manifest says; see 'gage verify'`,
      terminal,
    );
  }
  if (leftOut.length > 0) {
    warn(`Run ${run.name} was copied without ${someOf(leftOut)}: no ordinary files`, terminal);
  }
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
