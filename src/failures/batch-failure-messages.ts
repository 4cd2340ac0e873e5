import type { BatchFailure, BatchProblem } from './batch-failures.ts';

/** The message of a failure that concerns the files of a batch; see `describeFailure`. */
export function describeBatchFailure(failure: BatchFailure): string {
  switch (failure.reason) {
    case 'unsupported-batch-file':
      return `Unsupported extension for batch file ${failure.file}\n\nUse .csv, .json, .jsonl or .ndjson, or - to read standard input.`;
    case 'batch-file-missing':
      return `Batch file ${failure.file} does not exist`;
    case 'batch-file-unreadable':
      return `Cannot read batch file ${failure.file}: ${failure.problem}`;
    case 'batch-not-a-list':
      return `Expected an array of objects in ${failure.file}`;
    case 'invalid-batch':
      return describeProblems(failure.problems);
    case 'invalid-series':
      return `Invalid values for '${failure.key}': ${failure.problem}\n\nTo mean '${failure.text}' itself, put it in quotes; see 'gage help batches'.`;
    case 'optimizer-failed':
      return `The optimizer failed: ${failure.problem}\n\nIt was started as: ${failure.command}`;
    case 'unequal-sources':
      return `With '--zip' all have as many rows: ${failure.sources.map(({ file, rows }) => `${file} has ${rows}`).join(', ')}`;
    case 'empty-batch':
      return `Nothing to run in ${failure.files.join(', ')}`;
    case 'batch-too-big':
      return `Too many runs in ${failure.files.join(', ')}: ${failure.trials}, at most ${failure.limit} can be in one batch\n\nUse '--max-runs' to run the first of them.`;
  }
}

/** A file in which one thing is wrong everywhere is as well described by a few of its rows. */
const MAX_LISTED = 20;

function describeProblems(problems: readonly BatchProblem[]): string {
  const files = [...new Set(problems.map(({ file }) => file))];
  const listed = problems.slice(0, MAX_LISTED).map(describeProblem);
  const more = problems.length - listed.length;
  const rest = more > 0 ? [`and ${more} more`] : [];
  return [`There are errors in ${files.join(', ')}`, ...listed, ...rest].join('\n');
}

function describeProblem({ file, row, line, column, problem }: BatchProblem): string {
  const name = row === undefined ? 'header' : `row ${row}`;
  const place = line === undefined ? name : `${name} (line ${line})`;
  const isNamed = column === undefined || problem.includes(`'${column}'`);
  return `${file}: ${place}${isNamed ? '' : `, column '${column}'`}: ${problem}`;
}
