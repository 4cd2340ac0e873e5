import type { BatchFailure, BatchProblem } from './batch-failures.ts';

/** The message of a failure that concerns a batch; see `describeFailure`. */
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
    case 'batch-plan-missing':
      return `There is no plan of a batch in ${failure.path}`;
    case 'batch-plan-changed':
      return describeChangedPlan(failure.path, failure.line);
    case 'unsupported-batch-schema':
      return `A newer version of Gage made the batch in ${failure.path} (schema ${failure.schema})`;
    case 'no-batches':
      return `There are no batches\n\nUse 'gage run <operation> --batch <file>' to run one.`;
    case 'batch-not-found':
      return `No batch matches '${failure.spec}'\n\nUse 'gage batch list' to see the batches there are.`;
    case 'ambiguous-batch':
      return `'${failure.spec}' matches several batches: ${failure.matches.join(', ')}\n\nUse more of the name or id.`;
    case 'trial-lost':
      return `${failure.attempts} attempts came to nothing: ${failure.why}`;
    case 'batch-busy':
      return `Batch ${failure.name} is being run by process ${failure.pid} on ${failure.host}\n\nUse 'gage batch attach ${failure.name}' to watch it, 'gage batch stop ${failure.name}' to stop it.`;
    case 'batch-idle':
      return `Nobody is running batch ${failure.name}\n\nUse 'gage batch resume ${failure.name}' to go on with it.`;
    case 'not-enough-slots':
      return `There are not enough slots: ${failure.name}=${failure.asked} is asked for, and ${failure.present} ${failure.present === 1 ? 'is' : 'are'} here`;
    case 'invalid-slots':
      return `Not slots: '${failure.text}'\n\nGive a name, once, and how many there are, such as gpu=2.`;
  }
}

function describeChangedPlan(path: string, line: number | undefined): string {
  const what =
    line === undefined ? 'lines were added, moved or taken away' : `line ${line} was changed`;
  return `The plan of the batch was changed since it was made: ${what} in ${path}\n\nA plan is never edited: restore it, or run a new batch. The runs it has made are not affected.`;
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
