import { describeBatchFailure } from './batch-failure-messages.ts';
import { describeBoardFailure } from './board-failure-messages.ts';
import { describeDependencyFailure } from './dependency-failure-messages.ts';
import { describeProjectFailure } from './project-failure-messages.ts';
import { describeRemoteFailure } from './remote-failure-messages.ts';
import { describeRunFailure } from './run-failure-messages.ts';
import { describeVerifyFailure } from './verify-failure-messages.ts';
import type { Failure, FlagProblem, ValueKind, InvalidShellWords } from './failures.ts';

/** What happened, to which file or run, and what to do next; the first line stands alone. */
export function describeFailure(failure: Failure): string {
  switch (failure.reason) {
    case 'invalid-argument':
      return failure.message;
    case 'invalid-assignment':
      return `Invalid flag assignment: ${failure.problem}\n\nFlags are written name=value, and ${JSON.stringify(failure.argument)} is none.`;
    case 'invalid-flags':
      return failure.problems.map(describeFlagProblem).join('\n');
    case 'invalid-config-path':
      return `Invalid config path '${failure.path}': ${failure.problem}`;
    case 'config-not-applied':
      return `Cannot set ${failure.keys.join(', ')} in ${failure.file}: ${failure.problem}`;
    case 'config-not-staged':
      return `Cannot set ${failure.keys.join(', ')}: no file of the run has it\n\nIs its file source code? See 'gage run --preview'.`;
    case 'invalid-pattern':
      return `Invalid pattern '${failure.pattern}': ${failure.problem}`;
    case 'invalid-shell-words':
      return `Cannot read '${failure.text}': ${describeWordsProblem(failure.problem)}`;
    case 'invalid-version-spec':
      return `Invalid version spec '${failure.spec}': ${failure.problem}\n\nUse for example '>=0.1, <1'.`;
    case 'version-mismatch':
      return `Version mismatch: current version '${failure.version}' does not match '${failure.spec}'`;
    case 'no-operations':
    case 'operations-unreadable':
    case 'file-missing':
    case 'data-file-unreadable':
    case 'data-file-invalid':
    case 'gage-file-not-found':
    case 'unknown-operation':
    case 'no-default-operation':
    case 'no-interpreter':
    case 'unset-variable':
      return describeProjectFailure(failure);
    case 'board-file-missing':
    case 'board-file-unreadable':
    case 'board-file-invalid':
    case 'invalid-board':
      return describeBoardFailure(failure);
    case 'rclone-missing':
    case 'undefined-remote':
    case 'rclone-failed':
    case 'unusable-repository':
    case 'unusable-place':
    case 'unsafe-path':
    case 'unreadable-run-folder':
    case 'transfer-stopped':
    case 'publish-failed':
      return describeRemoteFailure(failure);
    case 'unsupported-batch-file':
    case 'batch-file-missing':
    case 'batch-file-unreadable':
    case 'batch-not-a-list':
    case 'invalid-batch':
    case 'invalid-series':
    case 'unequal-sources':
    case 'optimizer-failed':
    case 'empty-batch':
    case 'batch-too-big':
    case 'batch-plan-missing':
    case 'batch-plan-changed':
    case 'unsupported-batch-schema':
    case 'no-batches':
    case 'batch-not-found':
    case 'ambiguous-batch':
    case 'trial-lost':
    case 'batch-busy':
    case 'batch-idle':
    case 'not-enough-slots':
    case 'invalid-slots':
      return describeBatchFailure(failure);
    case 'dependency-missing':
    case 'dependency-mismatch':
    case 'dependency-conflict':
    case 'dependency-unusable':
      return describeDependencyFailure(failure);
    case 'verification-stopped':
    case 'runs-altered':
    case 'run-not-signable':
    case 'unusable-key':
    case 'no-key':
      return describeVerifyFailure(failure);
    default:
      return describeRunFailure(failure);
  }
}

/** More names than this hide the message they belong to. */
const MAX_LISTED_FLAGS = 50;

/** What is wrong with one given value, in one line. */
export function describeFlagProblem(problem: FlagProblem): string {
  const { key } = problem;
  switch (problem.kind) {
    case 'unknown':
      return `Unknown flag '${key}'. ${suggestFlags(problem.near, problem.valid)}`;
    case 'wrong-type': {
      const expected = problem.expected.map((kind) => KIND_NAMES[kind]).join(' or ');
      const given = problem.givenKind === 'text' ? `text: ${problem.given}` : problem.given;
      return `Invalid value for '${key}': expected ${expected}, got ${given}`;
    }
    case 'not-a-choice':
      return `Invalid value for '${key}': expected ${problem.choices.join(' or ')}, got ${problem.given}`;
    case 'overlap':
      return `'${problem.part}' is a part of '${key}': set one of them`;
  }
}

function suggestFlags(near: readonly string[], valid: readonly string[]): string {
  if (near.length > 0) return `Did you mean ${near.map((key) => `'${key}'`).join(' or ')}?`;
  if (valid.length === 0) return 'The operation has no flags.';
  const more = valid.length - MAX_LISTED_FLAGS;
  const listed = valid.slice(0, MAX_LISTED_FLAGS).join(', ');
  return `Flags are: ${listed}${more > 0 ? `, and ${more} more` : ''}`;
}

const KIND_NAMES: Readonly<Record<ValueKind, string>> = {
  text: 'text',
  integer: 'an integer',
  float: 'a number',
  boolean: 'true or false',
  null: 'null',
  list: 'a list',
  map: 'a map',
};

/** What is wrong with text that should be words, as a clause. */
export function describeWordsProblem(problem: InvalidShellWords['problem']): string {
  switch (problem) {
    case 'quote-not-closed':
      return 'a quote is not closed';
    case 'nothing-escaped':
      return 'nothing follows the final backslash';
  }
}
