import { formatPythonString } from '../values/python-text.ts';
import type { InvalidFilter, RunFailure } from './run-failures.ts';

/** The message of a failure that concerns a run; see {@link describeFailure}. */
export function describeRunFailure(failure: RunFailure): string {
  switch (failure.reason) {
    case 'invalid-run-id':
      return `run id must begin with hexadecimal digits: "${failure.id}"`;
    case 'invalid-operation-reference':
      return failure.problem;
    case 'run-exists':
      return `run already exists: ${failure.path}`;
    case 'runs-dir-unwritable':
      return `cannot write to the runs directory ${failure.path}: ${failure.problem}`;
    case 'meta-missing':
      return `not a run: ${failure.path} does not exist`;
    case 'run-dir-missing':
      return `Run dir does not exist: ${failure.path}`;
    case 'run-meta-missing':
      return `Run meta dir does not exist: ${failure.path}`;
    case 'unsupported-meta-schema':
      return `unsupported meta schema: '${failure.schema}' in ${failure.path}\n\nThe run was made by a newer version of Gage.`;
    case 'unreadable-meta':
      return `cannot read ${failure.path}: ${failure.problem}`;
    case 'output-missing':
      return `run "${failure.id}" has no output '${failure.name}'`;
    case 'attributes-exist':
      return `the run has attributes already: ${failure.path}`;
    case 'empty-command':
      return `operation '${failure.operation}' has no command`;
    case 'run-initialized':
      return `run "${failure.id}" is initialized already`;
    case 'secret-not-kept':
      return (
        `cannot go on: secrets are not written down, and these were: ${failure.what.join(', ')}\n\n` +
        'Give variables in the environment; make the run anew for others.'
      );
    case 'run-removed':
      return `Run "${failure.id}" was removed or moved while its command ran: ${failure.path} is gone`;
    case 'run-not-ended':
      return `Run "${failure.id}" is '${failure.status}'\n\nOnly a run that was started, or whose staging was cut off, can be finalized.`;
    case 'run-not-initialized':
      return `run "${failure.id}" is not initialized: ${failure.path}`;
    case 'run-not-pending':
      return `Run "${failure.id}" is '${failure.status}'\n\nOnly a run that was initialized and never staged can be staged.`;
    case 'run-not-staged':
      return `Run "${failure.id}" is '${failure.status}'\n\nOnly staged runs can be started with '--start'.`;
    case 'staged-files-missing':
      return `files that were staged are missing from ${failure.runDir}:\n${listSome(failure.missing)}`;
    case 'staged-files-changed':
      return `${failure.changed[0] ?? ''} in ${failure.runDir} is not what was staged before the machine was started again:\n${listSome(failure.changed)}\n\nFiles were changed, or lost with the power. Stage the run again.`;
    case 'run-busy':
      return `run "${failure.id}" is being worked on by process ${failure.pid} on ${failure.host}`;
    case 'unreadable-source':
      return `cannot read source file ${failure.path} (${failure.code})\n\nMake it readable, or leave it out with a pattern in the operation's 'sourcecode'.`;
    case 'unknown-progress-style':
      return `unknown progress style '${failure.name}': expected ${failure.known.join(', ')}`;
    case 'missing-exec':
      return `Operation ${failure.operation} defined in "${failure.gageFile}" is missing an exec command\nRun 'gage help exec' for more information.`;
    case 'missing-programs':
      return `Operation ${failure.operation} requires programs that cannot be found: ${failure.missing.join(', ')}\n\nInstall them, or put their folder into PATH.`;
    case 'no-runs':
      return `There are no runs\n\nUse 'gage run' to make one.`;
    case 'deletion-stopped':
      return `stopped\n\nWhat was not deleted yet is as it was.`;
    case 'run-not-found':
      return `No runs match ${formatPythonString(failure.spec)}\n\nUse 'gage list' to show available runs.`;
    case 'ambiguous-run': {
      const { candidates } = failure;
      const width = Math.max(...candidates.map(({ operation }) => operation.length));
      const rows = candidates.map(
        ({ id, name, operation }) => `${name}  ${operation.padEnd(width)}  ${id}`,
      );
      return `${formatPythonString(failure.spec)} matches ${rows.length} runs:\n${listSome(rows)}\n\nUse more of the id or name.`;
    }
    case 'invalid-filter':
      return describeInvalidFilter(failure);
    case 'archive-not-found':
      return `archive '${failure.name}' does not exist\n\nUse 'gage archive --list' to show available archives.`;
    case 'archive-exists':
      return `archive '${failure.name}' already exists\n\nUse 'gage archive --list' to show available archives.`;
    case 'archive-not-empty': {
      const runs = failure.runCount === 1 ? '1 run' : `${failure.runCount} runs`;
      return `archive '${failure.name}' is not empty: it has ${runs}\n\nRestore or purge its runs first.`;
    }
    case 'comment-not-found':
      return `Cannot find comment '${failure.id}' for run '${failure.runName}'\n\nUse 'gage comment --list ${failure.runName}' to show its comments.`;
    case 'editor-failed':
      return `${failure.editor}: Editing failed`;
    case 'run-elsewhere':
      return `Run '${failure.runName}' runs on ${failure.host}, as process ${failure.pid}\n\nStop it there.`;
    case 'cannot-stop':
      return `Not permitted to stop run '${failure.runName}' (process ${failure.pid})`;
    case 'run-active':
      return `Run '${failure.runName}' is ${failure.status}\n\nStop it first, or use '--force'.`;
    case 'cannot-open': {
      const place = failure.zipPath === undefined ? '' : ` in "${failure.zipPath}"`;
      return `cannot open "${failure.path}"${place}: ${failure.problem}`;
    }
    case 'phase-failed':
      return failure.exitCode < 0
        ? `${failure.phase} was ended by signal ${-failure.exitCode}`
        : `${failure.phase} failed with exit code ${failure.exitCode}`;
    case 'stopped':
      return `stopped by ${failure.signal}`;
  }
}

/** How many files a message lists. */
const LISTED = 5;

function listSome(paths: readonly string[]): string {
  const shown = paths.slice(0, LISTED).map((path) => `  ${path}`);
  const more = paths.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

/** How much of a long expression is shown before and after the place of the problem. */
const SHOWN_AROUND = 40;

function describeInvalidFilter({ expression, column, problem, suggestion }: InvalidFilter): string {
  const characters = Array.from(expression);
  const from = Math.max(0, column - 1 - SHOWN_AROUND);
  const to = column - 1 + SHOWN_AROUND;
  const start = from > 0 ? '…' : '';
  const excerpt = start + characters.slice(from, to).join('') + (to < characters.length ? '…' : '');
  const advice = suggestion === undefined ? '' : `. ${suggestion}`;
  const message = `Cannot use where expression '${excerpt}': ${problem}${advice}`;
  if (expression.trim() === '') return message;
  const caret = ' '.repeat(start.length + column - 1 - from);
  // One line, as a terminal shows line breaks and tabs in messages.
  return `${message}\n\n  ${excerpt.replace(/\s/g, ' ')}\n  ${caret}^`;
}
