import type { BoardFailure } from './board-failures.ts';

/** The message of a failure that concerns a board; see `describeFailure`. */
export function describeBoardFailure(failure: BoardFailure): string {
  switch (failure.reason) {
    case 'board-file-missing':
      return `Config file "${failure.path}" does not exist`;
    case 'board-file-unreadable':
      return `Unexpected board config in "${failure.path}" - ${failure.problem}`;
    case 'board-file-invalid': {
      const problems = failure.problems.map(
        ({ line, column, message }) => `${line}:${column}: ${message}`,
      );
      return `Unexpected board config in "${failure.path}"\n${problems.join('\n')}`;
    }
    case 'invalid-board':
      return `invalid board config: ${failure.problem}`;
  }
}
